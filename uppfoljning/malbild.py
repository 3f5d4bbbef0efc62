"""What a judgement sees: every goal of a lap with its evidence, as a snapshot keeps it.

The judge page shows this live, the approval freezes it, and the frozen page reads it back: one
shape, so that what was shown and what is kept cannot part.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from cykel.models import (
    Aktivitet,
    Aktivitetslage,
    PlanVersion,
    Varv,
    Verksamhetsplan,
    med_ansvar,
    svarar_nu,
)
from cykel.villkor.varv import senaste_lagen
from kvalitet.models import Anvandare
from kvalitet.texter import datum
from uppfoljning import externa, fritext, larande, malprov, malrost, underlag, undersokning
from uppfoljning.bedomning import Bedomning, Prognos, Trend
from uppfoljning.fryst import Tidigare, mal_id, tidigare
from uppfoljning.models import Fraga
from uppfoljning.rapport import modell
from uppfoljning.rapport.modell import Arbetslage
from uppfoljning.underlag import Malunderlag, Rost
from uppfoljning.undersokning import Resultat


@dataclass(frozen=True)
class Bild:
    """The goals, and what residents said to the whole unit in the round."""

    mal: tuple[modell.Mal, ...]
    synpunkter: modell.Synpunkter
    undersokningar: tuple[modell.Undersokning, ...]
    fore: Tidigare
    atgarder: Mapping[int, Sequence[modell.Atgard]]
    """By `Mal.pk`, 0: of no goal."""

    def ett(self, ident: str) -> modell.Mal:
        return next(mal for mal in self.mal if mal.id == ident)


def bild(varv: Varv, malen: Sequence[Malunderlag], *, nu: datetime) -> Bild:
    """Return what is known at `nu`; a constant number of queries, whatever the number of goals."""
    tillfalle, dag = underlag.tillfalle_for(varv), timezone.localdate(nu)
    rosten, fore = underlag.rosten(varv, dag), tidigare(varv)
    planer, nycklar = larande.planer(varv), [ett.mal.pk for ett in malen]
    delar = _Delar(
        plan=varv.plan,
        rosten=rosten,
        fore=fore,
        aktiviteter=aktiviteter(underlag.gallande_version(varv)),
        atgarder=larande.atgarder(varv, tillfalle.matdatum, dag),
        rost=malrost.per_mal(varv.plan, tillfalle, planer),
        brister=malprov.brister(varv, nu),
        prov=malprov.prov(varv, nycklar, fore.gamla, dag),
    )
    return Bild(
        mal=tuple(_mal(ett, delar) for ett in malen),
        synpunkter=rosten.synpunkter,
        undersokningar=(*_enkater(rosten, dag), *externa.poster(varv)),
        fore=fore,
        atgarder=delar.atgarder,
    )


def _enkater(rosten: Rost, dag: date) -> Iterator[modell.Undersokning]:
    fritt = fritext.publikt([r.undersokning for r in rosten.undersokningar], dag)
    for r in rosten.undersokningar:
        yield undersokning.som_post(r, fritt.get(r.undersokning.pk, ("", ())))


@dataclass(frozen=True)
class _Delar:
    """All that the goals are put together of."""

    plan: Verksamhetsplan
    rosten: Rost
    fore: Tidigare
    aktiviteter: Mapping[int, Sequence[modell.Aktivitet]]
    atgarder: Mapping[int, Sequence[modell.Atgard]]
    rost: Mapping[int, modell.Malrost]
    brister: Mapping[int, Sequence[modell.Malbrist]]
    prov: Mapping[int, tuple[modell.Malprov, ...]]


def _mal(ett: Malunderlag, delar: _Delar) -> modell.Mal:
    mal, gjord, ident = ett.mal, ett.bedomning, mal_id(ett.mal.pk)
    grad = Bedomning(gjord.bedomning) if gjord else None
    rost = delar.rost.get(mal.pk, modell.INGEN_ROST)
    return modell.Mal(
        id=ident,
        nummer=str(mal.nummer),
        kort=mal.kort,
        text=mal.text,
        niva=mal.niva.etikett,
        omrade=mal.foralder.kort if mal.foralder else "",
        koppling=f"{ett.planmal.get_koppling_display()} koppling",
        radighet=f"{mal.get_radighet_display()} rådighet",
        ansvarig=delar.plan.planansvarig.namn,
        bedomning=grad,
        bedomd_av=gjord.av.namn if gjord else "",
        bedomd=timezone.localdate(gjord.tid) if gjord else None,
        utkast=gjord is not None and not gjord.klar,
        forslag=ett.forslag.bedomning,
        forslag_regel=ett.forslag.regel,
        avviker_skal=gjord.avviker_skal if gjord and ett.avviker else "",
        prognos=Prognos(gjord.prognos) if gjord and gjord.prognos else None,
        trend=Trend(gjord.trend) if gjord else ett.trend,
        forra_bedomning=delar.fore.bedomning(ident),
        forra=delar.fore.om(ident),
        i_rad=delar.fore.i_rad(ident, grad),
        i_rad_fore=delar.fore.i_rad_fore(ident),
        motivering=gjord.motivering if gjord else "",
        orsak=gjord.orsak if gjord else "",
        fungerade_inte=_rader(gjord.fungerade_inte) if gjord else (),
        kriterier=underlag.kriterier(ett),
        aktiviteter=tuple(delar.aktiviteter.get(ett.planmal.pk, ())),
        atgarder=malatgarder(delar.atgarder.get(mal.pk, ())),
        belagg=tuple(_belagg(ett, delar.rosten, rost)),
        rost=rost,
        brister=tuple(delar.brister.get(mal.pk, ())),
        prov=delar.prov.get(mal.pk, ()),
    )


def _rader(text: str) -> tuple[str, ...]:
    return tuple(rad.strip() for rad in text.splitlines() if rad.strip())


def _belagg(ett: Malunderlag, rosten: Rost, rost: modell.Malrost) -> list[modell.Belagg]:
    """What residents say of the goal itself, as the report prints it."""
    ut = [
        modell.Belagg(slag="Undersökning", rubrik=r.undersokning.namn, utfall=_utfall(r))
        for r in rosten.om(ett.mal)
    ]
    if rost.antal:
        rubrik = "Synpunkter bakom en brist i målet"
        ut.append(modell.Belagg(slag="Synpunkter", rubrik=rubrik, utfall=str(rost.antal)))
    return ut


def _utfall(r: Resultat) -> str:
    if r.pagar:
        return f"Pågår, resultatet visas när den har stängt {datum(r.undersokning.stanger)}"
    if not r.visas:
        return "För få svar"
    if r.huvud is None or r.totalt is None:
        return f"{r.n} svar"
    # One of several questions speaks for the survey, so it is named, and told with its own number.
    fraga = "" if r.huvud.fraga.slag == Fraga.Slag.NKI else f"{r.huvud.fraga.text} "
    return f"{fraga}{r.kort}, {r.totalt.n} svar"


def malatgarder(rader: Sequence[modell.Atgard]) -> tuple[modell.Malatgard, ...]:
    """All but those that did not help: a goal with only such is still without a remedy."""
    return tuple(
        modell.Malatgard(
            rubrik=a.rubrik, ansvarig=a.ansvarig, klar_senast=a.klar_senast, effekt=a.effekt
        )
        for a in rader
        if a.effekt is not modell.Effekt.NEJ
    )


def aktiviteter(version: PlanVersion) -> dict[int, list[modell.Aktivitet]]:
    """The activities per `Planmal.pk`, each with the report that holds."""
    lagen = senaste_lagen(version.plan)
    ut: dict[int, list[modell.Aktivitet]] = {}
    rader = list(med_ansvar(version.aktiviteter.all()).order_by("pk"))
    svarar = svarar_nu(rader)
    for rad in rader:
        en = aktivitetspost(rad, svarar[rad.pk][0], lagen.get(str(rad.nyckel)))
        ut.setdefault(rad.planmal_id, []).append(en)
    return ut


def aktivitetspost(
    rad: Aktivitet, ansvarig: Anvandare, lage: Aktivitetslage | None
) -> modell.Aktivitet:
    return modell.Aktivitet(
        rubrik=rad.rubrik,
        status=Arbetslage(lage.status) if lage else Arbetslage.PLANERAD,
        ansvarig=ansvarig.namn,
        skal=lage.kommentar if lage else "",
        framsteg=lage.framsteg if lage else None,
        hinder=lage.hinder if lage else "",
        id=str(rad.nyckel),
        slut=rad.slut,
        rapporterad=_dag(lage),
    )


def _dag(lage: Aktivitetslage | None) -> date | None:
    return timezone.localdate(lage.tid) if lage else None

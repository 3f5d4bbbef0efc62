"""The one builder of snapshots. Reports, previews and approvals are all made from what it gives.

`bygg` reads the live rows of a lap in follow-up; approval freezes it. `for_rapport` takes the
approved snapshot and gives it the parts that are decided after approval, as of now.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

from cykel.models import (
    Aktivitet,
    Aktivitetslage,
    PlanVersion,
    Uppfoljningstillfalle,
    Varv,
    Verksamhetsplan,
    med_ansvar,
    svarar_nu,
)
from cykel.tillstand import PLAN, Fas
from cykel.villkor.malpar import tidigare_mal
from cykel.villkor.varv import senaste_lagen
from kvalitet.fel import Punkt, Regelbrott
from kvalitet.models import Anvandare, Enhet, Ogonblick
from kvalitet.overgang import aterstar
from kvalitet.texter import datum, tal
from uppfoljning import larande, sprang, underlag, undersokning
from uppfoljning.bedomning import Bedomning, Lage, Prognos, Trend
from uppfoljning.rapport import modell
from uppfoljning.rapport.modell import Arbetslage, Maluppfyllelserapport, Rapportlage, Slag
from uppfoljning.underlag import Malunderlag, Rost
from uppfoljning.undersokning import Resultat

SLAG = "maluppfyllelse"
NAMNDERNAS = (Enhet.Slag.KONTOR, Enhet.Slag.BOLAG)
"""The units whose plans judge a nämnd's goals."""


@dataclass(frozen=True)
class Tidigare:
    """What was judged before: the last approved lap, and the last one of the year before."""

    forra: Maluppfyllelserapport | None = None
    fjolaret: Maluppfyllelserapport | None = None
    gamla: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """The goals that a goal carries on from earlier mandatperioder."""

    def bedomning(self, mal: str) -> Bedomning | None:
        """The grade last time; of several goals that became one only when they agree."""
        forra = {ett.bedomning for ett in self._malen(self.forra, mal)}
        return forra.pop() if len(forra) == 1 else None

    def i_rad(self, mal: str, nu: Bedomning | None) -> int:
        """How many years in a row the goal has been ej uppfyllt, this one included."""
        if nu is not Bedomning.EJ:
            return 0
        fjol = self._malen(self.fjolaret, mal)
        ej = fjol and all(ett.bedomning is Bedomning.EJ for ett in fjol)
        return 1 + (min(ett.i_rad for ett in fjol) if ej else 0)

    def _malen(self, rapport: Maluppfyllelserapport | None, mal: str) -> list[modell.Mal]:
        """The goal as it was reported, or those that it carries on."""
        eget = _mal_i(rapport, mal)
        gamla = (_mal_i(rapport, ett) for ett in self.gamla.get(mal, ()))
        return [eget] if eget else [ett for ett in gamla if ett]


def bygg(
    varv: Varv, *, nu: datetime, godkand_av: Anvandare | None = None, luckor_skal: str = ""
) -> Maluppfyllelserapport:
    """Build the report of a lap from the live rows; an utkast unless someone approves it.

    What the approval asks for and does not get is listed in `saknas`, whoever answers for it;
    `luckor_skal` is why it is approved all the same.
    """
    tillfalle = underlag.tillfalle_for(varv)
    version = underlag.gallande_version(varv)
    dag = timezone.localdate(nu)
    malen, rosten, fore = underlag.malen(varv), underlag.rosten(varv, dag), tidigare(varv)
    aktiviteter = _aktiviteter(version)
    per_mal = larande.atgarder(varv, tillfalle.matdatum, dag)
    plan = varv.plan
    utan = luckor(plan)
    return Maluppfyllelserapport(
        kommun=settings.ORGANISATION.namn,
        namnd=plan.namnd.namn,
        kontor=plan.enhet.namn,
        tillfalle=_tillfalle(varv, tillfalle, fore),
        status=replace(_status(plan, godkand_av, dag), luckor_skal=luckor_skal if utan else ""),
        skapad=nu,
        kontakt=plan.planansvarig.namn,
        styrmodell=plan.styrmodell.namn,
        fas=(Fas.FOLJA_UPP if godkand_av is None else Fas.ATGARDA).value,
        nasta_plan=larande.nasta_plan(plan),
        pahittad=settings.DEMO,
        mal=tuple(
            _mal(ett, plan, rosten, fore, aktiviteter.get(ett.planmal.pk, ()), per_mal)
            for ett in malen
        ),
        uppdrag=larande.uppdrag(version, tillfalle.matdatum),
        synpunkter=rosten.synpunkter,
        undersokningar=tuple(map(undersokning.som_post, rosten.undersokningar)),
        brister=larande.brister(varv, tillfalle.matdatum),
        atgarder=_alla(per_mal),
        lardomar=larande.lardomar(varv),
        saknas=(*utan, *_utan_varde(malen)),
        sprang=sprang.i_rapporten(plan, tillfalle.matdatum),
        delunderlag=_delunderlag(plan, tillfalle),
    )


def for_rapport(varv: Varv, *, nu: datetime) -> Maluppfyllelserapport:
    """Return the approved snapshot with åtgärder, lärdomar and uppdrag as they stand now.

    They are decided after the approval; what was judged is left as it was frozen.
    """
    fryst = godkant(varv)
    if fryst is None:
        raise Regelbrott("Uppföljningen är inte godkänd än.")
    tillfalle, dag = underlag.tillfalle_for(varv), timezone.localdate(nu)
    per_mal = larande.atgarder(varv, tillfalle.matdatum, dag)
    return replace(
        fryst,
        skapad=nu,
        fas=_fas(varv),
        nasta_plan=larande.nasta_plan(varv.plan),
        mal=tuple(
            replace(ett, atgarder=_malatgarder(per_mal.get(_pk(ett.id), ()))) for ett in fryst.mal
        ),
        uppdrag=larande.uppdrag(underlag.gallande_version(varv), tillfalle.matdatum),
        brister=larande.brister(varv, tillfalle.matdatum),
        atgarder=_alla(per_mal),
        lardomar=larande.lardomar(varv),
        rattelser=larande.rattelser(varv),
    )


def godkant(varv: Varv) -> Maluppfyllelserapport | None:
    """Read the approved snapshot of a lap."""
    return las(varv.ogonblick) if varv.ogonblick else None


def las(ogonblick: Ogonblick) -> Maluppfyllelserapport:
    return modell.fran_json(ogonblick.innehall)


def tidigare(varv: Varv) -> Tidigare:
    """Find the approved laps before this one, in the plan and in its predecessor."""
    plan = varv.plan
    rader = (
        Varv.objects.filter(
            plan__in=[pk for pk in (plan.pk, plan.foregangare_id) if pk is not None],
            ogonblick__isnull=False,
            borjade__lt=varv.borjade,
        )
        .exclude(pk=varv.pk)
        .order_by("-godkand", "-pk")
        .values_list("ogonblick", "tillfalle__ar")
    )
    alla = list(rader)
    ar = varv.tillfalle.ar if varv.tillfalle else 0
    fjol = next((pk for pk, year in alla if year == ar - 1), None)
    valda = {pk for pk in (alla[0][0] if alla else None, fjol) if pk is not None}
    lasta = {rad.pk: las(rad) for rad in Ogonblick.objects.filter(pk__in=valda)}
    return Tidigare(
        forra=lasta.get(alla[0][0]) if alla else None,
        fjolaret=lasta.get(fjol) if fjol is not None else None,
        gamla=_gamla(varv) if lasta else {},
    )


def _gamla(varv: Varv) -> dict[str, list[str]]:
    malen = [rad.mal_id for rad in underlag.planmal(underlag.gallande_version(varv)) if rad.mal_id]
    return {mal_id(pk): [mal_id(ett) for ett in fore] for pk, fore in tidigare_mal(malen).items()}


def mal_id(pk: int) -> str:
    """Name a goal in snapshots, so that laps can be compared."""
    return f"m{pk}"


def _pk(ident: str) -> int:
    return int(ident.removeprefix("m"))


def _mal_i(rapport: Maluppfyllelserapport | None, ident: str) -> modell.Mal | None:
    return next((m for m in rapport.mal if m.id == ident), None) if rapport else None


def _fas(varv: Varv) -> str:
    """The stage that the report's wheel shows: the lap's own, not one of a later lap."""
    return str(varv.plan.fas) if varv.avslutades is None else Fas.KVALITETSSAKRA.value


# --- the head --------------------------------------------------------------------------------


def _tillfalle(varv: Varv, tillfalle: Uppfoljningstillfalle, fore: Tidigare) -> modell.Tillfalle:
    return modell.Tillfalle(
        slag=Slag(tillfalle.slag),
        namn=tillfallesnamn(tillfalle),
        period_fran=tillfalle.period_fran,
        period_till=tillfalle.matdatum,
        matdatum=tillfalle.matdatum,
        forra_namn=fore.forra.tillfalle.namn if fore.forra else "",
        varv=varv.nummer,
    )


def tillfallesnamn(tillfalle: Uppfoljningstillfalle) -> str:
    """As in running text: delår 2026."""
    return f"{tillfalle.get_slag_display().lower()} {tillfalle.ar}"


def _status(plan: Verksamhetsplan, av: Anvandare | None, dag: date) -> modell.Status:
    if av is None:
        return modell.Status(lage=Rapportlage.UTKAST, dnr=plan.dnr)
    return modell.Status(
        lage=Rapportlage.GODKAND, dnr=plan.dnr, godkand_av=av.namn, godkand_datum=dag
    )


# --- a goal ----------------------------------------------------------------------------------


def _mal(
    ett: Malunderlag,
    plan: Verksamhetsplan,
    rosten: Rost,
    fore: Tidigare,
    aktiviteter: Sequence[modell.Aktivitet],
    atgarder: Mapping[int, Sequence[modell.Atgard]],
) -> modell.Mal:
    mal, gjord, ident = ett.mal, ett.bedomning, mal_id(ett.mal.pk)
    grad = Bedomning(gjord.bedomning) if gjord else None
    return modell.Mal(
        id=ident,
        nummer=str(mal.nummer),
        kort=mal.kort,
        text=mal.text,
        niva=mal.niva.etikett,
        omrade=mal.foralder.kort if mal.foralder else "",
        koppling=f"{ett.planmal.get_koppling_display()} koppling",
        radighet=f"{mal.get_radighet_display()} rådighet",
        ansvarig=plan.planansvarig.namn,
        bedomning=grad,
        bedomd_av=gjord.av.namn if gjord else "",
        forslag=ett.forslag.bedomning,
        forslag_regel=ett.forslag.regel,
        avviker_skal=gjord.avviker_skal if gjord and ett.avviker else "",
        prognos=Prognos(gjord.prognos) if gjord and gjord.prognos else None,
        trend=Trend(gjord.trend) if gjord else ett.trend,
        forra_bedomning=fore.bedomning(ident),
        i_rad=fore.i_rad(ident, grad),
        motivering=gjord.motivering if gjord else "",
        orsak=gjord.orsak if gjord else "",
        fungerade_inte=_rader(gjord.fungerade_inte) if gjord else (),
        kriterier=underlag.kriterier(ett),
        aktiviteter=tuple(aktiviteter),
        atgarder=_malatgarder(atgarder.get(mal.pk, ())),
        belagg=tuple(_belagg(ett, rosten)),
    )


def _rader(text: str) -> tuple[str, ...]:
    return tuple(rad.strip() for rad in text.splitlines() if rad.strip())


def _belagg(ett: Malunderlag, rosten: Rost) -> list[modell.Belagg]:
    """What residents say of the goal itself."""
    ut = [
        modell.Belagg(slag="Undersökning", rubrik=r.undersokning.namn, utfall=_utfall(r))
        for r in rosten.om(ett.mal)
    ]
    if antal := rosten.kopplade.get(ett.mal.pk, 0):
        rubrik = "Synpunkter bakom en brist i målet"
        ut.append(modell.Belagg(slag="Synpunkter", rubrik=rubrik, utfall=str(antal)))
    return ut


def _utfall(r: Resultat) -> str:
    if r.pagar:
        return f"Pågår, resultatet visas när den har stängt {datum(r.undersokning.stanger)}"
    return "För få svar" if r.totalt is None else f"NKI {tal(r.totalt.varde, 1)}, {r.n} svar"


def _malatgarder(rader: Sequence[modell.Atgard]) -> tuple[modell.Malatgard, ...]:
    """All but those that did not help: a goal with only such is still without a remedy."""
    return tuple(
        modell.Malatgard(
            rubrik=a.rubrik, ansvarig=a.ansvarig, klar_senast=a.klar_senast, effekt=a.effekt
        )
        for a in rader
        if a.effekt is not modell.Effekt.NEJ
    )


def _alla(per_mal: Mapping[int, Sequence[modell.Atgard]]) -> tuple[modell.Atgard, ...]:
    return tuple(a for mal in sorted(per_mal) for a in per_mal[mal])


def _aktiviteter(version: PlanVersion) -> dict[int, list[modell.Aktivitet]]:
    """The activities per `Planmal.pk`, each with the report that holds."""
    lagen = senaste_lagen(version.plan)
    ut: dict[int, list[modell.Aktivitet]] = {}
    rader = list(med_ansvar(version.aktiviteter.all()).order_by("pk"))
    svarar = svarar_nu(rader)
    for rad in rader:
        en = _aktivitet(rad, svarar[rad.pk][0], lagen.get(str(rad.nyckel)))
        ut.setdefault(rad.planmal_id, []).append(en)
    return ut


def _aktivitet(
    rad: Aktivitet, ansvarig: Anvandare, lage: Aktivitetslage | None
) -> modell.Aktivitet:
    return modell.Aktivitet(
        rubrik=rad.rubrik,
        status=Arbetslage(lage.status) if lage else Arbetslage.PLANERAD,
        ansvarig=ansvarig.namn,
        skal=lage.kommentar if lage else "",
        framsteg=lage.framsteg if lage else None,
        hinder=lage.hinder if lage else "",
    )


# --- what is missing -------------------------------------------------------------------------


def luckor(plan: Verksamhetsplan) -> list[modell.Lucka]:
    """What the approval asks for and has not got, asked without any reason for gaps."""
    punkter = aterstar(PLAN, plan, "godkann", av=None)
    return [_lucka(punkt, plan) for punkt in punkter if not punkt.klar]


def _lucka(punkt: Punkt, plan: Verksamhetsplan) -> modell.Lucka:
    return modell.Lucka(vad=punkt.mening, ansvarig=punkt.vem or plan.planansvarig.namn)


def _utan_varde(malen: Sequence[Malunderlag]) -> list[modell.Lucka]:
    """Indicators without a value although the reason is given, or that are not due yet."""
    return [
        modell.Lucka(vad=_utan(i.post), ansvarig=i.post.ansvarig)
        for ett in malen
        for i in ett.indikatorer
        if i.post.lage is Lage.SAKNAS and (i.besvarad or not i.forfaller)
    ]


def _utan(post: modell.Indikator) -> str:
    orsak = f": {post.bortfallsorsak}" if post.bortfallsorsak else ""
    return f"Jämförbart värde för {post.namn} ({post.nummer}){orsak}"


def _delunderlag(
    plan: Verksamhetsplan, tillfalle: Uppfoljningstillfalle
) -> tuple[modell.Delunderlag, ...]:
    """The snapshots that this one rests on, in the same round: the units' below a kontor, for the
    same nämnd; the nämnder's, by their kontor, below the kommun."""
    over_namnderna = plan.enhet.slag == Enhet.Slag.KOMMUN
    under = {"enhet__slag__in": NAMNDERNAS} if over_namnderna else {"namnd": plan.namnd_id}
    planer = (
        Verksamhetsplan.objects.filter(
            **under,
            enhet__sokvag__startswith=plan.enhet.sokvag,
            period_fran__lte=tillfalle.matdatum,
            period_till__gte=tillfalle.matdatum,
        )
        .exclude(enhet=plan.enhet_id)
        .exclude(fas=Fas.AVBRUTEN)
        .select_related("enhet", "namnd", "planansvarig")
        .order_by("enhet__sokvag", "pk")
    )
    frysta = {
        pk: (ogonblick, summa)
        for pk, ogonblick, summa in Varv.objects.filter(
            plan__in=planer.values("pk"), tillfalle=tillfalle, ogonblick__isnull=False
        ).values_list("plan", "ogonblick", "ogonblick__sha256")
    }
    return tuple(
        _del(rad, frysta.get(rad.pk), namn=f"{rad.namnd} ({rad.enhet})" if over_namnderna else "")
        for rad in planer
    )


def _del(plan: Verksamhetsplan, fryst: tuple[int, str] | None, *, namn: str) -> modell.Delunderlag:
    namn = namn or plan.enhet.namn
    if fryst is None:
        return modell.Delunderlag(enhet=namn, ansvarig=plan.planansvarig.namn)
    return modell.Delunderlag(enhet=namn, ogonblick=str(fryst[0]), sha256=fryst[1])

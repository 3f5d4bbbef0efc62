"""A plan in follow-up with evidence, for the tests of judging and approving."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from cykel.models import Aktivitetslage, Mal, Matvarde, Planmal, Varv
from cykel.tillstand import Fas
from kvalitet.models import Anvandare, Enhet, Namnd
from synpunkter.models import Synpunkt
from tests import factories
from tests.cykel import kil
from uppfoljning import enkatmallar
from uppfoljning.actions.bedomning import antal_att_lasa
from uppfoljning.enkatmallar import Mall
from uppfoljning.models import (
    Enkatversion,
    Fraga,
    Fragesvar,
    Malbedomning,
    Rostgenomgang,
    Svar,
    Undersokning,
)

FRAN, MATDATUM = date(2026, 1, 1), date(2026, 3, 31)

BEDOMNING: dict[str, Any] = {
    "bedomning": "ej",
    "prognos": "osakert",
    "trend": "forsamring",
    "motivering": "Färre än målet kan påverka tiderna.",
    "fungerade_inte": "Besked om ändrade tider kom för sent.",
    "orsak": "Planeraren saknar ersättare.",
}
"""A judgement that agrees with the indicator of `oppna`."""


@dataclass(frozen=True)
class Lage:
    kil: kil.Kil
    varv: Varv

    @property
    def mal(self) -> Mal:
        return self.kil.mal


def oppna(kommun: factories.Kommun, person: Anvandare, *, mal: Mal | None = None) -> Lage:
    """Petra's plan in follow-up of kvartal 1, its only indicator measured below its target."""
    kv1, _ = kil.tillfallen()
    k = kil.plan(kommun, person, mal or kil.styrning(kommun), fas=Fas.FOLJA_UPP, tillfalle=kv1)
    assert k.varv
    varde(k, "65.5")
    return Lage(k, Varv.objects.select_related("tillfalle", "plan__enhet").get(pk=k.varv.pk))


def varde(
    k: kil.Kil, tal: str | None, *, kon: str = "T", ar: int = 2026, **andrat: Any
) -> Matvarde:
    return Matvarde.objects.create(
        **{
            "indikator": k.indikator.indikator,
            "enhet": k.plan.enhet,
            "period_fran": date(ar, 1, 1),
            "period_till": date(ar, 3, 31),
            "kon": kon,
            "varde": None if tal is None else Decimal(tal),
            "bortfallsorsak": "Mätningen uteblev" if tal is None else "",
            "matdatum": date(ar, 3, 31),
            "kalla": "Egen mätning",
            "infort_av": k.plan.planansvarig,
            **andrat,
        }
    )


def mal_till(lage: Lage, nummer: int) -> Planmal:
    """One more goal in the plan, with an activity and an indicator of its own."""
    forsta = lage.mal
    mal = Mal.objects.create(
        niva=forsta.niva,
        nummer=nummer,
        kort=f"Mål nummer {nummer}",
        text=f"Måltext {nummer}",
        namnd=forsta.namnd,
        beslut_organ="Nämnden",
        beslut_datum=date(2022, 11, 28),
    )
    rad = Planmal.objects.create(version=lage.kil.version, mal=mal, koppling="direkt")
    kil.aktivitet(rad, lage.kil.plan.planansvarig, f"Aktivitet {nummer}")
    kil.indikator(rad, lage.kil.plan.planansvarig)
    undersokning(lage, mal=mal, slug=f"enkat-{mal.pk}")
    return rad


def undersokning(lage: Lage, *, mall: Mall = Mall.NKI, **andrat: Any) -> Undersokning:
    u = Undersokning.objects.create(
        **{
            "namn": "Så fungerar hemtjänsten",
            "slug": "sa-fungerar-hemtjansten",
            "om": "hemtjänsten",
            "enhet": lage.kil.plan.enhet,
            "namnd": lage.kil.plan.namnd,
            "mal": lage.mal,
            "oppnar": date(2026, 2, 1),
            "stanger": date(2026, 3, 31),
            "urval": 50,
            **andrat,
        }
    )
    fragor(u, mall=mall)
    return u


def fragor(u: Undersokning, *, mall: Mall = Mall.NKI, nummer: int = 1) -> Enkatversion:
    """A version of the survey's questions, in use, from a template."""
    version = Enkatversion.objects.create(undersokning=u, nummer=nummer, utkast=False)
    Fraga.objects.bulk_create(
        Fraga(version=version, ordning=nr, **f.falt())
        for nr, f in enumerate(enkatmallar.fragor(mall, u.om), 1)
    )
    return version


def svar(u: Undersokning, *rader: tuple[str, int], manad: date = date(2026, 2, 1)) -> None:
    """Answer for each (sex, value): the same value to all three questions of the NKI."""
    version = u.versioner.i_bruk()[0]
    nki = version.fragor.get(slag="nki")
    nya = [
        Svar(undersokning=u, version=version, manad=manad, kon=kon, token_hmac=uuid.uuid4().hex)
        for kon, _ in rader
    ]
    Svar.objects.bulk_create(nya)
    Fragesvar.objects.bulk_create(
        Fragesvar(svar=ett, fraga=nki, del_nr=nr, tal=v)
        for ett, (_, v) in zip(nya, rader, strict=True)
        for nr in nki.delar
    )


def fritext(u: Undersokning, text: str) -> None:
    """The same words of everyone who has answered."""
    fraga = u.versioner.i_bruk()[0].fragor.get(slag="fritext")
    Fragesvar.objects.bulk_create(Fragesvar(svar=s, fraga=fraga, text=text) for s in u.svar.all())


def synpunkt(
    enhet: Enhet, namnd: Namnd, *, inkom: datetime | None = None, **andrat: Any
) -> Synpunkt:
    unikt = uuid.uuid4().hex
    kom = inkom or datetime(2026, 2, 3, 8, tzinfo=UTC)
    return Synpunkt.objects.create(
        **{
            "referens": f"SP-{unikt[:8]}",
            "typ": "klagomal",
            "text": "Tiden ändrades utan besked.",
            "namnd": namnd,
            "enhet": enhet,
            "svarsval": "kod",
            "inkom": kom,
            "tas_om_hand_senast": kom.date() + timedelta(days=2),
            "svar_senast": kom.date() + timedelta(days=14),
            "kod_hmac": unikt,
            "token_hmac": unikt,
            "textversion": "1",
            **andrat,
        }
    )


def bedomt(lage: Lage, av: Anvandare, mal: Mal | None = None, **andrat: Any) -> Malbedomning:
    return Malbedomning.objects.create(
        **{
            **BEDOMNING,
            "varv": lage.varv,
            "mal": mal or lage.mal,
            "forslag": "ej",
            "av": av,
            "tid": kil.NU,
            "klar": True,
            **andrat,
        }
    )


def last(lage: Lage, av: Anvandare) -> None:
    """Both parts of the voices gone through."""
    for vad in Rostgenomgang.Del.values:
        Rostgenomgang.objects.create(
            varv=lage.varv,
            vad=vad,
            slutsats="Inget nytt.",
            antal=antal_att_lasa(lage.varv, vad),
            av=av,
            tid=kil.NU,
        )


def rapporterat(lage: Lage, av: Anvandare) -> None:
    for aktivitet in lage.kil.version.aktiviteter.order_by("pk"):
        Aktivitetslage.objects.create(
            plan=lage.kil.plan,
            aktivitet=aktivitet.nyckel,
            varv=lage.varv,
            status="pagar",
            av=av,
            tid=kil.NU,
        )


def helt(lage: Lage, av: Anvandare) -> Lage:
    """All that the approval asks for."""
    bedomt(lage, av)
    last(lage, av)
    rapporterat(lage, av)
    return lage

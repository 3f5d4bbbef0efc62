"""A whole small plan, brought to each state by acts on set days, as people would."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from cykel.actions import indikator as indikatorakter
from cykel.actions import mal as malakter
from cykel.actions import plan as planakter
from cykel.actions import tillfalle as tillfallesakter
from cykel.models import (
    Aktivitet,
    Indikator,
    Mal,
    Malniva,
    Planindikator,
    Planmal,
    PlanVersion,
    Styrmodell,
    Uppdrag,
    Uppfoljningstillfalle,
    Varv,
    Verksamhetsplan,
)
from kvalitet import klocka
from kvalitet.models import Anvandare, Enhet, Namnd
from kvalitet.ogonblick import frys
from tests import factories

SVERIGE = ZoneInfo("Europe/Stockholm")
AR = 2026


def tid(manad: int, dag: int, *, ar: int = AR, timme: int = 10) -> datetime:
    """A moment of the plan's year, Swedish time."""
    return datetime(ar, manad, dag, timme, tzinfo=SVERIGE)


SKRIVS, SKICKAS, FASTSTALLS = tid(1, 7), tid(1, 14), tid(1, 21)
FORE_DELARET, UNDER_DELARET = tid(8, 20), tid(9, 3)
BESLUT: dict[str, Any] = {
    "beslut_datum": date(AR, 1, 20),
    "dnr": "VON 2026/0118",
    "mbl_berors_inte": True,
}


@dataclass(frozen=True)
class Styrning:
    """A styrmodell in force with two levels and two goals of the nämnd, one with criteria."""

    styrmodell: Styrmodell
    niva: Malniva
    trygghet: Mal
    inflytande: Mal


@dataclass(frozen=True)
class Folk:
    petra: Anvandare
    """Planansvarig of hemtjänsten."""
    erik: Anvandare
    """Chef of hemtjänsten."""
    karin: Anvandare
    """Kvalitetssamordnare of the whole municipality."""
    amir: Anvandare
    """Aktivitetsansvarig of hemtjänsten."""


@dataclass(frozen=True)
class Plan:
    """The plan of hemtjänsten, and what a test wants at hand."""

    kommun: factories.Kommun
    styrning: Styrning
    folk: Folk
    plan: Verksamhetsplan

    @property
    def version(self) -> PlanVersion:
        return self.plan.versioner.order_by("-nummer")[0]

    @property
    def varv(self) -> Varv:
        return self.plan.varv.order_by("-nummer")[0]

    def farsk(self) -> Verksamhetsplan:
        return Verksamhetsplan.objects.get(pk=self.plan.pk)


def folk(kommun: factories.Kommun) -> Folk:
    return Folk(
        petra=factories.person("Petra Plan", "PA", kommun.hemtjanst),
        erik=factories.person("Erik Chef", "CH", kommun.hemtjanst),
        karin=factories.person("Karin Kvalitet", "KV", kommun.rot),
        amir=factories.person("Amir Aktivitet", "AA", kommun.hemtjanst),
    )


def styrning(namnd: Namnd, *, status: str = "gallande") -> Styrning:
    styrmodell = Styrmodell.objects.create(
        namn="Styrmodell 2023–2026",
        fran=date(2023, 1, 1),
        till=date(2026, 12, 31),
        status=status,
        kriterier_kallas="Måluppfyllelse",
        beslut_organ="Kommunfullmäktige",
    )
    omrade = Malniva.objects.create(styrmodell=styrmodell, ordning=1, etikett="Målområde")
    niva = Malniva.objects.create(styrmodell=styrmodell, ordning=2, etikett="Övergripande mål")
    beslut: dict[str, Any] = {
        "beslut_organ": "Kommunfullmäktige",
        "beslut_datum": date(2022, 11, 28),
        "beslut_paragraf": "§ 210",
        "av": None,
    }
    over = malakter.registrera_mal(
        niva=omrade, nummer=1, kort="Välfärd", text="Välfärd och valfrihet", bedoms=False, **beslut
    )
    trygghet = malakter.registrera_mal(
        niva=niva,
        nummer=1,
        kort="Trygghet",
        text="Äldre med hemtjänst ska känna sig trygga i sitt hem",
        namnd=namnd,
        foralder=over,
        kriterier=[("A", "Andelen som känner sig trygga ska öka"), ("B", "Färre medarbetare")],
        **beslut,
    )
    inflytande = malakter.registrera_mal(
        niva=niva,
        nummer=2,
        kort="Inflytande",
        text="Fler ska kunna påverka när och hur hjälpen ges",
        namnd=namnd,
        foralder=over,
        **beslut,
    )
    return Styrning(styrmodell, niva, trygghet, inflytande)


def trygghetsindikator(agare: Anvandare) -> Indikator:
    return indikatorakter.skapa_indikator(
        namn="Trygga i hemmet",
        definition="Andel som svarar att de känner sig ganska eller mycket trygga.",
        matt="procent",
        riktning="hogre",
        kalla="undersokning",
        frekvens="tillfalle",
        agare=agare,
        decimaler=0,
        konsuppdelad=True,
        av=None,
    )


def delar(**andrat: Any) -> Uppfoljningstillfalle:
    """The delår of the year: opens 1 September, the units ready 2 October, closes 23 October."""
    falt: dict[str, Any] = {
        "slag": "delar",
        "ar": AR,
        "period_fran": date(AR, 1, 1),
        "matdatum": date(AR, 8, 31),
        "oppnar": date(AR, 9, 1),
        "enheter_senast": date(AR, 10, 2),
        "stanger": date(AR, 10, 23),
    }
    return tillfallesakter.skapa_tillfalle(**(falt | andrat), av=None)


def helar() -> Uppfoljningstillfalle:
    return delar(
        slag="helar",
        matdatum=date(AR, 12, 31),
        oppnar=date(AR + 1, 1, 4),
        enheter_senast=date(AR + 1, 1, 22),
        stanger=date(AR + 1, 2, 5),
    )


# --- A plan in each state -----------------------------------------------------------------------


def tomt_utkast(kommun: factories.Kommun) -> Plan:
    """In planera, nothing written."""
    personer, mal = folk(kommun), styrning(kommun.von)
    with klocka.stalld(SKRIVS):
        plan = planakter.skapa_plan(
            enhet=kommun.hemtjanst,
            namnd=kommun.von,
            styrmodell=mal.styrmodell,
            period_fran=date(AR, 1, 1),
            period_till=date(AR, 12, 31),
            planansvarig=personer.petra,
            av=personer.petra,
        )
    return Plan(kommun, mal, personer, plan)


def utkast(kommun: factories.Kommun) -> Plan:
    """In planera, all that row 2 asks for written: one goal direct, one declined."""
    p = tomt_utkast(kommun)
    with klocka.stalld(SKRIVS):
        trygghet = koppla_trygghet(p)
        planakter.koppla(
            p.version,
            mal=p.styrning.inflytande,
            koppling="beror_inte",
            skal="Tiderna sätts av biståndshandläggarna.",
            av=p.folk.petra,
        )
        lagg_aktivitet(p, trygghet)
        lagg_indikator(p, trygghet, trygghetsindikator(p.folk.amir))
    return p


def koppla_trygghet(p: Plan, koppling: str = "direkt") -> Planmal:
    return planakter.koppla(p.version, mal=p.styrning.trygghet, koppling=koppling, av=p.folk.petra)


def lagg_aktivitet(p: Plan, planmal: Planmal, **andrat: Any) -> Aktivitet:
    falt: dict[str, Any] = {
        "rubrik": "Alla har en namngiven kontaktman",
        "ansvarig": p.folk.petra,
        "rapportor": p.folk.amir,
        "start": date(AR, 2, 1),
        "slut": date(AR, 6, 30),
        "vantad_effekt": "Fler känner sin kontaktman.",
    }
    return planakter.lagg_till_aktivitet(planmal, **(falt | andrat), av=p.folk.petra)


def lagg_indikator(p: Plan, planmal: Planmal, indikator: Indikator, **andrat: Any) -> Planindikator:
    falt: dict[str, Any] = {
        "maltyp": "absolut",
        "malvarde": Decimal(85),
        "baslinje": Decimal(78),
        "basar": 2022,
    }
    return planakter.lagg_till_indikator(
        planmal, indikator=indikator, **(falt | andrat), av=p.folk.petra
    )


def i_granskning(kommun: factories.Kommun) -> Plan:
    p = utkast(kommun)
    with klocka.stalld(SKICKAS):
        planakter.skicka(p.version, av=p.folk.petra)
    return p


def i_genomfora(kommun: factories.Kommun) -> Plan:
    """Adopted, the first lap begun."""
    p = i_granskning(kommun)
    with klocka.stalld(FASTSTALLS):
        planakter.faststall(p.version, **BESLUT, av=p.folk.erik)
    p.plan.refresh_from_db()
    return p


def planer_med(
    p: Plan, enheter: Sequence[Enhet], indikatorer: Iterable[Indikator] | None = None
) -> None:
    """A plan of each unit, adopted as the plan of `p` and with its indicator, or with others."""
    forlaga, rad = p.version, p.version.indikatorer.get()
    for enhet in enheter:
        plan = Verksamhetsplan.objects.create(
            enhet=enhet,
            namnd=p.plan.namnd,
            styrmodell=p.plan.styrmodell,
            period_fran=p.plan.period_fran,
            period_till=p.plan.period_till,
            planansvarig=p.plan.planansvarig,
            skapad=SKRIVS,
        )
        version = plan.versioner.create(nummer=1, skapad=SKRIVS)
        planmal = version.mal.create(mal=rad.planmal.mal, koppling="direkt")
        for indikator in indikatorer or [rad.indikator]:
            version.indikatorer.create(
                planmal=planmal, indikator=indikator, maltyp="absolut", malvarde=85
            )
        version.lage, version.inskickad_av = "granskning", forlaga.inskickad_av
        version.save()
        version.lage, version.faststalld = "faststalld", FASTSTALLS
        version.faststalld_av, version.beslut_datum = forlaga.faststalld_av, FASTSTALLS.date()
        version.ogonblick = frys("prov", {"plan": plan.pk}, schema=1, av=None, nu=FASTSTALLS)
        version.save()


def i_folja_upp(kommun: factories.Kommun) -> Plan:
    """The delår open in the plan."""
    p = i_genomfora(kommun)
    tillfalle = delar()
    with klocka.stalld(UNDER_DELARET):
        tillfallesakter.oppna(p.plan, tillfalle=tillfalle, av=None)
    p.plan.refresh_from_db()
    return p


def uppdrag(p: Plan, **andrat: Any) -> Uppdrag:
    falt: dict[str, Any] = {
        "givare": "Vård- och omsorgsnämnden",
        "namnd": p.kommun.von,
        "enhet": p.kommun.hemtjanst,
        "rubrik": "Se över hur kontaktmän utses",
        "beslut_datum": date(AR, 1, 2),
        "beslut_paragraf": "§ 4",
        "dnr": "VON 2026/0007",
        "forfaller": date(AR, 6, 1),
    }
    return malakter.registrera_uppdrag(**(falt | andrat), av=p.folk.karin)


def varden(indikator: Indikator, kommun: factories.Kommun, *tal: float) -> None:
    """Yearly totals that end with last year."""
    for ar, varde in enumerate(tal, start=AR - len(tal)):
        with klocka.stalld(tid(2, 1, ar=ar + 1)):
            indikatorakter.infor_varde(
                indikator,
                enhet=kommun.hemtjanst,
                period_fran=date(ar, 1, 1),
                period_till=date(ar, 12, 31),
                varde=Decimal(str(varde)),
                matdatum=date(ar, 12, 31),
                kalla="Påhittat värde",
                av=None,
            )

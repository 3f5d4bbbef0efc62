"""A plan that was revised in the spring, and a lap that was corrected after it was frozen."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from cykel.actions import plan as planakter
from cykel.actions.rattelse import ratta
from cykel.actions.revidering import revidera
from cykel.models import PlanVersion, Verksamhetsplan
from kvalitet.demo.planer import AR
from kvalitet.demo.tid import den
from kvalitet.models import Anvandare


def ladda() -> None:
    chef = Anvandare.objects.get(epost="jonas.wallen@kommun.example")
    _reviderad(_plan("Särskilt boende"), chef)
    _rattad(_plan("Vård- och omsorgskontoret"), chef)


def _reviderad(plan: Verksamhetsplan, chef: Anvandare) -> None:
    """Decided in May, rewritten by the planansvarig, adopted in June."""
    with den(date(AR, 5, 18)):
        revidera(
            plan,
            skal="Nämnden tillförde pengar till fler nattbesök med digital tillsyn.",
            beslut_datum=date(AR, 5, 18),
            beslut_paragraf="§ 61",
            av=chef,
        )
    ny = plan.versioner.get(nummer=2)
    with den(date(AR, 5, 25)):
        _skriv_om(ny, plan.planansvarig)
        planakter.skicka(ny, av=plan.planansvarig)
    with den(date(AR, 6, 3)):
        planakter.faststall(
            ny,
            beslut_datum=date(AR, 6, 3),
            beslut_paragraf="§ 70",
            dnr=plan.dnr,
            mbl_datum=date(AR, 6, 1),
            av=chef,
        )


def _skriv_om(ny: PlanVersion, av: Anvandare) -> None:
    trygghet = ny.mal.get(mal__nummer=1)
    planakter.andra_indikator(
        ny.indikatorer.get(indikator__namn="Medarbetare per person under 14 dagar"),
        malvarde=Decimal(12),
        av=av,
    )
    planakter.andra_aktivitet(
        ny.aktiviteter.get(rubrik="Digital planering på alla områden"),
        slut=date(AR, 12, 15),
        av=av,
    )
    planakter.lagg_till_aktivitet(
        trygghet,
        rubrik="Digital tillsyn på natten för den som vill",
        ansvarig=av,
        rapportor=av,
        start=date(AR, 6, 15),
        slut=date(AR, 11, 30),
        vantad_effekt="Färre väcks i onödan.",
        av=av,
    )


def _rattad(plan: Verksamhetsplan, chef: Anvandare) -> None:
    with den(date(AR, 5, 6)):
        ratta(
            plan,
            varv=plan.varv.get(nummer=1),
            fel="I motiveringen till mål 4 står att hälften av grupperna har möte varje månad.",
            ratt="Det är 11 av 24 grupper, alltså knappt hälften. Bedömningen ändras inte.",
            av=chef,
        )


def _plan(enhet: str) -> Verksamhetsplan:
    planer = Verksamhetsplan.objects.filter(enhet__namn=enhet, period_fran__year=AR)
    return planer.select_related("planansvarig").get()

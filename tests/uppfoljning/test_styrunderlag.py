"""What a snapshot tells beside the goals: economy and personnel, internal control, method."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cykel.models import Indikator, Internkontrollplan, Kontrollmoment, Matvarde, Seriebrott, Varv
from kvalitet.models import Anvandare, Enhet
from tests import factories
from tests.cykel import kil
from tests.uppfoljning.lage import MATDATUM, Lage, varde
from uppfoljning import styrunderlag, underlag
from uppfoljning.ogonblick import bygg
from uppfoljning.rapport.modell import (
    Internkontroll,
    Kontrollresultat,
    Maluppfyllelserapport,
    Nyckeltalsomrade,
    Regelrad,
)

TID = datetime(2026, 3, 1, 9, tzinfo=UTC)


def bild(lage: Lage) -> Maluppfyllelserapport:
    return bygg(Varv.objects.get(pk=lage.varv.pk), nu=kil.NU)


def nyckeltal(agare: Anvandare, redovisas: str = "ekonomi", namn: str = "Avvikelse") -> Indikator:
    return Indikator.objects.create(
        namn=namn,
        definition="Prognos minus budget",
        matt="miljoner kronor",
        riktning="hogre",
        kalla="manuell",
        frekvens="tillfalle",
        agare=agare,
        skal_ej_kon="Gäller inte personer",
        redovisas=redovisas,
    )


def matt(indikator: Indikator, enhet: Enhet, tal: str, ar: int = 2026) -> None:
    Matvarde.objects.create(
        indikator=indikator,
        enhet=enhet,
        period_fran=date(ar, 1, 1),
        period_till=date(ar, 3, 31),
        varde=Decimal(tal),
        matdatum=date(ar, 3, 31),
        kalla="Ekonomisystemet",
    )


# --- economy and personnel ----------------------------------------------------------------------


def test_what_the_unit_measures_is_told_without_a_goal(
    lage: Lage, petra_planansvarig: Anvandare
) -> None:
    i = nyckeltal(petra_planansvarig)
    matt(i, lage.kil.plan.enhet, "-2.1", ar=2025)
    matt(i, lage.kil.plan.enhet, "-6.4")
    (n,) = bild(lage).nyckeltal
    assert (n.omrade, n.nu.t, n.forra) == (
        Nyckeltalsomrade.EKONOMI,
        Decimal("-6.4"),
        -Decimal("2.1"),
    )
    assert (n.period, n.forra_period, n.trend) == ("mar 2026", "mar 2025", "forsamring")
    assert (n.mal, n.malvarde_text, n.kalla) == ("", "", "Ekonomisystemet")


def test_an_indicator_of_a_goal_is_told_with_its_goal_and_target(lage: Lage) -> None:
    Indikator.objects.filter(pk=lage.kil.indikator.indikator_id).update(redovisas="personal")
    varde(lage.kil, "63", kon="K")
    varde(lage.kil, "68", kon="M")
    (n,) = bild(lage).nyckeltal
    assert (n.mal, n.malvarde_text) == (str(lage.mal.nummer), "minst 70,0")
    assert (n.nu.t, n.nu.k, n.nu.m) == (65.5, 63, 68)


def test_economy_comes_before_personnel(lage: Lage, petra_planansvarig: Anvandare) -> None:
    for redovisas, namn in (("personal", "Alla"), ("ekonomi", "Övrigt")):
        matt(nyckeltal(petra_planansvarig, redovisas, namn), lage.kil.plan.enhet, "1")
    assert [n.namn for n in bild(lage).nyckeltal] == ["Övrigt", "Alla"]


def test_what_another_unit_measures_and_what_is_measured_later_is_not_told(
    lage: Lage, kommun: factories.Kommun, petra_planansvarig: Anvandare
) -> None:
    i = nyckeltal(petra_planansvarig)
    matt(i, kommun.vok, "3")
    matt(i, lage.kil.plan.enhet, "4", ar=2027)
    matt(nyckeltal(petra_planansvarig, "", "Inget av dem"), lage.kil.plan.enhet, "5")
    assert bild(lage).nyckeltal == ()


def test_a_key_figure_more_asks_nothing_more(lage: Lage, petra_planansvarig: Anvandare) -> None:
    version = underlag.gallande_version(lage.varv)
    tillfalle = underlag.tillfalle_for(lage.varv)

    def fragor() -> int:
        with CaptureQueriesContext(connection) as alla:
            styrunderlag.nyckeltal(version, (), tillfalle)
        return len(alla)

    matt(nyckeltal(petra_planansvarig), lage.kil.plan.enhet, "1")
    ett = fragor()
    for n in range(4):
        matt(nyckeltal(petra_planansvarig, namn=f"Mått {n}"), lage.kil.plan.enhet, "1")
    assert fragor() == ett


# --- internal control ---------------------------------------------------------------------------


@pytest.fixture
def kontrollplan(lage: Lage) -> Internkontrollplan:
    return Internkontrollplan.objects.create(
        namnd=lage.kil.plan.namnd,
        ar=2026,
        beslut_datum=date(2026, 1, 29),
        beslut_paragraf="§ 6",
        skapad=TID,
    )


def moment(
    plan: Internkontrollplan, enhet: Enhet, ansvarig: Anvandare, **falt: object
) -> Kontrollmoment:
    grund = {
        "vad": "Attest",
        "metod": "Stickprov",
        "senast": date(2026, 3, 15),
        "ansvarig": ansvarig,
    }
    return Kontrollmoment.objects.create(plan=plan, enhet=enhet, **(grund | falt))


def kontroll(lage: Lage) -> Internkontroll:
    ut = bild(lage).internkontroll
    assert ut is not None
    return ut


def test_a_control_with_what_it_showed(
    lage: Lage, kontrollplan: Internkontrollplan, petra_planansvarig: Anvandare
) -> None:
    rapporterat = {"resultat": "med", "kommentar": "Två saknades", "tid": TID}
    moment(
        kontrollplan, lage.kil.plan.enhet, petra_planansvarig, av=petra_planansvarig, **rapporterat
    )
    k = kontroll(lage)
    assert (k.ar, k.beslutad, k.paragraf) == (2026, date(2026, 1, 29), "6")
    assert (k.gjorda, k.med_anmarkning) == (1, 1)
    (ett,) = k.kontroller
    assert (ett.resultat, ett.kommentar) == (Kontrollresultat.MED, "Två saknades")
    assert (ett.brist, ett.har_atgard, ett.sen) == ("", False, False)


def test_a_control_that_is_not_reported_is_late_after_its_day(
    lage: Lage, kontrollplan: Internkontrollplan, petra_planansvarig: Anvandare
) -> None:
    enhet = lage.kil.plan.enhet
    moment(kontrollplan, enhet, petra_planansvarig, vad="I tid", senast=MATDATUM)
    moment(kontrollplan, enhet, petra_planansvarig, vad="Sen", senast=date(2026, 3, 30))
    k = kontroll(lage)
    assert [(x.vad, x.sen) for x in k.kontroller] == [("Sen", True), ("I tid", False)]
    assert k.gjorda == 0


def test_a_unit_tells_only_what_is_checked_there(
    lage: Lage,
    kommun: factories.Kommun,
    kontrollplan: Internkontrollplan,
    petra_planansvarig: Anvandare,
) -> None:
    moment(kontrollplan, kommun.vok, petra_planansvarig)
    assert bild(lage).internkontroll is None
    moment(kontrollplan, lage.kil.plan.enhet, petra_planansvarig, vad="Här")
    assert [x.vad for x in kontroll(lage).kontroller] == ["Här"]


def test_without_a_plan_of_the_year_there_is_none(
    lage: Lage, kontrollplan: Internkontrollplan
) -> None:
    Internkontrollplan.objects.filter(pk=kontrollplan.pk).update(ar=2025)
    assert bild(lage).internkontroll is None


# --- method -------------------------------------------------------------------------------------


def test_a_break_in_the_period_is_told(lage: Lage, petra_planansvarig: Anvandare) -> None:
    for dag, orsak in ((date(2026, 2, 1), "Ny fråga"), (date(2025, 6, 1), "Gammalt")):
        Seriebrott.objects.create(
            indikator=lage.kil.indikator.indikator,
            datum=dag,
            orsak=orsak,
            av=petra_planansvarig,
            tid=TID,
        )
    (ett,) = bild(lage).metodandringar
    assert (ett.text, ett.datum) == ("Ny fråga", date(2026, 2, 1))
    assert ett.galler == f"{lage.mal.nummer}.1 {lage.kil.indikator.indikator.namn}"


def test_another_rule_than_last_time_is_told(lage: Lage) -> None:
    rapport = bild(lage)
    tillfalle = underlag.tillfalle_for(lage.varv)
    samma = styrunderlag.metodandringar((), tillfalle, rapport.regel, rapport)
    assert samma == ()
    annan = replace(rapport, regel=(Regelrad(bedomning=rapport.regel[0].bedomning, text="Annan"),))
    (ett,) = styrunderlag.metodandringar((), tillfalle, rapport.regel, annan)
    assert (ett.galler, ett.datum) == ("Regeln för bedömning", None)

"""A month's collector: what came, what is late, what residents said; few queries."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cykel.models import Aktivitetslage, Indikator, Matvarde, Uppdrag
from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare
from tests.cykel import kil
from tests.factories import Kommun
from tests.uppfoljning.lage import synpunkt
from uppfoljning.actions import rapport as acts
from uppfoljning.models import Rapport
from uppfoljning.rapport import kanon
from uppfoljning.rapport.manad.modell import Manadsrapport, Tal, fran_json
from uppfoljning.rapport.modell import Arbetslage
from uppfoljning.samlare import manad as samlare
from uppfoljning.samlare.omfang import Rapportomfang

pytestmark = pytest.mark.django_db
FRAN, TILL = date(2026, 5, 1), date(2026, 5, 31)


@pytest.fixture
def k(juni: None, kommun: Kommun, petra_planansvarig: Anvandare) -> kil.Kil:
    """The kontor's plan at work, its indicator measured every month."""
    plats = cast(Kommun, SimpleNamespace(hemtjanst=kommun.vok, von=kommun.von))
    ett = kil.plan(plats, petra_planansvarig, kil.styrning(kommun), fas="genomfora")
    Indikator.objects.filter(pk=ett.indikator.indikator_id).update(frekvens="manad")
    return ett


def omfang(kommun: Kommun, fran: date = FRAN, till: date = TILL) -> Rapportomfang:
    return Rapportomfang(
        slag=Rapport.Slag.MANAD,
        namnd=kommun.von,
        enhet=kommun.vok,
        period_fran=fran,
        period_till=till,
    )


def samla(kommun: Kommun) -> Manadsrapport:
    return samlare.samla(omfang(kommun), nu=kil.NU)


def varde(k: kil.Kil, manad: int, tal: str | None, **andrat: Any) -> Matvarde:
    fran = date(2026, manad, 1)
    till = (fran + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    falt: dict[str, Any] = {
        "indikator": k.indikator.indikator,
        "enhet": k.plan.enhet,
        "period_fran": fran,
        "period_till": till,
        "varde": None if tal is None else Decimal(tal),
        "bortfallsorsak": ".. för få svar" if tal is None else "",
        "matdatum": till,
        "kalla": "Egen mätning",
    }
    return Matvarde.objects.create(**(falt | andrat))


def test_a_months_own_value_and_the_years_target(kommun: Kommun, k: kil.Kil) -> None:
    varde(k, 4, "61")
    varde(k, 5, "72")
    varde(k, 6, "10")
    u = samla(kommun)
    (rad,) = u.indikatorer
    assert (rad.kom, rad.varje_manad) == (True, True)
    assert (rad.indikator.nu.t, rad.indikator.forra) == (Decimal("72.0000"), Decimal("61.0000"))
    assert rad.indikator.malvarde_text == "minst 70,0"
    assert u.saknas == ()
    assert fran_json(kanon.till_json(u)) == u


def test_a_missing_value_has_an_owner_and_the_month_before_does_not_stand_in(
    kommun: Kommun, k: kil.Kil
) -> None:
    varde(k, 4, "61")
    u = samla(kommun)
    assert u.indikatorer[0].indikator.nu.t is None
    assert not u.indikatorer[0].kom
    ((vad, vem),) = [(x.vad, x.ansvarig) for x in u.saknas]
    assert vad.startswith("Jämförbart värde för Kan påverka tiderna")
    assert vem == "Petra Planansvarig"


def test_a_hidden_value_by_sex_is_not_in_the_snapshot(kommun: Kommun, k: kil.Kil) -> None:
    varde(k, 5, "72")
    varde(k, 5, "41.25", kon="K")
    varde(k, 5, None, kon="M")
    u = samla(kommun)
    assert u.indikatorer[0].indikator.nu.dolda == ("K", "M")
    assert "41.25" not in kanon.till_json(u)


def test_economy_and_personnel_are_told_apart(kommun: Kommun, k: kil.Kil) -> None:
    Indikator.objects.filter(pk=k.indikator.indikator_id).update(namn="Sjukfrånvaro i personalen")
    u = samla(kommun)
    assert [i.namn for i in u.ekonomi] == ["Sjukfrånvaro i personalen"]
    assert u.kom == ()


def test_what_is_late(
    kommun: Kommun, k: kil.Kil, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare
) -> None:
    """An activity past its day, an uppdrag due, an åtgärd that passed its day; done ones not."""
    klar = kil.aktivitet(k.aktivitet.planmal, petra_planansvarig, "Klar i tid")
    type(k.aktivitet).objects.filter(version=k.version).update(slut=date(2026, 5, 20))
    Aktivitetslage.objects.create(
        plan=k.plan, aktivitet=klar.nyckel, varv=k.varv, status="klar", av=petra_planansvarig,
        tid=kil.NU,
    )  # fmt: skip
    for namn, dag in (("Nära", date(2026, 6, 30)), ("Sent", date(2026, 4, 1)), ("Sedan", None)):
        Uppdrag.objects.create(
            givare="Kommunfullmäktige",
            namnd=kommun.von,
            enhet=kommun.vok,
            rubrik=namn,
            beslut_datum=date(2026, 1, 10),
            forfaller=dag,
        )
    brist = kil.brist(k)
    type(brist).objects.filter(pk=brist.pk).update(skapad=datetime(2026, 3, 1, tzinfo=UTC))
    for status, dag in (("pagar", TILL), ("klar", TILL), ("pagar", date(2026, 8, 1))):
        rad = kil.atgard(brist, erik_enhetschef, status=status, klar_senast=dag)
        type(rad).objects.filter(pk=rad.pk).update(skapad=datetime(2026, 3, 2, tzinfo=UTC))
    u = samla(kommun)
    assert [(a.aktivitet.rubrik, a.enhet) for a in u.aktiviteter] == [
        ("Ring när tiden ändras", "Vård- och omsorgskontoret")
    ]
    assert [(x.rubrik, x.status) for x in u.uppdrag] == [
        ("Sent", Arbetslage.FORSENAD),
        ("Nära", Arbetslage.PAGAR),
    ]
    assert [a.atgard.klar_senast for a in u.sena_atgarder] == [TILL]
    assert [a.atgard.klar_senast for a in u.kommande_atgarder] == [date(2026, 8, 1)]


def test_synpunkter_this_month_the_one_before_and_last_year(kommun: Kommun, k: kil.Kil) -> None:
    for manad, antal in ((5, 7), (4, 2)):
        for n in range(antal):
            inkom = datetime(2026, manad, 3 + n, 8, tzinfo=UTC)
            synpunkt(kommun.vok, kommun.von, inkom=inkom)
    synpunkt(kommun.kfk, kommun.kfn, inkom=datetime(2026, 5, 4, 8, tzinfo=UTC))
    nu, forra, fjol = samla(kommun).synpunkter
    assert (nu.namn, forra.namn, fjol.namn) == ("maj 2026", "april 2026", "maj 2025")
    assert nu.antal == Tal(varde=Decimal(7))
    assert forra.antal == Tal(dold=True)
    assert fjol.antal == Tal()


def test_february_is_whole_in_a_leap_year(kommun: Kommun, k: kil.Kil) -> None:
    u = samlare.samla(omfang(kommun, date(2025, 2, 1), date(2025, 2, 28)), nu=kil.NU)
    assert u.synpunkter[2].namn == "februari 2024"


def test_without_a_plan_it_says_what_is_missing(juni: None, kommun: Kommun) -> None:
    u = samla(kommun)
    assert [x.vad for x in u.saknas] == ["Fastställd verksamhetsplan"]
    assert u.indikatorer == ()


def test_it_is_about_a_whole_month(kommun: Kommun, k: kil.Kil) -> None:
    with pytest.raises(Regelbrott, match="hel månad"):
        samlare.samla(omfang(kommun, FRAN, date(2026, 5, 30)), nu=kil.NU)


def test_many_cost_as_one(
    kommun: Kommun, k: kil.Kil, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare
) -> None:
    varde(k, 5, "72")
    type(k.aktivitet).objects.filter(version=k.version).update(slut=date(2026, 5, 20))
    kil.atgard(kil.brist(k), erik_enhetschef, status="pagar")
    with CaptureQueriesContext(connection) as en:
        samla(kommun)
    for n in range(12):
        ny = kil.indikator(k.indikator.planmal, petra_planansvarig)
        Matvarde.objects.create(
            indikator=ny.indikator, enhet=kommun.vok, period_fran=FRAN, period_till=TILL,
            varde=Decimal(70 + n), matdatum=TILL, kalla="Egen mätning",
        )  # fmt: skip
        rad = kil.aktivitet(k.aktivitet.planmal, petra_planansvarig, f"Aktivitet {n}")
        type(rad).objects.filter(pk=rad.pk).update(slut=date(2026, 5, 20))
        kil.atgard(kil.brist(k), erik_enhetschef, status="pagar")
        synpunkt(kommun.vok, kommun.von, inkom=datetime(2026, 5, 3 + n, 8, tzinfo=UTC))
    with CaptureQueriesContext(connection) as manga:
        u = samla(kommun)
    assert (len(u.indikatorer), len(u.aktiviteter)) == (13, 13)
    assert len(manga) == len(en)


def test_it_is_ordered_and_the_same_again_gives_no_new_version(
    kommun: Kommun, k: kil.Kil, utskickade: list[int]
) -> None:
    rapport = acts.bestall(omfang(kommun), av=None)
    with klocka.stalld(kil.NU + timedelta(hours=1)):
        assert acts.bestall(omfang(kommun), av=None) == rapport
    assert str(rapport) == "Månadsrapport maj 2026, Vård- och omsorgsnämnden"
    assert fran_json(rapport.ogonblick.innehall).period_fran == FRAN

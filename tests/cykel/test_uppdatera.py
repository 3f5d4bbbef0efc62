"""Det jag ska uppdatera: what waits for whom, and rows that are saved one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from cykel.actions import aktivitet as akter
from cykel.actions import indikator as indikatorakter
from cykel.actions.matvarden import far_infora
from cykel.models import Aktivitetslage, Indikator, Matvarde, Uppfoljningstillfalle, Verksamhetsplan
from cykel.villkor.uppdatera import rader_for
from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Handelse
from tests import factories
from tests.cykel import fabrik
from tests.databas import nekas

SIDA = "/arbete/uppdatera/"
HTMX = {"headers": {"HX-Request": "true"}}
IDAG = fabrik.UNDER_DELARET.date()


@pytest.fixture(autouse=True)
def _september() -> Iterator[None]:
    with klocka.stalld(fabrik.UNDER_DELARET):
        yield


@pytest.fixture
def p(kommun: factories.Kommun) -> fabrik.Plan:
    return fabrik.i_folja_upp(kommun)


def raden(p: fabrik.Plan) -> str:
    return f"a{p.version.aktiviteter.get().pk}"


def varderaden(p: fabrik.Plan) -> str:
    return f"v{p.version.indikatorer.get().pk}-20260831"


def post(nyckel: str, **falt: str) -> dict[str, str]:
    return {"rad": nyckel} | {f"{nyckel}-{namn}": varde for namn, varde in falt.items()}


def rapportera(p: fabrik.Plan, **falt: Any) -> Aktivitetslage:
    nyckel = p.version.aktiviteter.get().nyckel
    return akter.rapportera(p.plan, aktivitet=nyckel, **{"av": p.folk.amir, **falt})


# --- What waits ---------------------------------------------------------------------------------


def test_the_round_asks_for_activities_and_values_by_the_units_day(p: fabrik.Plan) -> None:
    rader = rader_for(p.folk.amir, IDAG)
    assert [(rad.nyckel, rad.vantar, rad.senast) for rad in rader] == [
        (raden(p), True, date(2026, 10, 2)),
        (varderaden(p), True, date(2026, 10, 2)),
    ]
    assert rader_for(p.folk.erik, IDAG) == []


def test_a_kontor_has_until_its_own_day_and_the_kommun_until_it_closes(
    kommun: factories.Kommun,
) -> None:
    tillfalle = fabrik.delar(kontor_senast=date(2026, 10, 9))
    planer = [
        Verksamhetsplan(enhet=enhet, namnd=kommun.von)
        for enhet in (kommun.hemtjanst, kommun.vok, kommun.rot)
    ]
    dagar = [tillfalle.senast_for(plan) for plan in planer]
    assert dagar == [date(2026, 10, 2), date(2026, 10, 9), date(2026, 10, 23)]


@pytest.mark.parametrize("dag", [date(2026, 10, 1), date(2026, 10, 24)])
def test_kontoren_are_ready_after_the_units_and_before_it_closes(db: None, dag: date) -> None:
    with pytest.raises(Regelbrott, match="Kontoren ska vara klara efter enheterna"):
        fabrik.delar(kontor_senast=dag)
    tillfalle = fabrik.delar()
    with nekas("tillfalle_kontor_efter_enheter"):
        Uppfoljningstillfalle.objects.filter(pk=tillfalle.pk).update(kontor_senast=dag)


def test_late_comes_first_then_by_date_and_what_is_said_no_longer_waits(p: fabrik.Plan) -> None:
    rapportera(p, status="pagar")
    with klocka.stalld(fabrik.tid(10, 5)):
        forst, sist = rader_for(p.folk.amir, date(2026, 10, 5))
    assert (forst.nyckel, forst.vantar, forst.sen(date(2026, 10, 5))) == (varderaden(p), True, True)
    assert (sist.nyckel, sist.vantar) == (raden(p), False)


def test_between_rounds_an_activity_past_its_end_waits_until_somebody_has_said_how_it_goes(
    kommun: factories.Kommun,
) -> None:
    p = fabrik.i_genomfora(kommun)  # the activity ends on 30 June
    assert not [r for r in rader_for(p.folk.amir, date(2026, 6, 30)) if r.vantar]
    (rad,) = [r for r in rader_for(p.folk.amir, date(2026, 7, 1)) if r.vantar]
    assert rad.senast == date(2026, 6, 30)
    rapportera(p, status="forsenad", kommentar="Två vakanser.")
    assert not [r for r in rader_for(p.folk.amir, IDAG) if r.vantar]


def test_a_monthly_indicator_asks_for_the_past_month_between_rounds(
    kommun: factories.Kommun,
) -> None:
    p = fabrik.i_genomfora(kommun)
    assert not [r for r in rader_for(p.folk.amir, IDAG) if r.slag == "varde"]
    Indikator.objects.update(frekvens="manad")
    (rad,) = [r for r in rader_for(p.folk.amir, IDAG) if r.slag == "varde"]
    assert (rad.period, rad.senast) == (  # type: ignore[union-attr]
        (date(2026, 8, 1), date(2026, 8, 31)),
        date(2026, 9, 14),
    )
    infor(p, date(2026, 8, 1), date(2026, 8, 31))
    assert not [r for r in rader_for(p.folk.amir, IDAG) if r.slag == "varde"]


def infor(p: fabrik.Plan, fran: date, till: date) -> None:
    indikatorakter.infor_varde(
        p.version.indikatorer.get().indikator,
        enhet=p.kommun.hemtjanst,
        period_fran=fran,
        period_till=till,
        varde=Decimal(80),
        matdatum=till,
        kalla="Påhittat",
        av=None,
    )


@pytest.mark.parametrize("frekvens", ["helar", "manad", "halvar", "tillfalle"])
def test_the_round_asks_for_what_it_follows_up_and_takes_the_value_that_is_saved(
    p: fabrik.Plan, frekvens: str
) -> None:
    Indikator.objects.update(frekvens=frekvens)
    rader = [r for r in rader_for(p.folk.amir, IDAG) if r.slag == "varde"]
    assert len(rader) == (0 if frekvens == "helar" else 1)
    for rad in rader:
        infor(p, *rad.period)  # type: ignore[union-attr]
    assert not [r for r in rader_for(p.folk.amir, IDAG) if r.slag == "varde"]


def test_nobody_is_asked_for_what_comes_by_itself(p: fabrik.Plan) -> None:
    Indikator.objects.update(kalla="kolada", kolada_id="N00945")
    assert [r.slag for r in rader_for(p.folk.amir, IDAG)] == ["aktivitet"]


def test_a_row_that_nobody_has_updated_for_long_says_so(p: fabrik.Plan, client: Client) -> None:
    rapportera(p, status="pagar")
    (fore,) = [r for r in rader_for(p.folk.amir, date(2026, 11, 1)) if r.slag == "aktivitet"]
    (efter,) = [r for r in rader_for(p.folk.amir, date(2026, 11, 2)) if r.slag == "aktivitet"]
    assert (fore.tyst, efter.tyst) == (0, 60)  # type: ignore[union-attr]
    client.force_login(p.folk.amir)
    with klocka.stalld(fabrik.tid(11, 2)):
        for sida in (SIDA, f"/arbete/planer/{p.plan.pk}/aktiviteter/"):
            assert "Inte uppdaterad på 60 dagar" in client.get(sida).text
    rapportera(p, status="klar")
    (klar,) = [r for r in rader_for(p.folk.amir, date(2027, 3, 1)) if r.slag == "aktivitet"]
    assert klar.tyst == 0  # type: ignore[union-attr]


# --- Reports ------------------------------------------------------------------------------------


def test_a_report_holds_progress_and_obstacle(p: fabrik.Plan) -> None:
    lage = rapportera(p, status="pagar", framsteg=40, hinder=" Två vakanser. ")
    assert (lage.framsteg, lage.hinder) == (40, "Två vakanser.")
    assert rapportera(p, status="pagar", framsteg=40, hinder="Två vakanser.") == lage
    assert rapportera(p, status="pagar", framsteg=50, hinder="Två vakanser.") != lage


def test_what_is_done_is_done_to_the_whole(p: fabrik.Plan) -> None:
    assert rapportera(p, status="klar", framsteg=40).framsteg == 100


@pytest.mark.parametrize(
    ("framsteg", "villkor"),
    [
        (-1, "cykel_aktivitetslage_framsteg_check"),  # of the field itself: never below 0
        (101, "aktivitetslage_framsteg_procent"),
    ],
)
def test_progress_is_in_percent(p: fabrik.Plan, framsteg: int, villkor: str) -> None:
    with pytest.raises(Regelbrott, match="från 0 till 100"):
        rapportera(p, status="pagar", framsteg=framsteg)
    lage = rapportera(p, status="pagar")
    with nekas(villkor):
        Aktivitetslage.objects.filter(pk=lage.pk).update(framsteg=framsteg)


def test_the_owner_of_an_indicator_enters_values_where_he_may_read(
    p: fabrik.Plan, kommun: factories.Kommun
) -> None:
    agare = factories.person("Ove Ägare", "FV", kommun.vok)
    Indikator.objects.update(agare=agare)
    indikator = Indikator.objects.get()
    assert far_infora(agare, indikator, kommun.hemtjanst)
    assert not far_infora(agare, indikator, kommun.bibliotek)
    assert not far_infora(
        factories.person("Fia Fortroendevald", "FV", kommun.vok), indikator, kommun.hemtjanst
    )


# --- The page -----------------------------------------------------------------------------------


def test_a_row_is_saved_by_itself(p: fabrik.Plan, client: Client) -> None:
    client.force_login(p.folk.amir)
    assert "Två saker väntar på dig" in client.get(SIDA).text
    data = post(raden(p), status="pagar", framsteg="40", kommentar="Bra", hinder="Vakanser")
    svar = client.post(SIDA, data)
    assert svar.headers["Location"] == f"{SIDA}#{raden(p)}"
    lage = Aktivitetslage.objects.get()
    assert (lage.status, lage.framsteg, lage.kommentar, lage.hinder, lage.av) == (
        "pagar",
        40,
        "Bra",
        "Vakanser",
        p.folk.amir,
    )
    client.post(SIDA, data)
    assert Aktivitetslage.objects.count() == 1
    text = client.get(SIDA).text
    assert "En sak väntar på dig" in text
    assert "40\N{NO-BREAK SPACE}% gjort" in text


def test_a_value_or_the_reason_why_there_is_none_is_saved(p: fabrik.Plan, client: Client) -> None:
    client.force_login(p.folk.amir)
    fel = client.post(SIDA, post(varderaden(p), kalla="Systemet"))
    assert "Ange ett värde, eller varför det saknas." in fel.text
    client.post(SIDA, post(varderaden(p), varde_t="72,5", varde_k="75", kalla="Systemet"))
    varden = Matvarde.objects.order_by("kon").values_list("kon", "varde", "period_fran", "kalla")
    assert list(varden) == [
        ("K", Decimal("75"), date(2026, 1, 1), "Systemet"),
        ("T", Decimal("72.5"), date(2026, 1, 1), "Systemet"),
    ]
    assert client.post(SIDA, post(varderaden(p), varde_t="1", kalla="x")).status_code == 404


def test_htmx_gets_the_row_alone_as_the_reloaded_page_shows_it(
    p: fabrik.Plan, client: Client
) -> None:
    client.force_login(p.folk.amir)
    svar = client.post(SIDA, post(raden(p), status="pagar", framsteg="40"), **HTMX)
    assert "<html" not in svar.text
    assert "Sparat" in svar.text
    mening = "Pågår, 40\N{NO-BREAK SPACE}% gjort."
    assert mening in svar.text
    assert mening in client.get(SIDA).text
    fel = client.post(SIDA, post(raden(p), status="forsenad"), **HTMX)
    assert fel.status_code == 200
    assert "Skriv varför aktiviteten är försenad" in fel.text
    assert "felrubrik" in fel.text


def test_only_ones_own_rows(p: fabrik.Plan, client: Client, kommun: factories.Kommun) -> None:
    client.force_login(p.folk.petra)
    assert client.post(SIDA, post(raden(p), status="klar")).status_code == 404
    assert not Aktivitetslage.objects.exists()
    client.force_login(factories.person("Hans Handläggare", "HS", kommun.rot))
    assert client.get(SIDA).status_code == 403


def test_a_role_that_has_ended_shows_nothing(p: fabrik.Plan) -> None:
    p.folk.amir.tilldelningar.update(giltig=(factories.SEDAN, IDAG))
    assert rader_for(type(p.folk.amir).objects.get(pk=p.folk.amir.pk), IDAG) == []


def test_a_report_is_logged_as_the_persons(p: fabrik.Plan) -> None:
    rapportera(p, status="pagar", via_lank=True)
    handelse = Handelse.objects.get(slag="plan.aktivitet_rapporterad")
    assert (handelse.av, handelse.data["via"]) == (p.folk.amir, "lank")

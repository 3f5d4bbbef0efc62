"""Årshjulet: the year's days, what the law sets, and a person's own calendar."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from cykel import arshjul, kalenderfil
from cykel.actions.aterskick import skicka_ater
from cykel.actions.kalender import ny_kalenderadress
from cykel.actions.overlamning import overlamna_aktivitet
from cykel.models import Internkontrollplan, Kalenderadress, Kontrollmoment
from cykel.villkor import kalender
from cykel.villkor.aterskick import delar
from cykel.villkor.kalender import Kalenderpost
from kvalitet import klocka
from kvalitet.models import Anvandare, Handelse
from tests import factories
from tests.cykel import fabrik, kil

SIDA = "/arbete/arshjul/"
IDAG = fabrik.UNDER_DELARET.date()


@pytest.fixture(autouse=True)
def _september() -> Iterator[None]:
    with klocka.stalld(fabrik.UNDER_DELARET):
        yield


@pytest.fixture
def p(kommun: factories.Kommun) -> fabrik.Plan:
    return fabrik.i_folja_upp(kommun)


# --- The law's days -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("matdatum", "senast"),
    [
        (date(2026, 6, 30), date(2026, 8, 31)),
        (date(2026, 7, 31), date(2026, 9, 30)),
        (date(2026, 8, 31), date(2026, 10, 31)),
    ],
)
def test_the_delarsrapport_is_given_within_two_months(
    db: None, matdatum: date, senast: date
) -> None:
    (post,) = [p for p in arshjul.poster([fabrik.delar(matdatum=matdatum)]) if p.lag]
    assert post.dag == senast
    assert "11 kap. 16 §" in post.detalj


def test_the_arsredovisning_is_given_on_15_april(db: None) -> None:
    (post,) = [p for p in arshjul.poster([fabrik.helar()]) if p.lag]
    assert (post.dag, "11 kap. 20 §" in post.detalj) == (date(2027, 4, 15), True)


@pytest.mark.parametrize(
    ("dag", "mening"),
    [
        (date(2026, 9, 3), "i dag"),
        (date(2026, 9, 4), "i morgon"),
        (date(2026, 10, 31), "om 58 dagar"),
        (date(2026, 9, 1), "var 1\N{NO-BREAK SPACE}september 2026"),
    ],
)
def test_the_countdown(dag: date, mening: str) -> None:
    assert arshjul.nedrakning(dag, IDAG) == mening


def test_units_come_before_kontor_and_kontor_before_the_namnd(db: None) -> None:
    alla = arshjul.poster([fabrik.delar(kontor_senast=date(2026, 10, 9))])
    assert [post.text for post in alla if not post.lag] == [
        "Delår 2026: mätdatum",
        "Delår 2026 öppnar",
        "Delår 2026: enheterna klara",
        "Delår 2026: kontoren klara",
        "Delår 2026 stänger",
    ]


# --- The page -----------------------------------------------------------------------------------


def test_the_page_shows_the_year_with_the_month_that_is(p: fabrik.Plan, client: Client) -> None:
    fabrik.helar()
    client.force_login(p.folk.amir)
    text = client.get(SIDA).text
    assert text.count('aria-current="date"') == 1
    assert re.search(r'aria-current="date"><h2[^>]*>September', text)
    assert "Delår 2026: enheterna klara" in text
    assert "Om 58 dagar" in text
    assert "Helår 2026 öppnar" not in text
    nasta = client.get(f"{SIDA}?ar=2027").text
    assert "Helår 2026 öppnar" in nasta
    assert 'aria-current="date"' not in nasta
    assert client.get(f"{SIDA}?ar=skräp").status_code == 200


def test_an_empty_year_leads_on(kommun: factories.Kommun, client: Client) -> None:
    client.force_login(factories.person("Karin Kv", "KV", kommun.rot))
    text = client.get(SIDA).text
    assert "Lägg upp årets delår och helår" in text
    assert "/arbete/uppfoljning/tillfallen/" in text


def test_who_sees_no_plans_is_refused(kommun: factories.Kommun, client: Client) -> None:
    client.force_login(factories.person("Hans Handläggare", "HS", kommun.rot))
    assert client.get(SIDA).status_code == 403
    assert client.post(f"{SIDA}adress/").status_code == 403
    assert SIDA not in client.get("/arbete/").text


# --- The calendar -------------------------------------------------------------------------------


def adress(person: Anvandare) -> str:
    return kalenderfil.adress(ny_kalenderadress(av=person)).removeprefix("http://127.0.0.1:8000")


def hamta(client: Client, vag: str) -> dict[str, Any]:
    """Return the days of the file by UID."""
    svar = client.get(vag)
    assert svar.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert svar.headers["Cache-Control"] == "no-store, private"
    return {str(h["uid"]): h for h in Calendar.from_ical(svar.content).walk("VEVENT")}


def test_the_calendar_holds_the_persons_own_days(
    p: fabrik.Plan, client: Client, kommun: factories.Kommun
) -> None:
    k = kil.Kil(p.plan, p.version, None, None, p.varv, p.styrning.trygghet)  # type: ignore[arg-type]
    atgard = kil.atgard(kil.brist(k), p.folk.petra, status="pagar")
    kil.atgard(kil.brist(k), p.folk.petra, status="klar")
    uppdrag = fabrik.uppdrag(p)
    dagar = hamta(client, adress(p.folk.petra))
    t, rad = p.varv.tillfalle, p.version.aktiviteter.get()
    assert t
    assert {uid: h["dtstart"].dt for uid, h in dagar.items()} == {
        f"tillfalle-{t.pk}-oppnar@127.0.0.1": date(2026, 9, 1),
        f"tillfalle-{t.pk}-plan-{p.plan.pk}@127.0.0.1": date(2026, 10, 2),
        f"aktivitet-{p.plan.pk}-{rad.nyckel}@127.0.0.1": date(2026, 6, 30),
        f"atgard-{atgard.pk}@127.0.0.1": date(2026, 6, 1),
        f"uppdrag-{uppdrag.pk}@127.0.0.1": date(2026, 6, 1),
    }
    assert hamta(client, adress(factories.person("Fia Fri", "FV", kommun.rot))) == {}


def test_a_day_that_moves_keeps_its_uid(p: fabrik.Plan, client: Client) -> None:
    vag = adress(p.folk.amir)
    fore = hamta(client, vag)
    p.version.aktiviteter.update(slut=date(2026, 11, 30))
    efter = hamta(client, vag)
    assert list(fore) != []
    assert sorted(fore) == sorted(efter)


def test_what_is_handed_over_moves_to_the_other_calendar(
    p: fabrik.Plan, kommun: factories.Kommun
) -> None:
    ny = factories.person("Nora Ny", "AA", kommun.hemtjanst)
    overlamna_aktivitet(p.version.aktiviteter.get(), vad="rapportor", till=ny, av=p.folk.erik)
    assert kalender.poster(p.folk.amir, IDAG) == []
    assert "Aktivitet klar" in " ".join(post.text for post in kalender.poster(ny, IDAG))


def test_what_is_sent_back_and_the_controls_to_make_are_in_the_calendar(p: fabrik.Plan) -> None:
    del_ = next(en for en in delar(p.plan) if en.slag == "aktivitet")
    skicka_ater(p.plan, del_=del_, skal="Stämmer inte.", senast=date(2026, 9, 10), av=p.folk.erik)
    ik = Internkontrollplan.objects.create(
        namnd=p.plan.namnd, ar=2026, skapad=klocka.nu(), beslut_datum=IDAG, beslut_paragraf="§ 7"
    )
    Kontrollmoment.objects.create(
        plan=ik, enhet=p.plan.enhet, vad="Attest", metod="Stickprov",
        senast=date(2026, 11, 1), ansvarig=p.folk.amir,
    )  # fmt: skip
    dagar = {post.text: post.dag for post in kalender.poster(p.folk.amir, IDAG)}
    assert dagar[f"Görs om: {del_.namn}, Hemtjänst"] == date(2026, 9, 10)
    assert dagar["Kontroll: Attest, Hemtjänst"] == date(2026, 11, 1)


def test_the_file_follows_rfc_5545() -> None:
    lang = "Åtgärd; med, skiljetecken \\ och rad\nbrytning " + "ö" * 100
    post = Kalenderpost("atgard-1", date(2026, 10, 2), lang, "/arbete/")
    innehall = kalenderfil.fil([post], nu=klocka.nu())
    rader = innehall.split(b"\r\n")
    assert b"\n" not in innehall.replace(b"\r\n", b"")
    assert all(len(rad) <= 75 for rad in rader)
    assert rader[0] == b"BEGIN:VCALENDAR"
    assert rb"SUMMARY:\xc3\x85".replace(rb"\xc3\x85", "Å".encode()) in innehall
    assert rb"\; med\, skiljetecken \\ och rad\nbrytning" in innehall
    assert b"DTSTART;VALUE=DATE:20261002" in innehall
    assert b"DTEND;VALUE=DATE:20261003" in innehall
    (ett,) = Calendar.from_ical(innehall).walk("VEVENT")
    assert str(ett["summary"]) == lang


def test_the_address_is_secret_and_can_be_replaced(p: fabrik.Plan, client: Client) -> None:
    client.force_login(p.folk.amir)
    assert "Skapa en kalenderadress" in client.get(SIDA).text
    client.post(f"{SIDA}adress/")
    traff = re.search(r"/kalender/[\w:-]+/", client.get(SIDA).text)
    assert traff
    gammal = traff[0]
    client.logout()
    assert client.get(gammal).status_code == 200
    client.force_login(p.folk.amir)
    client.post(f"{SIDA}adress/")
    client.logout()
    assert client.get(gammal).status_code == 404
    ny = kalenderfil.adress(Kalenderadress.objects.get()).partition("8000")[2]
    assert client.get(ny).status_code == 200
    assert client.get("/kalender/hittepa/").status_code == 404
    assert Handelse.objects.filter(slag="kalenderadress.ny", av=p.folk.amir).count() == 2


def test_the_address_dies_with_the_account_and_the_role(p: fabrik.Plan, client: Client) -> None:
    vag = adress(p.folk.amir)
    Anvandare.objects.filter(pk=p.folk.amir.pk).update(is_active=False)
    assert client.get(vag).status_code == 404
    Anvandare.objects.filter(pk=p.folk.amir.pk).update(is_active=True)
    p.folk.amir.tilldelningar.update(giltig=(factories.SEDAN, IDAG))
    assert client.get(vag).status_code == 404

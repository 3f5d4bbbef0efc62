"""How content senders are: one answer per closing, a coarse day, SKR's index, reopened apart."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import resolve
from pytest_django import DjangoAssertNumQueries

from kvalitet import klocka, tak
from kvalitet.fel import Regelbrott
from kvalitet.models import Handelse, Utskick
from kvalitet.notiser import Brev
from synpunkter import lank
from synpunkter.actions import synpunkt as akter
from synpunkter.actions.nojdhet import svara_nojdhet
from synpunkter.models import Nojdhet, Synpunkt
from synpunkter.statistik import SKR_INDEX, Ateroppnade, ateroppnade, nojdhetslage
from synpunkter.tillstand import Lage
from tests.factories import Kommun
from tests.synpunkter import exempel
from tests.synpunkter.conftest import ONSDAG
from tests.synpunkter.exempel import Personal, i_lage

AR = {"fran": date(2026, 1, 1), "till": date(2026, 12, 31)}


@pytest.fixture
def personal(kommun: Kommun) -> Personal:
    return Personal(kommun)


@pytest.fixture
def avslutad(kommun: Kommun, personal: Personal) -> Synpunkt:
    with klocka.stalld(ONSDAG):
        return i_lage(Lage.AVSLUTAD, kommun, personal)


def sida(s: Synpunkt, mer: str = "", slag: str = "epost") -> str:
    return f"/synpunkter/folj/{lank.signera(s.referens, slag)}/{mer}"


def test_one_press_answers_without_signing_in(avslutad: Synpunkt, client: Client) -> None:
    arende = sida(avslutad)
    svar = client.post(f"{arende}nojdhet/", {"poang": "4"})
    assert svar["Location"] == f"{arende}#nojdhet"
    assert Nojdhet.objects.get().poang == 4
    assert "Ditt svar är sparat" in client.get(sida(avslutad)).content.decode()
    assert not set(client.cookies) - {"kvalitet_csrf"}


def test_reading_the_mails_link_writes_nothing(avslutad: Synpunkt, client: Client) -> None:
    """Mail scanners fetch every link beforehand."""
    for metod in (client.get, client.head):
        svar = metod(sida(avslutad, "nojdhet/"), {"poang": "1"})
        assert svar.status_code == 200
    assert not Nojdhet.objects.exists()
    knappar = client.get(sida(avslutad, "nojdhet/")).content.decode().count('name="poang"')
    assert knappar == 5


def test_the_mail_of_the_closing_carries_the_link(avslutad: Synpunkt) -> None:
    brev = Brev(**json.loads(Utskick.objects.get(mall="synpunkt_avslutad").innehall))
    (adress,) = [o for o in brev.text.split() if o.endswith("/nojdhet/")]
    vag = "/" + adress.split("/", 3)[3]
    assert resolve(vag).view_name == "synpunkter:nojdhet"


def test_another_answer_takes_the_place_of_the_first(avslutad: Synpunkt) -> None:
    for poang in (1, 1, 5):
        svara_nojdhet(avslutad, poang=poang)
    assert [n.poang for n in Nojdhet.objects.all()] == [5]
    assert Handelse.objects.filter(slag="synpunkt.nojdhet").count() == 2


def test_after_another_closing_there_is_another_answer(
    kommun: Kommun, personal: Personal, avslutad: Synpunkt
) -> None:
    with klocka.stalld(ONSDAG):
        svara_nojdhet(avslutad, poang=1)
    with klocka.stalld(ONSDAG + timedelta(days=3)):
        s = akter.ateroppna(avslutad, skal="Det hände igen.")
        s = akter.ta_hand_om(s, av=personal.handlaggare)
        s = akter.besvara(s, meddelande="Nu är det rättat.", av=personal.handlaggare)
        s = akter.avsluta(s, utfall="atgardat", av=personal.handlaggare)
        svara_nojdhet(s, poang=4)
        lage = nojdhetslage(kommun.von, **AR)
    assert sorted(n.poang for n in Nojdhet.objects.all()) == [1, 4]
    assert (lage.antal, lage.index) == (1, 75)  # the latest answer of the case


def test_only_the_day_is_kept(avslutad: Synpunkt) -> None:
    with klocka.stalld(ONSDAG + timedelta(days=1, minutes=3, seconds=7)):
        svara_nojdhet(avslutad, poang=3)
    rad = Nojdhet.objects.values().get()
    assert not any(isinstance(varde, datetime) for varde in rad.values())
    handelse = Handelse.objects.get(slag="synpunkt.nojdhet")
    assert (handelse.tid.minute, handelse.tid.second, handelse.av) == (0, 0, None)


@pytest.mark.parametrize("poang", [0, 6, -1])
def test_only_one_to_five(avslutad: Synpunkt, poang: int) -> None:
    with pytest.raises(Regelbrott):
        svara_nojdhet(avslutad, poang=poang)


@pytest.mark.parametrize("poang", ["", "0", "6", "fem", "4.0", "²"])
def test_nonsense_is_answered_with_the_question(
    avslutad: Synpunkt, client: Client, poang: str
) -> None:
    svar = client.post(sida(avslutad, "nojdhet/"), {"poang": poang})
    assert "Välj hur nöjd du är." in svar.content.decode()
    assert not Nojdhet.objects.exists()


@pytest.mark.parametrize("lage", [Lage.INKOMMEN, Lage.BESVARAD, Lage.ATEROPPNAD])
def test_an_open_case_is_not_judged(kommun: Kommun, client: Client, lage: Lage) -> None:
    s = i_lage(lage, kommun, Personal(kommun))
    with pytest.raises(Regelbrott):
        svara_nojdhet(s, poang=3)
    svar = client.post(sida(s, "nojdhet/"), {"poang": "3"})
    assert "Du kan svara när ärendet är avslutat." in svar.content.decode()
    assert "Hur nöjd är du" not in client.get(sida(s)).content.decode()


@pytest.mark.parametrize(("poang", "foreslas"), [(1, True), (2, True), (3, False), (5, False)])
def test_a_low_score_proposes_to_open_again(
    avslutad: Synpunkt, client: Client, poang: int, foreslas: bool
) -> None:
    with klocka.stalld(ONSDAG):
        svar = client.post(sida(avslutad, "nojdhet/"), {"poang": poang}, follow=True)
    assert ("Vill du öppna ärendet igen?" in svar.content.decode()) is foreslas


def test_a_link_past_its_time_and_a_forged_one(
    avslutad: Synpunkt, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.post("/synpunkter/folj/strunt/nojdhet/", {"poang": "1"}).status_code == 404
    monkeypatch.setitem(lank._SLAG, "epost", -1)
    assert client.post(sida(avslutad, "nojdhet/"), {"poang": "1"}).status_code == 410
    assert not Nojdhet.objects.exists()


def test_the_number_of_presses_has_a_limit(
    avslutad: Synpunkt, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(tak.HOGST, "skriv", 1)
    koder = [client.post(sida(avslutad, "nojdhet/"), {"poang": "1"}).status_code for _ in "12"]
    assert koder == [302, 429]


def test_the_database_refuses_a_second_answer_and_a_sixth_grade(avslutad: Synpunkt) -> None:
    nyckel = {"synpunkt": avslutad, "avslutad": ONSDAG.date(), "dag": ONSDAG.date()}
    Nojdhet.objects.create(poang=3, **nyckel)
    for poang, namn in ((4, "nojdhet_en_per_avslut"), (6, "nojdhet_ett_till_fem")):
        with pytest.raises(IntegrityError, match=namn), transaction.atomic():
            Nojdhet.objects.create(poang=poang, **nyckel)


def test_the_index_is_skrs_own() -> None:
    assert SKR_INDEX == {5: 100, 4: 75, 3: 50, 2: 25, 1: 0}


def test_the_index_needs_five_answers_to_be_told(
    kommun: Kommun, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    personal = Personal(kommun)
    with klocka.stalld(ONSDAG):
        assert nojdhetslage(kommun.von, **AR).index is None
        for poang in (5, 4, 2, 1):
            svara_nojdhet(i_lage(Lage.AVSLUTAD, kommun, personal), poang=poang)
        assert nojdhetslage(kommun.von, **AR).visat_index is None
        s = i_lage(Lage.BESVARAD, kommun, personal)
        s = akter.avsluta(
            s, utfall="ingen", utfall_skal="Vi har inte råd.", av=personal.handlaggare
        )
        svara_nojdhet(s, poang=3)
        with django_assert_num_queries(1):
            lage = nojdhetslage(kommun.von, **AR)
        assert nojdhetslage(kommun.kfn, **AR).antal == 0
        assert nojdhetslage(kommun.von, enhet=kommun.centrum, **AR).antal == 0
    assert lage.per_poang == dict.fromkeys((5, 4, 3, 2, 1), 1)
    assert lage.visat_index == 50
    assert lage.ingen_atgard == 1


def test_opened_again_by_the_sender_is_counted_apart(
    kommun: Kommun, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    personal = Personal(kommun)
    with klocka.stalld(ONSDAG):
        i_lage(Lage.ATEROPPNAD, kommun, personal)  # by the manager
        akter.ateroppna(i_lage(Lage.AVSLUTAD, kommun, personal), skal="Det hände igen.")
        i_lage(Lage.AVSLUTAD, kommun, personal)
        with django_assert_num_queries(1):
            antal = ateroppnade(kommun.von, **AR)
        assert ateroppnade(kommun.kfn, **AR) == Ateroppnade(0, 0)
    assert antal == Ateroppnade(alla=2, av_avsandaren=1)


def test_staff_read_the_answer_in_the_history(
    personal: Personal, avslutad: Synpunkt, client: Client
) -> None:
    svara_nojdhet(avslutad, poang=2)
    client.force_login(personal.handlaggare)
    sidan = client.get(f"/arbete/synpunkter/{avslutad.pk}/").content.decode()
    assert "Avsändaren svarade hur nöjd den är: 2 av 5." in sidan


def test_closed_and_satisfaction_stand_together_on_the_start_page(
    kommun: Kommun, client: Client
) -> None:
    """On time cannot hide that nothing was done (background/synpunkter.md section 7, 15)."""
    personal = Personal(kommun)
    with klocka.stalld(ONSDAG):
        for _ in range(5):
            s = i_lage(Lage.BESVARAD, kommun, personal)
            skal = {"utfall": "ingen", "utfall_skal": "Vi har inte råd."}
            svara_nojdhet(akter.avsluta(s, av=personal.handlaggare, **skal), poang=2)
        sidan = client.get("/").content.decode()
    assert "25 av 100" in sidan
    assert "fick svar inom den tid vi lovat" in sidan
    assert "gånger kunde vi inte ändra något" in sidan


def test_the_senders_own_page_says_both_how_it_ended_and_what_they_thought(
    kommun: Kommun, client: Client
) -> None:
    personal = Personal(kommun)
    s = i_lage(Lage.BESVARAD, kommun, personal)
    s = akter.avsluta(s, utfall="ingen", utfall_skal="Vi har inte råd.", av=personal.handlaggare)
    svara_nojdhet(s, poang=2)
    sidan = client.get(sida(s)).content.decode()
    assert "ingen åtgärd, med motivering" in sidan
    assert 'Missnöjd<span class="ds-sr-only"> (ditt svar)' in sidan


def test_the_answer_of_an_anonymous_sender_carries_no_name(kommun: Kommun, client: Client) -> None:
    personal = Personal(kommun)
    s = exempel.anonymt(kommun).synpunkt
    s = akter.tilldela(s, enhet=s.enhet, av=personal.registrator)
    s = akter.ta_hand_om(s, av=personal.handlaggare)
    s = akter.besvara(s, meddelande="Tack.", av=personal.handlaggare)
    s = akter.avsluta(s, utfall="atgardat", av=personal.handlaggare)
    client.force_login(personal.chef)  # even when a colleague's own browser is signed in
    client.post(sida(s, "nojdhet/", "kod"), {"poang": "5"})
    assert Handelse.objects.get(slag="synpunkt.nojdhet").av is None

"""Answering with a code: by link, by typing it, wrongly, twice, and too many times."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from kvalitet import tak
from kvalitet.models import Anvandare
from tests.uppfoljning.koder.fall import (
    OPPEN,
    SVAR,
    bestall,
    med_koder,
    medford,
    svara,
    token,
    url,
)
from tests.uppfoljning.lage import Lage, undersokning
from uppfoljning.actions import svarskod as akter
from uppfoljning.models import Svar, Svarskod, Undersokning

FEL = "Koden går inte att använda."


@pytest.fixture
def klient() -> Client:
    return Client(enforce_csrf_checks=True)


def test_the_link_of_the_letter_leads_to_the_questions_and_the_code_goes_with_the_answer(
    lage: Lage, klient: Client, karin_kvalitetssamordnare: Anvandare
) -> None:
    u = med_koder(lage)
    kod, _ = bestall(u, 2, karin_kvalitetssamordnare)
    svaret = svara(klient, u, kod)
    assert svaret.headers["Location"] == f"{url(u)}tack/"
    assert Svar.objects.count() == Svarskod.objects.count() == 1
    assert not svaret.cookies


def test_opening_the_page_uses_nothing(
    lage: Lage, klient: Client, karin_kvalitetssamordnare: Anvandare
) -> None:
    u = med_koder(lage)
    (kod,) = bestall(u, 1, karin_kvalitetssamordnare)
    for _ in range(3):
        assert medford(klient.get(url(u), {"kod": kod}).content.decode()) == kod
    ofullstandigt = klient.post(url(u), {"kod": kod, "token": "x", "skicka": "1"}).content.decode()
    assert medford(ofullstandigt) == kod  # a question is unanswered: the code goes along
    assert akter.finns(u, kod)


def test_without_a_code_it_is_asked_for_and_forgivingly_read(
    lage: Lage, klient: Client, karin_kvalitetssamordnare: Anvandare
) -> None:
    u = med_koder(lage)
    (kod,) = bestall(u, 1, karin_kvalitetssamordnare)
    svaret = klient.get(url(u))
    sida = svaret.content.decode()
    assert "Skriv koden som står i brevet" in sida
    assert 'name="kod"' in sida
    assert 'name="token"' not in sida
    assert not svaret.cookies
    assert "no-store" in svaret.headers["Cache-Control"]
    skriven = f" {kod.lower().replace('-', ' – ').replace('0', 'o').replace('1', 'l')} "
    assert 'name="token"' in klient.get(url(u), {"kod": skriven}).content.decode()


def test_a_used_code_and_one_that_never_was_get_the_same_page(
    lage: Lage, klient: Client, karin_kvalitetssamordnare: Anvandare
) -> None:
    u = med_koder(lage)
    kod, _ = bestall(u, 2, karin_kvalitetssamordnare)
    svara(klient, u, kod)
    sidor = {
        klient.get(url(u), {"kod": skriven}).content.decode().replace(skriven, "KOD")
        for skriven in (kod, "AAAAA-BBBBB")
    }
    (sida,) = sidor
    assert FEL in sida
    assert "<title>Fel: " in sida
    tom = klient.get(url(u), {"kod": " "}).content.decode()
    assert "Skriv koden som står i brevet." in tom


def test_a_code_used_meanwhile_is_told_and_what_was_written_is_kept(
    lage: Lage, klient: Client, karin_kvalitetssamordnare: Anvandare
) -> None:
    u = med_koder(lage)
    kod, annan = bestall(u, 2, karin_kvalitetssamordnare)
    sida = klient.get(url(u), {"kod": kod}).content.decode()
    svara(klient, u, kod)
    svaret = klient.post(
        url(u), {**SVAR, "token": token(sida), "kod": kod, "f_beratta": "Det här skrev jag."}
    )
    sida = svaret.content.decode()
    assert svaret.status_code == 200
    assert FEL in sida
    assert "Det här skrev jag." in sida
    assert Svar.objects.count() == 1
    assert f'value="{kod}"' in sida
    klient.post(url(u), {**SVAR, "token": token(sida), "kod": annan})  # the right code, typed
    assert Svar.objects.count() == 2


def test_sent_twice_is_once_and_thanked_twice(
    lage: Lage, klient: Client, karin_kvalitetssamordnare: Anvandare
) -> None:
    u = med_koder(lage)
    kod, _ = bestall(u, 2, karin_kvalitetssamordnare)
    sida = klient.get(url(u), {"kod": kod}).content.decode()
    data = {**SVAR, "token": token(sida), "kod": kod}
    assert [klient.post(url(u), data).status_code for _ in range(2)] == [302, 302]
    assert Svar.objects.count() == Svarskod.objects.count() == 1


def test_no_answer_without_a_code(lage: Lage, klient: Client) -> None:
    u = med_koder(lage)
    undersokning(lage, slug="oppen", **OPPEN)
    sida = klient.get("/undersokningar/oppen/").content.decode()
    for kod in ("", "strunt"):
        klient.post(url(u), {**SVAR, "token": token(sida), "kod": kod})
    assert not Svar.objects.exists()


def test_an_open_survey_cares_for_no_code(lage: Lage, klient: Client) -> None:
    u = undersokning(lage, **OPPEN)
    sida = klient.get(url(u), {"kod": "strunt"}).content.decode()
    assert 'name="kod"' not in sida
    assert klient.post(url(u), {**SVAR, "token": token(sida)}).status_code == 302


def test_guessing_is_stopped_and_a_right_code_never_is(
    lage: Lage, klient: Client, karin_kvalitetssamordnare: Anvandare
) -> None:
    u = med_koder(lage)
    kod, annan = bestall(u, 2, karin_kvalitetssamordnare)
    oppnad = klient.get(url(u), {"kod": kod}).content.decode()
    for nr in range(tak.HOGST["kod"]):
        assert klient.get(url(u), {"kod": f"AAAAA-{nr:05}"}).status_code == 200
    assert klient.get(url(u), {"kod": "AAAAA-AAAAA"}).status_code == 429
    svaret = klient.post(
        url(u), {**SVAR, "token": token(oppnad), "kod": "AAAAA-AAAAA", "f_beratta": "Kvar."}
    )
    assert svaret.status_code == 429
    assert "Låt sidan stå öppen" in svaret.content.decode()
    assert "Kvar." in svaret.content.decode()
    assert svara(klient, u, annan).status_code == 302  # a school shares one address


def test_one_question_per_page_carries_the_code_to_the_last(
    lage: Lage, klient: Client, karin_kvalitetssamordnare: Anvandare
) -> None:
    u = med_koder(lage, visning="steg")
    kod, annan = bestall(u, 2, karin_kvalitetssamordnare)
    svaret = _steg_for_steg(klient, u, kod)
    assert svaret.status_code == 302
    assert Svar.objects.count() == Svarskod.objects.count() == 1
    svaret = _steg_for_steg(klient, u, annan, byt_till=kod)  # used by somebody else meanwhile
    sida = svaret.content.decode()
    assert FEL in sida
    om_igen = {"svar": _falt(sida, "svar"), "sida": _falt(sida, "sida"), "kon": "M"}
    svaret = klient.post(url(u), {**om_igen, "kod": annan, "skicka": "1"})
    assert svaret.status_code == 302
    assert Svar.objects.filter(kon="M").count() == 1


def _steg_for_steg(klient: Client, u: Undersokning, kod: str, byt_till: str = "") -> Any:
    """Answer a page at a time; `byt_till` takes the place of the code on the last page."""
    svaret: Any = klient.get(url(u), {"kod": kod})
    while svaret.status_code == 200 and FEL not in (sida := svaret.content.decode()):
        data = {"svar": _falt(sida, "svar"), "sida": _falt(sida, "sida"), "kod": medford(sida)}
        steg = {namn: svar for namn, svar in SVAR.items() if f'name="{namn}"' in sida}
        if byt_till and "kon" in steg:
            data["kod"] = byt_till
        svaret = klient.post(url(u), {**data, **steg, "skicka": "1"})
    return svaret


def _falt(sida: str, namn: str) -> str:
    traff = re.search(rf'name="{namn}" value="([^"]+)"', sida)
    assert traff
    return traff[1]

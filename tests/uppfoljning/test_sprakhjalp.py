"""Help with the words of a judgement: shown after saving and on request, and never in the way."""

from __future__ import annotations

import pytest
from django.test import Client

from kvalitet.models import Anvandare
from tests.uppfoljning.lage import BEDOMNING, Lage, bedomt
from uppfoljning.forms import BedomningForm
from uppfoljning.models import Malbedomning
from uppfoljning.sprakhjalp import FRAGOR, RIKTMARKEN, hjalp

TEXT = "Med anledning av sjukdom fick ingen besked. " * 4
FORM = {**BEDOMNING, "avviker_skal": "", "last_version": ""}


@pytest.fixture
def url(lage: Lage) -> str:
    return f"/arbete/uppfoljning/{lage.varv.pk}/mal/{lage.mal.pk}/"


def test_length_against_the_mark() -> None:
    kort, langt = "a" * 900, "a" * 901
    assert hjalp({"motivering": kort})["motivering"].langd == "900 tecken av 900."  # type: ignore[union-attr]
    over = hjalp({"motivering": langt})["motivering"]
    assert over is not None
    assert over.for_lang
    assert over.langd == "901 tecken, 1 över riktmärket 900. Går det att korta?"


def test_a_line_break_is_one_character_as_in_the_browser() -> None:
    svar = hjalp({"orsak": "ett\r\ntvå"})["orsak"]
    assert svar is not None
    assert svar.langd.startswith("7 tecken")


def test_an_empty_field_has_no_hint() -> None:
    assert hjalp({"motivering": " ", "orsak": ""}) == {"motivering": None, "orsak": None}


def test_every_field_with_a_mark_has_its_question() -> None:
    assert FRAGOR.keys() == RIKTMARKEN.keys()
    assert BedomningForm.base_fields.keys() >= FRAGOR.keys()


def test_on_request_the_words_are_looked_through_and_nothing_is_saved(
    url: str, client: Client, petra_planansvarig: Anvandare
) -> None:
    """Also of a form that is far from whole: not a word of what is missing."""
    client.force_login(petra_planansvarig)
    svar = client.post(url, {"motivering": TEXT, "bedomning": "delvis", "granska": "1"})
    sida = svar.content.decode()
    assert "LIX 36, lätt att läsa." in sida  # 28 words in 4 sentences, 8 of them long
    assert "Skriv hellre: ”på grund av” än ”Med anledning av”." in sida
    assert TEXT.strip() in sida
    assert svar.context["form"]["bedomning"].value() == "delvis"
    assert "ds-error-summary" not in sida
    assert not Malbedomning.objects.exists()


def test_after_saving_the_hints_stand_by_their_fields(
    url: str, client: Client, petra_planansvarig: Anvandare
) -> None:
    client.force_login(petra_planansvarig)
    data = {**FORM, "motivering": TEXT, "utkast": "1"}
    sida = client.post(url, data, follow=True).content.decode()
    assert "Utkastet är sparat" in sida
    assert "LIX 36" in sida


def test_a_text_far_over_the_mark_is_handed_in_all_the_same(
    url: str, client: Client, petra_planansvarig: Anvandare
) -> None:
    client.force_login(petra_planansvarig)
    langt = "Vi avvaktar samtliga erforderliga implementeringsåtgärder. " * 25
    assert len(langt) > RIKTMARKEN["motivering"]
    svar = client.post(url, {**FORM, "motivering": langt})
    assert svar.status_code == 302
    assert Malbedomning.objects.get().klar


def test_what_another_saved_meanwhile_is_not_lost_by_looking_through(
    lage: Lage,
    url: str,
    client: Client,
    petra_planansvarig: Anvandare,
    karin_kvalitetssamordnare: Anvandare,
) -> None:
    """The page that was looked through is still the one that was opened before."""
    bedomt(lage, karin_kvalitetssamordnare)
    client.force_login(petra_planansvarig)
    granskad = client.post(url, {**FORM, "granska": "1"}).context["form"]
    assert granskad["last_version"].value() == ""
    sida = client.post(url, FORM | {"motivering": "Petras text"}).content.decode()
    assert "Karin Kvalitetssamordnare har sparat" in sida

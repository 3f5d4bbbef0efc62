"""Staff's pages of a survey's questions: build, preview, put to use."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from kvalitet import klocka
from kvalitet.models import Anvandare
from tests.uppfoljning.actions.test_enkatsvar import alla_slag
from tests.uppfoljning.lage import Lage, undersokning
from tests.uppfoljning.views.test_enkat import ALLA_SLAG, SVAR, falt, hidden
from uppfoljning.models import Enkatversion, Fraga, Svar, Undersokning

FORE = datetime(2026, 1, 20, 9, tzinfo=UTC)
OPPEN = datetime(2026, 2, 17, 9, tzinfo=UTC)


@pytest.fixture
def u(lage: Lage) -> Undersokning:
    return undersokning(lage)


@pytest.fixture
def karin(client: Client, karin_kvalitetssamordnare: Anvandare) -> Client:
    with klocka.stalld(FORE):
        client.force_login(karin_kvalitetssamordnare)
    return client


def url(u: Undersokning, del_: str = "fragor/") -> str:
    return f"/arbete/undersokningar/{u.pk}/{del_}"


def nycklar(u: Undersokning) -> list[str]:
    rader = Fraga.objects.filter(version__undersokning=u).order_by("version", "ordning")
    return list(rader.values_list("nyckel", flat=True))


def test_a_choice_is_written_in_three_languages(u: Undersokning, karin: Client) -> None:
    data = {
        "text": "Vad åt du?",
        "text_en": "What did you eat?",
        "alternativ": "Soppa\n\n Fisk \nAnnat",
        "alternativ_en": "Soup\nFish\nOther",
        "obligatorisk": "on",
        "vet_inte": "on",
    }
    with klocka.stalld(FORE):
        svaret = karin.post(url(u, "ny-fraga/flerval/"), data)
        assert svaret.headers["Location"] == url(u)
        sida = karin.get(url(u)).content.decode()
        formular = karin.get(url(u, "fragor/vad-at-du/")).content.decode()
    assert "Saknas på lättläst" in sida
    fraga = Fraga.objects.get(nyckel="vad-at-du")
    assert (fraga.slag, fraga.obligatorisk, fraga.vet_inte) == ("flerval", True, True)
    val = fraga.alternativ.order_by("ordning").values_list("nyckel", "text", "text_en")
    assert list(val) == [
        ("soppa", "Soppa", "Soup"),
        ("fisk", "Fisk", "Fish"),
        ("annat", "Annat", "Other"),
    ]
    assert "Soup\nFish\nOther</textarea>" in formular


@pytest.mark.parametrize(
    ("slag", "finns", "saknas"),
    [
        ("skala5", ("lagst", "hogst_en", "vet_inte"), ("alternativ",)),
        ("skala10", ("lagst", "vet_inte"), ("alternativ",)),
        ("ett_val", ("alternativ", "alternativ_lattlast"), ("lagst",)),
        ("nki", ("text_en", "vet_inte"), ("lagst", "alternativ")),
        ("ja_nej", ("text", "vet_inte"), ("lagst", "alternativ")),
        ("fritext", ("text", "obligatorisk"), ("vet_inte", "lagst")),
    ],
)
def test_the_form_asks_for_what_the_kind_has(
    u: Undersokning, karin: Client, slag: str, finns: tuple[str, ...], saknas: tuple[str, ...]
) -> None:
    with klocka.stalld(FORE):
        sida = karin.get(url(u, f"ny-fraga/{slag}/")).content.decode()
    for namn in finns:
        assert f'name="{namn}"' in sida
    for namn in saknas:
        assert f'name="{namn}"' not in sida


@pytest.mark.parametrize(
    ("andrat", "mening"),
    [
        ({"text": ""}, "Fyll i ”Fråga”"),
        ({"alternativ": "Soppa"}, "minst två alternativ"),
        ({"alternativ_en": "Soup"}, "lika många alternativ som på svenska, 2"),
        ({"alternativ": "Soppa\n" + "x" * 121}, "högst 120 tecken"),
    ],
)
def test_bad_input_gets_a_sentence_and_nothing_is_lost(
    u: Undersokning, karin: Client, andrat: dict[str, str], mening: str
) -> None:
    data = {"text": "Vad åt du?", "alternativ": "Soppa\nFisk", "hjalp": "Till lunch", **andrat}
    with klocka.stalld(FORE):
        sida = karin.post(url(u, "ny-fraga/ett_val/"), data).content.decode()
    assert "<title>Fel: " in sida
    assert mening in sida
    assert 'value="Till lunch"' in sida
    assert nycklar(u) == ["nki", "beratta"]


def test_questions_are_moved_and_taken_away(u: Undersokning, karin: Client) -> None:
    with klocka.stalld(FORE):
        flyttad = karin.post(url(u, "fragor/nki/flytta/"), {"ner": "1"})
        assert flyttad.headers["Location"] == f"{url(u, 'fragor/')}#nki"  # the keyboard stays there
        assert nycklar(u) == ["beratta", "nki"]
        karin.post(url(u, "fragor/nki/flytta/"), {"upp": "1"})
        assert nycklar(u) == ["nki", "beratta"]
        karin.post(url(u, "fragor/beratta/ta-bort/"))
        sida = karin.post(url(u, "fragor/nki/ta-bort/"), follow=True).content.decode()
    assert nycklar(u) == ["nki"]
    assert "minst en fråga" in sida


def test_a_question_is_changed(u: Undersokning, karin: Client) -> None:
    with klocka.stalld(FORE):
        karin.post(url(u, "fragor/nki/"), {"text": "maten", "text_en": "the food"})
    fraga = Fraga.objects.get(nyckel="nki")
    assert (fraga.text, fraga.text_en, fraga.obligatorisk) == ("maten", "the food", False)


def test_after_opening_a_new_version_is_made_and_put_to_use(u: Undersokning, karin: Client) -> None:
    with klocka.stalld(OPPEN):
        sida = karin.get(url(u)).content.decode()
        assert "Gör en ny version" in sida
        assert "Flytta" not in sida
        fel = karin.post(url(u, "fragor/nki/ta-bort/"), follow=True).content.decode()
        assert "står fast" in fel
        karin.post(url(u, "version/ny/"))
        karin.post(url(u, "fragor/beratta/ta-bort/"))
        sida = karin.get(url(u)).content.decode()
        assert "Version 2, utkast" in sida
        karin.post(url(u, "version/anvand/"))
        assert "Version 2, används" in karin.get(url(u)).content.decode()
        karin.post(url(u, "version/ny/"))
        karin.post(url(u, "version/kasta/"))
    assert list(u.versioner.order_by("nummer").values_list("nummer", "utkast")) == [
        (1, False),
        (2, False),
    ]


def test_an_empty_survey_leads_to_its_questions(lage: Lage, karin: Client) -> None:
    data = {
        "namn": "Maten",
        "om": "maten",
        "enhet": lage.kil.plan.enhet_id,
        "namnd": lage.kil.plan.namnd_id,
        "oppnar": "2026-06-01",
        "stanger": "2026-06-30",
        "urval": "100",
        "overtackning": "0",
        "troskel": "5",
        "mall": "tom",
        "visning": "steg",
    }
    with klocka.stalld(FORE):
        sida = karin.post("/arbete/undersokningar/ny/", data, follow=True).content.decode()
    u = Undersokning.objects.get(namn="Maten")
    assert "Lägg till den första frågan" in sida
    assert (u.visning, u.konsfraga) == ("steg", False)
    assert Enkatversion.objects.get(undersokning=u).utkast


@pytest.mark.parametrize(("sprak", "knapp"), [("sv", "Skicka svaren"), ("en", "Send your answers")])
def test_the_preview_is_the_residents_page_and_saves_nothing(
    u: Undersokning, karin: Client, sprak: str, knapp: str
) -> None:
    with klocka.stalld(FORE):
        sida = karin.get(url(u, f"forhandsvisa/{sprak}/")).content.decode()
        assert "Förhandsvisning. Inget sparas." in sida
        assert knapp in sida
        data = {**SVAR, "token": falt(sida, "token")}
        slut = karin.post(url(u, f"forhandsvisa/{sprak}/"), data).content.decode()
        fel = karin.post(url(u, f"forhandsvisa/{sprak}/"), {"skicka": "1"}).content.decode()
    assert "Här skickas svaren" in slut
    assert 'role="alert"' in fel
    assert not Svar.objects.exists()


def test_the_preview_shows_a_draft_step_by_step(u: Undersokning, karin: Client) -> None:
    u.visning = "steg"
    u.save()
    alla_slag(u)
    u.versioner.update(utkast=True)
    with klocka.stalld(FORE):
        sida = karin.get(url(u, "forhandsvisa/sv/")).content.decode()
        for _ in range(9):
            egna = {n: v for n, v in ALLA_SLAG.items() if f'name="{n}"' in sida}
            data: dict[str, Any] = {**hidden(sida), **egna, "skicka": "1"}
            sida = karin.post(url(u, "forhandsvisa/sv/"), data).content.decode()
    assert "Fråga 10 av 10" in sida
    assert not Svar.objects.exists()


def test_the_particulars_are_changed_as_far_as_they_may(u: Undersokning, karin: Client) -> None:
    adress = url(u, "andra/")
    with klocka.stalld(FORE):
        assert 'name="troskel"' in karin.get(adress).content.decode()
    with klocka.stalld(OPPEN):
        sida = karin.get(adress).content.decode()
        assert 'name="troskel"' not in sida
        assert re.search(r'name="namn"[^>]*value="Så fungerar hemtjänsten"', sida)
        data = {
            "namn": "Nytt",
            "inledning": "",
            "stanger": "2026-04-15",
            "urval": "60",
            "overtackning": "2",
            "ram": "",
        }
        karin.post(adress, data)
        fel = karin.post(adress, {**data, "stanger": "2026-01-15"}).content.decode()
        assert "stänga samma dag eller senare" in fel
    u.refresh_from_db()
    assert (u.namn, u.stanger, u.urval, u.overtackning) == ("Nytt", date(2026, 4, 15), 60, 2)


SIDOR = (
    "fragor/",
    "fragor/nki/",
    "ny-fraga/skala5/",
    "forhandsvisa/sv/",
    "andra/",
    "indikator/",
)
AKTER = (
    "fragor/nki/flytta/",
    "fragor/nki/ta-bort/",
    "version/ny/",
    "version/anvand/",
    "version/kasta/",
    "indikator/1/bort/",
)


@pytest.mark.parametrize("del_", [*SIDOR, *AKTER])
def test_another_unit_gets_404(
    u: Undersokning, client: Client, bodil_biblioteksansvarig: Anvandare, del_: str
) -> None:
    client.force_login(bodil_biblioteksansvarig)
    svaret = client.post(url(u, del_)) if del_ in AKTER else client.get(url(u, del_))
    assert svaret.status_code in (403, 404)


@pytest.mark.parametrize(
    "del_", [d for d in (*SIDOR, *AKTER) if d not in ("fragor/", "forhandsvisa/sv/")]
)
def test_who_may_only_read_changes_nothing(
    u: Undersokning, client: Client, erik_enhetschef: Anvandare, del_: str
) -> None:
    client.force_login(erik_enhetschef)
    svaret = client.post(url(u, del_)) if del_ in AKTER else client.get(url(u, del_))
    assert svaret.status_code == 403
    assert nycklar(u) == ["nki", "beratta"]


@pytest.mark.parametrize("del_", AKTER)
def test_an_act_takes_no_get(u: Undersokning, karin: Client, del_: str) -> None:
    with klocka.stalld(FORE):
        assert karin.get(url(u, del_)).status_code == 405


@pytest.mark.parametrize(
    "del_", ["ny-fraga/gissa/", "fragor/finns-inte/", "forhandsvisa/tyska/", "fil/pdf/"]
)
def test_what_is_not_there_is_404(u: Undersokning, karin: Client, del_: str) -> None:
    with klocka.stalld(FORE):
        assert karin.get(url(u, del_)).status_code == 404

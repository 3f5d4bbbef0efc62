"""Leaving a synpunkt: nothing lost, one case, no trace of who is anonymous."""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings
from pytest_django import DjangoAssertNumQueries

from kvalitet import tak
from synpunkter.actions.mottagning import TEXTVERSION
from synpunkter.models import Kontakt, Synpunkt
from tests.factories import Kommun

SVAR = {
    "typ": "klagomal",
    "text": "Tiden ändras utan besked.\r\n\r\nJag önskar att <någon> ringer.",
    "verksamhet": "",
    "plats": "Storgatan 1",
    "svarsval": "kod",
    "epost": "",
    "namn": "",
}


def gomda(sida: str) -> dict[str, str]:
    """Read the hidden fields of a page as a browser would."""
    from html import unescape

    par = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', sida)
    return {namn: unescape(varde) for namn, varde in par}


def till_kvittens(client: Client, **andrat: Any) -> tuple[dict[str, str], str]:
    granska = client.post("/synpunkter/lamna/granska/", SVAR | andrat)
    falt = gomda(granska.content.decode())
    falt.pop("csrfmiddlewaretoken", None)
    svar = client.post("/synpunkter/lamna/kvittens/", falt)
    assert svar.status_code == 200
    return falt, svar.content.decode()


def test_the_whole_way(kommun: Kommun, client: Client) -> None:
    _, sida = till_kvittens(client, verksamhet=str(kommun.centrum.pk))
    s = Synpunkt.objects.get()
    assert (s.enhet, s.namnd, s.textversion) == (kommun.centrum, kommun.von, TEXTVERSION)
    assert s.text.splitlines() == SVAR["text"].splitlines()
    assert s.referens in sida
    assert re.search(r"\w{4}-\w{4}-\w{4}", sida)
    assert "Vård- och omsorgsnämnden" in sida


def test_posted_twice_is_one_case_with_the_same_receipt(kommun: Kommun, client: Client) -> None:
    falt, en = till_kvittens(client)
    tva = client.post("/synpunkter/lamna/kvittens/", falt).content.decode()
    koder = [re.findall(r'class="kod">([^<]+)<', sida) for sida in (en, tva)]
    assert koder[0] == koder[1]
    assert Synpunkt.objects.count() == 1


def test_a_token_of_ones_own_is_not_taken(kommun: Kommun, client: Client) -> None:
    svar = client.post("/synpunkter/lamna/kvittens/", SVAR | {"token": "egen"})
    assert "Stämmer allt?" in svar.content.decode()
    assert not Synpunkt.objects.exists()


@pytest.mark.parametrize("steg", ["granska", "kvittens"])
def test_an_invalid_form_keeps_what_was_written(kommun: Kommun, client: Client, steg: str) -> None:
    fel = {"svarsval": "epost", "epost": "gunilla.ek", "typ": ""}
    sida = client.post(f"/synpunkter/lamna/{steg}/", SVAR | fel).content.decode()
    assert "<title>Fel: Lämna en synpunkt" in sida
    assert "Två saker behöver rättas" in sida
    assert "Skriv en hel e-postadress" in sida
    assert "Jag önskar att &lt;någon&gt; ringer." in sida
    assert "gunilla.ek" in sida
    assert not Synpunkt.objects.exists()


def test_changing_an_answer_loses_nothing(kommun: Kommun, client: Client) -> None:
    granska = client.post("/synpunkter/lamna/granska/", SVAR).content.decode()
    sida = client.post("/synpunkter/lamna/", gomda(granska)).content.decode()
    assert "Jag önskar att &lt;någon&gt; ringer." in sida
    assert "Storgatan 1" in sida
    assert "Fel:" not in sida


@pytest.mark.parametrize("svarsval", ["kod", "nej"])
def test_an_address_typed_before_the_choice_changed_is_dropped(
    kommun: Kommun, client: Client, svarsval: str
) -> None:
    val = {"svarsval": svarsval, "epost": "gunilla.ek@exempel.se", "namn": "Gunilla Ek"}
    granska = client.post("/synpunkter/lamna/granska/", SVAR | val).content.decode()
    assert "gunilla" not in granska.lower()
    till_kvittens(client, **val)
    assert not Kontakt.objects.exists()


def test_other_routes_are_shown_before_typing(kommun: Kommun, client: Client) -> None:
    sida = client.get("/synpunkter/lamna/").content.decode()
    fore, _, _ = sida.partition("<form")
    for vag in ("112", "felanmälan", "överklaga", "medborgarförslag", "lex Sarah", "IVO"):
        assert vag in fore
    for vag in ("visselblåsning", "kränkt"):
        assert vag in fore
    assert "allmän handling" in sida


def test_the_empty_form_is_rendered_once_and_asks_the_database_nothing(
    kommun: Kommun, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/synpunkter/lamna/")
    with django_assert_num_queries(0):
        sida = client.get("/synpunkter/lamna/").content.decode()
    assert 'name="csrfmiddlewaretoken" value="CSRF' not in sida


def test_csrf_holds(kommun: Kommun) -> None:
    klient = Client(enforce_csrf_checks=True)
    sida = klient.get("/synpunkter/lamna/").content.decode()
    assert klient.post("/synpunkter/lamna/granska/", SVAR).status_code == 403
    token = gomda(sida)["csrfmiddlewaretoken"]
    svar = klient.post("/synpunkter/lamna/granska/", SVAR | {"csrfmiddlewaretoken": token})
    assert "Stämmer allt?" in svar.content.decode()


def test_few_statements(
    kommun: Kommun, client: Client, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    granska = client.post("/synpunkter/lamna/granska/", SVAR).content.decode()
    with django_assert_max_num_queries(10):
        client.post("/synpunkter/lamna/kvittens/", gomda(granska))


@pytest.mark.parametrize("steg", ["granska", "kvittens"])
def test_reading_the_address_again_leads_to_the_form(
    kommun: Kommun, client: Client, steg: str
) -> None:
    assert client.get(f"/synpunkter/lamna/{steg}/")["Location"] == "/synpunkter/lamna/"


def test_too_many_from_one_network_is_told_with_the_text(kommun: Kommun, client: Client) -> None:
    falt, _ = till_kvittens(client)
    with pytest.MonkeyPatch.context() as lapp:
        lapp.setitem(tak.HOGST, "lamna", 1)
        lapp.setitem(tak.HOGST, "folj", 1)
        lapp.setitem(tak.HOGST, "skriv", 1)
        svar = client.post("/synpunkter/lamna/kvittens/", falt)
    assert svar.status_code == 429
    assert "Tiden ändras utan besked." in svar.content.decode()


def test_a_broker_that_is_down_stops_nobody(kommun: Kommun, client: Client) -> None:
    dod = {
        "default": settings.CACHES["default"]
        | {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }
    with override_settings(CACHES=dod):
        till_kvittens(client)
    assert Synpunkt.objects.count() == 1


def test_the_wording_has_a_version() -> None:
    """Change TEXTVERSION when the wording that senders are shown changes."""
    text = Path(settings.ROT, "templates/synpunkter/_allman_handling.html").read_text("utf-8")
    versioner = {"2026-3": VERSION_2026_3, "2026-4": VERSION_2026_4}
    assert versioner[TEXTVERSION] == sha256(text.encode()).hexdigest()


VERSION_2026_4 = "83ece2e525562feeab116f97704fd552f981e8873b45ded8f5d8f475f03cc783"
VERSION_2026_3 = "68b2351c0d43e1f2c5d30738e3d7be91a21c15bba032f8fa11319bf52d3f5235"

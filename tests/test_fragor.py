"""Every page asks the database as many questions at one row as at sixty.

The addresses are read from the URLconf. A new one fails here until a scene in tests/fragor/
measures it: add its name to the scene's list and its address to the scene.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from kvalitet import klocka
from synpunkter.kampanj import MINNE
from tests.adresser import alla
from tests.factories import Kommun
from tests.fragor import MANGA, Bygge, Scen, Varld, alva, las_alla

BYGGEN = las_alla()
LEDER_VIDARE = {
    "oidc_svar": "/konto/logga-in/",
    "synpunkter:granska": "/synpunkter/lamna/",
    "synpunkter:kvittens": "/synpunkter/lamna/",
    "tvasteg_kod": "/konto/logga-in/",
}
"""Steps of a posted form: without it they lead back to its first page."""

TAK = {
    "arbete": 20,
    "cykel:aterfall": 5,
    "cykel:brist": 22,
    "cykel:lardom_las": 8,
    "cykel:lardom_ny": 7,
    "cykel:plan": 25,
    "cykel:styrmodeller": 4,
}
"""Statements at most where a page was mended, in the fullest of its scenes."""


@pytest.fixture
def eget_minne() -> Any:
    """The rate limits' memory, which no other test counts in."""
    minne = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    with override_settings(CACHES=minne):
        cache.clear()
        yield


def fragor(client: Client, adress: str) -> list[str]:
    MINNE.glom()  # as in a process that has seen none of the cases
    with CaptureQueriesContext(connection) as tagna:
        svar = client.get(adress)
        if svar.streaming:
            assert b"".join(svar.streaming_content)  # type: ignore[arg-type]
    assert svar.status_code == 200, (adress, svar.headers.get("Location"))
    return [fraga["sql"] for fraga in tagna.captured_queries]


def mat(client: Client, scen: Scen) -> dict[str, list[str]]:
    return {namn: fragor(client, adress) for namn, adress in scen.sidor.items()}


@pytest.mark.langsam
@pytest.mark.parametrize("bygge", BYGGEN, ids=lambda bygge: bygge.namn)
def test_as_many_questions_at_one_row_as_at_sixty(
    bygge: Bygge,
    kommun: Kommun,
    client: Client,
    eget_minne: None,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    scen = bygge.bygg(Varld(kommun, alva(kommun), monkeypatch, tmp_path))
    assert set(scen.sidor) == bygge.mater
    assert {
        namn: resolve(adress.partition("?")[0]).view_name for namn, adress in scen.sidor.items()
    } == {namn: namn for namn in scen.sidor}
    if scen.vem:
        client.force_login(scen.vem)
    with klocka.stalld(scen.nu):
        mat(client, scen)  # what is read once per process is read now
        en = mat(client, scen)
        scen.vax(MANGA - 1)
        manga = mat(client, scen)
    fler = {
        f"{namn}: {len(en[namn])} frågor vid en rad, {len(manga[namn])} vid {MANGA}": (
            max(manga[namn], key=manga[namn].count)
        )
        for namn in scen.sidor
        if len(en[namn]) != len(manga[namn])
    }
    assert not fler
    over = {namn: len(manga[namn]) for namn in scen.sidor if len(manga[namn]) > TAK.get(namn, 99)}
    assert not over


def test_every_address_is_measured(kommun: Kommun, client: Client) -> None:
    """An address that answers 405 to GET shows no page."""
    client.force_login(alva(kommun))
    matta = {namn for bygge in BYGGEN for namn in bygge.mater} | set(LEDER_VIDARE)
    visar = {a.namn for a in alla() if client.get(a.url).status_code != 405}
    omatta = sorted(visar - matta)
    assert not omatta, f"lägg till i en scen i tests/fragor/: {', '.join(omatta)}"
    assert matta <= visar, f"finns inte längre: {sorted(matta - visar)}"


def test_the_steps_of_a_form_lead_to_its_beginning(db: None, client: Client) -> None:
    for adress in alla():
        if adress.namn in LEDER_VIDARE:
            assert client.get(adress.url).headers["Location"] == LEDER_VIDARE[adress.namn]

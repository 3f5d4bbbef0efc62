"""A little of bench/fuzz.py: twenty requests to every scene."""

from __future__ import annotations

import gc
import sys
from collections import Counter

import pytest
from django.http import HttpRequest, HttpResponse

from tests.fragor import las_alla
from tests.fuzz import korning
from tests.fuzz.formular import las
from tests.fuzz.korning import kor

BYGGEN = {bygge.namn: bygge for bygge in las_alla()}
PER_SCEN = 20
FRO = 8
GODTAGNA = {200, 206, 301, 302, 303, 304, 400, 403, 404, 405, 409, 410, 413, 415, 422, 429, 503}


def test_the_ci_part_is_a_thousand_requests() -> None:
    assert PER_SCEN * len(BYGGEN) >= 1000


def test_what_is_learnt_of_a_scene_leaves_no_file_open(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file is closed when its answer has been read; one that the collector finds is told here,
    and not in whatever test happens to run then."""
    glomda: list[str] = []
    gc.collect()
    monkeypatch.setattr(sys, "unraisablehook", lambda fel: glomda.append(str(fel.exc_value)))
    with korning.scenen(BYGGEN["det_jag_uppdaterar"]) as (scen, klienter):
        som = klienter["scenens"]
        assert som.get(scen.sidor["cykel:bevis"]).getvalue() == b"%PDF-1.7"
        korning.lar(scen, klienter)
        gc.collect()
    assert glomda == []


@pytest.mark.langsam
@pytest.mark.parametrize("namn", sorted(BYGGEN))
def test_no_generated_request_ends_in_a_fault(db: None, namn: str) -> None:
    utfall = kor(BYGGEN[namn], FRO, range(PER_SCEN))
    assert [str(fel) for fel in utfall.fel] == []
    assert utfall.antal == PER_SCEN
    assert set(utfall.status) <= GODTAGNA
    assert set(utfall.status) != {404}


@pytest.mark.langsam
def test_a_view_that_breaks_is_found_and_can_be_sent_again(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def trasig(_request: HttpRequest, *_args: object, **_kwargs: object) -> HttpResponse:
        raise RuntimeError("trasig")

    bygge = BYGGEN["inlasningen"]
    monkeypatch.setattr(
        "django.contrib.messages.middleware.MessageMiddleware.process_request", trasig
    )
    forsta = kor(bygge, 1, range(5)).fel[0]
    igen = kor(bygge, forsta.fro, [forsta.nummer]).fel[0]
    assert forsta.vad.startswith("RuntimeError: trasig")
    assert (igen.nummer, igen.vem, igen.anrop.metod) == (
        forsta.nummer,
        forsta.vem,
        forsta.anrop.metod,
    )


def test_the_forms_of_a_page_are_read_as_a_browser_does() -> None:
    sida = """
      <form method="post" action="spara/"><input name="a" value="1"><input type="radio" name="r"
      value="x" checked><select name="s"><option value="">-</option><option value="2" selected>
      </select><textarea name="t">Hej</textarea><button name="gor" value="ja">Ja</button>
      <input type="hidden" name="csrfmiddlewaretoken" value="k"></form>
      <a href="?sida=2">Nästa</a><a href="https://x.example/?a=1">Ut</a>"""
    ett, lank = las(sida, "/arbete/x/")
    assert (ett.metod, ett.vag) == ("POST", "/arbete/x/spara/")
    assert [(f.namn, f.slag, f.varde) for f in ett.falt] == [
        ("a", "text", "1"),
        ("r", "radio", "x"),
        ("s", "select", "2"),
        ("t", "textarea", "Hej"),
        ("gor", "button", "ja"),
    ]
    assert (lank.metod, lank.vag, [f.namn for f in lank.falt]) == ("GET", "/arbete/x/", ["sida"])
    assert Counter(f.metod for f in (ett, lank)) == {"POST": 1, "GET": 1}

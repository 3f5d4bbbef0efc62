"""No signed link reaches the log."""

from __future__ import annotations

import io
import json
import logging
import re
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.utils.module_loading import import_string

from kvalitet import loggfilter
from kvalitet.loggfilter import Utskrift, rensad


@pytest.mark.parametrize(
    ("msg", "args"),
    [
        ("Forbidden (CSRF cookie not set.): %s", ("/synpunkter/folj/IkFCQyI:1xW:hemligt/skriv/",)),
        ("Not Found: /synpunkter/folj/IkFCQyI:1xW:hemligt/?a=1", ()),
    ],
)
def test_the_link_is_cut_out_of_the_line(msg: str, args: tuple[str, ...]) -> None:
    rad = logging.LogRecord("django.request", logging.WARNING, "x.py", 1, msg, args, None)
    assert "hemligt" not in skrivet(rad)
    assert "/synpunkter/folj/…" in skrivet(rad)


@pytest.mark.parametrize("rum", ["/uppdatera/", "/kalender/"])
def test_so_are_the_links_of_staff(rum: str) -> None:
    rad = logging.LogRecord("x", logging.WARNING, "x.py", 1, f"Gone: {rum}hemligt:1/", (), None)
    assert skrivet(rad) == f"Gone: {rum}…/"


@pytest.mark.parametrize(
    "rad", ['"GET /undersokningar/x/?kod=HEMLIGT-1 HTTP/1.1"', "/x/?a=1&kod=HEMLIGT-1"]
)
def test_so_is_a_surveys_code(rad: str) -> None:
    post = logging.LogRecord("x", logging.WARNING, "x.py", 1, rad, (), None)
    assert "HEMLIGT" not in skrivet(post)
    assert "kod=…" in skrivet(post)


def test_every_handler_of_the_site_and_of_its_web_server_cleans(settings: Any) -> None:
    granians = json.loads((Path(settings.ROT) / "kvalitet" / "granian.json").read_text())
    for logg in (settings.LOGGING, granians):
        assert logg["handlers"]
        for handtag in logg["handlers"].values():
            assert import_string(handtag["class"]) is Utskrift


def test_the_line_itself_is_left_to_whoever_listens_next() -> None:
    fel = ValueError("Anna Hemlig")
    rad = logging.LogRecord(
        "x", logging.ERROR, "x.py", 1, "Hej %s", ("/kalender/hemligt/",), (type(fel), fel, None)
    )
    rad.request = fel
    fore = dict(vars(rad))
    handtag, ut = i_minnet()
    assert handtag.handle(rad)
    assert ut.getvalue() == "Hej /kalender/…/\nTraceback (most recent call last):\nValueError\n"
    assert vars(rad) == fore


# --- A line that is wrong -----------------------------------------------------------------------


class Farlig:
    """What an argument may be: a lazy text whose translation, or a row whose query, fails."""

    def __str__(self) -> str:
        raise RuntimeError("Anna Hemlig")

    __repr__ = __str__


@pytest.mark.parametrize(("msg", "args"), [("Hej %s", (Farlig(),)), (Farlig(), ())])
def test_a_line_that_cannot_be_cleaned_stops_nobody(msg: Any, args: tuple[Any, ...]) -> None:
    handtag, ut = i_minnet()
    logg = logging.Logger("a.b")
    logg.addHandler(handtag)
    logg.error(msg, *args)
    assert ut.getvalue() == "en loggrad gick inte att skriva\n"


def test_nor_one_that_cannot_be_formatted_and_nothing_of_it_is_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    handtag, ut = i_minnet()
    handtag.setFormatter(logging.Formatter("%(message)s %(ms)d"))
    logg = logging.Logger("a.b")
    logg.addHandler(handtag)
    logg.error("Anna Hemlig", extra={"ms": "x"})
    assert (ut.getvalue(), *capsys.readouterr()) == ("", "", "")
    handtag.setFormatter(logging.Formatter("%(message).5s"))
    logg.error("Hej hej")
    assert ut.getvalue() == "Hej h\n"


def i_minnet() -> tuple[Utskrift, io.StringIO]:
    ut = io.StringIO()
    return Utskrift(ut), ut


def skrivet(rad: logging.LogRecord) -> str:
    ren = rensad(rad)
    assert ren is not None
    return ren.getMessage()


def test_what_is_passed_by_at_a_glance_has_nothing_to_take_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slump = Random(17)
    bitar = (*"0123456789", *"0123456789", *" -+.:@/?&()=aZ", "+46", "08", "DETAIL:", "Key (", "19")
    texter = ["".join(slump.choices(bitar, k=slump.randint(4, 24))) for _ in range(30_000)]
    snabbt = [loggfilter.utan_varden(text) for text in texter]
    forbi = sum(loggfilter._MISSTANKT.search(text) is None for text in texter)
    monkeypatch.setattr(loggfilter, "_MISSTANKT", re.compile(""))
    assert snabbt == [loggfilter.utan_varden(text) for text in texter]
    assert forbi > 100
    assert sum(a != b for a, b in zip(texter, snabbt, strict=True)) > 1000

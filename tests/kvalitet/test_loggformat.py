"""A line of the log is one JSON object, and says what request and task it belongs to."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from celery import shared_task
from django.conf import settings as installningar
from django.contrib.auth.decorators import login_not_required
from django.test import Client
from django.urls import path

from kvalitet import spar, sparuppgift
from kvalitet.loggformat import Json, Rad, format_i, loggning
from kvalitet.miljo import Miljo
from kvalitet.urls import urlpatterns as egna
from kvalitet.version import VERSION

HEMLIGT = "hemligt"


@login_not_required
def trasig(request: object) -> None:
    raise RuntimeError("avsiktligt")


urlpatterns = [path("trasig/<str:nyckel>/", trasig, name="trasig"), *egna]


def rad(form: logging.Formatter, **egna: Any) -> str:
    post = logging.LogRecord("a.b", logging.INFO, "x.py", 1, "Hej %s å", ("då",), None)
    post.__dict__.update(egna)
    return form.format(post)


@pytest.fixture
def sparad() -> Iterator[None]:
    b, u = spar.begaran.set("abc-12345"), spar.uppgift.set("kvalitet.tasks.puls[1]")
    yield
    spar.begaran.reset(b)
    spar.uppgift.reset(u)


def test_a_line_has_just_these_fields(sparad: None) -> None:
    falt = json.loads(rad(Json(), request="<WSGIRequest: GET '/folj/hemligt/'>", status=200))
    assert datetime.fromisoformat(falt.pop("time")).utcoffset() is not None
    assert falt == {
        "level": "INFO",
        "logger": "a.b",
        "message": "Hej då å",
        "process": spar.process.slag,
        "version": VERSION,
        "begaran": "abc-12345",
        "uppgift": "kvalitet.tasks.puls[1]",
        "status": 200,
    }


def test_a_line_with_an_error_is_still_one_line() -> None:
    try:
        raise ValueError("två\nrader")
    except ValueError:
        text = rad(Json(), exc_info=sys.exc_info())
    assert "\n" not in text
    assert "ValueError: två\nrader" in json.loads(text)["trace"]


def test_what_the_handler_has_made_of_the_trace_is_what_is_written() -> None:
    try:
        raise ValueError(HEMLIGT)
    except ValueError:
        text = rad(Json(), exc_info=sys.exc_info(), exc_text="ValueError: …")
    assert HEMLIGT not in text


def test_outside_of_a_request_nothing_is_said_of_one() -> None:
    assert not {"begaran", "uppgift", "vy"} & set(json.loads(rad(Json())))
    assert rad(Rad()).endswith(" INFO a.b Hej då å")


def test_the_plain_line_names_them_last(sparad: None) -> None:
    slut = "Hej då å begaran=abc-12345 uppgift=kvalitet.tasks.puls[1]"
    assert rad(Rad()).endswith(slut)


@pytest.mark.parametrize(
    ("variabler", "form"),
    [
        ({}, "json"),
        ({"KVALITET_LAGE": "produktion"}, "json"),
        ({"KVALITET_LAGE": "demo"}, "rad"),
        ({"KVALITET_LAGE": "produktion", "KVALITET_LOGGFORMAT": "rad"}, "rad"),
        ({"KVALITET_LAGE": "demo", "KVALITET_LOGGFORMAT": "json"}, "json"),
    ],
)
def test_json_in_production_and_plain_in_the_demo(variabler: dict[str, str], form: str) -> None:
    assert format_i(Miljo(variabler)) == form


def test_granian_writes_the_same_way() -> None:
    egen = json.loads((Path(installningar.ROT) / "kvalitet" / "granian.json").read_text())
    assert egen["formatters"]["vald"] == {"()": "kvalitet.loggformat.vald"}
    docker = (Path(installningar.ROT) / "Dockerfile").read_text()
    assert "kvalitet/granian.json" in docker


def test_one_way_out_which_cleans() -> None:
    (handtag,) = loggning("json", tyst=False)["handlers"].values()
    assert handtag == {"class": "kvalitet.loggfilter.Utskrift", "formatter": "json"}


# --- Requests -------------------------------------------------------------------------------


@pytest.fixture
def rader(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.INFO, "kvalitet.begaran"):
        yield caplog


def test_the_proxys_name_of_a_request_is_kept(client: Client) -> None:
    svar = client.get("/halsa/", headers={"X-Request-ID": "a1b2-C3d4-e5"})
    assert svar["X-Request-ID"] == "a1b2-C3d4-e5"
    assert spar.begaran.get() == ""


@pytest.mark.parametrize(
    "given", ["", "kort", "x" * 65, "åäöåäöåäö", "a b c d e f", "/folj/hemlig/"]
)
def test_what_is_no_name_is_replaced(client: Client, given: str) -> None:
    svar = client.get("/halsa/", headers={"X-Request-ID": given})
    assert spar.GILTIG.fullmatch(svar["X-Request-ID"])
    assert svar["X-Request-ID"] != given


def test_a_request_has_its_line(client: Client, rader: pytest.LogCaptureFixture) -> None:
    client.get("/halsa/?epost=anna@kommun.example")
    (post,) = [p for p in rader.records if p.name == "kvalitet.begaran"]
    assert (post.vy, post.metod, post.status) == ("halsa", "GET", 200)  # type: ignore[attr-defined]
    assert post.ms >= 0  # type: ignore[attr-defined]
    assert "anna" not in json.dumps(post.__dict__, default=str)


@pytest.mark.urls(__name__)
def test_the_error_page_says_what_the_log_says(rader: pytest.LogCaptureFixture) -> None:
    client = Client(raise_request_exception=False)
    svar = client.get(f"/trasig/{HEMLIGT}/", headers={"X-Request-ID": "felet-0001"})
    assert svar.status_code == 500
    assert "Felkod 500 · felet-0001" in svar.content.decode()
    (post,) = [p for p in rader.records if p.name == "kvalitet.begaran"]
    assert (post.vy, post.status) == ("trasig", 500)  # type: ignore[attr-defined]
    assert HEMLIGT not in post.getMessage()


def test_djangos_own_line_of_an_answer_carries_the_request_too() -> None:
    sett: list[str] = []

    class Minns(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            sett.append(Rad().format(record))

    djangos, minns = logging.getLogger("django.request"), Minns()
    djangos.addHandler(minns)
    try:
        Client().get("/finns-inte/", headers={"X-Request-ID": "borta-0001"})
    finally:
        djangos.removeHandler(minns)
    assert any(rad.endswith("Not Found: /finns-inte/ begaran=borta-0001") for rad in sett), sett
    assert spar.begaran.get() == ""


def test_outside_of_a_request_the_error_page_has_no_code() -> None:
    from django.template.loader import get_template

    assert "Felkod 500</p>" in get_template("500.html").render()


# --- Tasks ----------------------------------------------------------------------------------


@shared_task(name="tests.sett")
def sett() -> tuple[str, str]:
    return spar.begaran.get(), spar.uppgift.get()


def test_a_task_knows_its_name_while_it_runs() -> None:
    begaran, uppgift = sett.apply(task_id="t1").get()
    assert (begaran, uppgift) == ("", "tests.sett[t1]")
    assert spar.uppgift.get() == ""


def test_a_task_carries_the_request_that_asked_for_it(sparad: None) -> None:
    huvuden: dict[str, Any] = {}
    sparuppgift.skicka_med(headers=huvuden)
    assert huvuden == {"begaran": "abc-12345"}


def test_what_nobody_clicked_for_carries_none() -> None:
    huvuden: dict[str, Any] = {}
    sparuppgift.skicka_med(headers=huvuden)
    assert huvuden == {}

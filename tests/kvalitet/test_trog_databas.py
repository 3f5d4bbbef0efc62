"""A database that is slow, locked or away: a page that keeps what was written, never a 500."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any

import psycopg
import pytest
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpResponse
from django.test import Client, RequestFactory

from kvalitet.databasval import databasval
from kvalitet.miljo import Miljo
from kvalitet.models import Anvandare
from kvalitet.views import fel as felsidor
from synpunkter.models import Synpunkt
from tests import factories

TEXT = "Bussen till badet gick för tidigt i dag."


def dolda(sida: str) -> dict[str, str]:
    par = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', sida)
    return {namn: unescape(varde) for namn, varde in par}


def svaret(fel: Exception, data: dict[str, str] | None = None, **mer: Any) -> HttpResponse:
    fabrik = RequestFactory()
    request = fabrik.post("/sida/?a=1", {**(data or {}), **mer}) if data else fabrik.get("/sida/")
    try:
        raise fel
    except Exception:
        return felsidor.serverfel(request)


@pytest.fixture
def invanare() -> Client:
    klient = Client(enforce_csrf_checks=True)
    klient.raise_request_exception = False
    return klient


@contextmanager
def tabellen_last(databas: str) -> Iterator[None]:
    with psycopg.connect(databas) as annan:
        annan.execute("lock table synpunkter_synpunkt in access exclusive mode")
        yield
        annan.rollback()


def test_a_synpunkt_meets_a_lock_and_comes_in_once_when_it_is_sent_again(
    riktig_databas: str, invanare: Client
) -> None:
    factories.kommun()
    form = dolda(invanare.get("/synpunkter/lamna/").content.decode())
    svar = {**form, "typ": "klagomal", "text": TEXT, "svarsval": "kod"}
    falt = dolda(invanare.post("/synpunkter/lamna/granska/", svar).content.decode())
    with connection.cursor() as markor:
        markor.execute("set lock_timeout = '300ms'")
    with tabellen_last(riktig_databas):
        trogt = invanare.post("/synpunkter/lamna/kvittens/", falt)
    assert trogt.status_code == 503
    assert trogt["Retry-After"] == "10"
    sida = trogt.content.decode()
    assert "Det du skrev finns kvar här på sidan." in sida
    assert f">{TEXT}</p>" in sida
    assert 'action="/synpunkter/lamna/kvittens/"' in sida
    assert not Synpunkt.objects.exists()
    igen = dolda(sida)
    assert igen == falt
    for _ in range(2):
        assert invanare.post("/synpunkter/lamna/kvittens/", igen).status_code == 200
    assert Synpunkt.objects.get().text == TEXT


def test_a_page_that_takes_too_long_is_told_as_slow(
    db: None, anna_administrator: Anvandare, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kvalitet.views import drift

    def trog() -> None:
        with connection.cursor() as markor:
            markor.execute("set local statement_timeout = '100ms'")
            markor.execute("select pg_sleep(5)")

    klient = Client()
    klient.force_login(anna_administrator)
    klient.raise_request_exception = False
    monkeypatch.setattr(drift.driften, "laget", trog)
    svar = klient.get("/arbete/drift/")
    assert svar.status_code == 503
    assert "Just nu går det trögt" in svar.content.decode()


@pytest.mark.parametrize("fel", [OperationalError("borta"), InterfaceError("stängd")])
def test_a_database_that_is_away_is_told_without_asking_it(fel: Exception) -> None:
    """No database: the test has not asked for one."""
    svar = svaret(fel)
    assert (svar.status_code, svar["Cache-Control"]) == (503, "no-store")
    assert "<form" not in svar.content.decode()


def test_another_fault_is_our_own() -> None:
    svar = svaret(ValueError("fel"))
    assert svar.status_code == 500
    assert "Något gick fel hos oss" in svar.content.decode()


def test_a_password_is_never_given_back() -> None:
    sida = svaret(OperationalError(), {"username": "Anna Ek", "password": "hemliga ord här"})
    assert "hemliga" not in sida.content.decode()
    assert "Anna" not in sida.content.decode()


def test_what_was_written_is_shown_as_text() -> None:
    sida = svaret(OperationalError(), {"text": "<script>alert(1)</script> och mer"})
    assert "<script>alert" not in sida.content.decode()
    assert "&lt;script&gt;" in sida.content.decode()


def test_only_a_form_with_a_key_is_said_to_count_once() -> None:
    mening = "Det skickas ändå bara en gång."
    utan = svaret(OperationalError(), {"text": "två ord"}).content.decode()
    med = svaret(OperationalError(), {"text": "två ord", "token": "x"}).content.decode()
    assert (mening in utan, mening in med) == (False, True)


# --- the limits ------------------------------------------------------------------------------


def test_the_web_server_waits_seconds_and_a_worker_as_long_as_its_task(db: None) -> None:
    webb = databasval(Miljo({"KVALITET_PROCESS": "webb"}))
    assert databasval(Miljo({})) == {"connect_timeout": 5}
    with psycopg.connect(factories.databasadress(), **webb) as forbindelse:
        for namn, varde in (("statement_timeout", "15s"), ("lock_timeout", "5s")):
            rad = forbindelse.execute(f"show {namn}").fetchone()  # type: ignore[arg-type,call-overload]
            assert rad == (varde,)


def test_the_web_server_says_that_it_is_one() -> None:
    from tests.kvalitet.test_helfil import ROT

    rader = (ROT / "kvalitet" / "wsgi.py").read_text().splitlines()
    satt = next(n for n, rad in enumerate(rader) if '"KVALITET_PROCESS", "webb"' in rad)
    assert satt < next(n for n, rad in enumerate(rader) if "get_wsgi_application()" in rad)

"""Health: alive, and ready; what is missing is named, and the answer comes at once."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from celery import current_app
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.test import Client

from kvalitet import klocka, tasks
from kvalitet.models import Puls


@pytest.fixture
def ko_nere(monkeypatch: pytest.MonkeyPatch) -> None:
    # Where the app writes: it outranks `broker_url`, once it has been set and set back.
    monkeypatch.setattr(current_app.conf, "broker_write_url", "redis://127.0.0.1:1/0")


def fraga(client: Client, adress: str = "/halsa/redo/") -> tuple[int, list[str]]:
    client.get("/halsa/")  # the first request of a process loads the pages
    start = time.perf_counter()
    svar = client.get(adress)
    assert time.perf_counter() - start < 3
    assert svar.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "no-store" in svar.headers["Cache-Control"]
    return svar.status_code, svar.content.decode().splitlines()


def test_alive_needs_nothing(client: Client, ko_nere: None) -> None:
    """No database either: the test has not asked for one."""
    assert fraga(client, "/halsa/") == (200, ["Webbservern lever."])


def test_ready_when_everything_is_in_place(db: None, client: Client) -> None:
    tasks.puls()
    assert fraga(client) == (200, ["Allt är redo."])


def test_a_worker_that_has_never_been_heard_of(db: None, client: Client) -> None:
    assert fraga(client) == (
        503,
        ["Ingen bakgrundsarbetare har hörts av den senaste minuten."],
    )


@pytest.mark.parametrize(("sekunder", "kod"), [(0, 200), (55, 200), (61, 503)])
def test_a_worker_that_has_fallen_silent(db: None, client: Client, sekunder: int, kod: int) -> None:
    tasks.puls()
    with klocka.stalld(klocka.nu() + timedelta(seconds=sekunder)):
        assert fraga(client)[0] == kod


def test_a_broker_that_is_down(db: None, client: Client, ko_nere: None) -> None:
    tasks.puls()
    assert fraga(client) == (503, ["Meddelandekön svarar inte."])


@pytest.mark.parametrize("fel", [OperationalError, InterfaceError])
def test_a_database_that_is_down(
    client: Client, monkeypatch: pytest.MonkeyPatch, fel: type[Exception]
) -> None:
    def nere(*_: Any, **__: Any) -> None:
        raise fel

    monkeypatch.setattr(Puls.objects, "filter", nere)
    assert fraga(client) == (503, ["Databasen svarar inte."])


def test_everything_that_is_missing_is_named(
    client: Client, monkeypatch: pytest.MonkeyPatch, ko_nere: None
) -> None:
    def nere(*_: Any, **__: Any) -> None:
        raise OperationalError

    monkeypatch.setattr(Puls.objects, "filter", nere)
    assert fraga(client) == (503, ["Databasen svarar inte.", "Meddelandekön svarar inte."])


def test_only_reading_is_allowed(client: Client) -> None:
    for adress in ("/halsa/", "/halsa/redo/"):
        assert client.post(adress).status_code == 405


def test_the_load_balancer_is_not_sent_to_https(client: Client, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    svar: HttpResponse = client.get("/halsa/")  # type: ignore[assignment]
    assert svar.status_code == 200
    assert client.get("/tillganglighet/").status_code == 301


def test_the_pulse_is_one_row_whose_time_moves(db: None) -> None:
    tasks.puls()
    forst = Puls.objects.get().tid
    with klocka.stalld(klocka.nu() + timedelta(minutes=5)):
        tasks.puls()
    assert Puls.objects.get().tid > forst


# --- Whom they answer -----------------------------------------------------------------------------


@pytest.mark.parametrize("vard", ["10.0.0.11:8000", "web", "inte.vi.example", "a b"])
def test_a_node_is_asked_by_its_own_address(client: Client, settings: Any, vard: str) -> None:
    settings.ALLOWED_HOSTS = [urlsplit(settings.ADRESS).hostname]
    settings.MATT_NYCKEL = ""
    assert client.get("/halsa/", headers={"Host": vard}).status_code == 200
    assert client.get("/halsa/matt/", headers={"Host": vard}).status_code == 404


@pytest.mark.parametrize("adress", ["/", "/halsa", "/halsa/x/", "/konto/logga-in/", "//halsa/"])
def test_no_other_page_answers_to_a_name_that_is_not_ours(
    db: None, client: Client, settings: Any, adress: str
) -> None:
    settings.ALLOWED_HOSTS = [urlsplit(settings.ADRESS).hostname]
    assert client.get(adress, headers={"Host": "inte.vi.example"}).status_code == 400

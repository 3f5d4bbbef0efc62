"""Tasks that fail are noted without values; one that kills its process each time is put aside."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from celery.exceptions import Reject
from django.core.cache import cache
from django.db import OperationalError
from redis.exceptions import RedisError

from kvalitet import jobb, klocka, tasks, utskick
from kvalitet.matt import UPPGIFTER
from kvalitet.models import Jobbfel, Puls, Utskick
from tests.arbetare import arbetare, eget_bord, miljo
from tests.samtidigt import vanta_tills


@pytest.fixture(autouse=True)
def _tomt() -> None:
    cache.clear()


def test_a_task_that_fails_is_noted_once_for_each_kind_and_without_what_it_says(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gar_sonder() -> int:
        raise ValueError("gunilla.ek@exempel.se går inte att läsa")

    monkeypatch.setattr(utskick, "skicka_vantande", gar_sonder)
    for _ in range(3):
        tasks.skicka_utskick.apply()
    fel = Jobbfel.objects.get()
    assert (fel.uppgift, fel.undantag, fel.antal) == (
        "kvalitet.tasks.skicka_utskick",
        "ValueError",
        3,
    )
    assert fel.senast >= fel.forst
    assert "gunilla" not in str(vars(fel))


def test_without_a_database_a_failure_is_still_a_failure_of_its_own(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nere(**_: Any) -> None:
        raise OperationalError

    monkeypatch.setattr(Jobbfel.objects, "get_or_create", nere)
    jobb.anteckna("a.b", "ValueError")
    monkeypatch.undo()
    assert not Jobbfel.objects.exists()


def test_a_clock_that_went_back_does_not_hide_a_failure(db: None) -> None:
    with klocka.stalld(klocka.nu().replace(year=2050)):
        jobb.anteckna("a.b", "ValueError")
    jobb.anteckna("a.b", "ValueError")
    assert Jobbfel.objects.get().antal == 2


def test_a_message_that_has_cost_three_processes_is_not_tried_again(db: None) -> None:
    for bud in ("bud-1", "bud-2"):
        cache.set(jobb._marke(bud), 1)
    assert [jobb.far_goras("a.b", "bud-1") for _ in range(4)] == [True, True, False, False]
    assert jobb.far_goras("a.b", "bud-2")
    assert Jobbfel.objects.get().undantag == jobb.DOG


def ta_emot(bud: str, *, igen: bool) -> None:
    """Do what a worker does with a message that it has been handed."""
    uppgift = tasks.skicka_utskick
    uppgift.push_request(id=bud, delivery_info={"redelivered": igen})
    try:
        uppgift()
    finally:
        uppgift.pop_request()


class Dor(BaseException):
    """What nothing after it hears of."""


def test_only_a_message_whose_task_had_begun_has_cost_a_process(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that stops gives back what it has; so does one whose line is cut."""
    gjorda: list[int] = []
    monkeypatch.setattr(utskick, "skicka_vantande", lambda: gjorda.append(1) or 0)
    for igen in (False, True, True, True, True):
        ta_emot("bud-3", igen=igen)
    assert len(gjorda) == 5
    assert not Jobbfel.objects.exists()


def test_a_task_that_fails_has_not_cost_its_process(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gar_sonder() -> int:
        raise ValueError

    monkeypatch.setattr(utskick, "skicka_vantande", gar_sonder)
    for _ in range(jobb.MEST + 1):
        with pytest.raises(ValueError, match=r"^$"):
            ta_emot("bud-5", igen=True)


def test_what_has_cost_three_is_rejected_for_good(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    gjorda: list[int] = []

    def dor() -> int:
        gjorda.append(1)
        raise Dor

    monkeypatch.setattr(utskick, "skicka_vantande", dor)
    monkeypatch.setattr(cache, "delete", lambda _: None)  # who is dead cleans up nothing
    for igen in (False, True, True):
        with pytest.raises(Dor):
            ta_emot("bud-6", igen=igen)
    with pytest.raises(Reject) as undan:
        ta_emot("bud-6", igen=True)
    assert undan.value.requeue is False
    assert len(gjorda) == jobb.MEST


def test_a_counter_that_is_down_stops_no_task(db: None, settings: Any) -> None:
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1"}}
    assert jobb.far_goras("a.b", "bud-4")


def test_one_that_goes_down_between_the_mark_and_the_count_does_not_either(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.set(jobb._marke("bud-7"), 1)
    cache.set("omleverans.bud-7", 5)

    def nere(_: str) -> int:
        raise RedisError

    monkeypatch.setattr(cache, "incr", nere)
    assert jobb.far_goras("a.b", "bud-7")


@pytest.mark.langsam
def test_a_task_that_kills_every_worker_is_put_aside_and_the_next_one_runs(
    riktig_databas: str, tmp_path: Path
) -> None:
    """A real worker with a pool: each child dies as it takes the mail, and the message returns."""
    nu = klocka.nu()
    Utskick.objects.create(
        nyckel="giftigt",
        mall="prov",
        innehall="{}",
        message_id="<giftigt@kommun.example>",
        skapad=nu,
        nasta_forsok=nu,
    )
    bord = eget_bord()
    env = miljo(riktig_databas, tmp_path, broker=bord, felpunkt="utskick.hamtat")
    env["KVALITET_MATT_NYCKEL"] = "en-lang-och-slumpad-nyckel"
    with current_app.connection_for_write(bord) as forbindelse:
        forbindelse.default_channel.client.flushdb()  # type: ignore[attr-defined]
        with arbetare(env, tmp_path / "arbetare.log", pool="prefork"):
            tasks.skicka_utskick.apply_async(connection=forbindelse)
            vanta_tills(
                lambda: Jobbfel.objects.filter(undantag=jobb.DOG, antal=jobb.MEST).exists(),
                "budet läggs åt sidan",
                frist=90,
            )
            tasks.puls.apply_async(connection=forbindelse)
            vanta_tills(Puls.objects.filter(namn="arbetare").exists, "nästa uppgift görs", frist=60)
            falt = f"{tasks.skicka_utskick.name}|undanlagd|antal"
            klient = forbindelse.default_channel.client  # type: ignore[attr-defined]
            vanta_tills(lambda: klient.hget(UPPGIFTER, falt) == b"1", "den räknas", frist=10)
        assert Jobbfel.objects.get().antal == jobb.MEST
        assert forbindelse.default_channel.client.llen("celery") == 0  # type: ignore[attr-defined]
    assert Utskick.objects.get().status == Utskick.Status.VANTAR

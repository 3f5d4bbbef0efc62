"""Two beats: what has its hour is sent once for each time that it comes."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from celery import current_app
from celery.beat import PersistentScheduler, ScheduleEntry, SchedulingError
from celery.schedules import crontab
from django.db import OperationalError, connection
from django.utils import timezone

from kvalitet import klocka, tidtagare
from kvalitet.models import Puls
from kvalitet.schema import SCHEMA
from kvalitet.tidtagare import Tidtagare, skicka_en_gang
from tests.samtidigt import Tradar

HALV_SJU = datetime(2026, 3, 2, 6, 30, tzinfo=ZoneInfo("Europe/Stockholm"))
SVEP = {
    "puls",
    "utskick",
    "rapporter",
    "utlamnanden",
    "rapportpublicering",
    "diarium",
    "gallringar",
}
"""What both beats send: each takes its rows under lock and finds what is done done."""


class Klocka:
    """What the beats think that the time is."""

    def __init__(self, nu: datetime) -> None:
        self.nu = nu

    def schema(self) -> crontab:
        return crontab(minute=30, hour=6, nowfun=lambda: self.nu)

    def skicka(self, ut: list[datetime], fel: timedelta = timedelta()) -> None:
        """Let a beat with a clock of its own find that the hour has come."""
        egen = Klocka(self.nu + fel)
        with klocka.stalld(egen.nu):
            skicka_en_gang("paminnelser", egen.schema(), lambda: ut.append(egen.nu))


@pytest.fixture
def tid() -> Klocka:
    return Klocka(HALV_SJU + timedelta(milliseconds=40))


def test_the_second_beat_finds_that_the_hours_work_is_sent(db: None, tid: Klocka) -> None:
    skickat: list[datetime] = []
    tid.skicka(skickat)
    for fel in (timedelta(seconds=1), timedelta(minutes=40), timedelta(hours=23)):
        tid.skicka(skickat, fel)  # one that was started late catches up what is done
    assert skickat == [tid.nu]
    tid.nu += timedelta(days=1)
    tid.skicka(skickat, timedelta(seconds=2))
    tid.skicka(skickat)
    assert len(skickat) == 2
    assert Puls.objects.get().namn == "tidtagare:paminnelser"


def test_what_nobody_sent_in_its_hour_is_sent_by_who_comes_next(db: None, tid: Klocka) -> None:
    skickat: list[datetime] = []
    tid.skicka(skickat)
    tid.skicka(skickat, timedelta(days=2, hours=5))  # yesterday's was missed, and is one
    assert len(skickat) == 2


@pytest.mark.parametrize("dagar", [-400, 400])
def test_a_clock_that_went_wrong_holds_up_nothing_when_it_is_mended(
    db: None, tid: Klocka, dagar: int
) -> None:
    skickat: list[datetime] = []
    tid.skicka(skickat, timedelta(days=dagar))
    tid.skicka(skickat)
    tid.skicka(skickat)
    assert len(skickat) == 2


def test_what_the_broker_did_not_take_is_left_to_the_other_beat(db: None, tid: Klocka) -> None:
    def nere() -> None:
        raise SchedulingError

    skickat: list[datetime] = []
    with klocka.stalld(tid.nu), pytest.raises(SchedulingError):
        skicka_en_gang("paminnelser", tid.schema(), nere)
    tid.skicka(skickat)
    assert len(skickat) == 1


def test_without_a_database_it_is_sent_all_the_same(
    db: None, tid: Klocka, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nere(*_: object) -> bool:
        raise OperationalError

    monkeypatch.setattr(tidtagare, "_min_tur", nere)
    skickat: list[datetime] = []
    tid.skicka(skickat)
    assert len(skickat) == 1


def test_of_two_beats_at_once_one_sends(
    riktig_databas: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Celery's own scheduler, each with a file of its own, as two nodes have."""
    skickat: list[str] = []
    bada = threading.Barrier(2)

    def skicka(_: Any, entry: ScheduleEntry, *__: object, **___: object) -> None:
        skickat.append(str(entry.name))

    nu = timezone.now()  # one and the same: no hour comes while the test runs
    monkeypatch.setattr(crontab, "now", lambda _: nu)
    monkeypatch.setattr(PersistentScheduler, "apply_async", skicka)

    def en(namn: str) -> None:
        beat = Tidtagare(app=current_app, schedule_filename=str(tmp_path / namn))
        try:
            bada.wait(timeout=60)
            for rad in sorted(SCHEMA):
                beat.apply_entry(beat.schedule[rad])
        finally:
            beat.close()
            connection.close()

    with Tradar() as tradar:
        for svar in [tradar.kor(lambda n=n: en(n)) for n in ("ett", "tva")]:
            svar.result(timeout=120)
    assert {namn: skickat.count(namn) for namn in SCHEMA} == {
        namn: 2 if namn in SVEP else 1 for namn in SCHEMA
    }


def test_the_sweeps_are_what_has_no_hour_and_every_name_has_room() -> None:
    utan = {namn for namn, rad in SCHEMA.items() if not isinstance(rad["schedule"], crontab)}
    assert utan == SVEP
    plats = Puls._meta.get_field("namn").max_length
    assert plats
    assert max(len(f"tidtagare:{namn}") for namn in SCHEMA) <= plats
    assert current_app.conf.beat_scheduler == f"{Tidtagare.__module__}:{Tidtagare.__name__}"

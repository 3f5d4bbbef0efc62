"""The demo's calendar: everything happens on fixed days of Swedish time."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date, datetime
from zoneinfo import ZoneInfo

from kvalitet import klocka

SVERIGE = ZoneInfo("Europe/Stockholm")


def den(dag: date, timme: int = 10, minut: int = 0) -> AbstractContextManager[None]:
    """Let the acts in the block happen on `dag`."""
    return klocka.stalld(datetime(dag.year, dag.month, dag.day, timme, minut, tzinfo=SVERIGE))

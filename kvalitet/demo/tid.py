"""The demo's calendar: everything happens on fixed days of Swedish time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.db import connection

from kvalitet import klocka

SVERIGE = ZoneInfo("Europe/Stockholm")


@contextmanager
def den(dag: date, timme: int = 10, minut: int = 0) -> Iterator[None]:
    """Let the acts in the block happen on `dag`, told as done by themselves."""
    with (
        klocka.stalld(datetime(dag.year, dag.month, dag.day, timme, minut, tzinfo=SVERIGE)),
        connection.cursor() as markor,
    ):
        markor.execute("select set_config('kvalitet.del', %s, true)", [uuid4().hex])
        yield

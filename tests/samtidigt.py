"""Doing two things at once in a real database, without sleeping for luck."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from django.db import connection, connections

T = TypeVar("T")
FRIST = 20.0
"""Seconds after which a wait counts as failed."""


def vanta_tills(villkor: Callable[[], T], vad: str, *, frist: float = FRIST) -> T:
    """Ask until the answer is true, and return it; fail when it never is."""
    slut = time.monotonic() + frist
    while not (svar := villkor()):
        assert time.monotonic() < slut, f"väntade förgäves i {frist} s på att {vad}"
        time.sleep(0.01)
    return svar


class Tradar:
    """Runs functions in threads of their own, each with its own connection.

    with Tradar() as tradar:
        forst, sedan = tradar.kor(a), tradar.kor(b)
    """

    def __enter__(self) -> Tradar:
        self._pool = ThreadPoolExecutor(max_workers=8)
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(wait=True)

    def kor(self, uppgift: Callable[[], Any]) -> Future[Any]:
        def inre() -> Any:
            try:
                return uppgift()
            finally:
                connections.close_all()

        return self._pool.submit(inre)


def nagon_vantar_pa_las(antal: int = 1) -> bool:
    """Say whether `antal` sessions of this database wait for a lock that another one holds."""
    with connection.cursor() as markor:
        markor.execute("select pg_stat_clear_snapshot()")  # else a transaction sees the same twice
        markor.execute(
            "select count(*) from pg_stat_activity"
            " where datname = current_database() and wait_event_type = 'Lock'"
        )
        return bool(markor.fetchone()[0] >= antal)

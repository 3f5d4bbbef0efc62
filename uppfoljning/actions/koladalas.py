"""One update from Kolada at a time, whoever starts it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError, InterfaceError, connection

KOLADALAS = 581_003
"""Key of the advisory lock (an arbitrary number, the same in every process)."""


@contextmanager
def ensam() -> Iterator[bool]:
    """Say whether it is our turn. Each indicator commits by itself, so the lock is held by a
    transaction on a connection of its own, which no pool lends to anyone else meanwhile; a process
    that dies lets go of it."""
    egen = connection.copy()
    try:
        with egen.cursor() as markor:
            markor.execute("begin")
            markor.execute("select pg_try_advisory_xact_lock(%s)", [KOLADALAS])
            (min_tur,) = markor.fetchone()
        yield min_tur
        with suppress(DatabaseError, InterfaceError), egen.cursor() as markor:
            markor.execute("rollback")  # at once, where closing lets go in its own time
    finally:
        egen.close()

"""One update from Kolada at a time, whoever starts it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

KOLADALAS = 581_003
"""Key of the advisory lock (an arbitrary number, the same in every process)."""


@contextmanager
def ensam() -> Iterator[bool]:
    """Say whether it is our turn. The lock is the session's: each indicator commits by itself,
    and a process that dies lets go of it."""
    with connection.cursor() as markor:
        markor.execute("select pg_try_advisory_lock(%s)", [KOLADALAS])
        (min_tur,) = markor.fetchone()
    try:
        yield min_tur
    finally:
        if min_tur:
            with connection.cursor() as markor:
                markor.execute("select pg_advisory_unlock(%s)", [KOLADALAS])

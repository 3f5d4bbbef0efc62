"""Nothing is left in the session of a connection, which a pool lends to others (docs/skalning.md).

PgBouncer itself is tried by bench/pool.py.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection

from uppfoljning.actions.koladalas import KOLADALAS, ensam

SESSIONENS = re.compile(
    r"pg_(?:try_)?advisory_(?:un)?lock\b"  # not pg_advisory_xact_lock
    r"|\blisten\s+[a-z_]+[\"']|\bpg_notify\b"
    r"|\bcreate\s+(?:local\s+)?temp"
    r"|set_config\([^)]*,\s*false\s*\)"
    r"|[\"'(]\s*set\s+(?!local\b|\w+\s*=)[a-z_.]+\s+(?:to|=)"
    r"|[\"'(]\s*prepare\s+\w+\s*(?:as\b|\()|\bwith\s+hold\b|prepare_threshold|chunked_cursor",
    re.IGNORECASE,
)
NAMNGIVNA = {
    "kvalitet/management/commands/demo.py": "loads the demo, on a server of its own",
    "kvalitet/loggkedja.py": "a cursor on the server within one transaction, which holds it",
    "kvalitet/postgresql/base.py": "two statements are kept, but none with KVALITET_POOL "
    "(test_databaskoppling.py)",
}
"""Where something of the session is used, and why that does no harm."""


LASEN = """
select pid = pg_backend_pid() from pg_locks
where locktype = 'advisory' and objid = %s
and database = (select oid from pg_database where datname = current_database())
"""
"""Whether each that holds the lock is the one that asks."""


def _rader() -> Iterator[tuple[str, str]]:
    for rum in ("kvalitet", "cykel", "synpunkter", "uppfoljning"):
        for fil in sorted((settings.ROT / rum).rglob("*.py")):
            if "migrations" in fil.parts:  # by the tables' owner, who goes past the pool
                continue
            for rad in fil.read_text(encoding="utf-8").splitlines():
                yield fil.relative_to(settings.ROT).as_posix(), rad


def test_nothing_is_kept_in_the_session_but_what_is_named() -> None:
    funna = {fil for fil, rad in _rader() if SESSIONENS.search(rad)}
    assert funna == set(NAMNGIVNA)


@pytest.mark.parametrize(
    ("rad", "fastnar"),
    [
        ('"select pg_advisory_lock(%s)"', True),
        ('"select pg_try_advisory_lock(%s)"', True),
        ('"select pg_advisory_xact_lock(%s)"', False),
        ("\"select set_config('a.b', %s, false)\"", True),
        ("\"select set_config('a.b', %s, true)\"", False),
        ('"set lock_timeout to 5"', True),
        ('"set local lock_timeout to 5"', False),
        ('"update a set b = 1"', False),
        ('"create temporary table a (b int)"', True),
        ('"listen utskick"', True),
    ],
)
def test_what_stays_in_a_session_is_recognised(rad: str, fastnar: bool) -> None:
    assert bool(SESSIONENS.search(rad)) is fastnar


def test_one_fetch_from_kolada_at_a_time_whoever_holds_a_transaction(riktig_databas: str) -> None:
    turer: list[bool] = []

    def forsok() -> None:
        try:
            with ensam() as min_tur:
                turer.append(min_tur)
        finally:
            connection.close()

    def vid_sidan() -> None:
        trad = threading.Thread(target=forsok)
        trad.start()
        trad.join()

    with ensam() as min_tur:
        turer.append(min_tur)
        vid_sidan()
        with connection.cursor() as markor:  # the work's own connection holds nothing meanwhile
            markor.execute(LASEN, [KOLADALAS])
            assert markor.fetchall() == [(False,)]
    vid_sidan()
    assert turer == [True, False, True]

"""The hash chain over the event log: an event as one line, and the sum of a seal.

The sum of a seal is sha256 (or HMAC-SHA256 with the site's key) over its head, which holds the
sum before it, followed by the sha256 of every event's line in order of id. The lines come from
the database itself, every column in them, so that nothing stands beside what is sealed.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC

from django.conf import settings
from django.db import connection, transaction

from kvalitet.models import Loggsigill

SCHEMA = 1
"""The newest way to write an event as a line."""
# A jsonb array as PostgreSQL writes it: no choice is left to the session that reads it. A new
# column of Handelse wants a new version here; what is sealed keeps its own.
_RAD = {
    1: "jsonb_build_array(id,"
    " to_char(tid at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'),"
    " slag, objekttyp, objekt_id, av_id, roll, enhet_id, namnd_id, data, transaktion)::text"
}
_I_TAGET = 5000
FORE_ALLA = -(2**63)
AVTRYCK = 16
"""Bytes an event in `Loggsigill.avtryck`."""


@dataclass(frozen=True)
class Rad:
    """One event: its id and its line, in UTF-8."""

    id: int
    text: bytes

    @property
    def sha256(self) -> bytes:
        return hashlib.sha256(self.text).digest()


def rader(
    efter: int, till: int, *, hogst: int | None = None, schema: int = SCHEMA
) -> Iterator[Rad]:
    """Stream the events with `efter` < id ≤ `till` in order, from a cursor on the server."""
    fraga = (
        f"select id, {_RAD[schema]} from kvalitet_handelse"  # noqa: S608 (our own words)
        " where id > %s and id <= %s order by id limit %s"
    )
    with transaction.atomic(), connection.chunked_cursor() as markor:
        markor.execute(fraga, [efter, till, hogst])
        while bunt := markor.fetchmany(_I_TAGET):
            for nyckel, text in bunt:
                yield Rad(nyckel, text.encode())


def avtryck(nyckel: int, summa: bytes) -> bytes:
    """Return what a seal keeps of one event."""
    return nyckel.to_bytes(8, "big", signed=True) + summa[:8]


def huvud(sigill: Loggsigill, foregaende_summa: str) -> bytes:
    """Return the head of a seal: all that it says, but for its sum and the single events."""
    delar = (
        sigill.schema,
        sigill.nummer,
        sigill.dag.isoformat(),
        f"{sigill.skapad.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}",
        sigill.fran_id,
        sigill.till_id,
        sigill.antal,
        sigill.nyckel,
        foregaende_summa,
    )
    return "".join(f"{del_}\n" for del_ in delar).encode()


def summera(sigill: Loggsigill, foregaende_summa: str, summor: Sequence[bytes]) -> str:
    """Return the sum that the seal should have, in hex; `summor` are the sha256 of its events.

    A seal made with a key that the settings do not have raises `KeyError`.
    """
    text = huvud(sigill, foregaende_summa) + b"".join(summor)
    if not sigill.nyckel:
        return hashlib.sha256(text).hexdigest()
    return hmac.new(nycklar()[sigill.nyckel], text, hashlib.sha256).hexdigest()


def nycklar() -> dict[str, bytes]:
    """Return the site's keys by their names, the one to seal with first."""
    return {
        hashlib.sha256(nyckel.encode()).hexdigest()[:16]: nyckel.encode()
        for nyckel in settings.SIGILLNYCKLAR
    }

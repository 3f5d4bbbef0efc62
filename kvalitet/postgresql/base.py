"""Whether a kept connection is alive, without a round trip for each request.

Django asks "SELECT 1" before the first question of a request. A server that has gone away has said
so on the line: as long as nothing has come that nobody asked for, and the line was used a moment
ago, it is alive. Else it is asked, as Django does.

And a cursor whose statements the server keeps, read and planned, for the few that many wait for.
"""

from __future__ import annotations

import select
import time
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg.errors import DuplicatePreparedStatement, InvalidSqlStatementName
from psycopg.pq import TransactionStatus

NYSS = 30.0
"""Seconds that a line may rest; a firewall that forgets it says nothing."""


class Forberedd(psycopg.Cursor[Any]):
    """Values go beside the statement, which is prepared the first time. Where a pool stands between
    (KVALITET_POOL) the server is sent all of it each time."""

    def execute(self, query: Any, params: Any = None, **annat: Any) -> Forberedd:
        try:
            return super().execute(query, params, **{"prepare": True, **annat})
        except (InvalidSqlStatementName, DuplicatePreparedStatement):
            # A pool that nobody told of. Nothing has been done, and nothing is lost by it.
            if self.connection.info.transaction_status != TransactionStatus.IDLE:
                raise
            self.connection.prepare_threshold = None
            return super().execute(query, params, **annat)

    def _send_query_prepared(self, name: bytes, pgq: Any, **annat: Any) -> None:
        self._query = pgq  # Django's log of questions looks for it
        super()._send_query_prepared(name, pgq, **annat)


class DatabaseWrapper(base.DatabaseWrapper):
    _anvand = 0.0

    def create_cursor(self, name: str | None = None) -> Any:
        self._anvand = time.monotonic()
        return super().create_cursor(name)

    def get_connection_params(self) -> dict[str, Any]:
        val = super().get_connection_params()
        if not self.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):  # databasval.poolval
            val["prepare_threshold"] = 5  # any: Django's own cursors never prepare
        return val

    def forberedd(self) -> Any:
        """Return a cursor whose statements are prepared. For writing, and for a row found by its
        key: a plan that is made once knows no values, and is 40 times slower for a search."""
        self.close_if_health_check_failed()
        self.ensure_connection()
        with self.wrap_database_errors:
            self._anvand = time.monotonic()
            # What cursor() does with its own; django-stubs leaves it out.
            return self._prepare_cursor(Forberedd(self.connection))  # type: ignore[attr-defined]

    def is_usable(self) -> bool:
        nyss = time.monotonic() - self._anvand < NYSS
        if nyss and not self.errors_occurred and self._tyst():
            return True
        return super().is_usable()

    def _tyst(self) -> bool:
        """Whether the line is open and nothing waits to be read on it."""
        if self.connection is None or self.connection.closed:
            return False
        lyssna = select.poll()  # select() would take no descriptor above 1023
        lyssna.register(self.connection.fileno(), select.POLLIN | select.POLLRDHUP)
        return not lyssna.poll(0)

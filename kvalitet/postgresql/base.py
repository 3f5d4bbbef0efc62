"""Whether a kept connection is alive, without a round trip for each request.

Django asks "SELECT 1" before the first question of a request. A server that has gone away has said
so on the line: as long as nothing has come that nobody asked for, and the line was used a moment
ago, it is alive. Else it is asked, as Django does.
"""

from __future__ import annotations

import select
import time
from typing import Any

from django.db.backends.postgresql import base

NYSS = 30.0
"""Seconds that a line may rest; a firewall that forgets it says nothing."""


class DatabaseWrapper(base.DatabaseWrapper):
    _anvand = 0.0

    def create_cursor(self, name: str | None = None) -> Any:
        self._anvand = time.monotonic()
        return super().create_cursor(name)

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

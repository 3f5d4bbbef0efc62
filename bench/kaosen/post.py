"""A mail server that keeps of each mail its Message-ID and its recipient, and nothing more."""

from __future__ import annotations

import socket
from collections import defaultdict
from email.parser import BytesHeaderParser
from typing import Any

from aiosmtpd.controller import Controller

_huvuden = BytesHeaderParser()


class Brevlada:
    """Takes every mail on a port of its own."""

    def __init__(self) -> None:
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = int(s.getsockname()[1])
        self.mottagna: dict[str, list[str]] = defaultdict(list)
        """Message-IDs by recipient, one for each time that it was handed over."""
        self._styrning = Controller(self, hostname="127.0.0.1", port=self.port)
        self._styrning.start()

    def stang(self) -> None:
        self._styrning.stop()

    async def handle_DATA(self, _server: Any, _session: Any, kuvert: Any) -> str:  # noqa: N802
        nummer = str(_huvuden.parsebytes(kuvert.content)["Message-ID"])
        for mottagare in kuvert.rcpt_tos:
            self.mottagna[mottagare.lower()].append(nummer)
        return "250 OK"

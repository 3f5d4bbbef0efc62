"""A mail server for tests: a real SMTP sink on loopback that can refuse, break and be down."""

from __future__ import annotations

import socket
from collections.abc import Callable
from email import message_from_bytes
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller

from kvalitet import notiser
from kvalitet.models import Utskick


def brevet(rad: Utskick) -> notiser.Brev:
    """Return the letter that waits in the row, as the sweep will send it."""
    return notiser.las(rad.mall, rad.innehall)


def ledig_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


class Mottagare:
    """Takes mail on a port of its own. `vagra` answers a recipient with an SMTP reply, or ""."""

    def __init__(self) -> None:
        self.port = ledig_port()
        self.brev: list[Message] = []
        self.vagra: Callable[[str], str] = lambda mottagare: ""
        self._styrning: Controller | None = None

    @property
    def message_id(self) -> list[str]:
        return [str(brev["Message-ID"]) for brev in self.brev]

    def oppna(self) -> None:
        self._styrning = Controller(self, hostname="127.0.0.1", port=self.port)
        self._styrning.start()

    def stang(self) -> None:
        if self._styrning is not None:
            self._styrning.stop()
            self._styrning = None

    def __enter__(self) -> Mottagare:
        self.oppna()
        return self

    def __exit__(self, *_: object) -> None:
        self.stang()

    # aiosmtpd calls these two

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, kuvert: Any, adress: str, _val: Any
    ) -> str:
        if svar := self.vagra(adress):
            return svar
        kuvert.rcpt_tos.append(adress)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, kuvert: Any) -> str:  # noqa: N802
        self.brev.append(message_from_bytes(kuvert.content))
        return "250 OK"

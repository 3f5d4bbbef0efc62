"""A client that costs little: raw sockets that are kept open, requests made ready beforehand."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class Utfall:
    ms: list[float] = field(default_factory=list)
    status: Counter[str] = field(default_factory=Counter)
    sekunder: float = 0.0


class Koppling(asyncio.Protocol):
    """One browser: sends the next request as soon as it has the answer to the one before."""

    def __init__(self, fragor: Iterator[bytes], slut: float, utfall: Utfall) -> None:
        self._fragor, self._slut, self._utfall = fragor, slut, utfall
        self._svar, self._langd, self._sand = b"", -1, 0.0
        self.klar: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._nasta()

    def _nasta(self) -> None:
        fraga = next(self._fragor, None)
        if fraga is None or time.perf_counter() >= self._slut:
            self._transport.close()
            return
        self._svar, self._langd, self._sand = b"", -1, time.perf_counter()
        self._transport.write(fraga)

    def data_received(self, data: bytes) -> None:
        self._svar += data
        if self._langd < 0:
            huvud, skilje, _ = self._svar.partition(b"\r\n\r\n")
            if not skilje:
                return
            falt = huvud.lower().partition(b"\r\ncontent-length:")[2]
            self._langd = len(huvud) + 4 + int(falt.partition(b"\r\n")[0])
        if len(self._svar) >= self._langd:
            self._utfall.ms.append((time.perf_counter() - self._sand) * 1000)
            self._utfall.status[self._svar[9:12].decode()] += 1
            self._nasta()

    def connection_lost(self, exc: Exception | None) -> None:
        if exc is not None or self._langd < 0:
            self._utfall.status["bruten"] += exc is not None
        if not self.klar.done():
            self.klar.set_result(None)


async def _kor(port: int, fragor: Iterator[bytes], klienter: int, sekunder: float) -> Utfall:
    slinga, utfall = asyncio.get_running_loop(), Utfall()
    borjan = time.perf_counter()
    slut = borjan + sekunder
    kopplingar = [
        (await slinga.create_connection(lambda: Koppling(fragor, slut, utfall), "127.0.0.1", port))
        for _ in range(klienter)
    ]
    await asyncio.gather(*(protokoll.klar for _, protokoll in kopplingar))
    utfall.sekunder = time.perf_counter() - borjan
    return utfall


def kor(port: int, fragor: list[bytes], *, klienter: int, sekunder: float) -> Utfall:
    """Send the requests, each once, for at most so long."""
    return asyncio.run(_kor(port, iter(fragor), klienter, sekunder))

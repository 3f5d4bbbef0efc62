"""Visitors who read public pages of several nodes in turns, as a proxy would share them out."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

SIDOR: Final = ("/", "/sa-gar-det/", "/ni-sa-vi-gjorde/", "/rapporter/", "/personuppgifter/")


@dataclass
class Utfall:
    ms: list[float] = field(default_factory=list)
    fel: list[str] = field(default_factory=list)
    sekunder: float = 0.0

    @property
    def per_sekund(self) -> float:
        return len(self.ms) / self.sekunder

    def andel(self, p: float) -> float:
        """Return the milliseconds that the share `p` of the pages were within."""
        return sorted(self.ms)[min(int(p * len(self.ms)), len(self.ms) - 1)]


class Besok:
    """So many visitors at once, from `with` to its end."""

    def __init__(self, portar: Sequence[int], antal: int = 4, sidor: Sequence[str] = SIDOR) -> None:
        self.utfall = Utfall()
        self._portar, self._sidor = portar, sidor
        self._slut = threading.Event()
        self._folk = [threading.Thread(target=self._ga, args=(n,)) for n in range(antal)]

    def __enter__(self) -> Besok:
        self._start = time.perf_counter()
        for tradd in self._folk:
            tradd.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._slut.set()
        for tradd in self._folk:
            tradd.join()
        self.utfall.sekunder = time.perf_counter() - self._start

    def _ga(self, nr: int) -> None:
        linjer = [http.client.HTTPConnection("127.0.0.1", p, timeout=30) for p in self._portar]
        tur = nr
        while not self._slut.is_set():
            sida = self._sidor[(tur // len(linjer)) % len(self._sidor)]
            start = time.perf_counter()
            try:
                status, _ = hamta(linjer[tur % len(linjer)], sida)
            except (OSError, http.client.HTTPException) as fel:
                self.utfall.fel.append(f"{sida} {type(fel).__name__}")
            else:
                if status != 200:
                    self.utfall.fel.append(f"{sida} {status}")
            self.utfall.ms.append((time.perf_counter() - start) * 1000)
            tur += 1
        for linje in linjer:
            linje.close()


def hamta(linje: http.client.HTTPConnection, sida: str) -> tuple[int, str]:
    linje.request("GET", sida)
    svar = linje.getresponse()
    return svar.status, svar.read().decode()


def las(port: int, sida: str) -> tuple[int, str]:
    linje = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        return hamta(linje, sida)
    finally:
        linje.close()

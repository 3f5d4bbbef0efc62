"""What is printed of a long table. Pure.

Paper has no room for 300 rows, and nobody reads them there: the pages show the first ones, and
the Excel appendix the whole table. The web shows all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from uppfoljning.rapport import skrift

T = TypeVar("T")

FLEST_RADER = 30
"""Rows of a table on a page of its own: about a page."""
FLEST_I_MAL = 5
"""Lines of a list within a goal."""
FLEST_I_RUTA = 12
"""Rows of a small table beside others."""


@dataclass(frozen=True, slots=True)
class Urval(Generic[T]):
    """`rader` are shown, of `alla`. `vad` names them ("indikatorer"), `forst` says which were
    chosen when not all are."""

    rader: tuple[T, ...]
    alla: int
    vad: str
    forst: str = ""

    @property
    def fler(self) -> int:
        return self.alla - len(self.rader)

    @property
    def mening(self) -> str:
        """That the table goes on, and where; "" when it does not."""
        if not self.fler:
            return ""
        forst = f", {self.forst}" if self.forst else ""
        visas, alla = skrift.heltal(len(self.rader)), skrift.heltal(self.alla)
        return (
            f"Här visas {visas} av {alla} {self.vad}{forst}. Hela tabellen finns i Excel-bilagan."
        )


def urval(
    rader: Sequence[T],
    flest: int | None,
    vad: str,
    *,
    nyckel: Callable[[T], bool] | None = None,
    forst: str = "",
) -> Urval[T]:
    """The first `flest` rows (None: all of them). `nyckel`: False of those that are chosen first
    when they are too many; the chosen ones keep their order."""
    if flest is None or len(rader) <= flest:
        return Urval(tuple(rader), len(rader), vad)
    ordning = sorted(range(len(rader)), key=lambda n: nyckel(rader[n]) if nyckel else False)
    return Urval(tuple(rader[n] for n in sorted(ordning[:flest])), len(rader), vad, forst)

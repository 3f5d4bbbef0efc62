"""What every import from a file shares: outcome, faults, and the trial that changes nothing.

An import is one act: all rows or none. It goes through the whole file before it gives up, first
what cannot be read, then what breaks a rule, so that many faults can be mended at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from kvalitet.fel import Regelbrott
from kvalitet.kalkyl import Rad, Radfel

MEST_FEL = 100
"""Faults shown at a time; whoever has more starts with these."""


@dataclass
class Utfall:
    """What became of one kind of thing in the file."""

    vad: str
    """In the plural: enheter, mål."""
    nya: int = 0
    andrade: int = 0
    oforandrade: int = 0

    @property
    def mening(self) -> str:
        """Enheter: 3 nya, 1 ändrad. Empty when the file held none of the kind."""
        delar = (
            (self.nya, "ny", "nya"),
            (self.andrade, "ändrad", "ändrade"),
            (self.oforandrade, "oförändrad", "oförändrade"),
        )
        ord_ = [f"{antal} {ett if antal == 1 else flera}" for antal, ett, flera in delar if antal]
        return f"{self.vad}: {', '.join(ord_)}." if ord_ else ""


class Inlasningsfel(Regelbrott):
    """Rows that cannot be read in, so that nothing was."""

    def __init__(self, fel: Sequence[Radfel]) -> None:
        antal = "En rad behöver" if len(fel) == 1 else f"{len(fel)} rader behöver"
        super().__init__(f"{antal} rättas. Ingenting är inläst.")
        self.fel = tuple(sorted(fel, key=lambda ett: (ett.nummer, ett.mening)))


@dataclass
class Felsamling:
    """Gathers the faults of the rows while the file is gone through."""

    fel: list[Radfel] = field(default_factory=list)

    def lagg(self, rad: Rad | int, mening: str) -> None:
        self.fel.append(Radfel(rad if isinstance(rad, int) else rad.nummer, mening))

    def avbryt(self) -> None:
        """Give up when something was wrong."""
        if self.fel:
            raise Inlasningsfel(self.fel)


def prova(inlasning: Callable[[], list[Utfall]]) -> list[Utfall]:
    """Run an import and take it back: what it would do. Raises as the import itself."""
    with transaction.atomic():
        utfall = inlasning()
        transaction.set_rollback(True)
    return utfall

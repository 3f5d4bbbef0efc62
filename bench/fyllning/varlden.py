"""What is asked for, and what the parts of the municipality know of each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random
from zoneinfo import ZoneInfo

SVERIGE = ZoneInfo("Europe/Stockholm")
DYGN = 86_400


@dataclass(frozen=True)
class Storlek:
    """How much is made, from which seed, and up to which day."""

    synpunkter: int = 1_000_000
    enheter: int = 5_000
    ar: int = 10
    fro: int = 1
    dag: date = field(default_factory=date.today)

    @property
    def forsta(self) -> date:
        """The first day of the first year."""
        return date(self.dag.year - self.ar + 1, 1, 1)

    @property
    def aren(self) -> range:
        return range(self.forsta.year, self.dag.year + 1)

    def slump(self, del_: str) -> Random:
        """Return the chance of one part, the same whatever the other parts have drawn."""
        return Random(f"{self.fro}/{del_}")


FORVAL = {
    "hundratusen": Storlek(synpunkter=100_000),
    "miljon": Storlek(synpunkter=1_000_000),
    "liten": Storlek(synpunkter=500, enheter=40, ar=2),
}
"""Named sizes. The first two have the same organisation, so that only the cases differ."""


@dataclass(frozen=True)
class Enhetsrad:
    """A unit: its place in the tree, its nämnd, and who does what there."""

    id: int
    namn: str
    slag: str
    foralder: int
    sokvag: str
    namnd: int
    upphorde: date | None


@dataclass
class Varld:
    """Units and people, by which cases and plans are given to somebody."""

    enheter: list[Enhetsrad] = field(default_factory=list)
    namnder: list[int] = field(default_factory=list)
    kontor: dict[int, int] = field(default_factory=dict)
    """The kontor of each nämnd."""
    handlaggare: dict[int, list[int]] = field(default_factory=dict)
    """By nämnd."""
    sekreterare: dict[int, int] = field(default_factory=dict)
    planansvarig: dict[int, int] = field(default_factory=dict)
    """By unit; likewise who reports on its activities, and the chef nearest above."""
    rapportor: dict[int, int] = field(default_factory=dict)
    chef: dict[int, int] = field(default_factory=dict)
    samordnare: int = 0

    def under(self, namnd: int) -> list[Enhetsrad]:
        return [e for e in self.enheter if e.namnd == namnd and e.slag == "enhet"]


def start(dag: date) -> int:
    """Return the second of the epoch at which the day begins in UTC."""
    return (dag - date(1970, 1, 1)).days * DYGN


@cache
def _dagtext(dygn: int) -> str:
    return (date(1970, 1, 1) + timedelta(dygn)).isoformat()


def stampel(sekund: int) -> str:
    """Return a second of the epoch as COPY reads a moment; quicker than a datetime's own."""
    dygn, rest = divmod(sekund, DYGN)
    timme, rest = divmod(rest, 3600)
    return f"{_dagtext(dygn)} {timme:02d}:{rest // 60:02d}:{rest % 60:02d}+00"


def dagen(sekund: int) -> str:
    """Return the day of a second by day (7–20 o'clock UTC: the same day in Sweden)."""
    return _dagtext(sekund // DYGN)


def klockan(dag: date, timme: int = 10) -> datetime:
    return datetime(dag.year, dag.month, dag.day, timme, tzinfo=UTC)

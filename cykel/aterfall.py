"""The recurrence rate: how much of what was learnt has held. Pure.

The rule, which the page prints: a secured learning has come back when a brist, or a proposed or
secured learning, noted within 24 months after it was secured is linked to it as a repetition.
The rate is those that came back among all that were secured. It is counted in the unit, the
nämnd and the year where the learning was secured, also when another unit of the nämnd repeats
the error. Nothing is left out: a learning that has not
yet been followed for 24 months counts in the denominator, and how many they are is shown, since
the rate of late years can only rise.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from kvalitet.texter import procent, rakneord

MANADER = 24
MINST_FOR_PROCENT = 10
"""Of fewer than this no per cent is written, only the counts: one learning would move it by ten
units or more."""


@dataclass(frozen=True)
class Sakrad:
    """One secured learning, as the rate needs it."""

    enhet: str
    namnd: str
    sakrad: date
    aterkom: date | None = None
    """The first day after it was secured on which its error was linked as a repetition."""


@dataclass(frozen=True)
class Aterfall:
    """A rate with what it is made of."""

    taljare: int
    namnare: int
    foljs: int
    """Of the denominator: not yet followed for 24 months, and not come back."""

    @property
    def procent(self) -> float | None:
        """Per cent; None where it would say more than the counts do."""
        if self.namnare < MINST_FOR_PROCENT:
            return None
        return 100 * self.taljare / self.namnare

    @property
    def i_ord(self) -> str:
        """The rate in words: "två av tre", or "18 %, 4 av 22"."""
        if not self.namnare:
            return "ingen säkrad lärdom"
        if self.procent is None:
            taljare = rakneord(self.taljare) if self.taljare else "ingen"
            return f"{taljare} av {rakneord(self.namnare)}"
        return f"{procent(self.procent, 0)}, {self.taljare} av {self.namnare}"


def kom_tillbaka(rad: Sakrad) -> bool:
    """Say whether the error returned within 24 months."""
    return rad.aterkom is not None and rad.aterkom <= manader_efter(rad.sakrad, MANADER)


def aterfall(rader: Iterable[Sakrad], *, dag: date) -> Aterfall:
    """Return the rate of `rader` as known on `dag`."""
    alla = list(rader)
    return Aterfall(
        taljare=sum(map(kom_tillbaka, alla)),
        namnare=len(alla),
        foljs=sum(
            not kom_tillbaka(rad) and dag <= manader_efter(rad.sakrad, MANADER) for rad in alla
        ),
    )


N = TypeVar("N", bound=Hashable)


def per(
    rader: Iterable[Sakrad], nyckel: Callable[[Sakrad], N], *, dag: date
) -> Mapping[N, Aterfall]:
    """Return the rate of each group that `nyckel` makes."""
    grupper: dict[N, list[Sakrad]] = {}
    for rad in rader:
        grupper.setdefault(nyckel(rad), []).append(rad)
    return {namn: aterfall(grupp, dag=dag) for namn, grupp in grupper.items()}


def manader_efter(dag: date, manader: int) -> date:
    """The same day so many months later; the last of the month when it has no such day."""
    ar, manad = divmod(dag.month - 1 + manader, 12)
    for dagen in (dag.day, 30, 29, 28):
        try:
            return date(dag.year + ar, manad + 1, dagen)
        except ValueError:
            continue
    raise AssertionError("every month has a 28th")

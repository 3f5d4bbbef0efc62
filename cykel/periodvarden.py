"""A period's value for all, women and men, as it may be shown.

Every page, table, chart and report that shows values by sex reads them here, so that a value
that is hidden in one of them is hidden in all. Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cykel.models import Matvarde
from kvalitet.statistik import dolj_resten

FOR_FA = ("..", "för få svar")
"""How a value says that it is suppressed, in its bortfallsorsak."""


Period = tuple[date, date]


@dataclass(frozen=True)
class Periodvarde:
    """`dolda`: which of T, K, M are ".."; a hidden value is None here."""

    t: Decimal | None = None
    k: Decimal | None = None
    m: Decimal | None = None
    dolda: frozenset[str] = frozenset()


def for_fa(rad: Matvarde) -> bool:
    return rad.bortfallsorsak.strip().lower().startswith(FOR_FA)


def periodvarde(rader: Iterable[Matvarde]) -> Periodvarde:
    """The rows of one unit and period, at most one per sex, with what must be hidden hidden."""
    per_kon = {rad.kon: rad for rad in rader}
    dolda = dolj_resten([kon for kon, rad in per_kon.items() if for_fa(rad)], Matvarde.Kon.values)
    t, k, m = (per_kon[kon].varde if kon in per_kon and kon not in dolda else None for kon in "TKM")
    return Periodvarde(t, k, m, dolda)


def periodvarden(rader: Iterable[Matvarde]) -> dict[Period, Periodvarde]:
    """The values of one unit per period (from, to)."""
    per_period: dict[Period, list[Matvarde]] = defaultdict(list)
    for rad in rader:
        per_period[rad.period_fran, rad.period_till].append(rad)
    return {period: periodvarde(syskon) for period, syskon in per_period.items()}

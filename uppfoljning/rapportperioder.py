"""The periods that reports are about: months, quarters, half-years and years. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices

from kvalitet.texter import periodnamn


class Period(TextChoices):
    MANAD = "manad", "Varje månad"
    KVARTAL = "kvartal", "Varje kvartal"
    HALVAR = "halvar", "Varje halvår"
    AR = "ar", "Varje år"


MANADER = {Period.MANAD: 1, Period.KVARTAL: 3, Period.HALVAR: 6, Period.AR: 12}
PERIODER: dict[str, tuple[Period, ...]] = {
    "manad": (Period.MANAD,),
    "kvalitet": (Period.AR,),
    "synpunkter": (Period.KVARTAL, Period.HALVAR, Period.AR),
}
"""What the kinds that follow up no round may be about."""


@dataclass(frozen=True, order=True)
class Spann:
    """From the first day of a period to its last."""

    fran: date
    till: date

    def __str__(self) -> str:
        return periodnamn(self.fran, self.till)

    @property
    def nyckel(self) -> str:
        return f"{self.fran.isoformat()}_{self.till.isoformat()}"


def spann_med(dag: date, period: str) -> Spann:
    """Return the period that the day lies in."""
    langd = MANADER[Period(period)]
    fran = date(dag.year, dag.month - (dag.month - 1) % langd, 1)
    efter = fran.month - 1 + langd
    return Spann(fran, date(fran.year + efter // 12, efter % 12 + 1, 1) - timedelta(days=1))


def avslutade(period: str, *, fran: date, till: date) -> Iterator[Spann]:
    """The periods whose last day lies from `fran` to `till`, the first first."""
    spann = spann_med(fran, period)
    while spann.till <= till:
        yield spann
        spann = spann_med(spann.till + timedelta(days=1), period)


def valbara(slag: str, dag: date, *, bakat: timedelta) -> list[Spann]:
    """The periods to choose among for a report of the kind: those of late, and the one that the
    day lies in. The latest first, of those that end together the shortest first."""
    alla: set[Spann] = set()
    for period in PERIODER[slag]:
        alla |= {spann_med(dag, period), *avslutade(period, fran=dag - bakat, till=dag)}
    return sorted(alla, key=lambda spann: (spann.till, spann.fran), reverse=True)

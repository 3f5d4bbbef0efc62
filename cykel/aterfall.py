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

from typing import NamedTuple

from kvalitet.texter import procent, rakneord

MANADER = 24
MINST_FOR_PROCENT = 10
"""Of fewer than this no per cent is written, only the counts: one learning would move it by ten
units or more."""


class Aterfall(NamedTuple):
    """A rate with what it is made of: plain, since there is one for each of thousands of units."""

    taljare: int
    namnare: int
    foljs: int
    """Of the denominator: not yet followed for 24 months, and not come back."""

    def __add__(self, andra: Aterfall) -> Aterfall:  # type: ignore[override]  # no longer tuple
        return Aterfall(
            self.taljare + andra.taljare, self.namnare + andra.namnare, self.foljs + andra.foljs
        )

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

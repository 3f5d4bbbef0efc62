"""Rare counts: whether a unit's week of synpunkter is more than chance. Pure.

u-chart of counts per exposure: centre ū = Σx/Σn, limits ū ± 3·√(ū/n) (Shewhart; Montgomery,
Introduction to Statistical Quality Control, 7.3), and a run of eight on one side of the centre
(Western Electric, Statistical Quality Control Handbook, 1956). A unit has few synpunkter a week,
and there the normal limits give false alarms; so a signal must also be improbable by the exact
conditional test of two Poisson rates (Przyborowski & Wilenski, Biometrika 31, 1940), which
reckons with the centre being estimated.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import exp, fsum, lgamma, log, log1p, sqrt

SVIT = 8
MINST_PERIODER = 20
"""Periods before the judged ones that a centre needs (Montgomery: 20 to 25)."""
MINST_HANDELSER = 5
ALFA_TOPP = 0.00135
"""One tail beyond three sigma."""
ALFA_SVIT = 0.5**SVIT


class Signal(StrEnum):
    OVER = "over"
    UNDER = "under"
    SVIT_OVER = "svit_over"
    SVIT_UNDER = "svit_under"


@dataclass(frozen=True, slots=True)
class Styrkort:
    """What a series is judged by: all but its last eight periods."""

    perioder: int
    antal: int
    exponering: float

    @property
    def mitt(self) -> float:
        return self.antal / self.exponering if self.exponering else 0.0

    @property
    def racker(self) -> bool:
        """Whether there is history enough to say anything."""
        return self.perioder >= MINST_PERIODER and self.antal >= MINST_HANDELSER

    def granser(self, exponering: float) -> tuple[float, float]:
        """The three-sigma limits of a period with that exposure."""
        tre = 3 * sqrt(self.mitt / exponering)
        return max(0.0, self.mitt - tre), self.mitt + tre

    def for_manga(self, antal: int, exponering: float) -> bool:
        """Say whether one period lies beyond the upper limit, also by the exact test."""
        over = antal / exponering > self.granser(exponering)[1]
        return over and self._minst(antal, exponering) <= ALFA_TOPP

    def for_fa(self, antal: int, exponering: float) -> bool:
        under = antal / exponering < self.granser(exponering)[0]
        return under and self._hogst(antal, exponering) <= ALFA_TOPP

    def signalgrans(self, exponering: float = 1.0) -> int:
        """The smallest count that is too many in one period."""
        antal = int(self.granser(exponering)[1] * exponering) + 1
        while not self.for_manga(antal, exponering):
            antal += 1
        return antal

    def svit(self, antal: Sequence[int], exponering: Sequence[float]) -> Signal | None:
        """A run: all on one side of the centre, and their sum improbable."""
        kvoter = [x / n for x, n in zip(antal, exponering, strict=True)]
        summa, tid = sum(antal), fsum(exponering)
        if all(u > self.mitt for u in kvoter) and self._minst(summa, tid) <= ALFA_SVIT:
            return Signal.SVIT_OVER
        if all(u < self.mitt for u in kvoter) and self._hogst(summa, tid) <= ALFA_SVIT:
            return Signal.SVIT_UNDER
        return None

    def _minst(self, antal: int, exponering: float) -> float:
        """P(at least `antal`), given the history, when nothing has changed."""
        andel_ = exponering / (exponering + self.exponering)
        return _binomialsvans(antal, antal + self.antal, andel_)

    def _hogst(self, antal: int, exponering: float) -> float:
        andel_ = self.exponering / (exponering + self.exponering)
        return _binomialsvans(self.antal, antal + self.antal, andel_)


def styrkort(antal: Sequence[int], exponering: Sequence[float]) -> Styrkort:
    """Return the chart of a series, oldest first; its last eight periods are judged, not learnt
    from, so that a change does not hide itself."""
    if len(antal) != len(exponering):
        raise ValueError("every period needs its exposure")
    if any(x < 0 for x in antal) or any(n <= 0 for n in exponering):
        raise ValueError("counts are not negative and exposures positive")
    grund = max(0, len(antal) - SVIT)
    return Styrkort(grund, sum(antal[:grund]), fsum(exponering[:grund]))


def signal(antal: Sequence[int], exponering: Sequence[float] | None = None) -> Signal | None:
    """Judge the last period of a series against its own history, oldest first.

    None when it is within what chance gives, or when there is too little history to tell.
    """
    tid = [1.0] * len(antal) if exponering is None else list(exponering)
    kort = styrkort(antal, tid)
    if not kort.racker:
        return None
    if kort.for_manga(antal[-1], tid[-1]):
        return Signal.OVER
    if kort.for_fa(antal[-1], tid[-1]):
        return Signal.UNDER
    return kort.svit(antal[-SVIT:], tid[-SVIT:])


def _binomialsvans(k: int, n: int, p: float) -> float:
    """P(X ≥ k) of n trials with the probability p, summed from its largest term outwards.

    Up to the mean it is the other tail that is summed: the term at k may be too small to hold.
    """
    if k <= 0:
        return 1.0
    if k <= n * p:
        return 1 - _binomialsvans(n - k + 1, n, 1 - p)
    term = exp(lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) + k * log(p) + (n - k) * log1p(-p))
    summa = 0.0
    for i in range(k, n + 1):
        summa += term
        term *= (n - i) / (i + 1) * p / (1 - p)
        if term < summa * 1e-16:
            break
    return min(1.0, summa)

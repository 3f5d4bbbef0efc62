"""Estimates with intervals, and the change between them.

Pure functions. Shares and indices are on the scale 0–100 and are not rounded; rounding
belongs to the page that shows them. Sources:

* NKI from three questions 1–10: SCB's Nöjd-Kund-Index, here with the plain mean of the
  three (SCB weights them by a latent variable model), hence `metod`.
* Intervals: 95 %, normal approximation with finite-population correction
  √((N − n)/(N − 1)) (Cochran, Sampling Techniques, §2–3). Where a share has fewer than
  five answers on one side the approximation fails and Wilson's interval is used with the
  effective sample size n·(N − 1)/(N − n).
* Change: interval of a difference by Newcombe's method 10 (MOVER), which is the ordinary
  √(a² + b²) when both intervals are symmetric.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from math import fsum, isfinite, sqrt
from statistics import median

Z95 = 1.959963984540054
MINST_FOR_NORMAL = 5
NKI_MIN, NKI_MAX = 1, 10


class Kon(StrEnum):
    TOTALT = "T"
    KVINNOR = "K"
    MAN = "M"


class Forandring(StrEnum):
    FORBATTRING = "forbattring"
    OFORANDRAT = "oforandrat"
    FORSAMRING = "forsamring"
    SAKNAS = "saknas"


@dataclass(frozen=True, slots=True)
class Skattning:
    """An estimate on the scale 0–100 with its 95 % interval.

    `undre` and `ovre` are None when no interval can be computed (a single answer).
    `n` is the number of answers behind it, `metod` the formula in words for the report.
    """

    varde: float
    undre: float | None
    ovre: float | None
    n: int
    metod: str

    @property
    def felmarginal(self) -> float | None:
        """Half the width of the interval, in the unit of the value."""
        if self.undre is None or self.ovre is None:
            return None
        return (self.ovre - self.undre) / 2


@dataclass(frozen=True, slots=True)
class Svarsfrekvens:
    """Answers of those who could answer: `svar` of `mojliga` (sample less over-coverage)."""

    svar: int
    mojliga: int

    @property
    def procent(self) -> float:
        return 100 * self.svar / self.mojliga


def exakt(varde: float) -> Skattning:
    """A value that is counted and not estimated: the interval is the value itself."""
    return Skattning(varde, varde, varde, 0, "totalräknat")


def andel(antal: int, n: int, population: int | None = None) -> Skattning | None:
    """Share in percent: `antal` of `n` answers. None without answers."""
    if not 0 <= antal <= n:
        raise ValueError("antal must lie between 0 and n")
    _prova_population(n, population)
    if n == 0:
        return None
    p = antal / n
    if min(antal, n - antal) < MINST_FOR_NORMAL:
        undre, ovre = _wilson(p, n, population)
        metod = "andel, Wilsons intervall"
    else:
        fel = Z95 * sqrt(p * (1 - p) / n) * _korrektion(n, population)
        undre, ovre = p - fel, p + fel
        metod = "andel, normalapproximation"
    return Skattning(100 * p, 100 * max(0.0, undre), 100 * min(1.0, ovre), n, metod)


def nki(svar: Iterable[Sequence[int]], population: int | None = None) -> Skattning | None:
    """NKI 0–100 (not percent) from three answers 1–10 per person: (mean − 1) · 100/9.

    Who has not answered all three is left out by the caller. None without answers.
    """
    per_person = []
    for tre in svar:
        if len(tre) != 3 or not all(NKI_MIN <= x <= NKI_MAX for x in tre):
            raise ValueError("NKI needs three answers from 1 to 10 per person")
        per_person.append((sum(tre) / 3 - NKI_MIN) * 100 / (NKI_MAX - NKI_MIN))
    return _medel(per_person, population, "NKI, ovägt medel av tre frågor")


def index_1_5(svar: Iterable[int], population: int | None = None) -> Skattning | None:
    """Index 0–100 from answers 1–5, where 1, 2, 3, 4, 5 count 0, 25, 50, 75, 100."""
    poang = []
    for x in svar:
        if not 1 <= x <= 5:
            raise ValueError("the index needs answers from 1 to 5")
        poang.append((x - 1) * 25.0)
    return _medel(poang, population, "index, medel av femgradig skala")


def svarsfrekvens(svar: int, urval: int, overtackning: int = 0) -> Svarsfrekvens | None:
    """Response rate: answers / (sample − over-coverage). None when nobody could answer."""
    mojliga = urval - overtackning
    if svar < 0 or overtackning < 0 or svar > mojliga:
        raise ValueError("more answers than people who could answer")
    return Svarsfrekvens(svar, mojliga) if mojliga else None


def forandring(
    fore: Skattning | None, nu: Skattning | None, *, hogre_ar_battre: bool = True
) -> Forandring:
    """Change between two independent estimates.

    `oforandrat` when the 95 % interval of the difference includes 0; `saknas` when
    either value, or the interval of either, does not exist.
    """
    grans = skillnad_med_intervall(fore, nu)
    if grans is None:
        return Forandring.SAKNAS
    undre, ovre = grans
    if undre <= 0 <= ovre:
        return Forandring.OFORANDRAT
    return Forandring.FORBATTRING if (undre > 0) == hogre_ar_battre else Forandring.FORSAMRING


def skillnad_med_intervall(
    fore: Skattning | None, nu: Skattning | None
) -> tuple[float, float] | None:
    """95 % interval of nu − fore, in the unit of the values; None when it cannot be known."""
    if fore is None or nu is None:
        return None
    if fore.undre is None or fore.ovre is None or nu.undre is None or nu.ovre is None:
        return None
    d = nu.varde - fore.varde
    ned = sqrt((nu.varde - nu.undre) ** 2 + (fore.ovre - fore.varde) ** 2)
    upp = sqrt((nu.ovre - nu.varde) ** 2 + (fore.varde - fore.undre) ** 2)
    return d - ned, d + upp


def median_dagar(dagar: Collection[int]) -> float | None:
    """Median number of days; the mean of the two in the middle when they are even in number."""
    return float(median(dagar)) if dagar else None


def procent(antal: int, av: int) -> float | None:
    """A counted share in percent, without interval. None when there is nothing to share."""
    if not 0 <= antal <= av:
        raise ValueError("antal must lie between 0 and av")
    return 100 * antal / av if av else None


def som_decimal(varde: float | None, decimaler: int = 6) -> Decimal | None:
    """The value as it is stored in a snapshot: six decimals, far finer than what is shown."""
    if varde is None:
        return None
    if not isfinite(varde):
        raise ValueError("only finite numbers are stored")
    return Decimal(f"{varde:.{decimaler}f}").normalize() + 0


def _medel(poang: Sequence[float], population: int | None, metod: str) -> Skattning | None:
    n = len(poang)
    _prova_population(n, population)
    if n == 0:
        return None
    medel = min(100.0, max(0.0, fsum(poang) / n))
    if n == 1 and population != 1:
        return Skattning(medel, None, None, n, metod)
    avvikelse = sqrt(fsum((x - medel) ** 2 for x in poang) / (n - 1)) if n > 1 else 0.0
    fel = Z95 * avvikelse / sqrt(n) * _korrektion(n, population)
    return Skattning(medel, max(0.0, medel - fel), min(100.0, medel + fel), n, metod)


def _korrektion(n: int, population: int | None) -> float:
    """√((N − n)/(N − 1)); 1 when the size of the frame is unknown, 0 when all answered."""
    if population is None:
        return 1.0
    if population == n:
        return 0.0
    return sqrt((population - n) / (population - 1))


def _wilson(p: float, n: int, population: int | None) -> tuple[float, float]:
    faktor = _korrektion(n, population)
    if faktor == 0:
        return p, p
    effektivt = n / faktor**2
    z2 = Z95**2 / effektivt
    mitt = (p + z2 / 2) / (1 + z2)
    halva = Z95 * sqrt(p * (1 - p) / effektivt + z2 / (4 * effektivt)) / (1 + z2)
    # At p = 0 and p = 1 one end is exactly p; rounding must not push it past the value.
    return min(p, mitt - halva), max(p, mitt + halva)


def _prova_population(n: int, population: int | None) -> None:
    if population is not None and population < n:
        raise ValueError("more answers than the frame has members")

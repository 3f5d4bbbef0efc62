"""Control charts: what in a series is a signal and what is noise. Pure.

* XmR of measurements: centre x̄, limits x̄ ± 3·MR̄/1.128, where MR̄ is the mean of the moving
  ranges |xᵢ − xᵢ₋₁| (Shewhart; Wheeler, Understanding Variation; NIST/SEMATECH e-Handbook of
  Statistical Methods, 6.3.2.2).
* p′ of shares and u′ of counts per exposure: centre Σx/Σn, limits ± 3·σᵢ·σz, where σᵢ is the
  binomial or Poisson deviation of the period and σz the moving-range deviation of the z values
  (Laney, Improved Control Charts for Attributes, Quality Engineering 14(4), 2002). With σz = 1
  they are the ordinary p and u charts (Montgomery, Introduction to Statistical Quality Control).
* Rules of a signal, as NHS England's Making data count: a point beyond the limits; seven in a row
  on one side of the centre; seven in a row rising or falling; two of three beyond two thirds of
  the way to a limit, all three on the same side.
* A series break or a raised level begins a new phase with limits of its own.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from math import fsum, sqrt

D2 = 1.128
"""Mean range of two normal values, in standard deviations."""
MINST_PUNKTER = 12
"""Values that a phase needs before its limits are drawn (NHSRplotthedots warns below 12)."""
SVIT_PUNKTER = 7
_NOGGRANT = 1e-9


class Monster(StrEnum):
    """Why a point is a signal, the gravest first."""

    UTANFOR = "utanfor"
    TREND = "trend"
    SVIT = "svit"
    NARA = "nara"


class Diagramslag(StrEnum):
    XMR = "XmR"
    P = "p′"
    U = "u′"


@dataclass(frozen=True, slots=True)
class Styrpunkt:
    """A period. `mitt`, `sigma` and the limits are None in a phase too short for limits.

    `sigma` is a third of the way to a limit, also where the limit is cut at what is possible.
    `riktning`: 1 when the signal is upwards, −1 downwards, 0 without a signal.
    """

    varde: float | None
    fas: int
    mitt: float | None = None
    sigma: float | None = None
    undre: float | None = None
    ovre: float | None = None
    monster: frozenset[Monster] = frozenset()
    riktning: int = 0


@dataclass(frozen=True, slots=True)
class Styrserie:
    slag: Diagramslag
    punkter: tuple[Styrpunkt, ...]

    @property
    def sista(self) -> Styrpunkt | None:
        """The latest period with a value."""
        return next((p for p in reversed(self.punkter) if p.varde is not None), None)

    @property
    def i_sista_fasen(self) -> int:
        """The number of values since the latest break."""
        sist = self.punkter[-1].fas if self.punkter else 0
        return sum(p.fas == sist and p.varde is not None for p in self.punkter)


Inom = tuple[float | None, float | None]
"""The lowest and highest possible value."""


def xmr(
    varden: Sequence[float | None],
    *,
    brott: Collection[int] = (),
    inom: Inom = (None, None),
) -> Styrserie:
    """Chart of measurements, oldest first; None where a period has no value.

    `brott`: the indices at which a new phase begins. `inom`: what is possible, so that no limit
    is drawn where nothing can be.
    """

    def matt(delen: Sequence[int]) -> tuple[float, list[float]]:
        har = [_tal(varden[i]) for i in delen if varden[i] is not None]
        return fsum(har) / len(har), [_rorlig(delen, varden) / D2] * len(delen)

    return _serie(Diagramslag.XMR, varden, brott, matt, inom)


def p_prim(
    antal: Sequence[int | None],
    av: Sequence[int | None],
    *,
    brott: Collection[int] = (),
    spridning: bool = True,
) -> Styrserie:
    """Chart of shares in percent: `antal` of `av`. Without `spridning` σz is 1: a p chart."""
    if any(x is not None and n is not None and x > n for x, n in zip(antal, av, strict=True)):
        raise ValueError("a share is at most the whole")
    kvoter = _Kvoter(antal, av, 100.0, spridning)
    return _serie(Diagramslag.P, kvoter.varden, brott, kvoter.matt, (0.0, 100.0))


def u_prim(
    antal: Sequence[int | None],
    exponering: Sequence[float | None],
    *,
    brott: Collection[int] = (),
    spridning: bool = True,
) -> Styrserie:
    """Chart of counts per unit of exposure. Without `spridning` σz is 1: a u chart."""
    kvoter = _Kvoter(antal, exponering, None, spridning)
    return _serie(Diagramslag.U, kvoter.varden, brott, kvoter.matt, (0.0, None))


class _Kvoter:
    """Counts and what they are a part of. `hel` is what a whole is written as (100 for percent),
    None for counts per exposure."""

    def __init__(
        self,
        antal: Sequence[int | None],
        av: Sequence[float | None],
        hel: float | None,
        spridning: bool,
    ) -> None:
        if any(x is not None and x < 0 for x in antal):
            raise ValueError("counts are not negative")
        self.antal, self.av, self.hel, self.spridning = antal, av, hel, spridning
        # A period of nobody has no share: it is missing, not 0.
        self.varden = [
            None if x is None or not n else (hel or 1.0) * x / n
            for x, n in zip(antal, av, strict=True)
        ]

    def matt(self, delen: Sequence[int]) -> tuple[float, list[float]]:
        """Return the centre of a phase, and each period's σ."""
        har = [i for i in delen if self.varden[i] is not None]
        mitt = (self.hel or 1.0) * (
            fsum(_tal(self.antal[i]) for i in har) / fsum(_tal(self.av[i]) for i in har)
        )
        sigma = {i: self._sigma(mitt, _tal(self.av[i])) for i in har}
        z: list[float | None] = [None] * len(self.varden)
        for i in har:
            z[i] = (_tal(self.varden[i]) - mitt) / sigma[i] if sigma[i] else 0.0
        sigma_z = _rorlig(delen, z) / D2 if self.spridning else 1.0
        return mitt, [sigma.get(i, 0.0) * sigma_z for i in delen]

    def _sigma(self, mitt: float, av: float) -> float:
        """The binomial deviation of a share, the Poisson one of a count per exposure."""
        return sqrt((mitt if self.hel is None else mitt * (self.hel - mitt)) / av)


def _serie(
    slag: Diagramslag,
    varden: Sequence[float | None],
    brott: Collection[int],
    matt: Callable[[Sequence[int]], tuple[float, list[float]]],
    inom: Inom,
) -> Styrserie:
    punkter: list[Styrpunkt] = []
    for fas, delen in enumerate(_faser(len(varden), brott)):
        nya = [Styrpunkt(varden[i], fas) for i in delen]
        if sum(p.varde is not None for p in nya) >= MINST_PUNKTER:
            mitt, sigma = matt(delen)
            nya = _markera(
                [_med_granser(p, mitt, s, inom) for p, s in zip(nya, sigma, strict=True)]
            )
        punkter += nya
    return Styrserie(slag, tuple(punkter))


def _med_granser(p: Styrpunkt, mitt: float, sigma: float, inom: Inom) -> Styrpunkt:
    """Give a period its limits; one without a value has the centre only."""
    if p.varde is None:
        return replace(p, mitt=mitt)
    lagst, hogst = inom
    undre, ovre = mitt - 3 * sigma, mitt + 3 * sigma
    undre = undre if lagst is None else max(lagst, undre)
    ovre = ovre if hogst is None else min(hogst, ovre)
    return replace(p, mitt=mitt, sigma=sigma, undre=undre, ovre=ovre)


def _faser(antal: int, brott: Collection[int]) -> list[range]:
    kanter = [0, *sorted({i for i in brott if 0 < i < antal}), antal]
    return [range(a, b) for a, b in pairwise(kanter) if a < b]


def _rorlig(delen: Sequence[int], varden: Sequence[float | None]) -> float:
    """Mean moving range, of neighbouring periods that both have a value."""
    steg = [
        abs(_tal(varden[b]) - _tal(varden[a]))
        for a, b in pairwise(delen)
        if varden[a] is not None and varden[b] is not None
    ]
    return fsum(steg) / len(steg) if steg else 0.0


# --- the rules -------------------------------------------------------------------------------


def _markera(punkter: Sequence[Styrpunkt]) -> list[Styrpunkt]:
    """Mark every point that takes part in a signal; periods without a value are passed over."""
    platser = [i for i, p in enumerate(punkter) if p.varde is not None]
    funna: dict[int, dict[Monster, int]] = {i: {} for i in platser}
    for regel, langd, hittar in (
        (Monster.UTANFOR, 1, _utanfor),
        (Monster.TREND, SVIT_PUNKTER, _trend),
        (Monster.SVIT, SVIT_PUNKTER, _svit),
        (Monster.NARA, 3, _nara),
    ):
        for start in range(len(platser) - langd + 1):
            fonster = platser[start : start + langd]
            if riktning := hittar([punkter[i] for i in fonster]):
                for i in fonster:
                    funna[i][regel] = riktning
    ut = list(punkter)
    for i, monster in funna.items():
        if monster:
            gravast = next(m for m in Monster if m in monster)
            ut[i] = replace(ut[i], monster=frozenset(monster), riktning=monster[gravast])
    return ut


def _utanfor(punkter: Sequence[Styrpunkt]) -> int:
    (p,) = punkter
    if _over(p.varde, p.ovre):
        return 1
    return -1 if _over(p.undre, p.varde) else 0


def _svit(punkter: Sequence[Styrpunkt]) -> int:
    return _samma([_sida(p) for p in punkter])


def _trend(punkter: Sequence[Styrpunkt]) -> int:
    return _samma([_over(b.varde, a.varde) - _over(a.varde, b.varde) for a, b in pairwise(punkter)])


def _nara(punkter: Sequence[Styrpunkt]) -> int:
    sida = _samma([_sida(p) for p in punkter])
    return sida if sida and sum(map(_nara_gransen, punkter)) >= 2 else 0


def _nara_gransen(p: Styrpunkt) -> bool:
    return _over(abs(_tal(p.varde) - _tal(p.mitt)), 2 * _tal(p.sigma))


def _sida(p: Styrpunkt) -> int:
    """1 above the centre, −1 below it, 0 on it."""
    return _over(p.varde, p.mitt) - _over(p.mitt, p.varde)


def _samma(sidor: Sequence[int]) -> int:
    return sidor[0] if len(set(sidor)) == 1 else 0


def _over(a: float | None, b: float | None) -> bool:
    """Whether a is more than b, by more than rounding of the arithmetic can give."""
    x, y = _tal(a), _tal(b)
    return x - y > _NOGGRANT * max(1.0, abs(x), abs(y))


def _tal(x: float | None) -> float:
    if x is None:
        raise ValueError("a value is missing where one is needed")
    return x

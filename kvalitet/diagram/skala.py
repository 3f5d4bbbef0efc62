"""The vertical axis of a chart, and the area that its points are drawn in."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, log10

from kvalitet.diagram.rita import Duk, Matt, textbredd
from kvalitet.texter import HART, tal

STORA = ((10**9, "mdr"), (10**6, "mn"))


@dataclass(frozen=True, slots=True)
class Skala:
    """An axis with even steps: lowest, highest, step."""

    lag: float
    hog: float
    steg: float

    @property
    def decimaler(self) -> int:
        return max(0, -floor(log10(self.steg) + 1e-9))

    @property
    def streck(self) -> list[float]:
        return [
            self.lag + i * self.steg for i in range(round((self.hog - self.lag) / self.steg) + 1)
        ]

    @property
    def texter(self) -> list[str]:
        """The figures of the axis; large ones in whole millions."""
        for enhet, ord_ in STORA:
            if max(abs(self.lag), abs(self.hog)) >= enhet and self.steg >= enhet / 1000:
                dec = max(0, -floor(log10(self.steg / enhet) + 1e-9))
                return [f"{tal(round(s / enhet, dec), dec)}{HART}{ord_}" for s in self.streck]
        return [tal(Decimal(round(s, self.decimaler)), self.decimaler) for s in self.streck]

    def del_av(self, v: float) -> float:
        """Where the value lies, from 0 at the bottom to 1 at the top."""
        return (v - self.lag) / (self.hog - self.lag)


def skala(varden: Sequence[float], max_streck: int = 4, *, noll: bool = False) -> Skala:
    """Steps of 1, 2 or 5 · 10^k so that all values fit in at most `max_streck` steps.

    `noll`: the axis begins or passes at zero, as that of a bar must.
    """
    lag, hog = min(varden), max(varden)
    if noll:
        lag, hog = min(lag, 0.0), max(hog, 0.0)
    if hog - lag <= max(abs(hog), abs(lag)) * 1e-9:
        mitt = (lag + hog) / 2
        luft = abs(mitt) * 0.05 + 0.5
        lag, hog = (0.0 if noll else mitt - luft), mitt + luft
    tiopotens = 10.0 ** floor(log10((hog - lag) / max_streck))
    for faktor in (1, 2, 5, 10, 20):
        steg = faktor * tiopotens
        undre, ovre = floor(lag / steg + 1e-9), ceil(hog / steg - 1e-9)
        if ovre - undre <= max_streck:
            return Skala(undre * steg, ovre * steg, steg)
    raise AssertionError("a step of 20 powers always suffices")


@dataclass(frozen=True, slots=True)
class Yta:
    """The area of the points: its edges, the axis, and the x of each point."""

    x0: float
    x1: float
    topp: float
    botten: float
    axel: Skala
    xs: tuple[float, ...]
    halv: float
    """Half of the way between two points."""

    def y(self, v: float) -> float:
        return self.botten - self.axel.del_av(v) * (self.botten - self.topp)


def yta(
    matt: Matt,
    hojd: float,
    axel: Skala,
    antal: int,
    etikett: float,
    *,
    rader_over: float = 0,
    rader_under: float = 0,
) -> Yta:
    """Lay out the area: room for the axis to the left and labels to the right, and for so many
    rows of text over and under it."""
    em = matt.text
    topp = (0.9 if rader_over else 0.7) * em + rader_over * 1.25 * em
    botten = hojd - rader_under * 1.4 * em - (1.75 if matt.webb else 0.75) * em
    if matt.webb:
        x0 = matt.vanster + max(map(textbredd, axel.texter)) * em + 0.4 * em
        x1 = matt.bredd - (etikett + 0.9 * em if etikett else 0.5 * em)
    else:
        x0 = matt.vanster
        x1 = x0 + kolumnbredd(antal, matt) * max(antal, 1)
    kol = (x1 - x0) / max(antal, 1)
    xs = tuple(x0 + kol * (i + 0.5) for i in range(antal))
    return Yta(x0, x1, topp, botten, axel, xs, kol / 2)


def kolumnbredd(antal: int, matt: Matt) -> float:
    """Width of one column in print: of the chart and of the table under it."""
    return min(matt.kolumn, (matt.bredd - matt.vanster - matt.etikett) / max(antal, 1))


def rutnat(duk: Duk, yta: Yta) -> None:
    """All rules as one path, then the figures of the axis."""
    em = duk.matt.text
    ys = [yta.y(s) for s in yta.axel.streck]
    duk.linje("".join(f"M{duk.p(yta.x0, y)}H{duk.n(yta.x1)}" for y in ys), "rad")
    for text, y in zip(yta.axel.texter, ys, strict=True):
        duk.text([(yta.x0 - 0.45 * em, y, "end")], text, "dov")


def rubriker(duk: Duk, yta: Yta, texter: Sequence[str]) -> None:
    """The headings under the axis: all where there is room, else every second, third … and
    always the last. In print the table's own header is the axis."""
    if not duk.matt.webb or not texter:
        return
    em, sist = duk.matt.text, len(texter) - 1
    y = yta.botten + 1.1 * em
    for hopp in range(1, len(texter) + 1):
        skrivs = [i for i in range(sist, -1, -1) if (sist - i) % hopp == 0]
        bredder = [textbredd(texter[i]) * em for i in skrivs]
        avstand = 2 * yta.halv * hopp
        if all((a + b) / 2 + 0.4 * em <= avstand for a, b in itertools.pairwise(bredder)):
            break
    for i in skrivs:
        bredd = textbredd(texter[i]) * em / 2
        x = min(max(yta.xs[i], bredd), duk.matt.bredd - bredd)
        duk.text([(x, y, "middle")], texter[i], "dov")

"""What a drawing is made of: paths and texts with finished coordinates, in one of two dresses.

The web has px in a view box and classes, which static/css/diagram.css colours for light, dark
and forced colours. Print has millimetres and fixed colours. Coordinates are text with a decimal
point, since a template would write a float with the Swedish comma.

The rule for labels: each has a list of places, best first. It takes the first that lies within
the drawing and touches no label that is already there; where none is free it is left out, since
the table beside has the same words.
"""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from kvalitet.ritning import skriv, skriv_alla
from kvalitet.texter import HART, Varde, tal

Punkter = Sequence[tuple[str, Varde | None]]
Lage = tuple[float, float, str]
"""x, the height of a text's middle, and its anchor: start, middle or end."""
Drakt = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Matt:
    """The measures of a dress in its own unit. `text`: the largest size that a text gets, which
    all room is reckoned for (on a narrow screen the style sheet enlarges them). `kolumn`: the
    widest column of a point, where the table below has the same columns; 0 where the points
    share the width and have their headings in the drawing."""

    webb: bool
    bredd: float
    hojd: float
    text: float
    vanster: float
    etikett: float
    kolumn: float


WEBB: Final = Matt(True, 560.0, 250.0, 20.0, 8.0, 200.0, 0.0)
TRYCK: Final = Matt(False, 170.0, 34.0, 2.65, 30.0, 31.0, 16.0)

# Fixed colours of print, as in the report's style sheet: colour, width in mm, dashes.
STRECK: Final = {
    "rad": ("#e3e0da", ".18", ""),
    "axel": ("#665c4b", ".18", ""),
    "egen": ("#1c4462", ".75", ""),
    "tunn": ("#1c4462", ".45", ""),
    "jamf-1": ("#665c4b", ".4", ""),
    "jamf-2": ("#665c4b", ".4", "1.6 .8"),
    "jamf-3": ("#665c4b", ".4", ".4 .8"),
    "niva-fore": ("#665c4b", ".7", ""),
    "niva-kvar": ("#665c4b", ".3", ".8 .8"),
    "niva-ny": ("#1f7a3a", "1", ""),
    "mal": ("#302b22", ".3", "1.2 .9"),
    "mitt": ("#665c4b", ".4", ""),
    "grans": ("#665c4b", ".35", "2 .7 .4 .7"),
    "brott": ("#665c4b", ".3", ".5 .7"),
    "niva": ("#1f7a3a", ".4", "1 .8"),
    "fel": ("#1c4462", ".3", ""),
    "ram": ("#665c4b", ".25", ".8 .6"),
    "skraffering": ("#665c4b", ".2", ""),
    "lyft": ("#1f7a3a", ".5", ""),
    "halo": ("#ffffff", ".9", ""),
}
FYLLNING: Final = {
    "egen": "#1c4462",
    "jamf": "#665c4b",
    "sprang": "#1f7a3a",
    "ton": "#eef5f0",
    "band": "#e3e0da",
    "spann": "#b9c9d6",
    "battre": "#0a5a78",
    "samre": "#b01642",
    "signal": "#302b22",
    "t1": "#1c4462",
    "t2": "#46708f",
    "t3": "#83a3ba",
    "t4": "#b9c9d6",
    "t5": "#dfe6eb",
    "t6": "#b8ad98",
    "t7": "#a39780",
}
KANTADE: Final = frozenset(f"t{i}" for i in range(1, 8))
KANT: Final = "#665c4b"
"""The edge that parts the shades of a stacked bar."""
ORD: Final = {  # colour, and whether the text is heavy
    "text": ("#302b22", False),
    "dov": ("#665c4b", False),
    "egen": ("#1c4462", True),
    "stark": ("#302b22", True),
    "sprang": ("#1f7a3a", True),
    **{f"pa-t{i}": ("#ffffff" if i < 3 else "#302b22", True) for i in range(1, 8)},
}

RADHOJD: Final = 1.2
_SMALA = frozenset("ijlI.,:;'!·|  " + HART)
_MEDEL = frozenset("frtsx1()/-–?kJ")
_BREDA = frozenset("mMwWNOQÖG%…@ABCDHKRSTUVXYZÅÄ−±+<>&4")


def textbredd(text: str) -> float:
    """Width of a text in ems of the heavy cut, never less than it is (a test measures it)."""
    return sum(
        0.34 if c in _SMALA else 0.57 if c in _MEDEL else 1.0 if c in "mMW%…@" else
        0.8 if c in _BREDA else 0.66
        for c in text
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Del:
    """An element of the drawing: a path (`d`) or a text. `drakt` is its attributes."""

    drakt: Drakt
    d: str = ""
    x: str = ""
    y: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Ruta:
    """The room that a text takes."""

    x0: float
    y0: float
    x1: float
    y1: float

    def krockar(self, andra: Ruta) -> bool:
        return (
            self.x0 < andra.x1 and andra.x0 < self.x1 and self.y0 < andra.y1 and andra.y0 < self.y1
        )

    def korsas(self, kurva: Sequence[tuple[float, float]]) -> bool:
        """Whether a line through the points goes through the room."""
        if any(self.x0 <= x <= self.x1 and self.y0 <= y <= self.y1 for x, y in kurva):
            return True
        for (xa, ya), (xb, yb) in itertools.pairwise(kurva):
            fran, till = max(xa, self.x0), min(xb, self.x1)
            if xb <= xa or fran > till:
                continue
            ys = [ya + (yb - ya) * (x - xa) / (xb - xa) for x in (fran, till)]
            if min(ys) < self.y1 and max(ys) > self.y0:
                return True
        return False


@dataclass(frozen=True, slots=True)
class Tabell:
    """The same values in rows; the first cell of each is its heading."""

    rubrik: str
    kolumner: tuple[str, ...]
    rader: tuple[tuple[str, ...], ...]

    @property
    def kropp(self) -> SafeString:
        return skriv_alla("", "<tr>{}</tr>", ((_tabellrad(rad),) for rad in self.rader))


def _tabellrad(rad: tuple[str, ...]) -> SafeString:
    celler = skriv_alla("", "<td>{}</td>", ((cell,) for cell in rad[1:]))
    return skriv('<th scope="row">{}</th>{}', rad[0], celler) if rad else celler


@dataclass(frozen=True)
class Diagram:
    """A finished drawing. `titel` says the conclusion, `beskrivning` the values in words."""

    klass: str
    webb: bool
    bredd: str
    hojd: str
    delar: tuple[Del, ...]
    titel: str
    beskrivning: str
    tabell: Tabell
    rutor: tuple[Ruta, ...] = field(repr=False)
    """The room of each label; no two of them touch."""

    @property
    def tomt(self) -> bool:
        """Nothing to draw: the page says so in words."""
        return not self.delar

    @property
    def inre(self) -> SafeString:
        """The paths and texts in one go: each is eight nodes of a template otherwise."""
        return skriv_alla("", "{}", ((_element(ett),) for ett in self.delar))


def _element(ett: Del) -> SafeString:
    if ett.text:
        drakt = drakten(ett.drakt)
        return skriv('<text x="{}" y="{}"{}>{}</text>', ett.x, ett.y, drakt, ett.text)
    return skriv('<path d="{}"{}/>', ett.d, drakten(ett.drakt))


@lru_cache(maxsize=64)  # a drawing has few dresses, and a list many drawings
def drakten(drakt: Drakt) -> SafeString:
    return format_html_join("", ' {}="{}"', drakt)


class Duk:
    """What is drawn on: collects the elements, and knows where labels already are."""

    def __init__(self, matt: Matt, hojd: float) -> None:
        self.matt, self.hojd = matt, hojd
        self.delar: list[Del] = []
        self.rutor: list[Ruta] = []

    def n(self, v: float) -> str:
        """A coordinate: tenths of a pixel, hundredths of a millimetre."""
        text = f"{v:.1f}" if self.matt.webb else f"{v:.2f}"
        return "0" if float(text) == 0 else text.rstrip("0").rstrip(".")

    def p(self, x: float, y: float) -> str:
        return f"{self.n(x)} {self.n(y)}"

    def linje(self, d: str, roll: str) -> None:
        if d:
            self.delar.append(Del(self._streck(roll), d))

    def yta(self, d: str, roll: str) -> None:
        if d:
            self.delar.append(Del(self._fyllning(roll), d))

    def _fyllning(self, roll: str) -> Drakt:
        if self.matt.webb:
            return (("class", f"df-{roll}"),)
        fyll = (("fill", FYLLNING[roll]),)
        return (*fyll, ("stroke", KANT), ("stroke-width", ".15")) if roll in KANTADE else fyll

    def _streck(self, roll: str) -> Drakt:
        if self.matt.webb:
            return (("class", f"dl-{roll}"),)
        farg, tjock, streck = STRECK[roll]
        drakt = (("fill", "none"), ("stroke", farg), ("stroke-width", tjock))
        return (*drakt, ("stroke-dasharray", streck)) if streck else drakt

    def ruta(self, lage: Lage, text: str) -> Ruta:
        x, y, ankare = lage
        bredd, halv = textbredd(text) * self.matt.text, RADHOJD * self.matt.text / 2
        x -= {"start": 0.0, "middle": bredd / 2, "end": bredd}[ankare]
        return Ruta(x, y - halv, x + bredd, y + halv)

    def ledig(self, ruta: Ruta) -> bool:
        inne = ruta.x0 >= -0.01 and ruta.x1 <= self.matt.bredd + 0.01
        inne = inne and ruta.y0 >= -0.01 and ruta.y1 <= self.hojd + 0.01
        return inne and not any(ruta.krockar(annan) for annan in self.rutor)

    def text(
        self,
        lagen: Iterable[Lage],
        text: str,
        roll: str = "text",
        kurvor: Sequence[Sequence[tuple[float, float]]] = (),
    ) -> bool:
        """Write at the first free place, best one that no curve crosses. False: there was none."""
        lediga = [(lage, r) for lage in lagen if self.ledig(r := self.ruta(lage, text))]
        if not lediga or not text:
            return False
        utan = [x for x in lediga if not any(x[1].korsas(kurva) for kurva in kurvor)]
        (x, y, ankare), ruta = (utan or lediga)[0]
        self.rutor.append(ruta)
        # The web centres by the style sheet, print by the height of a digit.
        y = y if self.matt.webb else y + 0.36 * self.matt.text
        self.delar.append(Del(self._ord(roll, ankare), x=self.n(x), y=self.n(y), text=text))
        return True

    def _ord(self, roll: str, ankare: str) -> Drakt:
        plats: Drakt = (("text-anchor", ankare),) if ankare != "start" else ()
        if self.matt.webb:
            return (("class", f"dt-{roll}"), *plats)
        farg, fet = ORD[roll]
        return (("fill", farg), *plats, *((("font-weight", "600"),) if fet else ()))

    def fardig(self, klass: str, titel: str, beskrivning: str, tabell: Tabell) -> Diagram:
        return Diagram(
            klass, self.matt.webb, self.n(self.matt.bredd), self.n(self.hojd), tuple(self.delar),
            titel, beskrivning, tabell, tuple(self.rutor),
        )  # fmt: skip

    # --- shapes: each begins with M and its middle or a corner --------------------------

    def marke(self, form: str, x: float, y: float, r: float) -> str:
        n = self.n
        if form == "romb":
            r *= 1.35
            return f"M{self.p(x, y - r)}l{n(r)} {n(r)} {n(-r)} {n(r)} {n(-r)} {n(-r)}z"
        if form == "ruta":
            return f"M{self.p(x - r, y - r)}h{n(2 * r)}v{n(2 * r)}h{n(-2 * r)}z"
        if form == "triangel":
            r *= 1.2
            return f"M{self.p(x, y - r)}l{n(r)} {n(1.8 * r)}h{n(-2 * r)}z"
        halv = f"a{n(r)} {n(r)} 0 1 0 "
        return f"M{self.p(x, y)}m{n(-r)} 0{halv}{n(2 * r)} 0{halv}{n(-2 * r)} 0z"

    def rektangel(self, x0: float, y0: float, x1: float, y1: float) -> str:
        return f"M{self.p(x0, y0)}H{self.n(x1)}V{self.n(y1)}H{self.n(x0)}z"

    def skraffering(self, x0: float, y0: float, x1: float, y1: float) -> str:
        """Slanting lines within a rectangle: what is there but may not be shown."""
        hojd = y1 - y0
        antal = int(max(0.0, x1 - x0 - hojd) / (self.matt.text * 0.45)) + 1
        bred = hojd if x1 - x0 >= hojd else x1 - x0
        steg = (x1 - x0 - bred) / max(1, antal - 1) if antal > 1 else 0.0
        return "".join(
            f"M{self.p(x0 + steg * i, y1)}L{self.p(x0 + steg * i + bred, y0)}" for i in range(antal)
        )

    def vag(self, punkter: Iterable[tuple[float, float] | None], bryt: Iterable[int] = ()) -> str:
        """A line that is parted where nothing was measured and before each index in `bryt`."""
        delar, ny, brytna = [], True, set(bryt)
        for i, punkt in enumerate(punkter):
            if punkt is not None:
                delar.append(f"{'M' if ny or i in brytna else 'L'}{self.p(*punkt)}")
            ny = punkt is None
        return "".join(delar)

    def forklaring(self, y: float, poster: Sequence[tuple[str, str, str]], x0: float) -> None:
        """A legend in the order of the text: (shape or "" for a dash, role, words) in rows."""
        em, x = self.matt.text, x0
        for form, roll, ord_ in poster:
            kort = kortad(ord_, self.matt.bredd - x0 - 1.5 * em, em)
            bredd = (1.4 + textbredd(kort)) * em
            if x > x0 and x + bredd > self.matt.bredd:
                x, y = x0, y + 1.4 * em
            if form:
                self.yta(self.marke(form, x + 0.45 * em, y, 0.36 * em), roll)
            else:
                self.linje(f"M{self.p(x, y)}h{self.n(0.95 * em)}", roll)
            self.text([(x + 1.3 * em, y, "start")], kort)
            x += bredd + 0.9 * em

    def rader_av(self, poster: Sequence[str], x0: float) -> int:
        """How many rows the legend takes."""
        em, x, rader = self.matt.text, x0, 1 if poster else 0
        for ord_ in poster:
            kort = kortad(ord_, self.matt.bredd - x0 - 1.5 * em, em)
            bredd = (1.4 + textbredd(kort)) * em
            if x > x0 and x + bredd > self.matt.bredd:
                x, rader = x0, rader + 1
            x += bredd + 0.9 * em
        return rader


def kortad(text: str, bredd: float, storlek: float) -> str:
    """The text, cut with … where it does not fit."""
    if textbredd(text) * storlek <= bredd:
        return text
    while text and textbredd(text + "…") * storlek > bredd:
        text = text[:-1]
    return f"{text.rstrip()}…"


def radbruten(text: str, bredd: float, storlek: float, rader: int = 2) -> list[str]:
    """The text in at most so many lines, the last one cut with … where more is left."""
    tecken = max(4, int(bredd / storlek / 0.62))
    delar = textwrap.wrap(text, tecken, max_lines=rader, placeholder="…") or [""]
    return [kortad(rad, bredd, storlek) for rad in delar]


def isar(ys: Sequence[float], gap: float, lag: float, hog: float) -> list[float]:
    """Part heights so that each has `gap` to the next, in their order, within lag–hog.

    Where there is no room for all within the bounds, those that are over come last and outside;
    the rule for labels leaves them out.
    """
    ordning = sorted(range(len(ys)), key=lambda i: (ys[i], i))
    ut = list(ys)
    golv = lag
    for i in ordning:
        ut[i] = max(ys[i], golv)
        golv = ut[i] + gap
    tak = max(hog, lag + gap * (len(ys) - 1))
    for i in reversed(ordning):
        ut[i] = min(ut[i], tak)
        tak = ut[i] - gap
    return ut


def med_enhet(varde: Varde, enhet: str = "", decimaler: int | None = None) -> str:
    text = tal(varde, decimaler)
    return f"{text}{HART}{enhet}" if enhet else text

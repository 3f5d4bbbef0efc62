"""Line charts as finished coordinates: pure functions, drawn by templates/komponenter.

Coordinates are text with a decimal point, since a template would write a float with the
Swedish comma. A missing value breaks the line; nothing is drawn where nothing was measured.
The same values always stand in a table beside.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from kvalitet.texter import Varde, tal

Punkter = Sequence[tuple[str, Varde | None]]

# The drawing areas of the design: linjediagram.html, gnista.html, trappa.html.
LINJE_X, LINJE_Y = (32.0, 496.0), (178.0, 40.0)
GNISTA_X, GNISTA_Y = (6.0, 114.0), (30.0, 6.0)
TRAPPA_X: Final = (8.0, 392.0)
START_Y: Final = 172.0
BOTTEN: Final = 184.0
BACKE: Final = 9.0  # the climb of one lap
LYFT: Final = 54.0  # the climb of a leap
HOGST_VARV: Final = 7
TECKENBREDD: Final = 9.0  # of the leap's words at their largest


@dataclass(frozen=True)
class Diagrampunkt:
    x: str
    y: str
    rubrik: str
    varde: str
    sist: bool


@dataclass(frozen=True)
class Nivasteg:
    """A raised level in a series: the index of the first value after it, and its words."""

    fore: int
    text: str


@dataclass(frozen=True)
class Ritsteg:
    """The dashed line of a raised level, and on which side of it the words have room."""

    x: str
    text_x: str
    ankare: str
    text: str


@dataclass(frozen=True)
class Linjediagram:
    """A line chart or a spark line. `vag` is the path, `mal_y` the target's height or ""."""

    vag: str
    punkter: tuple[Diagrampunkt, ...]
    rubriker: tuple[tuple[str, str], ...]
    mal_y: str
    mal_text_y: str
    beskrivning: str
    steg: tuple[Ritsteg, ...] = ()

    @property
    def sista(self) -> Diagrampunkt | None:
        return self.punkter[-1] if self.punkter else None

    @property
    def etikett_x(self) -> str:
        """Where the last value is written: to the right of its point."""
        return _t(float(self.punkter[-1].x) + 12) if self.punkter else ""

    @property
    def etikett_y(self) -> str:
        return _t(float(self.punkter[-1].y) + 5) if self.punkter else ""


def linje(
    varden: Punkter,
    mal: Varde | None = None,
    *,
    enhet: str = "",
    steg: Sequence[Nivasteg] = (),
) -> Linjediagram:
    """Scale a series of (heading, value or None) and its target for linjediagram.html.

    At each raised level in `steg` the line is broken: before and after are two levels, and no
    trend is drawn across.
    """
    return _linje(varden, mal, enhet, LINJE_X, LINJE_Y, steg)


def gnista(
    varden: Punkter,
    mal: Varde | None = None,
    *,
    enhet: str = "",
    steg: Sequence[Nivasteg] = (),
) -> Linjediagram:
    """Scale the same series for gnista.html."""
    return _linje(varden, mal, enhet, GNISTA_X, GNISTA_Y, steg)


def _linje(
    varden: Punkter,
    mal: Varde | None,
    enhet: str,
    bredd: tuple[float, float],
    hojd: tuple[float, float],
    steg: Sequence[Nivasteg],
) -> Linjediagram:
    xs = _lagen(len(varden), bredd)
    # A level raised before the first value, or after the last, breaks nothing that is drawn.
    inom = [ett for ett in steg if 0 < ett.fore < len(varden)]
    skala = _Skala([v for _, v in varden if v is not None] + ([] if mal is None else [mal]), hojd)
    finns = [(x, r, v) for x, (r, v) in zip(xs, varden, strict=True) if v is not None]
    punkter = tuple(
        Diagrampunkt(_t(x), _t(skala.y(v)), r, _med_enhet(v, enhet), sist=i == len(finns))
        for i, (x, r, v) in enumerate(finns, start=1)
    )
    return Linjediagram(
        vag=_vag(
            ((x, None if v is None else skala.y(v)) for x, (_, v) in zip(xs, varden, strict=True)),
            {ett.fore for ett in inom},
        ),
        punkter=punkter,
        rubriker=tuple((_t(x), r) for x, (r, _) in zip(xs, varden, strict=True)),
        mal_y="" if mal is None else _t(skala.y(mal)),
        mal_text_y="" if mal is None else _t(skala.y(mal) - 7),
        beskrivning=_beskriv(varden, mal, enhet, inom),
        steg=tuple(_ritsteg(ett, xs, sum(bredd) / 2) for ett in inom),
    )


def _ritsteg(steg: Nivasteg, xs: Sequence[float], mitt: float) -> Ritsteg:
    x = (xs[steg.fore - 1] + xs[steg.fore]) / 2
    hoger = x < mitt
    return Ritsteg(_t(x), _t(x + 6 if hoger else x - 6), "start" if hoger else "end", steg.text)


class _Skala:
    """Maps values to heights, lowest value at the bottom, highest at the top."""

    def __init__(self, varden: Sequence[Varde], hojd: tuple[float, float]) -> None:
        self.lagst = float(min(varden, default=0))
        self.hogst = float(max(varden, default=0))
        self.botten, self.topp = hojd

    def y(self, varde: Varde) -> float:
        spann = self.hogst - self.lagst
        if not spann:
            return (self.botten + self.topp) / 2
        return self.botten + (float(varde) - self.lagst) / spann * (self.topp - self.botten)


def _lagen(antal: int, bredd: tuple[float, float]) -> list[float]:
    if antal < 2:
        return [bredd[1]] * antal
    steg = (bredd[1] - bredd[0]) / (antal - 1)
    return [bredd[0] + steg * i for i in range(antal)]


def _vag(lagen: Iterable[tuple[float, float | None]], bryt: Collection[int] = ()) -> str:
    delar: list[str] = []
    ny = True
    for i, (x, y) in enumerate(lagen):
        if y is not None:
            delar.append(f"{'M' if ny or i in bryt else 'L'}{_t(x)} {_t(y)}")
        ny = y is None
    return "".join(delar)


def _beskriv(varden: Punkter, mal: Varde | None, enhet: str, steg: Sequence[Nivasteg]) -> str:
    fore = {ett.fore: f"{ett.text}, " for ett in steg}
    rader = ", ".join(
        f"{fore.get(i, '')}{rubrik}: {'saknas' if v is None else _med_enhet(v, enhet)}"
        for i, (rubrik, v) in enumerate(varden)
    )
    return rader + ("." if mal is None else f". Mål {_med_enhet(mal, enhet)}.")


def _med_enhet(varde: Varde, enhet: str) -> str:
    return f"{tal(varde)}\N{NO-BREAK SPACE}{enhet}" if enhet else tal(varde)


def _t(lage: float) -> str:
    return f"{lage:.1f}"


# --- The stairs of laps and levels --------------------------------------------------------


@dataclass(frozen=True)
class Varv:
    """A lap of a plan: its name, what stands under it, and the adopted leap that came before."""

    namn: str
    under: str = ""
    sprang: str = ""
    nu: bool = False
    niva: int | None = None
    """The level that the lap turns on; written where it begins."""
    grupp: str = ""
    """What the lap belongs to (its plan's year); written under the first lap of it."""


@dataclass(frozen=True)
class Trappsteg:
    varv: Varv
    x: str
    y: str


@dataclass(frozen=True)
class Lyft:
    """A leap: the riser's path and the place of its text."""

    vag: str
    x: str
    y: str
    text: str
    fram: bool = False
    """Whether the text runs from the riser and on, for want of room before it."""


@dataclass(frozen=True)
class Trapptext:
    x: str
    y: str
    text: str


@dataclass(frozen=True)
class Trappa:
    steg: tuple[Trappsteg, ...]
    lyft: tuple[Lyft, ...]
    linje: str
    yta: str
    topp: str
    hojd: str
    beskrivning: str
    nivaer: tuple[Trapptext, ...] = ()
    grupper: tuple[Trapptext, ...] = ()
    rader: tuple[str, ...] = ()
    """The same in words, a lap or a leap a line."""


def trappa(varv: Sequence[Varv]) -> Trappa:
    """Draw the latest laps (at most seven) as a hill that steps up where a leap was adopted."""
    visas = varv[-HOGST_VARV:]
    steglangd = (TRAPPA_X[1] - TRAPPA_X[0]) / max(len(visas), 1)
    x, y = TRAPPA_X[0], START_Y
    kant, steg, lyft = [(x, y)], [], []
    nivaer: list[Trapptext] = []
    for ett in visas:
        if ett.sprang:
            lyft.append(_lyft(x, y, ett.sprang))
            y -= LYFT
            kant.append((x, y))
        if ett.niva and (ett.sprang or not nivaer):
            nivaer.append(Trapptext(_t(x + 5), _t(y - 19), f"Nivå {ett.niva}"))
        steg.append(Trappsteg(ett, _t(x + steglangd / 2), _t(y - BACKE / 2)))
        x, y = x + steglangd, y - BACKE
        kant.append((x, y))
    linjen = _vag(kant)
    topp = y - (58 if lyft and lyft[-1].fram else 34 if lyft or nivaer else 20)
    grupper = _grupper(visas, steglangd)
    return Trappa(
        steg=tuple(steg),
        lyft=tuple(lyft),
        linje=linjen,
        yta=f"{linjen}L{_t(TRAPPA_X[1])} {_t(BOTTEN)}L{_t(TRAPPA_X[0])} {_t(BOTTEN)}Z",
        topp=_t(topp),
        hojd=_t((249 if grupper else 230) - topp),
        beskrivning=" ".join(mening for v in visas for mening in _varvmeningar(v)),
        nivaer=tuple(nivaer),
        grupper=grupper,
        rader=tuple(mening for v in visas for mening in _varvmeningar(v)),
    )


def _grupper(varv: Sequence[Varv], steglangd: float) -> tuple[Trapptext, ...]:
    """The name of each group under its laps."""
    namn = list(dict.fromkeys(v.grupp for v in varv if v.grupp))
    ut = []
    for ett in namn:
        lagen = [i for i, v in enumerate(varv) if v.grupp == ett]
        mitt = TRAPPA_X[0] + steglangd * (lagen[0] + lagen[-1] + 1) / 2
        ut.append(Trapptext(_t(mitt), "240", ett))
    return tuple(ut)


def _lyft(x: float, y: float, text: str) -> Lyft:
    """The riser stands between the levels; its text on the side of the top that has room."""
    topp = y - LYFT + 3
    pil = f"M{_t(x)} {_t(y - 2)}V{_t(topp)}M{_t(x - 8)} {_t(topp + 9)}l8 -10 8 10"
    fram = x < sum(TRAPPA_X) / 2
    plats = TRAPPA_X[1] - x if fram else x - 12
    kort = _kortad(text, int(plats / TECKENBREDD))
    if fram:
        return Lyft(pil, _t(max(x - 4, TRAPPA_X[0])), _t(y - LYFT - 42), kort, fram=True)
    return Lyft(pil, _t(x - 12), _t(y - LYFT - 4), kort)


def _kortad(text: str, hogst: int) -> str:
    return text if len(text) <= hogst else f"{text[: hogst - 1].rstrip()}…"


def _varvmeningar(varv: Varv) -> list[str]:
    delar = [varv.namn, varv.under, varv.grupp, f"nivå {varv.niva}" if varv.niva else ""]
    mening = f"{', '.join(del_ for del_ in delar if del_)}."
    return [f"Förbättringssprång: {varv.sprang}.", mening] if varv.sprang else [mening]


@dataclass(frozen=True)
class Styrdiagram:
    """A control chart: the weeks as a line, what is usual, and where more than chance begins."""

    linje: Linjediagram
    mitt_y: str
    grans_y: str
    over: tuple[Diagrampunkt, ...]
    """The points beyond the limit."""


def styrdiagram(varden: Punkter, *, mitt: float, grans: float) -> Styrdiagram:
    """Scale a series for styrdiagram.html. Three or four headings are written, the last one always;
    all of them stand in the table beside."""
    sist, mellan = len(varden) - 1, max(1, len(varden) // 3)
    glesa = [
        (rubrik if (sist - nr) % mellan == 0 else "", varde)
        for nr, (rubrik, varde) in enumerate(varden)
    ]
    linjen = linje(glesa, grans)
    skala = _Skala([v for _, v in varden if v is not None] + [grans], LINJE_Y)
    over = tuple(
        punkt
        for punkt, (_, varde) in zip(linjen.punkter, varden, strict=True)
        if varde is not None and varde > grans
    )
    return Styrdiagram(linjen, _t(skala.y(mitt)), _t(skala.y(grans)), over)

"""Line charts as finished coordinates: pure functions, drawn by templates/komponenter.

Coordinates are text with a decimal point, since a template would write a float with the
Swedish comma. A missing value breaks the line; nothing is drawn where nothing was measured.
The same values always stand in a table beside.
"""

from collections.abc import Iterable, Sequence
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


@dataclass(frozen=True)
class Diagrampunkt:
    x: str
    y: str
    rubrik: str
    varde: str
    sist: bool


@dataclass(frozen=True)
class Linjediagram:
    """A line chart or a spark line. `vag` is the path, `mal_y` the target's height or ""."""

    vag: str
    punkter: tuple[Diagrampunkt, ...]
    rubriker: tuple[tuple[str, str], ...]
    mal_y: str
    mal_text_y: str
    beskrivning: str

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


def linje(varden: Punkter, mal: Varde | None = None, *, enhet: str = "") -> Linjediagram:
    """Scale a series of (heading, value or None) and its target for linjediagram.html."""
    return _linje(varden, mal, enhet, LINJE_X, LINJE_Y)


def gnista(varden: Punkter, mal: Varde | None = None, *, enhet: str = "") -> Linjediagram:
    """Scale the same series for gnista.html."""
    return _linje(varden, mal, enhet, GNISTA_X, GNISTA_Y)


def _linje(
    varden: Punkter,
    mal: Varde | None,
    enhet: str,
    bredd: tuple[float, float],
    hojd: tuple[float, float],
) -> Linjediagram:
    xs = _lagen(len(varden), bredd)
    skala = _Skala([v for _, v in varden if v is not None] + ([] if mal is None else [mal]), hojd)
    finns = [(x, r, v) for x, (r, v) in zip(xs, varden, strict=True) if v is not None]
    punkter = tuple(
        Diagrampunkt(_t(x), _t(skala.y(v)), r, _med_enhet(v, enhet), sist=i == len(finns))
        for i, (x, r, v) in enumerate(finns, start=1)
    )
    return Linjediagram(
        vag=_vag(
            (x, None if v is None else skala.y(v)) for x, (_, v) in zip(xs, varden, strict=True)
        ),
        punkter=punkter,
        rubriker=tuple((_t(x), r) for x, (r, _) in zip(xs, varden, strict=True)),
        mal_y="" if mal is None else _t(skala.y(mal)),
        mal_text_y="" if mal is None else _t(skala.y(mal) - 7),
        beskrivning=_beskriv(varden, mal, enhet),
    )


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


def _vag(lagen: Iterable[tuple[float, float | None]]) -> str:
    delar: list[str] = []
    ny = True
    for x, y in lagen:
        if y is not None:
            delar.append(f"{'M' if ny else 'L'}{_t(x)} {_t(y)}")
        ny = y is None
    return "".join(delar)


def _beskriv(varden: Punkter, mal: Varde | None, enhet: str) -> str:
    rader = ", ".join(
        f"{rubrik}: {'saknas' if v is None else _med_enhet(v, enhet)}" for rubrik, v in varden
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


@dataclass(frozen=True)
class Trappa:
    steg: tuple[Trappsteg, ...]
    lyft: tuple[Lyft, ...]
    linje: str
    yta: str
    topp: str
    hojd: str
    beskrivning: str


def trappa(varv: Sequence[Varv]) -> Trappa:
    """Draw the latest laps (at most seven) as a hill that steps up where a leap was adopted."""
    visas = varv[-HOGST_VARV:]
    steglangd = (TRAPPA_X[1] - TRAPPA_X[0]) / max(len(visas), 1)
    x, y = TRAPPA_X[0], START_Y
    kant, steg, lyft = [(x, y)], [], []
    for ett in visas:
        if ett.sprang:
            lyft.append(_lyft(x, y, ett.sprang))
            y -= LYFT
            kant.append((x, y))
        steg.append(Trappsteg(ett, _t(x + steglangd / 2), _t(y - BACKE / 2)))
        x, y = x + steglangd, y - BACKE
        kant.append((x, y))
    linjen = _vag(kant)
    topp = y - (34 if lyft else 20)
    return Trappa(
        steg=tuple(steg),
        lyft=tuple(lyft),
        linje=linjen,
        yta=f"{linjen}L{_t(TRAPPA_X[1])} {_t(BOTTEN)}L{_t(TRAPPA_X[0])} {_t(BOTTEN)}Z",
        topp=_t(topp),
        hojd=_t(230 - topp),
        beskrivning=" ".join(_varvmening(v) for v in visas),
    )


def _lyft(x: float, y: float, text: str) -> Lyft:
    """The riser stands between the levels; its text to the left of the top."""
    topp = y - LYFT + 3
    pil = f"M{_t(x)} {_t(y - 2)}V{_t(topp)}M{_t(x - 8)} {_t(topp + 9)}l8 -10 8 10"
    return Lyft(pil, _t(x - 12), _t(y - LYFT - 4), text)


def _varvmening(varv: Varv) -> str:
    under = f", {varv.under}" if varv.under else ""
    fore = f"Förbättringssprång: {varv.sprang}. " if varv.sprang else ""
    return f"{fore}{varv.namn}{under}."

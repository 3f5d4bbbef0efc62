"""The stairs of laps and levels: a hill that steps up where a leap was adopted. Pure.

Coordinates are text with a decimal point, drawn by komponenter/trappa.html.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

TRAPPA_X: Final = (8.0, 392.0)
START_Y: Final = 172.0
BOTTEN: Final = 184.0
BACKE: Final = 9.0  # the climb of one lap
LYFT: Final = 54.0  # the climb of a leap
HOGST_VARV: Final = 7
TECKENBREDD: Final = 9.0  # of the leap's words at their largest


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


def _vag(lagen: Sequence[tuple[float, float]]) -> str:
    return "".join(f"{'L' if i else 'M'}{_t(x)} {_t(y)}" for i, (x, y) in enumerate(lagen))


def _t(lage: float) -> str:
    return f"{lage:.1f}"

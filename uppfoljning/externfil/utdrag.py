"""What a file says, figure by figure, and what in it could not be read. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum

from kvalitet import kalkyl
from kvalitet.kalkyl import Cell, Kalkylfel
from kvalitet.statistik import Skattning, andel
from kvalitet.statistik.skattning import Z95
from uppfoljning.externfil.ord import dold

MEST_FEL = 200
"""Faults that are kept; the rest are counted."""


class Orsak(StrEnum):
    """Why a figure is not shown."""

    INGEN = ""
    FOR_FA = "for_fa"
    LEVERANTOR = "leverantor"
    SAKNAS = "saknas"
    UTAN_ANTAL = "utan_antal"


@dataclass(frozen=True)
class Siffra:
    """One figure: a value with the answers behind it, or why there is none."""

    n: int | None = None
    varde: Decimal | None = None
    undre: Decimal | None = None
    ovre: Decimal | None = None
    orsak: str = Orsak.INGEN


@dataclass(frozen=True)
class Fraga:
    kod: str
    text: str
    matt: str
    lagst: int = 0
    hogst: int = 100
    """The lowest and highest value that there can be."""


@dataclass(frozen=True)
class Fel:
    rad: int
    kolumn: str
    mening: str


Nyckel = tuple[int, str]
"""A unit's key and a question's code."""
Hitta = Callable[[str], int | str | None]
"""A name in the file to a unit's key, None when it is to be left out, or why it is neither."""


@dataclass
class Utdrag:
    siffror: dict[Nyckel, dict[str, Siffra]] = field(default_factory=dict)
    """By sex: T, K, M."""
    fragor: dict[str, Fraga] = field(default_factory=dict)
    fel: list[Fel] = field(default_factory=list)
    antal_fel: int = 0
    rader: int = 0
    felrader: set[int] = field(default_factory=set)
    ofullstandiga: int = 0
    bortvalda: int = 0
    svarande: int | None = None
    """People whose answers were counted, when each has a row."""
    annat_kon: int = 0
    andra_ar: int = 0
    okanda_enheter: Counter[str] = field(default_factory=Counter)
    utan_antal: int = 0

    def lagg_fel(self, rad: int, kolumn: str, mening: str) -> None:
        self.antal_fel += 1
        if len(self.felrader) < 1_000:
            self.felrader.add(rad)
        if len(self.fel) < MEST_FEL:
            self.fel.append(Fel(rad, kolumn[:80], mening))

    def lagg_fraga(self, fraga: Fraga) -> Fraga:
        """Note a question the first time it is met; its words and measure are as they were then."""
        return self.fragor.setdefault(fraga.kod, fraga)


def las_varde(cell: Cell, fraga: Fraga, *, av_ett: bool = False) -> Decimal | str:
    """Return the value, or `Orsak` when there is none. Raise `Kalkylfel` with what to do."""
    if tecken := dold(cell):
        return Orsak.LEVERANTOR if tecken == "dold" else Orsak.SAKNAS
    varde = kalkyl.som_tal(cell) or Decimal(0)
    if av_ett and not (isinstance(cell, str) and "%" in cell):
        varde *= 100
    if not fraga.lagst <= varde <= fraga.hogst:
        raise Kalkylfel(
            f"värdet {kort(cell)} ligger utanför {fraga.lagst}–{fraga.hogst}. Rätta det i filen, "
            "eller välj ett annat mått."
        )
    return round(varde, 4)


def las_antal(cell: Cell) -> int | None:
    """Return how many answered; None when the file does not say."""
    if dold(cell):
        return None
    antal = kalkyl.som_heltal(cell)
    if antal is not None and not 0 <= antal <= 10_000_000:
        raise Kalkylfel(f"antal svar kan inte vara {kort(cell)}. Rätta det i filen.")
    return antal


def kort(cell: Cell) -> str:
    """A cell as it is quoted in a sentence."""
    text = " ".join(str(cell).split())
    return f"”{text[:40]}…”" if len(text) > 40 else f"”{text}”"


def som_siffra(s: Skattning | None) -> Siffra:
    if s is None:
        return Siffra(n=0, orsak=Orsak.SAKNAS)
    return Siffra(s.n, _avrunda(s.varde), _avrunda(s.undre), _avrunda(s.ovre))


def med_intervall(siffra: Siffra, fraga: Fraga, ram: int | None = None) -> Siffra:
    """Give a share the interval that follows from its number of answers. A mean of unknown spread
    gets none."""
    if siffra.varde is None or siffra.undre is not None or not siffra.n or fraga.matt != "andel":
        return siffra
    antal = min(siffra.n, round(float(siffra.varde) * siffra.n / 100))
    s = andel(antal, siffra.n, ram if ram is not None and ram >= siffra.n else None)
    undre, ovre = (_avrunda(s.undre), _avrunda(s.ovre)) if s else (None, None)
    if undre is None or ovre is None:
        return siffra
    # Of a rounded share the number of positive answers is rounded too.
    return replace(siffra, undre=min(undre, siffra.varde), ovre=max(ovre, siffra.varde))


def medel(svar: Counter[int], lag: int, hog: int, *, i_hundra: bool, ram: int | None) -> Skattning:
    """Mean of answers on a scale, as they are or on 0–100, with its 95 % interval."""
    n = svar.total()
    faktor = 100 / (hog - lag) if i_hundra else 1.0
    noll = lag if i_hundra else 0
    m = sum(x * antal for x, antal in svar.items()) / n
    varde = (m - noll) * faktor
    golv, tak = (0.0, 100.0) if i_hundra else (float(lag), float(hog))
    if n == 1:
        return Skattning(varde, None, None, n, "medel")
    varians = sum(antal * (x - m) ** 2 for x, antal in svar.items()) / (n - 1)
    korrektion = (ram - n) / (ram - 1) if ram is not None and ram >= n and ram > 1 else 1.0
    fel = float(Z95 * (varians / n * korrektion) ** 0.5 * faktor)
    return Skattning(varde, max(golv, varde - fel), min(tak, varde + fel), n, "medel")


def _avrunda(tal: float | None) -> Decimal | None:
    return None if tal is None else round(Decimal(str(tal)), 4)

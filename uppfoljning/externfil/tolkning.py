"""What the columns of a survey's file hold: the choices that a person can change. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

MAX_KOD = 40
MAX_FRAGETEXT = 300


class Slag(StrEnum):
    LANG = "lang"
    BRED = "bred"
    SVAR = "svar"


class Roll(StrEnum):
    INGEN = "-"
    ENHET = "enhet"
    FRAGA = "fraga"
    FRAGETEXT = "fragetext"
    KON = "kon"
    N = "n"
    VARDE = "varde"
    OSAKERHET = "osakerhet"
    UNDRE = "undre"
    OVRE = "ovre"
    MATT = "matt"
    AR = "ar"
    KLAR = "klar"
    SVAR = "svar"


ROLLER = {
    Slag.LANG: (
        Roll.ENHET, Roll.FRAGA, Roll.FRAGETEXT, Roll.KON, Roll.N, Roll.VARDE, Roll.OSAKERHET,
        Roll.UNDRE, Roll.OVRE, Roll.MATT, Roll.AR,
    ),
    Slag.BRED: (Roll.ENHET, Roll.KON, Roll.N, Roll.VARDE, Roll.AR),
    Slag.SVAR: (Roll.ENHET, Roll.KON, Roll.KLAR, Roll.SVAR),
}  # fmt: skip
"""What a column can be in each kind of file."""
EN_GANG = frozenset(Roll) - {Roll.INGEN, Roll.N, Roll.VARDE, Roll.SVAR}


@dataclass(frozen=True)
class Kolumnval:
    roll: str = Roll.INGEN
    kod: str = ""
    text: str = ""
    kon: str = "T"
    matt: str = ""
    lagst: int = 1
    hogst: int = 0
    """The answers' scale; 0 when they are words."""
    positiv_fran: int = 0


@dataclass(frozen=True)
class Svarskod:
    """How an answer in words counts: as positive, not, or not at all, and as which number."""

    slag: str = ""
    """positiv, annat or bortfall; empty when a person must choose."""
    tal: int | None = None


@dataclass(frozen=True)
class Rubriker:
    sista: int
    """Row number of the last row of headings."""
    texter: tuple[tuple[str, ...], ...]
    """The parts of each column's heading, the upper row first."""

    def text(self, plats: int) -> str:
        return " / ".join(self.texter[plats])


@dataclass(frozen=True)
class Tolkning:
    slag: str
    ark: int = 0
    rubrikrad: int = 0
    kolumner: Mapping[int, Kolumnval] = field(default_factory=dict)
    svar: Mapping[str, Svarskod] = field(default_factory=dict)
    enheter: Mapping[str, int | None] = field(default_factory=dict)
    """What a name in the file is here; None: its rows are left out."""
    matt: str = "andel"
    av_ett: bool = False
    """Whether 0.68 means 68 percent."""

    def plats(self, roll: str) -> int | None:
        return next((nr for nr, val in self.kolumner.items() if val.roll == roll), None)

    def med(self, *roller: str) -> dict[int, Kolumnval]:
        return {nr: val for nr, val in self.kolumner.items() if val.roll in roller}

    def till_data(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def fran_data(cls, data: Mapping[str, Any]) -> Tolkning:
        kolumner = {int(nr): Kolumnval(**val) for nr, val in data["kolumner"].items()}
        svar = {nyckel: Svarskod(**kod) for nyckel, kod in data["svar"].items()}
        return cls(**{**data, "kolumner": kolumner, "svar": svar})


_KOD = re.compile(r"^(?:fråga\s*)?([a-zåäö]{0,3}\d{1,3}[a-z]?)\s*[.:)]?\s+(?=\S)", re.IGNORECASE)


def kod(text: str) -> str:
    """The question's code: the one before its words, or else the words."""
    if traff := _KOD.match(text):
        return traff[1].upper()
    return " ".join(text.split())[:MAX_KOD]


def utan_kod(text: str) -> str:
    return _KOD.sub("", text) or text

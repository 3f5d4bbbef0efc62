"""A report as plain parts: headings, paragraphs, lists and tables. Pure.

Word, Excel and CSV are all made from this, so that they hold the same figures as the pages. A
cell keeps its value (a number stays a number); how it is written is for each format to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

Cell = str | int | Decimal | date | None
"""None: there is no value. Text that explains why ("..", "Saknas – ansvarig: …") is a str."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tabell:
    """`namn` names the sheet and the CSV file: a–z, 0–9 and "-", unique in the document. Rows are
    as long as `kolumner`; the first cell of each is its heading."""

    namn: str
    rubrik: str
    kolumner: tuple[str, ...]
    rader: tuple[tuple[Cell, ...], ...] = ()

    def __post_init__(self) -> None:
        for rad in self.rader:
            if len(rad) != len(self.kolumner):
                raise ValueError(f"{self.namn}: a row of {len(rad)} cells, not {self.kolumner}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Avsnitt:
    """A heading of level 1–3 and what stands under it, in this order."""

    rubrik: str
    niva: int = 1
    stycken: tuple[str, ...] = ()
    punkter: tuple[str, ...] = ()
    tabeller: tuple[Tabell, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dokument:
    """`huvud`: the lines under the title (nämnd, period, status)."""

    titel: str
    huvud: tuple[str, ...] = ()
    avsnitt: tuple[Avsnitt, ...] = ()

    @property
    def tabeller(self) -> tuple[Tabell, ...]:
        return tuple(t for a in self.avsnitt for t in a.tabeller)

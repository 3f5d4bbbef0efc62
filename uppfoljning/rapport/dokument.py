"""A report as plain parts: headings, paragraphs, lists and tables. Pure.

Word, Excel and CSV are all made from this, so that they hold the same figures as the pages. A
cell keeps its value (a number stays a number); how it is written is for each format to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

Cell = str | int | Decimal | date | None
"""None: there is no value. Text that explains why ("..", "Saknas – ansvarig: …") is a str. A
Decimal is rounded as the pages show it, and written with the decimals that it has: Decimal("88.0")
is 88,0 in every format. A year is a str, since years have no thousands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Samling:
    """Tables of one shape that Word shows in their sections and that Excel and CSV hold as one:
    the indicators of every goal. `kolumn` heads the column that tells the parts apart."""

    namn: str
    rubrik: str
    kolumn: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tabell:
    """`namn` names the CSV file: a–z, 0–9 and "-", unique in the document; the beginning of
    `rubrik` names the sheet. Rows are as long as `kolumner`; the first cell of each is its
    heading. `tecken`: the columns whose numbers are differences, written with their sign.
    `del_`: what the part is called in its `samling`."""

    namn: str
    rubrik: str
    kolumner: tuple[str, ...]
    rader: tuple[tuple[Cell, ...], ...] = ()
    tecken: tuple[str, ...] = ()
    samling: Samling | None = None
    del_: str = ""

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


TEXTKOLUMNER = ("Avsnitt", "Rubrik", "Text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dokument:
    """`huvud`: the lines under the title (nämnd, period, status)."""

    titel: str
    huvud: tuple[str, ...] = ()
    avsnitt: tuple[Avsnitt, ...] = ()

    @property
    def tabeller(self) -> tuple[Tabell, ...]:
        return tuple(t for a in self.avsnitt for t in a.tabeller)

    @property
    def datatabeller(self) -> tuple[Tabell, ...]:
        """What Excel and CSV hold: the document's sentences, and its tables with those of one
        `Samling` joined where the first of them stands."""
        delar: dict[str, list[Tabell]] = {}
        for tabell in self.tabeller:
            delar.setdefault(tabell.samling.namn if tabell.samling else tabell.namn, []).append(
                tabell
            )
        texter = _texter(self.avsnitt)
        return (*([texter] if texter.rader else []), *(_samlad(ett) for ett in delar.values()))


def _samlad(delar: list[Tabell]) -> Tabell:
    forst = delar[0]
    samling = forst.samling
    if samling is None:
        if len(delar) > 1:
            raise ValueError(f"two tables are named {forst.namn}")
        return forst
    if any(t.kolumner != forst.kolumner for t in delar):
        raise ValueError(f"{samling.namn}: the parts have different columns")
    return Tabell(
        namn=samling.namn,
        rubrik=samling.rubrik,
        kolumner=(samling.kolumn, *forst.kolumner),
        rader=tuple((t.del_, *rad) for t in delar for rad in t.rader),
        tecken=forst.tecken,
    )


def _texter(avsnitt: tuple[Avsnitt, ...]) -> Tabell:
    """Every sentence under its headings."""
    rader = []
    overst = ""
    for a in avsnitt:
        overst = a.rubrik if a.niva == 1 else overst
        under = "" if a.niva == 1 else a.rubrik
        rader += [(overst, under, text) for text in (*a.stycken, *a.punkter)]
    return Tabell(namn="text", rubrik="Text", kolumner=TEXTKOLUMNER, rader=tuple(rader))

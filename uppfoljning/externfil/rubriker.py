"""Where a table's headings are, and what its columns hold below them. Pure."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from kvalitet.kalkyl import Cell
from uppfoljning.externfil import ord as orden
from uppfoljning.externfil.tabell import Ark
from uppfoljning.externfil.tolkning import MAX_FRAGETEXT, Rubriker

SOK_RUBRIK = 30
MAX_OLIKA = 40
"""Different answers after which a column counts as free words, and is not offered as a question."""


def hitta_rubriker(ark: Ark, rad: int = 0) -> Rubriker:
    """Find the headings: the first row near the top that is as wide as the table and in words.

    `rad`: the row where a person says that they begin.
    """
    forsta = list(itertools.islice(ark.rader(), SOK_RUBRIK + rad))
    start = next((i for i, (nr, _) in enumerate(forsta) if rad and nr >= rad), None)
    if start is None:
        bredd = max(_bredd(celler) for _, celler in forsta)
        start = next((i for i, (_, c) in enumerate(forsta) if _ar_rubriker(c, bredd)), 0)
    nummer, ovre = forsta[start]
    under = forsta[start + 1] if start + 1 < len(forsta) else None
    if under and _ar_andra_rad(ovre, under[1]):
        return Rubriker(under[0], _para(ovre, under[1]))
    return Rubriker(nummer, _para(ovre, ()))


def _bredd(celler: Sequence[Cell]) -> int:
    return sum(cell is not None for cell in celler)


def _ar_rubriker(celler: Sequence[Cell], bredd: int) -> bool:
    ord_ = [cell for cell in celler if isinstance(cell, str) and _tal(cell) is None]
    return len(set(ord_)) > 1 and _bredd(celler) >= 0.6 * bredd and len(ord_) >= 0.6 * bredd


def _ar_andra_rad(ovre: Sequence[Cell], under: Sequence[Cell]) -> bool:
    """Say whether the row below heads the parts of merged cells: words where the upper row is
    empty or repeats itself, and nothing else of its own."""
    delade = [
        i
        for i, cell in enumerate(under)
        if cell is not None and (i >= len(ovre) or ovre[i] is None or ovre.count(ovre[i]) > 1)
    ]
    lika = sum(
        cell is not None and i < len(ovre) and cell == ovre[i] for i, cell in enumerate(under)
    )
    i_ord = all(isinstance(cell, str) and _tal(cell) is None for cell in under if cell is not None)
    egna = [str(under[i]) for i in delade]
    return i_ord and len(delade) > 1 and len(delade) + lika >= _bredd(under) - 1 and kanda(egna)


def kanda(texter: Sequence[str]) -> bool:
    return any(
        orden.vilket_kon(t) or orden.vilken_kolumn(t) or orden.vilket_matt(t) for t in texter
    )


def _para(ovre: Sequence[Cell], under: Sequence[Cell]) -> tuple[tuple[str, ...], ...]:
    ut: list[tuple[str, ...]] = []
    grupp = ""
    for i in range(max(len(ovre), len(under))):
        upp, ner = _rubriktext(ovre, i), _rubriktext(under, i)
        grupp = upp or (grupp if ner else "")
        delar = [grupp, ner] if under else [upp]
        ut.append(tuple(dict.fromkeys(del_ for del_ in delar if del_)))
    while ut and not ut[-1]:
        ut.pop()
    return tuple(ut)


def _rubriktext(celler: Sequence[Cell], i: int) -> str:
    cell = celler[i] if i < len(celler) else None
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else " ".join(str(cell).split())[:MAX_FRAGETEXT]


@dataclass
class Stat:
    """What a column holds below its heading."""

    antal: int = 0
    tal: int = 0
    olika: dict[str, int] = field(default_factory=dict)
    fler: bool = False
    storst: float = 0.0
    brak: bool = False
    _kant: dict[Cell, tuple[str, bool]] = field(default_factory=dict, repr=False)
    """Cells that have been looked at: most of a column are the same few."""

    def rakna(self, cell: Cell) -> None:
        if cell is None:
            return
        self.antal += 1
        if (kant := self._kant.get(cell)) is not None:
            self.olika[kant[0]] += 1
            self.tal += kant[1]
            return
        nyckel = orden.svarsnyckel(cell)
        if (tal := _tal(cell)) is not None:
            self.tal += 1
            self.storst = max(self.storst, tal)
            self.brak = self.brak or not tal.is_integer()
        if nyckel in self.olika or len(self.olika) < MAX_OLIKA:
            self.olika[nyckel] = self.olika.get(nyckel, 0) + 1
            if len(self._kant) < 10 * MAX_OLIKA:
                self._kant[cell] = (nyckel, tal is not None)
        else:
            self.fler = True


def _tal(cell: Cell) -> float | None:
    if isinstance(cell, bool):
        return None
    if isinstance(cell, (int, float)):
        return float(cell)
    text = str(cell).replace(",", ".").replace("%", "").replace(" ", "")
    return float(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else None


def statistik(ark: Ark, rubriker: Rubriker) -> list[Stat]:
    stat = [Stat() for _ in rubriker.texter]
    for nummer, celler in ark.rader():
        if nummer > rubriker.sista:
            for ett, cell in zip(stat, celler, strict=False):
                ett.rakna(cell)
    return stat

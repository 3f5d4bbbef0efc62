"""How a cell is written in each format."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from kvalitet.exportcell import CELL, ofarlig, utan_styrtecken
from uppfoljning.rapport import skrift
from uppfoljning.rapport.dokument import Cell, Tabell

FORTSATTER = " … (texten fortsätter i Word- och CSV-filen)"
DATUM = "yyyy-mm-dd"


def decimaler(v: Decimal) -> int:
    exponent = v.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def ar_tal(cell: Cell) -> bool:
    return isinstance(cell, int | Decimal)


def som_text(cell: Cell, *, tecken: bool = False) -> str:
    """As the pages print it; `tecken`: a difference has its sign."""
    if cell is None:
        return skrift.SAKNAS
    if isinstance(cell, str):
        return utan_styrtecken(cell)
    if isinstance(cell, date):
        return skrift.datum_kort(cell)
    text = skrift.tal(cell, decimaler(cell) if isinstance(cell, Decimal) else 0)
    return f"+{text}" if tecken and cell > 0 else text


def som_csv(cell: Cell) -> str:
    """For a machine: decimal comma, no thousands, ISO dates, nothing where there is no value."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return ofarlig(cell, hogst=None)
    if isinstance(cell, Decimal):
        return f"{cell:f}".replace(".", ",")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def som_excel(cell: Cell) -> str | int | Decimal | date | None:
    """A number or a date as it is; text that no spreadsheet takes for a formula, and that says so
    when it is longer than a cell may be."""
    if not isinstance(cell, str):
        return cell
    text = ofarlig(cell, hogst=None)
    return text if len(text) <= CELL else text[: CELL - len(FORTSATTER)] + FORTSATTER


def talformat(cell: Cell, *, tecken: bool = False) -> str:
    """Excel's format; it writes comma and space by the reader's own settings."""
    if isinstance(cell, date):
        return DATUM
    if not isinstance(cell, int | Decimal):
        return "General"
    antal = decimaler(cell) if isinstance(cell, Decimal) else 0
    form = f"#,##0.{'0' * antal}" if antal else "#,##0"
    return f"+{form};-{form};{form}" if tecken else form


def med_tecken(tabell: Tabell) -> list[bool]:
    """Of each column: whether its numbers have their sign."""
    return [kolumn in tabell.tecken for kolumn in tabell.kolumner]

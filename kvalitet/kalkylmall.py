"""The template files of the imports, made from the same columns that read them. Pure.

The same columns give the same bytes: no clock is written in the file.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from kvalitet.kalkyl import Cell, Kolumn

DAGEN = datetime(2026, 1, 1)  # noqa: DTZ001  (a spreadsheet knows no zones)
"""Stands as the day of making in every template."""


def mall(rubrik: str, ingress: str, kolumner: Sequence[Kolumn]) -> bytes:
    """Return a .xlsx with an empty sheet to fill in, one of instructions and one of examples."""
    bok = Workbook()
    bok.properties.created = bok.properties.modified = DAGEN
    bok.properties.creator, bok.properties.title = "Förbättringshjulet", rubrik
    fyll_i = bok.worksheets[0]
    fyll_i.title = "Fyll i"
    _rubriker(fyll_i, [kolumn.namn for kolumn in kolumner])
    _instruktion(bok.create_sheet("Så här gör du"), rubrik, ingress, kolumner)
    exempel = bok.create_sheet("Exempel")
    _rubriker(exempel, [kolumn.namn for kolumn in kolumner])
    for rad in _exempelrader(kolumner):
        exempel.append(rad)
    ut = io.BytesIO()
    bok.save(ut)
    return _utan_klocka(ut.getvalue())


def _rubriker(blad: Worksheet, namn: Sequence[str]) -> None:
    blad.append(list(namn))
    blad.freeze_panes = "A2"
    for nummer, ett in enumerate(namn, start=1):
        blad.cell(1, nummer).font = Font(bold=True)
        blad.column_dimensions[get_column_letter(nummer)].width = max(14, len(ett) + 4)


def _instruktion(blad: Worksheet, rubrik: str, ingress: str, kolumner: Sequence[Kolumn]) -> None:
    blad.append([rubrik])
    blad.append([ingress])
    blad.append([])
    blad.append(["Kolumn", "Måste fyllas i", "Vad den betyder", "Exempel"])
    for kolumn in kolumner:
        exempel = next((cell for cell in kolumn.exempel if cell is not None), None)
        kravs = "Ja" if kolumn.kravs else "Nej"
        blad.append([kolumn.namn, kravs, kolumn.hjalp, "" if exempel is None else str(exempel)])
    for cell in (blad["A1"], *blad[4]):
        cell.font = Font(bold=True)
    for bokstav, bredd in zip("ABCD", (28, 16, 80, 44), strict=True):
        blad.column_dimensions[bokstav].width = bredd
    for rad in blad.iter_rows(min_row=5, max_col=4):
        for cell in rad:
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def _exempelrader(kolumner: Sequence[Kolumn]) -> list[list[Cell]]:
    antal = max((len(kolumn.exempel) for kolumn in kolumner), default=0)
    return [
        [_ut(kolumn.exempel[nr]) if nr < len(kolumn.exempel) else None for kolumn in kolumner]
        for nr in range(antal)
    ]


def _ut(cell: Cell) -> Cell:
    """Dates as ISO text, which no regional setting turns around."""
    return cell.isoformat() if isinstance(cell, date) else cell


def _utan_klocka(innehall: bytes) -> bytes:
    """Write the file's parts anew, each with the same time, and the time of saving set."""
    ut = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(innehall)) as fran,
        zipfile.ZipFile(ut, "w", zipfile.ZIP_DEFLATED) as till,
    ):
        for namn in fran.namelist():
            text = fran.read(namn)
            if namn == "docProps/core.xml":
                text = _utan_sparad(text)
            till.writestr(zipfile.ZipInfo(namn, DAGEN.timetuple()[:6]), text)
    return ut.getvalue()


def _utan_sparad(text: bytes) -> bytes:
    """The library writes the moment of saving whatever it is told."""
    dagen = DAGEN.isoformat().encode()
    return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + dagen + b"Z", text)

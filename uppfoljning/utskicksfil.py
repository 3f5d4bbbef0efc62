"""The mail-merge file of a survey: an uploaded list and codes in, a file out, in memory. Pure.

The list names people, so nothing of it is kept: it is read, given its codes and handed back in
the same response. Not even a temporary file is written.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

from kvalitet import kalkyl, tabellfil
from kvalitet.exportcell import ofarlig
from kvalitet.kalkyl import Cell, Kalkylfel, nyckelord
from synpunkter.export import som_csv

KOD, LANK = "Svarskod", "Svarslänk"
MER_AN = kalkyl.MAX_KOLUMNER - 2
"""Columns that a list may have, so that ours have room and none is cut."""
Rad = tuple[Cell, ...]


@dataclass(frozen=True)
class Lista:
    """A table as a municipality sends it: its headings, and its rows below them."""

    rubriker: Rad
    rader: tuple[Rad, ...]

    def koder(self) -> list[str]:
        """Return the code of each row, or raise `Kalkylfel` when the file has none."""
        plats = self._plats(KOD)
        if plats is None:
            raise Kalkylfel(
                f"Filen har ingen kolumn som heter {KOD}. Välj filen som ni hämtade när koderna "
                "skapades."
            )
        return [str(rad[plats] or "") for rad in self.rader]

    def utan_koder(self) -> Lista:
        """Return itself, or raise `Kalkylfel` when it already holds codes."""
        for namn in (KOD, LANK):
            if self._plats(namn) is not None:
                raise Kalkylfel(
                    f"Filen har redan en kolumn som heter {namn}. Välj en lista utan koder. Ska ni "
                    "påminna? Gå till Påminn i stället."
                )
        return self

    def _plats(self, namn: str) -> int | None:
        rubriker = [nyckelord(rubrik) for rubrik in self.rubriker]
        return rubriker.index(nyckelord(namn)) if nyckelord(namn) in rubriker else None


def las(innehall: bytes) -> Lista:
    """Read a list whose first row is headings, or raise `Kalkylfel`."""
    (_, forsta), *resten = tabellfil.las(innehall).rader
    if not all(cell is None or _ar_rubrik(cell) for cell in forsta):
        raise Kalkylfel(
            "Första raden ser ut att vara en person. Skriv rubriker på första raden, till exempel "
            "Namn, Gatuadress och Postadress, så att ingen blir utan kod."
        )
    if not resten:
        raise Kalkylfel("Listan har bara rubriker. Fyll i en person per rad.")
    bredd = max(_bredd(forsta), *(_bredd(rad) for _, rad in resten))
    if bredd > MER_AN:
        raise Kalkylfel(f"Listan har fler än {MER_AN} kolumner. Ta bort dem som inte behövs.")
    return Lista(_fyll(forsta, bredd), tuple(_fyll(rad, bredd) for _, rad in resten))


def med_koder(lista: Lista | None, koder: Sequence[str], adress: str) -> Lista:
    """Return the list with a code and an address to answer at in each row; alone without one."""
    lista = lista or Lista((), tuple(() for _ in koder))
    rader = zip(lista.rader, koder, strict=True)
    return Lista(
        (*lista.rubriker, KOD, LANK),
        tuple((*rad, kod, f"{adress}?kod={kod}") for rad, kod in rader),
    )


def bara(lista: Lista, kvar: Iterable[bool]) -> Lista:
    """Return the list with those rows alone that are to be kept."""
    rader = zip(lista.rader, kvar, strict=True)
    return Lista(lista.rubriker, tuple(rad for rad, ska_med in rader if ska_med))


def skriv(lista: Lista, slag: str) -> bytes:
    """Return the list as a file: "xlsx", or "csv" with semicolons as Swedish Excel reads it."""
    alla = (lista.rubriker, *lista.rader)
    if slag == "xlsx":
        return _som_xlsx([_cell(cell) for cell in rad] for rad in alla)
    return b"".join(som_csv([str(_cell(cell)) for cell in rad] for rad in alla))


def _ar_rubrik(cell: Cell) -> bool:
    return isinstance(cell, str) and not re.search(r"@|\d{4}", cell)


def _bredd(rad: Rad) -> int:
    return max((i for i, cell in enumerate(rad, start=1) if cell is not None), default=0)


def _fyll(rad: Rad, bredd: int) -> Rad:
    return (*rad, *(None for _ in range(bredd - len(rad))))[:bredd]


def _cell(cell: Cell) -> str | int | float:
    """Return what is written: numbers as numbers, all else as text that no sheet calculates.

    The apostrophe that an earlier file of ours has is not doubled.
    """
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return cell
    text = "" if cell is None else cell.isoformat() if isinstance(cell, date) else str(cell)
    rent = text.removeprefix("'")
    return text if text != rent and ofarlig(rent) == text else ofarlig(text)


class _IMinnet(ExcelWriter):
    """Writes its sheets to memory; the library's own way is a temporary file for each."""

    _archive: zipfile.ZipFile

    def write_worksheet(self, ws: Any) -> None:
        ut = io.BytesIO()
        ws._drawing = SpreadsheetDrawing()
        skrivare: Any = WorksheetWriter(ws, out=ut)
        skrivare.write()
        ws._rels = skrivare._rels
        self._archive.writestr(ws.path[1:], ut.getvalue())
        self.manifest.append(ws)


def _som_xlsx(rader: Iterator[list[str | int | float]]) -> bytes:
    bok = Workbook()
    blad = bok.worksheets[0]
    blad.title = "Utskick"
    blad.freeze_panes = "A2"
    for rad in rader:
        blad.append(rad)
    ut = io.BytesIO()
    with zipfile.ZipFile(ut, "w", zipfile.ZIP_DEFLATED) as zip_:
        _IMinnet(bok, zip_).save()
    return ut.getvalue()

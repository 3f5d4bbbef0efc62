"""Files read back as a person sees them, and the document that they were made from."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from docx import Document
from docx.document import Document as Worddokument
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from uppfoljning.export.format import FORMAT
from uppfoljning.export.underlag import Exportfil, Exportunderlag, exportunderlag
from uppfoljning.rapport import skrift
from uppfoljning.rapport.maldokument import dokument
from uppfoljning.rapport.modell import Maluppfyllelserapport, fingeravtryck

Rader = list[list[str]]


def underlag(u: Maluppfyllelserapport) -> Exportunderlag:
    return exportunderlag(dokument(u), u, fingeravtryck(u))


def fil(u: Maluppfyllelserapport | Exportunderlag, form: str) -> Exportfil:
    return FORMAT[form].gor(u if isinstance(u, Exportunderlag) else underlag(u))


def bok(data: bytes) -> Workbook:
    return load_workbook(io.BytesIO(data))


def ur_excel(data: bytes) -> dict[str, Rader]:
    """Each sheet but the first, its cells written as their number format says."""
    return {
        blad.title: [[_visad(cell) for cell in rad] for rad in blad.iter_rows()]
        for blad in bok(data).worksheets[1:]
    }


def _visad(cell: Any) -> str:
    if cell.value is None:
        return ""
    if isinstance(cell.value, datetime):
        assert cell.number_format == "yyyy-mm-dd"
        return cell.value.date().isoformat()
    if isinstance(cell.value, int | float):
        form = cell.number_format.partition(";")[0]
        decimaler = len(form.partition(".")[2])
        text = skrift.tal(Decimal(str(cell.value)), decimaler)
        return f"+{text}" if form.startswith("+") and cell.value > 0 else text
    assert cell.data_type == "s"
    return str(cell.value)


def ur_csv(data: bytes) -> dict[str, Rader]:
    """Each file of the zip by its name without ending."""
    with zipfile.ZipFile(io.BytesIO(data)) as paket:
        return {
            namn.removesuffix(".csv"): las_csv(paket.read(namn))
            for namn in paket.namelist()
            if namn.endswith(".csv")
        }


def las_csv(data: bytes) -> Rader:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


@dataclass
class Wordavsnitt:
    rubrik: str
    niva: int
    stycken: list[str] = field(default_factory=list)
    tabeller: list[Rader] = field(default_factory=list)


def word(data: bytes) -> Worddokument:
    return Document(io.BytesIO(data))


def ur_word(data: bytes) -> list[Wordavsnitt]:
    """What stands under each heading, in order; captions left out."""
    avsnitt = [Wordavsnitt("", 0)]
    for del_ in word(data).iter_inner_content():
        if hasattr(del_, "rows"):
            tabell = [[cell.text for cell in rad.cells] for rad in del_.rows]
            avsnitt[-1].tabeller.append(tabell)
        elif del_.style.name.startswith("Heading"):
            avsnitt.append(Wordavsnitt(del_.text, int(del_.style.name[-1])))
        elif del_.style.name != "Caption":
            avsnitt[-1].stycken.append(del_.text)
    return avsnitt

"""A report as a workbook: a first sheet that says what it is, and a sheet for each table."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from copy import copy

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from kvalitet.exportcell import utan_styrtecken
from uppfoljning.export.cell import med_tecken, som_excel, som_text, talformat
from uppfoljning.export.underlag import Exportfil, Exportunderlag
from uppfoljning.export.zipfil import packa_upp, zipa
from uppfoljning.rapport.dokument import Cell as Varde
from uppfoljning.rapport.dokument import Tabell

TYP = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
INNEHALL = "Innehåll"
FORKLARING = (
    "Tal är avrundade som i rapporten, och skillnader är räknade på oavrundade värden.",
    "En tom cell betyder att uppgiften inte finns (– i rapporten). Två punkter (..) betyder att "
    "svaren är för få för att visas. Saknas betyder att uppgiften borde finnas.",
)
BLADNAMN = 31
"""Characters that the name of a sheet may have."""
A4 = 9
SMALAST, BREDAST = 9, 50
"""Of a column, in characters."""

RADHOJD, HOGST = 15, 400
"""Points: of a line, and of a row at most."""

RUBRIK = Font(name="Calibri", bold=True, color="FFFFFF")
FYLLNING = PatternFill("solid", fgColor="1C4462")
FET = Font(name="Calibri", bold=True)
TITEL = Font(name="Calibri", bold=True, size=18, color="1C4462")
VARNING = Font(name="Calibri", bold=True, color="B01642")
LANK = Font(name="Calibri", underline="single", color="1C4462")
RADBRUTEN = Alignment(wrap_text=True, vertical="top")
OVERST = Alignment(vertical="top")


def som_excelfil(u: Exportunderlag) -> Exportfil:
    bok = Workbook()
    tabeller = _med_bladnamn(u.dokument.datatabeller)
    forst = bok.active
    assert isinstance(forst, Worksheet)  # noqa: S101 - a new workbook has one sheet
    _innehall(forst, u, tabeller)
    for namn, tabell in tabeller:
        _blad(bok.create_sheet(namn), tabell, u)
    _egenskaper(bok, u)
    ut = io.BytesIO()
    bok.save(ut)
    return Exportfil(_utan_klocka(ut.getvalue(), u), "xlsx", TYP)


def _med_bladnamn(tabeller: Iterable[Tabell]) -> list[tuple[str, Tabell]]:
    """Each table with a name that a sheet may have, and that no other has."""
    tagna, ut = {INNEHALL.lower()}, []
    for tabell in tabeller:
        namn = _bladnamn(tabell)
        nummer, bas = 1, namn
        while namn.lower() in tagna:
            nummer += 1
            namn = f"{bas[: BLADNAMN - 1 - len(str(nummer))]} {nummer}"
        tagna.add(namn.lower())
        ut.append((namn, tabell))
    return ut


def _bladnamn(tabell: Tabell) -> str:
    """The beginning of the table's heading, in whole words: "Öppna uppdrag"."""
    forsta = re.split(r"[.,:;]", utan_styrtecken(tabell.rubrik))[0]
    rent = " ".join(re.sub(r"[\[\]*?/\\']", " ", forsta).split())
    if len(rent) > BLADNAMN:
        rent = rent[: BLADNAMN + 1].rpartition(" ")[0] or rent[:BLADNAMN]
    return rent or tabell.namn[:BLADNAMN]


# --- the first sheet ------------------------------------------------------------------------


def _innehall(blad: Worksheet, u: Exportunderlag, tabeller: list[tuple[str, Tabell]]) -> None:
    blad.title = INNEHALL
    blad.sheet_view.showGridLines = False
    for kolumn, bredd in zip("ABC", (40, 70, 10), strict=True):
        blad.column_dimensions[kolumn].width = bredd
    rader: list[tuple[str, Font | None]] = [(u.dokument.titel, TITEL)]
    if u.utkast:
        rader.append(("UTKAST. Rapporten är inte fastställd och kan ändras.", VARNING))
    rader += [(rad, None) for rad in u.dokument.huvud]
    for nummer, (text, form) in enumerate(rader, 1):
        _text(blad, nummer, 1, text, form)
    nummer = len(rader) + 2
    for namn, varde in u.fakta:
        _text(blad, nummer, 1, namn, FET)
        _text(blad, nummer, 2, varde)
        nummer += 1
    for mening in FORKLARING:
        _text(blad, nummer, 1, mening)
        nummer += 1
    _forteckning(blad, nummer + 1, tabeller)
    _utskrift(blad, INNEHALL, u)


def _forteckning(blad: Worksheet, nummer: int, tabeller: list[tuple[str, Tabell]]) -> None:
    """The sheets, with a link to each."""
    for kolumn, rubrik in enumerate(("Blad", "Innehåller", "Rader"), 1):
        cell = blad.cell(nummer, kolumn, rubrik)
        cell.font, cell.fill = RUBRIK, FYLLNING
    for nr, (namn, tabell) in enumerate(tabeller, nummer + 1):
        cell = blad.cell(nr, 1, som_excel(namn))
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{namn}'!A1", display=namn)
        cell.font = LANK
        _text(blad, nr, 2, tabell.rubrik)
        blad.cell(nr, 3, len(tabell.rader))


def _text(blad: Worksheet, rad: int, kolumn: int, text: str, form: Font | None = None) -> None:
    cell = blad.cell(rad, kolumn, som_excel(text))
    if form:
        cell.font = form


# --- a table's sheet ------------------------------------------------------------------------


def _blad(blad: Worksheet, tabell: Tabell, u: Exportunderlag) -> None:
    tecken, former = med_tecken(tabell), _Former()
    for kolumn, rubrik in enumerate(tabell.kolumner, 1):
        cell = blad.cell(1, kolumn, som_excel(rubrik))
        cell.font, cell.fill, cell.alignment = RUBRIK, FYLLNING, RADBRUTEN
    for nummer, rad in enumerate(tabell.rader, 2):
        for kolumn, varde in enumerate(rad, 1):
            if varde is not None:
                cell = blad.cell(nummer, kolumn, som_excel(varde))
                former.ge(cell, varde, tecken=tecken[kolumn - 1])
    bredder = _bredder(tabell)
    for kolumn, bredd in enumerate(bredder, 1):
        blad.column_dimensions[get_column_letter(kolumn)].width = bredd
    for nummer, rad in enumerate((tabell.kolumner, *tabell.rader), 1):
        if (rader := _antal_rader(rad, bredder)) > 1:
            blad.row_dimensions[nummer].height = min(rader * RADHOJD, HOGST)
    blad.freeze_panes = "A2"
    blad.print_title_rows = "1:1"
    if tabell.rader:
        blad.auto_filter.ref = blad.dimensions
    _utskrift(blad, tabell.rubrik, u)


class _Former:
    """The form of a kind of cell, worked out once: the library compares it with all others each
    time that it is given."""

    def __init__(self) -> None:
        self._som: dict[str, Cell] = {}

    def ge(self, cell: Cell, varde: Varde, *, tecken: bool) -> None:
        format_ = talformat(varde, tecken=tecken)
        if forlaga := self._som.get(format_):
            cell._style = copy(forlaga._style)  # type: ignore[attr-defined]
            return
        cell.alignment = RADBRUTEN if isinstance(varde, str) else OVERST
        cell.number_format = format_
        self._som[format_] = cell


def _bredder(tabell: Tabell) -> list[float]:
    """Wide enough for the longest cell, within bounds; longer text is broken over lines."""
    langst = [len(kolumn) for kolumn in tabell.kolumner]
    for rad in tabell.rader:
        for n, cell in enumerate(rad):
            langst[n] = max(langst[n], len(som_text(cell)))
    return [min(max(n * 1.05 + 3, SMALAST), BREDAST) for n in langst]


def _antal_rader(rad: Sequence[Varde], bredder: list[float]) -> int:
    """How many lines the row takes; not every program measures it when the file is opened."""
    return max(
        (
            sum(-(-max(len(del_), 1) // int(bredd)) for del_ in cell.split("\n"))
            for cell, bredd in zip(rad, bredder, strict=True)
            if isinstance(cell, str)
        ),
        default=1,
    )


def _utskrift(blad: Worksheet, rubrik: str, u: Exportunderlag) -> None:
    blad.page_setup.orientation = "landscape"
    blad.page_setup.paperSize = A4
    blad.page_setup.fitToWidth, blad.page_setup.fitToHeight = 1, 0
    blad.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    huvud = _sidhuvud(f"UTKAST. {rubrik}" if u.utkast else rubrik)
    blad.oddHeader = HeaderFooterItem(left=_HeaderFooterPart(huvud))
    blad.oddFooter = HeaderFooterItem(right=_HeaderFooterPart("Sida &P av &N"))


def _sidhuvud(text: str) -> str:
    """In a page header & begins a code."""
    return utan_styrtecken(text)[:100].replace("&", "&&")


# --- the file -------------------------------------------------------------------------------


def _egenskaper(bok: Workbook, u: Exportunderlag) -> None:
    e = bok.properties
    e.title, e.creator = utan_styrtecken(u.dokument.titel), utan_styrtecken(u.forfattare)
    e.language = "sv-SE"
    e.created = e.modified = u.tid
    e.identifier = u.fingeravtryck


_ANDRAD = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


def _utan_klocka(data: bytes, u: Exportunderlag) -> bytes:
    """openpyxl writes the hour of saving; the snapshot's stands there instead."""
    nar = f"{u.tid.isoformat()}Z".encode()
    return zipa(
        (namn, _ANDRAD.sub(rb"\g<1>" + nar + rb"\g<2>", del_))
        if namn == "docProps/core.xml"
        else (namn, del_)
        for namn, del_ in packa_upp(data)
    )

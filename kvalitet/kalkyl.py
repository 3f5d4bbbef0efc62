"""Reading a spreadsheet that a stranger made: bytes in, rows of plain values out. Pure.

Nothing in the file is run or trusted: formulas are read as the value they last had, sizes are
bounded before anything is unpacked, and what cannot be read is told in a sentence.
"""

from __future__ import annotations

import io
import re
import unicodedata
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from openpyxl import load_workbook

MAX_BYTE = 5 * 1024 * 1024
MAX_UPPACKAT = 60 * 1024 * 1024
MAX_DELAR = 500
STYCKE = 1024 * 1024
"""Bytes of a part that are unpacked at a time while it is looked at."""
MAX_RADER = 5000
MAX_KOLUMNER = 60
MAX_TECKEN = 4000
SISTA_RAD = 1_048_576
"""As many rows as a sheet can have; a file that claims more is no sheet."""
SOK_RUBRIK = 15
"""Rows from the top among which the headings are looked for."""

_OTILLATET = re.compile(rb"<!(?!--|\[CDATA\[)")

Cell = str | int | float | bool | date | None


class Kalkylfel(Exception):
    """The file, or a cell of it, cannot be read. `mening` says what to do."""

    def __init__(self, mening: str) -> None:
        super().__init__(mening)
        self.mening = mening


@dataclass(frozen=True)
class Kolumn:
    """A column that an import asks for."""

    nyckel: str
    namn: str
    """The heading in our template."""
    synonymer: tuple[str, ...] = ()
    kravs: bool = False
    """Whether the column must be in the file."""
    tolk: Callable[[Cell], Any] = field(default=lambda cell: som_text(cell))
    hjalp: str = ""
    """What to write in it, for the instruction sheet."""
    exempel: tuple[Cell, ...] = ()
    """What the template's example rows hold."""


@dataclass(frozen=True)
class Blad:
    """A sheet as read: its rows with the numbers that Excel shows, the empty ones left out."""

    rader: tuple[tuple[int, tuple[Cell, ...]], ...]

    def rad(self, nummer: int) -> tuple[Cell, ...]:
        return next((celler for nr, celler in self.rader if nr == nummer), ())


@dataclass(frozen=True)
class Rubriker:
    """Where the headings stand, and which column (from 0) holds each key."""

    radnummer: int
    texter: tuple[str, ...]
    plats: Mapping[str, int]


@dataclass(frozen=True)
class Rad:
    """A row of data: its number in the file and its values by key."""

    nummer: int
    varden: Mapping[str, Any]

    def __getitem__(self, nyckel: str) -> Any:
        return self.varden.get(nyckel)


@dataclass(frozen=True)
class Radfel:
    """What is wrong with a row, for the one who mends the file."""

    nummer: int
    mening: str


# --- From bytes to a sheet ------------------------------------------------------------------------


def las(innehall: bytes) -> Blad:
    """Read the first sheet that holds anything, or raise `Kalkylfel`."""
    prova_fil(innehall)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that we do not read
            bok = load_workbook(io.BytesIO(innehall), read_only=True, data_only=True)
            try:
                for blad in bok.worksheets:
                    blad.reset_dimensions()  # what the file says of its own size is not believed
                    if rader := tuple(
                        _rader(blad.iter_rows(max_col=MAX_KOLUMNER, values_only=True))
                    ):
                        return Blad(rader)
            finally:
                bok.close()
    except Kalkylfel:
        raise
    except Exception as fel:
        # A broken file breaks the library in any of a hundred ways.
        raise Kalkylfel(
            "Filen går inte att läsa. Öppna den i Excel, spara den på nytt som .xlsx och försök "
            "igen."
        ) from fel
    raise Kalkylfel("Filen är tom. Fyll i mallen och försök igen.")


def prova_fil(
    innehall: bytes, *, max_byte: int = MAX_BYTE, max_uppackat: int = MAX_UPPACKAT
) -> None:
    """Raise `Kalkylfel` for what is no spreadsheet or too large, before any of it is unpacked."""
    if not innehall:
        raise Kalkylfel("Filen är tom. Fyll i mallen och försök igen.")
    if len(innehall) > max_byte:
        raise Kalkylfel(
            f"Filen är större än {max_byte // 1024 // 1024} MB. Ta bort bilder och blad som inte "
            "behövs, eller dela upp den."
        )
    if innehall.startswith(b"\xd0\xcf\x11\xe0"):
        raise Kalkylfel(
            "Filen är i det äldre formatet .xls eller har ett lösenord. Spara den som .xlsx utan "
            "lösenord och försök igen."
        )
    if not zipfile.is_zipfile(io.BytesIO(innehall)):
        raise Kalkylfel("Filen är inte en Excelfil. Spara den som .xlsx och försök igen.")
    try:
        _prova_delar(innehall, max_uppackat)
    except Kalkylfel:
        raise
    except Exception as fel:
        raise Kalkylfel("Filen är skadad. Spara den på nytt i Excel och försök igen.") from fel


def _prova_delar(innehall: bytes, max_uppackat: int) -> None:
    """Look at the parts before any is unpacked: their number, sizes and kind."""
    with zipfile.ZipFile(io.BytesIO(innehall)) as zip_:
        delar = zip_.infolist()
        if "xl/workbook.xml" not in {delen.filename for delen in delar}:
            raise Kalkylfel("Filen är inte en Excelfil. Spara den som .xlsx och försök igen.")
        if len(delar) > MAX_DELAR or sum(delen.file_size for delen in delar) > max_uppackat:
            raise Kalkylfel("Filen är för stor när den packas upp. Dela upp den i flera.")
        for delen in delar:
            # Excel writes no document types; they are how an XML file grows without end.
            if delen.filename.endswith((".xml", ".rels")) and _har_dokumenttyp(zip_, delen):
                raise Kalkylfel("Filen innehåller något som inte hör hemma i en Excelfil.")


def _har_dokumenttyp(zip_: zipfile.ZipFile, delen: zipfile.ZipInfo) -> bool:
    slut = b""
    with zip_.open(delen) as strom:
        while bit := strom.read(STYCKE):
            text = slut + bit.replace(b"\0", b"")
            slut = text[-8:]  # what begins here may still turn out to be <![CDATA[
            if any(t.start() < len(text) - 8 for t in _OTILLATET.finditer(text)):
                return True
    return _OTILLATET.search(slut) is not None


def _rader(rader: Iterable[Sequence[Any]]) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    antal = 0
    for nummer, celler in enumerate(rader, start=1):
        if nummer > SISTA_RAD:
            raise Kalkylfel("Filen är skadad. Spara den på nytt i Excel och försök igen.")
        if celler.count(None) == len(celler):
            continue  # formatted and empty: there may be a million of them
        rensade = tuple(rensa(cell) for cell in celler)
        if all(cell is None for cell in rensade):
            continue
        antal += 1
        if antal > MAX_RADER:
            raise Kalkylfel(f"Filen har fler än {MAX_RADER} rader. Dela upp den i flera.")
        yield nummer, rensade


def rensa(cell: object) -> Cell:
    """Tidy a cell: no spaces around, no control characters, dates without a clock.

    Text that begins with = + - or @ is text, as it stands.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if cell is None or isinstance(cell, (bool, int, float, date)):
        return cell
    text = unicodedata.normalize("NFC", str(cell)).replace("\r\n", "\n").replace("_x000D_", "")
    text = "".join(t for t in text if t in "\n\t" or unicodedata.category(t) not in ("Cc", "Cs"))
    return text.replace("\N{NO-BREAK SPACE}", " ").strip() or None


# --- Headings -------------------------------------------------------------------------------------


def nyckelord(text: object) -> str:
    """A heading as it is compared: small letters, digits and §, nothing else."""
    return re.sub(r"[^a-zåäöéü0-9§]", "", str(text).casefold()) if text is not None else ""


def hitta_rubriker(blad: Blad, kolumner: Sequence[Kolumn]) -> Rubriker:
    """Find the row of headings near the top, and the column of each key.

    The row that knows most headings wins, so that titles above it do no harm. Where none is
    known it is the first one, and a person chooses.
    """
    bast = Rubriker(*_forsta(blad), plats={})
    for nummer, celler in blad.rader[:SOK_RUBRIK]:
        plats = _para(celler, kolumner)
        if len(plats) > len(bast.plats):
            bast = Rubriker(nummer, _texter(celler), plats)
    return bast


def _forsta(blad: Blad) -> tuple[int, tuple[str, ...]]:
    nummer, celler = blad.rader[0]
    return nummer, _texter(celler)


def _texter(celler: Sequence[Cell]) -> tuple[str, ...]:
    sista = max((i for i, cell in enumerate(celler) if cell is not None), default=-1)
    return tuple(" ".join(str(cell or "").split())[:60] for cell in celler[: sista + 1])


def _para(celler: Sequence[Cell], kolumner: Sequence[Kolumn]) -> dict[str, int]:
    """Pair keys and columns; each column is used once, the first that fits."""
    rubriker = [nyckelord(cell) for cell in celler]
    plats: dict[str, int] = {}
    for kolumn in kolumner:
        namn = [nyckelord(n) for n in (kolumn.namn, kolumn.nyckel, *kolumn.synonymer)]
        for ett in namn:
            if ett and ett in rubriker and rubriker.index(ett) not in plats.values():
                plats[kolumn.nyckel] = rubriker.index(ett)
                break
    return plats


def las_rader(
    blad: Blad, rubriker: Rubriker, kolumner: Sequence[Kolumn]
) -> tuple[list[Rad], list[Radfel]]:
    """Return the rows below the headings as values by key, and what could not be read."""
    rader: list[Rad] = []
    fel: list[Radfel] = []
    for nummer, celler in blad.rader:
        if nummer <= rubriker.radnummer:
            continue
        valda = {k.nyckel: _cell(celler, rubriker.plats.get(k.nyckel)) for k in kolumner}
        if all(cell is None for cell in valda.values()):
            continue
        varden: dict[str, Any] = {}
        for kolumn in kolumner:
            try:
                varden[kolumn.nyckel] = _tolka(kolumn, valda[kolumn.nyckel])
            except Kalkylfel as ett:
                fel.append(Radfel(nummer, f"{kolumn.namn}: {ett.mening}"))
        rader.append(Rad(nummer, varden))
    return rader, fel


def _cell(celler: Sequence[Cell], plats: int | None) -> Cell:
    return celler[plats] if plats is not None and plats < len(celler) else None


def _tolka(kolumn: Kolumn, cell: Cell) -> Any:
    if isinstance(cell, str) and re.fullmatch(r"#(REF|N/A|VALUE|NAME\?|DIV/0|NUM|NULL)!?", cell):
        raise Kalkylfel(f"cellen har felet {cell} i Excel. Rätta formeln eller skriv värdet.")
    if cell is None and kolumn.kravs:
        raise Kalkylfel("fyll i ett värde.")
    return kolumn.tolk(cell)


# --- Values ---------------------------------------------------------------------------------------


def som_text(cell: Cell) -> str:
    """Text as it stands; a whole number without decimals, a date as 2026-09-01."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = str(cell)
    if len(text) > MAX_TECKEN:
        raise Kalkylfel(f"texten är längre än {MAX_TECKEN} tecken. Korta den.")
    return text


def hogst(langd: int) -> Callable[[Cell], str]:
    """Text of at most so many characters."""

    def tolk(cell: Cell) -> str:
        text = som_text(cell)
        if len(text) > langd:
            raise Kalkylfel(f"texten är {len(text)} tecken. Högst {langd} får plats.")
        return text

    return tolk


_DATUM = (
    re.compile(r"(?P<ar>\d{4})[-./ ](?P<man>\d{1,2})[-./ ](?P<dag>\d{1,2})"),
    re.compile(r"(?P<ar>\d{4})(?P<man>\d{2})(?P<dag>\d{2})"),
    re.compile(r"(?P<dag>\d{1,2})[-./ ](?P<man>\d{1,2})[-./ ](?P<ar>\d{4})"),
)


def som_datum(cell: Cell) -> date | None:
    """A date, also when it was written as text: 2026-09-01, 20260901, 1/9 2026."""
    if cell is None or isinstance(cell, date):
        return cell
    text = som_text(cell).replace(" 00:00:00", "")
    for monster in _DATUM:
        if (traff := monster.fullmatch(text)) is not None:
            try:
                return date(*(int(traff[del_]) for del_ in ("ar", "man", "dag")))
            except ValueError:
                break
    raise Kalkylfel(f"”{text}” är inget datum. Skriv till exempel 2026-09-01.")


def som_tal(cell: Cell) -> Decimal | None:
    """A number, also with a decimal comma, spaces between thousands or a percent sign."""
    if cell is None:
        return None
    if isinstance(cell, (bool, date)):
        raise Kalkylfel(f"”{cell}” är inget tal. Skriv till exempel 86,5.")
    text = re.sub(r"[\s\u202f%]", "", str(cell)).replace(",", ".").replace("\N{MINUS SIGN}", "-")
    try:
        tal = Decimal(text)
    except InvalidOperation:
        tal = Decimal("NaN")
    if not tal.is_finite():
        raise Kalkylfel(f"”{cell}” är inget tal. Skriv till exempel 86,5.")
    tal = round(tal, 4) if -10 <= tal.adjusted() < 10 or tal == 0 else Decimal("NaN")
    if not tal.is_finite():
        raise Kalkylfel(f"”{cell}” är för stort eller för litet.")
    return tal


def som_heltal(cell: Cell) -> int | None:
    try:
        tal = som_tal(cell)
    except Kalkylfel as fel:
        raise Kalkylfel(f"”{cell}” är inget heltal. Skriv till exempel 3.") from fel
    if tal is None:
        return None
    if tal != tal.to_integral_value():
        raise Kalkylfel(f"”{cell}” är inget heltal. Skriv till exempel 3.")
    return int(tal)


def som_nummer(cell: Cell) -> int | None:
    """A whole number from 1 to 32 767."""
    tal = som_heltal(cell)
    if tal is not None and not 1 <= tal <= 32_767:
        raise Kalkylfel("skriv ett nummer från 1 till 32 767.")
    return tal


def som_ja(cell: Cell) -> bool | None:
    """Ja or nej; x counts as yes. None when empty."""
    svar = {"ja": True, "j": True, "x": True, "sant": True, "true": True, "1": True}
    svar |= {"nej": False, "n": False, "falskt": False, "false": False, "0": False}
    if cell is None:
        return None
    text = som_text(cell).casefold()
    if text not in svar:
        raise Kalkylfel(f"skriv ja eller nej, inte ”{som_text(cell)}”.")
    return svar[text]


def val(alternativ: Mapping[str, str]) -> Callable[[Cell], str]:
    """One of the labels (or their codes), whatever the case; the code is returned."""
    koder = {nyckelord(ord_): kod for kod, namn in alternativ.items() for ord_ in (kod, namn)}

    def tolk(cell: Cell) -> str:
        if cell is None:
            return ""
        kod = koder.get(nyckelord(cell))
        if kod is None:
            raise Kalkylfel(f"”{som_text(cell)}” finns inte. Skriv {_eller(alternativ.values())}.")
        return kod

    return tolk


def _eller(ord_: Iterable[str]) -> str:
    *forsta, sista = ord_
    return f"{', '.join(forsta)} eller {sista}" if forsta else sista

"""From an uploaded file to tables of plain cells, in a form that fits in short-lived memory.

A survey's file may hold one person's answers in each row, so it is never written anywhere: it is
read once, as a stream, into compressed lines that are kept in memory and read as a stream again.
"""

from __future__ import annotations

import csv
import io
import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from kvalitet import kalkyl, tabellfil
from kvalitet.kalkyl import Cell, Kalkylfel
from uppfoljning.externfil import bok, formbricks

MAX_BYTE = 12 * 1024 * 1024
MAX_RADER = 200_000
MAX_KOLUMNER = 120
MAX_TECKEN = 300
"""Characters of a cell that are kept: longer ones are words of somebody's own, and not counted."""
MAX_ARK = 20

Rad = tuple[int, tuple[Cell, ...]]


@dataclass(frozen=True)
class Ark:
    """A table: a sheet of a workbook, or the whole of a text file."""

    namn: str
    antal: int
    """Rows that hold anything."""
    data: bytes = field(repr=False)
    """Compressed lines of JSON: the row's number in the file, then its cells."""
    hinder: str = ""
    """Why nothing can be read from it, as a sentence that says what to do."""

    def rader(self) -> Iterator[Rad]:
        upp = zlib.decompressobj()
        rest = b""
        for fran in range(0, len(self.data), 65_536):
            *hela, rest = (rest + upp.decompress(self.data[fran : fran + 65_536])).split(b"\n")
            for rad in hela:
                nummer, *celler = json.loads(rad)
                yield nummer, tuple(celler)


@dataclass(frozen=True)
class Fil:
    ark: tuple[Ark, ...]
    dolda: tuple[str, ...] = ()
    """Names of hidden sheets, which are not read."""


def las(innehall: bytes) -> Fil:
    """Read a file, or raise `Kalkylfel` with a sentence that says what to do."""
    if not innehall:
        raise Kalkylfel("Filen är tom. Välj en fil med rader och försök igen.")
    if len(innehall) > MAX_BYTE:
        raise Kalkylfel(
            f"Filen är större än {MAX_BYTE // 1024 // 1024} MB. Dela upp den, till exempel en fil "
            "per skola eller område, och läs in dem var för sig."
        )
    if innehall.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return _las_bok(innehall)
    text = tabellfil.avkoda(innehall)
    if formbricks.ar_json(text):
        return Fil((_ark("", enumerate(formbricks.rader(text), start=1)),))
    return Fil((_las_csv(text),))


def _las_csv(text: str) -> Ark:
    lasare = csv.reader(io.StringIO(text, newline=""), delimiter=tabellfil.skiljetecken(text))
    try:
        ark = _ark("", enumerate(lasare, start=1))
    except csv.Error as fel:
        raise Kalkylfel(tabellfil.OLASLIG) from fel
    if not ark.antal:
        raise Kalkylfel("Filen är tom. Välj en fil med rader och försök igen.")
    return ark


def _las_bok(innehall: bytes) -> Fil:
    ark: list[Ark] = []
    dolda: list[str] = []
    with bok.oppna(innehall, max_byte=MAX_BYTE, max_kolumner=MAX_KOLUMNER) as blad:
        for ett in blad:
            if ett.dolt:
                dolda.append(ett.namn)
            elif len(ark) < MAX_ARK:
                nytt = _ark(ett.namn, enumerate(ett.rader(), start=1), hinder=ett.hinder())
                if nytt.antal:
                    ark.append(nytt)
    if not ark:
        gomt = " Dolda blad läses inte. Visa bladet i Excel och spara filen." if dolda else ""
        raise Kalkylfel(f"Filen har inga rader att läsa.{gomt}")
    return Fil(tuple(ark), tuple(dolda))


def _ark(namn: str, rader: Iterable[tuple[int, Sequence[object]]], hinder: str = "") -> Ark:
    ned = zlib.compressobj(1)
    delar: list[bytes] = []
    antal = 0
    for nummer, celler in rader:
        if nummer > kalkyl.SISTA_RAD:
            raise Kalkylfel("Filen är skadad. Spara den på nytt i Excel och försök igen.")
        bredd = min(len(celler), MAX_KOLUMNER)
        while bredd and celler[bredd - 1] is None:
            bredd -= 1  # a workbook's rows are padded to the widest that is read
        rad = [_plan(cell) for cell in celler[:bredd]]
        if all(cell is None for cell in rad):
            continue
        antal += 1
        if antal > MAX_RADER:
            raise Kalkylfel(
                f"Filen har fler än {MAX_RADER:,} rader.".replace(",", "\N{NO-BREAK SPACE}")
                + " Dela upp den, till exempel en fil per skola eller område."
            )
        delar.append(ned.compress(json.dumps([nummer, *rad]).encode() + b"\n"))
    delar.append(ned.flush())
    return Ark(namn, antal, b"".join(delar), hinder)


def _plan(cell: object) -> Cell:
    if cell is None or type(cell) is int:
        return cell
    if isinstance(cell, str):
        if len(cell) > MAX_TECKEN:
            cell = cell[:MAX_TECKEN] + "…"
        if cell.isascii() and cell.isalnum():
            return cell  # nothing to tidy, and most cells are such
    ren = kalkyl.rensa(cell)
    return ren.isoformat() if isinstance(ren, date) else ren

"""A table that a person uploads, as a spreadsheet or as CSV: bytes in, a sheet out. Pure.

A CSV says neither its encoding nor its separator. Both are found out: the encoding from its first
bytes and from what can be read, the separator from which one gives the rows the same many columns.
"""

from __future__ import annotations

import csv
import io
import itertools
from collections import Counter
from collections.abc import Iterator

from kvalitet import kalkyl
from kvalitet.kalkyl import Blad, Cell, Kalkylfel, rensa

SKILJETECKEN = (";", "\t", ",", "|")
PROVRADER = 20
"""Rows from the top by which the separator is chosen."""
ANNAT = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf", b"<", b"PK")
"""How files begin that are no tables though someone has given them the name of one."""
OLASLIG = (
    "Filen är inte en Excelfil och går inte att läsa som CSV. Spara den som .xlsx eller som CSV "
    "med UTF-8 och försök igen."
)


def las(innehall: bytes) -> Blad:
    """Read the sheet, or raise `Kalkylfel`."""
    if not innehall or len(innehall) > kalkyl.MAX_BYTE or _ar_bok(innehall):
        return kalkyl.las(innehall)
    return _las_csv(innehall)


def _ar_bok(innehall: bytes) -> bool:
    return innehall.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))


def _las_csv(innehall: bytes) -> Blad:
    text = avkoda(innehall)
    lasare = csv.reader(io.StringIO(text, newline=""), delimiter=skiljetecken(text))
    try:
        rader = tuple(_rader(lasare))
    except csv.Error as fel:
        raise Kalkylfel(OLASLIG) from fel
    if not rader:
        raise Kalkylfel("Filen är tom. Fyll i mallen och försök igen.")
    if max(len(celler) for _, celler in rader) == 1:
        raise Kalkylfel(OLASLIG)
    return Blad(rader)


def avkoda(innehall: bytes) -> str:
    if innehall.startswith(ANNAT):
        raise Kalkylfel(OLASLIG)
    kodningar = ["utf-8-sig", "cp1252"]
    if innehall.startswith((b"\xff\xfe", b"\xfe\xff")):
        kodningar = ["utf-16"]
    for kodning in kodningar:
        try:
            text = innehall.decode(kodning)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Kalkylfel(OLASLIG)


def skiljetecken(text: str) -> str:
    """Return the one by which most of the first rows get the same number of columns, more than
    one; of two as good the one that gives more columns."""

    def poang(tecken: str) -> tuple[int, int]:
        lasare = csv.reader(io.StringIO(text, newline=""), delimiter=tecken)
        try:
            langder = Counter(len(rad) for rad in itertools.islice(lasare, PROVRADER) if rad)
        except csv.Error:
            return 0, 0
        bredd, antal = max(langder.items(), key=lambda par: (par[1], par[0]), default=(0, 0))
        return (antal, bredd) if bredd > 1 else (0, 0)

    return max(SKILJETECKEN, key=poang)


def _rader(lasare: Iterator[list[str]]) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    """Number the rows as a spreadsheet would: a row may hold line breaks inside its quotes."""
    antal = 0
    for nummer, rad in enumerate(lasare, start=1):
        celler = tuple(rensa(cell) for cell in rad[: kalkyl.MAX_KOLUMNER])
        if all(cell is None for cell in celler):
            continue
        antal += 1
        if antal > kalkyl.MAX_RADER:
            raise Kalkylfel(f"Filen har fler än {kalkyl.MAX_RADER} rader. Dela upp den i flera.")
        yield nummer, celler

"""Spreadsheets made for tests."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

from openpyxl import Workbook

from kvalitet import kalkyl
from kvalitet.inlasning import Utfall
from kvalitet.kalkyl import Kolumn


def xlsx(*rader: Sequence[Any]) -> bytes:
    bok = Workbook()
    blad = bok.worksheets[0]
    for rad in rader:
        blad.append(list(rad))
    ut = io.BytesIO()
    bok.save(ut)
    return ut.getvalue()


def ark(kolumner: Sequence[Kolumn], *rader: dict[str, Any]) -> bytes:
    """A file with our own headings, and rows by key."""
    celler = ([rad.get(k.nyckel) for k in kolumner] for rad in rader)
    return xlsx([k.namn for k in kolumner], *celler)


def las_in(
    akt: Callable[..., list[Utfall]], kolumner: Sequence[Kolumn], *rader: dict[str, Any], av: Any
) -> dict[str, tuple[int, int, int]]:
    """Read the rows in through a real file; return (new, changed, unchanged) by kind."""
    blad = kalkyl.las(ark(kolumner, *rader))
    lasta, fel = kalkyl.las_rader(blad, kalkyl.hitta_rubriker(blad, kolumner), kolumner)
    assert not fel, fel
    return {u.vad: (u.nya, u.andrade, u.oforandrade) for u in akt(lasta, av=av)}


def utbytt(innehall: bytes, delar: dict[str, bytes]) -> bytes:
    """The file with parts replaced or added."""
    ut = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(innehall)) as fran,
        zipfile.ZipFile(ut, "w", zipfile.ZIP_DEFLATED) as till,
    ):
        for namn in fran.namelist():
            if namn not in delar:
                till.writestr(namn, fran.read(namn))
        for namn, data in delar.items():
            till.writestr(namn, data)
    return ut.getvalue()

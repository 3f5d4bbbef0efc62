"""A register extract as one file: a zip with a spreadsheet to read and JSON to move."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from kvalitet.exportcell import ofarlig
from kvalitet.texter import tidpunkt

LAS_MIG = """Registerutdrag

{namnd} är personuppgiftsansvarig. Utdraget gjordes {tid} och omfattar {antal} hos nämnden.

utdrag.xlsx   går att öppna i ett kalkylprogram
utdrag.json   samma uppgifter i ett format som andra system kan läsa

Uppgifter om andra personer är borttagna. I ärenden där du nämns men inte är avsändare finns bara
de meningar med som handlar om dig. Har du begärt ut handlingar finns din begäran med.
Vem som har handlagt ärendet ingår inte.
"""


def packa(data: Mapping[str, Any], *, nu: datetime) -> bytes:
    ut = io.BytesIO()
    tid = timezone.localtime(nu).timetuple()[:6]
    las_mig = LAS_MIG.format(
        namnd=data["personuppgiftsansvarig"],
        tid=tidpunkt(nu),
        antal=f"{n} ärende" if (n := len(data["arenden"])) == 1 else f"{n} ärenden",
    )
    delar = {
        "LAS_MIG.txt": las_mig.encode(),
        "utdrag.json": json.dumps(data, ensure_ascii=False, indent=2).encode(),
        "utdrag.xlsx": _bok(data),
    }
    with zipfile.ZipFile(ut, "w", zipfile.ZIP_DEFLATED) as zip_:
        for namn, innehall in delar.items():
            zip_.writestr(zipfile.ZipInfo(namn, tid), innehall)
    return ut.getvalue()


def _bok(data: Mapping[str, Any]) -> bytes:
    bok = Workbook()
    blad = bok.worksheets[0]
    blad.title = "Utdrag"
    blad.append(["Ärende", "Uppgift", "Värde"])
    for cell in blad[1]:
        cell.font = Font(bold=True)
    for bokstav, bredd in zip("ABC", (16, 34, 100), strict=True):
        blad.column_dimensions[bokstav].width = bredd
    for arende in data["arenden"]:
        for uppgift, varde in _platt(arende):
            blad.append([arende["referens"], uppgift, ofarlig(varde)])
            blad.cell(blad.max_row, 3).alignment = Alignment(wrap_text=True, vertical="top")
    ut = io.BytesIO()
    bok.save(ut)
    return ut.getvalue()


def _platt(varde: Any, namn: str = "") -> Iterator[tuple[str, str]]:
    """Write lists and what is inside them as rows: "meddelanden 1 text"."""
    if isinstance(varde, Mapping):
        for nyckel, inre in varde.items():
            yield from _platt(inre, f"{namn} {nyckel}".strip().replace("_", " "))
    elif isinstance(varde, list):
        for nummer, inre in enumerate(varde, start=1):
            yield from _platt(inre, f"{namn} {nummer}")
    elif varde != "":
        yield namn, str(varde)

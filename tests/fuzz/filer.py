"""Files to send: whole ones, and whole ones that something has happened to."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from random import Random

from openpyxl import Workbook, load_workbook
from PIL import Image

from tests.fuzz.varden import OVANLIGT

NAMN = ["data.xlsx", "data.csv", "bild.png", "bild.jpg", "brev.pdf", "brev.docx", "a.txt",
        "", ".",
        "..", "../../x.xlsx", "..\\x.csv", "/etc/passwd", "a\x00.xlsx",
        "å" * 300 + ".xlsx", "con.pdf",
        "x.xlsx.exe", "x.XLSX", "\u202excod.exe", "a\r\nb.csv", "a;b=\".csv", "=1.xlsx",
        "utan"]  # fmt: skip
HUVUD = ["Enhet", "Frågenr", "Fråga", "Antal svar", "Andel positiva", "Medel", "Period", "Datum"]
TROLIGA = ["Hemtjänst", "Hemtjänst Centrum", "F1", "Hur nöjd är du?", 12, 85.5, "85 %", "2026",
           "2026-05-05", None, "VON", "enhet", "Synpunkt", "1", "ja"]  # fmt: skip


def fil(slump: Random, mallar: list[bytes]) -> tuple[str, bytes, str]:
    """Return name, content and type. `mallar`: workbooks that the site itself hands out."""
    slag = slump.choice(
        ["xlsx", "xlsx", "mall", "mall", "csv", "csv", "png", "pdf", "zip", "skrap"]
    )
    if slag == "mall" and mallar:
        innehall = _ifylld(slump, slump.choice(mallar))
    else:
        innehall = {
            "xlsx": _bok, "csv": _csv, "png": _png, "pdf": _pdf, "zip": _zip
        }.get(slag, _skrap)(slump)  # fmt: skip
    if slump.random() < 0.3:
        innehall = _skadad(slump, innehall)
    andelse = "xlsx" if slag == "mall" else slag
    namn = slump.choice(NAMN) if slump.random() < 0.3 else f"fil.{andelse}"
    return namn, innehall, slump.choice(["application/octet-stream", "text/csv", "image/png", "x"])


def _cell(slump: Random) -> object:
    if slump.random() < 0.6:
        return slump.choice(TROLIGA)
    text = slump.choice(OVANLIGT)[:30_000]
    return "".join(c for c in text if c in "\t\n" or 0x20 <= ord(c) < 0xD800)


def _rader(slump: Random) -> list[list[object]]:
    bredd = slump.randrange(1, 9)
    rader: list[list[object]] = [slump.sample(HUVUD, bredd)] if slump.random() < 0.8 else []
    return rader + [[_cell(slump) for _ in range(bredd)] for _ in range(slump.randrange(6))]


def _bok(slump: Random) -> bytes:
    bok = Workbook()
    assert bok.active is not None
    for rad in _rader(slump):
        bok.active.append(rad)
    return _sparad(bok)


def _ifylld(slump: Random, mall: bytes) -> bytes:
    bok = load_workbook(io.BytesIO(mall))
    assert bok.active is not None
    for _ in range(slump.randrange(1, 4)):
        bok.active.append([_cell(slump) for _ in range(bok.active.max_column or 1)])
    return _sparad(bok)


def _sparad(bok: Workbook) -> bytes:
    ut = io.BytesIO()
    bok.save(ut)
    return ut.getvalue()


def _csv(slump: Random) -> bytes:
    skilje = slump.choice([";", ",", "\t", "|"])
    text = "\r\n".join(skilje.join(str(c or "") for c in rad) for rad in _rader(slump))
    return text.encode(slump.choice(["utf-8", "utf-8-sig", "utf-16", "cp1252"]), errors="replace")


@cache
def _bilden() -> bytes:
    ut = io.BytesIO()
    Image.new("RGB", (9, 9), "red").save(ut, "PNG")
    return ut.getvalue()


def _png(_slump: Random) -> bytes:
    return _bilden()


def _pdf(_slump: Random) -> bytes:
    kropp = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 0"
    kropp += b"/Kids[]>>endobj\n"
    slut = b"xref\n0 1\n0000000000 65535 f \ntrailer<</Root 1 0 R/Size 3>>\nstartxref\n%d\n%%%%EOF"
    return kropp + slut % len(kropp)


def _zip(slump: Random) -> bytes:
    ut = io.BytesIO()
    with zipfile.ZipFile(ut, "w", zipfile.ZIP_DEFLATED) as z:
        for namn in slump.sample(["[Content_Types].xml", "../x", "xl/workbook.xml", "a", "/b"], 3):
            z.writestr(namn, slump.choice(["<a/>", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", ""]))
    return ut.getvalue()


def _skrap(slump: Random) -> bytes:
    return slump.randbytes(slump.choice([0, 1, 64, 4096]))


def _skadad(slump: Random, innehall: bytes) -> bytes:
    if not innehall:
        return b"\x00"
    kropp = bytearray(innehall)
    for _ in range(slump.choice([1, 1, 3, 20])):
        kropp[slump.randrange(len(kropp))] = slump.randrange(256)
    return bytes(kropp[: slump.randrange(len(kropp))] if slump.random() < 0.3 else kropp)

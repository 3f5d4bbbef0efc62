"""Files made for the tests: honest ones, and the ones that attackers send."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from PIL import Image, PngImagePlugin

from synpunkter.bilagor.slag import MEDIETYP, Slag

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""The test signature that every scanner knows; in two halves so that none reacts to this file."""
HUVUDTYP = {
    Slag.DOCX: ("word/document.xml", "wordprocessingml.document.main+xml"),
    Slag.XLSX: ("xl/workbook.xml", "spreadsheetml.sheet.main+xml"),
    Slag.PPTX: ("ppt/presentation.xml", "presentationml.presentation.main+xml"),
}
FARG = (200, 30, 30)


def bild(format_: str = "JPEG", storlek: tuple[int, int] = (60, 40), **val: object) -> bytes:
    ut = io.BytesIO()
    Image.new("RGB", storlek, FARG).save(ut, format_, **val)
    return ut.getvalue()


def jpeg_med_plats(riktning: int = 1, storlek: tuple[int, int] = (60, 40)) -> bytes:
    """A JPEG as a telephone takes it: where, with what, when, and how it was held."""
    exif = Image.Exif()
    exif[0x0112] = riktning
    exif[0x010F] = "Telefonmakaren"
    exif[0x8825] = {1: "N", 2: (58.0, 35.0, 11.0), 3: "E", 4: (16.0, 11.0, 22.0)}
    exif[0x8769] = {0x9003: "2026:10:14 09:41:00"}
    bild_ = Image.new("RGB", storlek, FARG)
    bild_.paste((0, 0, 255), (0, 0, 16, 16))
    ut = io.BytesIO()
    bild_.save(ut, "JPEG", exif=exif, comment=b"taget av Gunilla Ek", quality=95)
    return ut.getvalue()


def png_med_text() -> bytes:
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", "Gunilla Ek")
    text.add_text("Location", "58.5864,16.1896", zip=True)
    return bild("PNG", pnginfo=text)


def _png_del(namn: bytes, data: bytes) -> bytes:
    return struct.pack("!L", len(data)) + namn + data + struct.pack("!L", zlib.crc32(namn + data))


def png(bredd: int, hojd: int, packat: bytes, *fler: bytes) -> bytes:
    """A PNG that says its size by itself, whatever its pixels are."""
    huvud = struct.pack("!LLBBBBB", bredd, hojd, 8, 2, 0, 0, 0)
    delar = [_png_del(b"IHDR", huvud), *fler, _png_del(b"IDAT", packat), _png_del(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(delar)


def png_textbomb() -> bytes:
    """A compressed text of 100 MB in a picture of one pixel."""
    bomb = b"Comment\0\0" + zlib.compress(bytes(100 * 1024 * 1024), 9)
    return png(1, 1, zlib.compress(b"\0\0\0\0"), _png_del(b"zTXt", bomb))


def jpeg_med_svep(antal: int) -> bytes:
    """A progressive JPEG whose last scan is repeated."""
    hel = bild("JPEG", (64, 64), progressive=True)
    sista = hel.rindex(b"\xff\xda")
    return hel[:sista] + hel[sista:-2] * antal + b"\xff\xd9"


def gif(bredd: int, hojd: int) -> bytes:
    """A GIF that says its size by itself, with hardly a pixel in it."""
    huvud = b"GIF89a" + struct.pack("<HH", bredd, hojd) + b"\x80\0\0\0\0\0\xff\xff\xff"
    return huvud + b"," + struct.pack("<HHHH", 0, 0, bredd, hojd) + b"\0\x02\x02\x4c\x01\0;"


def pdf(innehall: bytes = b"", huvud: bytes = b"%PDF-1.4\n") -> bytes:
    kropp = huvud + innehall + b"1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
    kropp += b"2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n"
    start = str(len(kropp)).encode()
    kropp += b"xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000056 00000 n \n"
    return kropp + b"trailer\n<</Size 3/Root 1 0 R>>\nstartxref\n" + start + b"\n%%EOF\n"


def arkiv(*delar: tuple[str, bytes], packa: bool = True) -> bytes:
    ut = io.BytesIO()
    with zipfile.ZipFile(ut, "w", zipfile.ZIP_DEFLATED if packa else zipfile.ZIP_STORED) as z:
        for namn, data in delar:
            z.writestr(namn, data)
    return ut.getvalue()


def office(slag: Slag = Slag.DOCX, *mer: tuple[str, bytes]) -> bytes:
    del_, typ = HUVUDTYP[slag]
    typer = f'<Types><Override PartName="/{del_}" ContentType="application/{typ}"/></Types>'
    return arkiv(("[Content_Types].xml", typer.encode()), (del_, b"<w>Hej</w>"), *mer)


def odf(slag: Slag = Slag.ODT, *mer: tuple[str, bytes]) -> bytes:
    mimetype = ("mimetype", MEDIETYP[slag].encode())
    return arkiv(mimetype, ("content.xml", b"<office:document-content/>"), *mer)


def relation(sort: str, mal: str) -> tuple[str, bytes]:
    ns = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    xml = (
        f'<Relationships><Relationship Id="r1" Type="{ns}/{sort}" Target="{mal}" '
        'TargetMode="External"/></Relationships>'
    )
    return ("word/_rels/settings.xml.rels", xml.encode())


def ljugande_storlek() -> bytes:
    """A document whose list of contents says that a part of 30 MB is 10 bytes."""
    ratt = office(Slag.DOCX, ("word/media/stor.bin", bytes(30 * 1024 * 1024)))
    stor = struct.pack("<L", 30 * 1024 * 1024)
    return ratt.replace(stor, struct.pack("<L", 10))


def krypterad() -> bytes:
    """A document whose parts are marked as locked with a password."""
    data = bytearray(office())
    for tecken, plats in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        nr = data.find(tecken)
        while nr >= 0:
            data[nr + plats] |= 1
            nr = data.find(tecken, nr + 4)
    return bytes(data)


def overlappande() -> bytes:
    """Many names for the same packed megabytes (the bomb without nesting)."""
    data = office(Slag.DOCX, ("word/media/a.bin", bytes(2_000_000)))
    slut = data.rindex(b"PK\x05\x06")
    start = struct.unpack("<L", data[slut + 16 : slut + 20])[0]
    lista = data[start:slut]
    sista = lista[lista.rindex(b"PK\x01\x02") :]
    kopior = b"".join(sista.replace(b"media/a.bin", f"media/{n:05}".encode()) for n in range(500))
    antal = struct.pack("<HH", 503, 503)
    ny = lista + kopior
    return (
        data[:start] + ny + b"PK\x05\x06\0\0\0\0" + antal + struct.pack("<LLH", len(ny), start, 0)
    )

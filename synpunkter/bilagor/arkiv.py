"""Office documents, by what their archive holds. Pure.

Everything is read once, with a limit on how much may come out, before anyone else opens it.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from django.utils.translation import gettext_noop as _

from synpunkter.bilagor.slag import MEDIETYP, Avvisad, Slag

MEST_UPPACKAT = 60 * 1024 * 1024
MEST_GANGER = 200
"""Times larger than its packed size that a part may be, beyond the first megabyte."""
MEST_DELAR = 2000
_BIT = 256 * 1024
_OPENXML = {
    "word/document.xml": Slag.DOCX,
    "xl/workbook.xml": Slag.XLSX,
    "ppt/presentation.xml": Slag.PPTX,
}
_ODF = {MEDIETYP[slag].encode(): slag for slag in (Slag.ODT, Slag.ODS)}
_MAKRO = re.compile(
    r"vbaproject|vbadata|activex|macrosheets|oleobject[^/]*\.bin|^(basic|scripts)/", re.IGNORECASE
)
_MAKROTYP = re.compile(rb"macroEnabled|vbaProject|ms-office\.activeX", re.IGNORECASE)
_FJARR = {"attachedTemplate", "oleObject", "frame", "subDocument", "externalLinkPath"}
"""Parts that the program fetches from elsewhere by itself when the document is opened."""
MEST_RELATIONER = 1024 * 1024
"""Bytes of a list of relations; a thick book has a hundredth of it."""
_DOKUMENTTYP = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_OLE = b"\xd0\xcf\x11\xe0"
_PACKAT = b"PK\x03\x04"

_SKADAD = _("Filen är skadad. Öppna den, spara den på nytt och försök igen.")
_FOR_STOR = _("Filen är för stor när den packas upp. Dela upp den, eller spara den som pdf.")
_MAKRON = _("Filen innehåller makron eller inbäddade program. Spara den utan, eller som pdf.")
_HEMLIG = _("Filen har ett lösenord. Ta bort lösenordet och försök igen.")
_ARKIV = _("Filen är ett packat arkiv. Packa upp den och skicka filerna var för sig.")


@dataclass
class _Kvar:
    """How much may still be unpacked, in all levels together."""

    byte: int = field(default=MEST_UPPACKAT)
    delar: int = field(default=MEST_DELAR)


def prova(data: bytes) -> Slag:
    """Return the kind of document, or raise `Avvisad`."""
    slag = _las(data, _Kvar(), niva=0)
    if slag is None:
        raise Avvisad(_ARKIV)
    return slag


def _las(data: bytes, kvar: _Kvar, *, niva: int) -> Slag | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as zip_:
            _prova_ytan(zip_, data, kvar)
            slag = _slag(zip_)
            for delen in zip_.infolist():
                _prova_del(zip_, delen, kvar, niva=niva)
            return slag
    except Avvisad:
        raise
    except Exception as fel:
        # A broken archive breaks its reader in any of a hundred ways.
        raise Avvisad(_SKADAD) from fel


def _prova_ytan(zip_: zipfile.ZipFile, data: bytes, kvar: _Kvar) -> None:
    """Look at the list of contents before any of it is unpacked."""
    delar = zip_.infolist()
    kvar.delar -= len(delar)
    if kvar.delar < 0 or sum(delen.file_size for delen in delar) > kvar.byte:
        raise Avvisad(_FOR_STOR)
    if any(_omattlig(delen) for delen in delar):
        raise Avvisad(_FOR_STOR)
    namn = [delen.filename for delen in delar]
    hel = not zip_.comment and data.rfind(b"PK\x05\x06") == len(data) - 22
    overlapp = sum(delen.compress_size for delen in delar) > len(data)
    if len(set(namn)) < len(namn) or not all(map(_inom, namn)) or not hel or overlapp:
        raise Avvisad(_SKADAD)
    if any(delen.flag_bits & 1 for delen in delar):
        raise Avvisad(_HEMLIG)
    if any(_MAKRO.search(ett) for ett in namn):
        raise Avvisad(_MAKRON)


def _omattlig(delen: zipfile.ZipInfo) -> bool:
    return delen.file_size > 1024 * 1024 and delen.file_size > MEST_GANGER * delen.compress_size


def _inom(namn: str) -> bool:
    """Say whether the name stays in the archive when it is unpacked."""
    return not namn.startswith("/") and not re.search(r"\\|:|(^|/)\.\.(/|$)|\0", namn)


def _slag(zip_: zipfile.ZipFile) -> Slag | None:
    namn = zip_.namelist()
    if namn and namn[0] == "mimetype" and zip_.getinfo("mimetype").file_size < 100:
        return _ODF.get(zip_.read("mimetype").strip())
    if "[Content_Types].xml" not in namn:
        return None
    sorter = [slag for del_, slag in _OPENXML.items() if del_ in namn]
    return sorter[0] if len(sorter) == 1 else None


def _prova_del(zip_: zipfile.ZipFile, delen: zipfile.ZipInfo, kvar: _Kvar, *, niva: int) -> None:
    innehall = _uppackad(zip_, delen, kvar)
    if innehall.startswith(_OLE):
        raise Avvisad(_MAKRON)
    # A chart carries its table as a document of its own; nothing lies deeper than that.
    if innehall.startswith(_PACKAT) and (niva or _las(innehall, kvar, niva=1) is None):
        raise Avvisad(_ARKIV)
    if delen.filename.lower().endswith((".xml", ".rels", ".vml")):
        _prova_xml(innehall.replace(b"\0", b""))
    if delen.filename.lower().endswith(".rels"):
        _prova_relationer(innehall)


def _uppackad(zip_: zipfile.ZipFile, delen: zipfile.ZipInfo, kvar: _Kvar) -> bytes:
    """Unpack a part, believing nothing of what the archive says about its size."""
    bitar = []
    with zip_.open(delen) as strom:
        while bit := strom.read(_BIT):
            kvar.byte -= len(bit)
            if kvar.byte < 0:
                raise Avvisad(_FOR_STOR)
            bitar.append(bit)
    return b"".join(bitar)


def _prova_xml(xml: bytes) -> None:
    if _DOKUMENTTYP.search(xml):
        raise Avvisad(_SKADAD)
    if _MAKROTYP.search(xml):
        raise Avvisad(_MAKRON)


def _prova_relationer(innehall: bytes) -> None:
    """Read as the program reads it: in a namespace's prefix, a quoted > or a letter written as a
    number nothing is hidden. It has no document type (`_prova_xml`), so it does not grow."""
    if len(innehall) > MEST_RELATIONER:
        raise Avvisad(_FOR_STOR)
    for rad in ET.fromstring(innehall).iter():  # noqa: S314
        yttre = rad.get("TargetMode", "").strip().lower() == "external"
        if yttre and rad.get("Type", "").strip().rpartition("/")[2] in _FJARR:
            raise Avvisad(_MAKRON)

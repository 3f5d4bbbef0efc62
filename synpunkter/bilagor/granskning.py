"""One file from a stranger, from its bytes to what is kept of it. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from synpunkter.bilagor import arkiv, bild, pdf, text
from synpunkter.bilagor.namn import rensat
from synpunkter.bilagor.slag import ANDELSE, Avvisad, Slag

STORST = 10 * 1024 * 1024
"""Bytes that one file may have as it comes."""
FOR_STOR = _("Filen är större än 10 MB. Välj en mindre fil.")
TAS_EMOT = _("Välj en bild (jpg, png, gif, webp), pdf, Word, Excel, PowerPoint eller txt.")
_BILDER = ((b"\xff\xd8\xff", "JPEG"), (b"\x89PNG\r\n\x1a\n", "PNG"), (b"GIF8", "GIF"))
_SPARA_OM = _("Öppna den och spara den i ett nyare format, eller som pdf.")
_FILM = _("Film och ljud tas inte emot.")
_KORBARA = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe")
_ARKIV = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"PK\x05\x06", b"PK\x07\x08")
_FORBJUDNA = (
    (_KORBARA, (_("Filen är ett program."), TAS_EMOT)),
    (_ARKIV, (_("Filen är ett packat arkiv. Packa upp den och skicka filerna var för sig."),)),
    (
        (b"\xd0\xcf\x11\xe0",),
        (_("Filen är i ett äldre Officeformat eller har lösenord."), _SPARA_OM),
    ),
    ((b"{\\rtf",), (_("Filen är i formatet rtf."), _SPARA_OM)),
    (
        (b"BM", b"II*\0", b"MM\0*", b"8BPS"),
        (_("Bildens format tas inte emot. Spara den som jpg."),),
    ),
    ((b"\x1aE\xdf\xa3", b"OggS", b"ID3", b"FLV"), (_FILM, TAS_EMOT)),
)
_STILLBILD = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")


@dataclass(frozen=True)
class Godkand:
    """What is kept: a name fit to show, the kind, and the bytes."""

    namn: str
    slag: Slag
    data: bytes


def granska(namn: str, data: bytes) -> Godkand:
    """Return what is kept of the file, or raise `Avvisad`."""
    if not data:
        raise Avvisad(_("Filen är tom. Välj en fil med innehåll."))
    if len(data) > STORST:
        raise Avvisad(FOR_STOR)
    slag, kvar = _las(namn, data)
    return Godkand(rensat(namn, ANDELSE[slag]), slag, kvar)


def _las(namn: str, data: bytes) -> tuple[Slag, bytes]:
    if format_ := _bildformat(data):
        return bild.rita_om(data, format_)
    if data.startswith(b"%PDF-"):
        pdf.prova(data)
        return Slag.PDF, data
    if data.startswith(b"PK\x03\x04"):
        return arkiv.prova(data), data
    _prova_forbjudna(data)
    text.prova(namn, data, annars=(_("Filen är av en typ som inte tas emot."), TAS_EMOT))
    return Slag.TEXT, data


def _bildformat(data: bytes) -> str:
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    return next((namn for tecken, namn in _BILDER if data.startswith(tecken)), "")


def _prova_forbjudna(data: bytes) -> None:
    """Say what a known file of another kind is, so that its sender knows what to do."""
    if data[4:8] == b"ftyp":
        if data[8:12] in _STILLBILD:
            raise Avvisad(_("Bilden är i formatet heic. Spara eller exportera den som jpg."))
        raise Avvisad(_FILM, TAS_EMOT)
    for tecken, delar in _FORBJUDNA:
        if data.startswith(tecken):
            raise Avvisad(*delar)

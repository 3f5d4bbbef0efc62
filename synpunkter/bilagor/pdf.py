"""A PDF by its outer form: begins and ends as one, and is nothing else too. Pure.

It is not opened: its streams may unpack without end, and it is only ever downloaded.
"""

from __future__ import annotations

import io
import re
import zipfile

from django.utils.translation import gettext_noop as _

from synpunkter.bilagor.slag import Avvisad

_HUVUD = re.compile(rb"%PDF-[12]\.\d")
_SLUT = re.compile(rb"startxref\s+(\d{1,10})\s+%%EOF[\s\0]*\Z")
_KORS = re.compile(rb"\s*(xref\b|\d+\s+\d+\s+obj\b)")
_UPPMARKNING = re.compile(rb"<\s*(!doctype|html|head|body|script|svg|iframe|\?php)", re.IGNORECASE)
_SVANS = 2048
_TRASIG = _("Pdf-filen är skadad. Spara eller skriv ut den som pdf på nytt och försök igen.")
_TVA_SORTER = _("Filen är två sorters fil på en gång. Spara den på nytt som en vanlig pdf.")


def prova(data: bytes) -> None:
    slut = _SLUT.search(data, max(0, len(data) - _SVANS))
    if not _HUVUD.match(data) or slut is None:
        raise Avvisad(_TRASIG)
    if not _KORS.match(data, int(slut[1])):
        raise Avvisad(_TRASIG)
    if _UPPMARKNING.search(data, 0, _SVANS) or zipfile.is_zipfile(io.BytesIO(data)):
        raise Avvisad(_TVA_SORTER)

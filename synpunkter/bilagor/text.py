"""Plain text that is nothing but text. Pure."""

from __future__ import annotations

import re

from django.utils.translation import gettext_noop as _

from synpunkter.bilagor.namn import andelse
from synpunkter.bilagor.slag import Avvisad

ANDELSER = frozenset({"", "txt", "text", "md", "log"})
"""A script or a table is text as well, and is run or counted when its name says so."""
_STYRTECKEN = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_UPPMARKNING = re.compile(
    r"<\s*(!doctype|!entity|\?xml|\?php|html|head|body|script|svg|iframe|object|embed|img|a\s)",
    re.IGNORECASE,
)


def prova(namn: str, data: bytes, *, annars: tuple[str, ...]) -> None:
    """Raise `Avvisad` unless it is text; `annars` is what is said of something unknown."""
    text = _avkodad(data)
    if text is None or _STYRTECKEN.search(text):
        raise Avvisad(*annars)
    if _UPPMARKNING.search(text):
        raise Avvisad(_("Filen är en webbsida eller en vektorbild. Spara den som pdf."))
    if andelse(namn) not in ANDELSER or not text.strip():
        raise Avvisad(*annars)


def _avkodad(data: bytes) -> str | None:
    """Return the text as UTF-8, else as old Windows programs write it."""
    for teckentabell in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(teckentabell)
        except UnicodeDecodeError:
            continue
    return None

"""A cell of a file that is opened in a spreadsheet: plain text, whoever wrote it. Pure."""

from __future__ import annotations

import re

CELL = 32_000
"""Characters: a cell of a spreadsheet takes no more."""
_EJ_I_XLSX = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_FORMEL = re.compile(r"^[\s\ufeff\u200b'\"]*[=+\-@|%\uff1d\uff0b\uff0d\uff20\u2212]|^[\t\r\n]")


def utan_styrtecken(text: str) -> str:
    """Return the text without the characters that no XML may hold."""
    return _EJ_I_XLSX.sub("", text)


def ofarlig(cell: str, *, hogst: int | None = CELL) -> str:
    """Return the text so that no spreadsheet reads it as a formula: an apostrophe before it.

    Also where space, quotes or marks without width stand before the sign, and for the signs'
    full-width twins. `hogst` None keeps all of it, in a file that must be whole.
    """
    cell = utan_styrtecken(cell)[:hogst]
    return f"'{cell}" if _FORMEL.search(cell) else cell

"""A file name as it may be shown and offered for saving. Pure."""

from __future__ import annotations

import re
import unicodedata

LANGST = 100
_FORBJUDNA = re.compile(r'[<>:"/\\|?*]')
_UPPTAGNA = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
"""Names that Windows keeps for itself."""


def rensat(namn: str, andelse: str) -> str:
    """Return the last part of the name with the ending that its content has.

    Control and direction characters go, since they can make `gpj.exe` read as `exe.jpg`.
    """
    sista = re.split(r"[/\\]", unicodedata.normalize("NFC", namn))[-1]
    synliga = "".join(t if not unicodedata.category(t).startswith("Z") else " " for t in sista)
    rent = "".join(t for t in synliga if not unicodedata.category(t).startswith("C"))
    stam = re.sub(r" +", " ", _FORBJUDNA.sub("", _utan_andelse(rent))).strip(" .")
    if not stam or _UPPTAGNA.fullmatch(stam):
        stam = "fil"
    return f"{stam[:LANGST].rstrip(' .')}.{andelse}"


def andelse(namn: str) -> str:
    """Return the ending in small letters, "" when there is none."""
    return namn.rpartition(".")[2].strip().lower() if "." in namn.strip(".") else ""


def _utan_andelse(namn: str) -> str:
    return re.sub(r"(?<=.)\.[A-Za-z0-9]{1,8}\s*$", "", namn)

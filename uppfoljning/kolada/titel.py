"""What the title of a key figure says: when it ended, and what a value is a number of. Pure."""

from __future__ import annotations

import re
from hashlib import sha256

_UPPHORD = re.compile(r"\(\s*[-–−]\s*((?:19|20)\d\d)\s*\)")
"""(-2024), (- 2024), (–2023); not (1998-), which began then."""
_DEFINITION = re.compile(r",?\s*\b(?:gammal|ny) definition\b(?:\s*-)?", re.IGNORECASE)
_ANDEL = re.compile(r",?\s*andel\s*\(%\)\s*$", re.IGNORECASE)
_BLANKA = re.compile(r"\s+")

LANGST_NAMN, LANGST_MATT = 160, 40
ENHETER = {
    "kr/inv": "kronor per invånare",
    "kr/elev": "kronor per elev",
    "kr": "kronor",
    "tkr": "tusen kronor",
    "mkr": "miljoner kronor",
    "antal/1000 inv": "antal per 1 000 invånare",
    "antal/10 000 inv": "antal per 10 000 invånare",
    "antal/100 000 inv": "antal per 100 000 invånare",
    "antal dagar": "dagar",
}
_ORD = ("antal", "index", "dagar", "timmar", "år", "kronor", "kr", "kg", "meter", "ton", "liter")
"""Words that a unit begins with."""


def upphord_ar(titel: str) -> int | None:
    """Return the last year of a key figure that has ended, or None for one that goes on."""
    traff = _UPPHORD.search(titel)
    return int(traff[1]) if traff else None


def gammal_definition(titel: str) -> bool:
    return "gammal definition" in titel.lower()


def slat(text: str) -> str:
    """Return the text with every run of white space as one space: what is compared."""
    return _BLANKA.sub(" ", text).strip()


def definition_sha256(titel: str, beskrivning: str) -> str:
    """Return a hash of what the key figure measures; white space is no change."""
    return sha256(f"{slat(titel)}\n{slat(beskrivning)}".encode()).hexdigest()


def namn(titel: str) -> str:
    """Return a name for an indicator: the title without the year it ended and its unit."""
    kort = slat(_ANDEL.sub("", _UPPHORD.sub("", titel).strip()))
    return kort if len(kort) <= LANGST_NAMN else f"{kort[: LANGST_NAMN - 1]}…"


def matt(titel: str) -> str:
    """Guess what a value is a number of; empty when the title does not tell."""
    utan = slat(_DEFINITION.sub("", _UPPHORD.sub("", titel)))
    delar = [d.strip() for d in utan.split(",")]
    sist = delar[-1]
    if "%" in sist or sist.lower() == "procent":
        return "procent"
    if sist in ENHETER:
        return ENHETER[sist]
    if ("/" in sist or sist.lower().split(" ")[0] in _ORD) and len(sist) <= LANGST_MATT:
        return sist
    forsta = {d.lower().split(" ")[0] for d in delar}
    if "andel" in forsta or "%" in utan:
        return "procent"
    if "antal" in forsta:
        antal = next(d for d in delar if d.lower().startswith("antal"))
        return " ".join(antal.split()[:2])
    return "index" if "index" in forsta else ""

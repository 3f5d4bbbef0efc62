"""Whether a synpunkt looks like spam, so that a person reads it first. Pure.

Nothing is dropped by it and the sender is told nothing else than others are. What someone writes,
and in which script, is never enough by itself: it takes two signs, or one that no person gives.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from typing import Final

from synpunkter.skrapord import SKRAPORD

GRANS: Final = 5
SNABBAST: Final = 3.0
"""Seconds below which nobody has read and filled in the form."""

SKAL: Final = {
    "honung": ("Ett fält som bara program ser var ifyllt.", 5),
    "snabbt": ("Formuläret skickades inom tre sekunder.", 5),
    "utan_tid": ("Formuläret hade inte hämtats härifrån.", 3),
    "lankar": ("Texten har tre eller fler webblänkar.", 4),
    "lank": ("Texten har en webblänk.", 1),
    "lankkod": ("Texten har länkar skrivna som kod.", 4),
    "upprepning": ("Samma ord upprepas gång på gång.", 3),
    "skrift": ("Texten är mest skriven med ett annat alfabet.", 2),
    "ett_ord": ("Texten har ett ord som är vanligt i reklam.", 2),
    "flera_ord": ("Texten har flera ord som är vanliga i reklam.", 4),
}
"""Sign to the sentence that tells a person of it, and its weight."""

_LANK = re.compile(r"https?://|\bwww\.", re.IGNORECASE)
_INTE_VASTLIGT = re.compile("[^\u0000-\u024f]")
"""No letter of a western language, whose names need not be looked up."""
_LANKKOD = re.compile(r"\[/?(url|link)\b|<a\s+href", re.IGNORECASE)
_ORD = re.compile(
    r"(?<!\w)(" + "|".join(re.escape(ett) for ett in sorted(SKRAPORD)) + r")(?!\w)", re.IGNORECASE
)


def skal(text: str, *, honung: bool = False, sekunder: float | None) -> tuple[str, ...]:
    """Return the signs that make it suspected, none when they do not reach the limit.

    `sekunder` from the form's first page to its last, None when that is not known.
    """
    tecken = [*_formularets(honung, sekunder), *_textens(text)]
    return tuple(tecken) if sum(SKAL[ett][1] for ett in tecken) >= GRANS else ()


def meningar(koder: list[str]) -> list[str]:
    """Return the signs in words, for the one who reads it."""
    return [SKAL[kod][0] for kod in koder if kod in SKAL]


def _formularets(honung: bool, sekunder: float | None) -> list[str]:
    tecken = ["honung"] if honung else []
    if sekunder is None:
        return [*tecken, "utan_tid"]
    return [*tecken, "snabbt"] if sekunder < SNABBAST else tecken


def _textens(text: str) -> list[str]:
    tecken = []
    if antal := len(_LANK.findall(text)):
        tecken.append("lankar" if antal >= 3 else "lank")
    if _LANKKOD.search(text):
        tecken.append("lankkod")
    if _upprepar(text):
        tecken.append("upprepning")
    if _annan_skrift(text):
        tecken.append("skrift")
    if ord_ := {ett.lower() for ett in _ORD.findall(text)}:
        tecken.append("flera_ord" if len(ord_) > 1 else "ett_ord")
    return tecken


def _upprepar(text: str) -> bool:
    """Ordinary prose packs to more than a third of its size, a repeated line to almost nothing."""
    ratt = text.encode()
    return len(ratt) > 200 and len(zlib.compress(ratt)) < 0.2 * len(ratt)


def _annan_skrift(text: str) -> bool:
    borjan = text[:2000]
    namn = [unicodedata.name(t, "") for t in _INTE_VASTLIGT.findall(borjan) if t.isalpha()]
    andra = sum(not ett.startswith("LATIN") for ett in namn)
    bokstaver = sum(map(str.isalpha, borjan)) if andra else 0
    return bokstaver > 20 and andra > bokstaver / 2

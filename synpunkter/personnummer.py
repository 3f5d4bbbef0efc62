"""Personnummer in what residents write: named to them, and taken out when they ask. Pure.

What is one is for `maskning` to say.
"""

from __future__ import annotations

from synpunkter import maskning

BORTTAGET = "[personnummer borttaget]"


def hitta(text: str) -> list[str]:
    """Return the numbers of the text as they are written, each once, in their order."""
    return list(dict.fromkeys(t.text for t in maskning.personnummer(text)))


def ta_bort(text: str) -> str:
    """Return the text with `BORTTAGET` in place of every number, also one hid by another."""
    while traffar := maskning.personnummer(text):
        for t in reversed(traffar):
            text = text[: t.start] + BORTTAGET + text[t.slut :]
    return text

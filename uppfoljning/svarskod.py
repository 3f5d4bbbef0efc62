"""The single-use codes of a survey: short, speakable, of the house's letters. Pure.

A code is 50 random bits derived with the server's key from the one-time token of the page that
ordered it, so that a double submit gives the same file and no second set of codes. What is
stored is the keyed HMAC of the code alone; the token is nowhere.
"""

from __future__ import annotations

import unicodedata

from kvalitet.krypto import uppslag, uppslag_alla
from synpunkter.kod import bara_tecken, bas32

LANGD = 10


def koder(token: str, antal: int) -> list[str]:
    """Return `antal` different codes of the token, such as 7KQ4M-X9P2R; always the same ones."""
    ut: dict[str, None] = {}
    nummer = 0
    while len(ut) < antal:
        tecken = bas32(uppslag(f"{token}:{nummer}", rum="undersokning.kod"), LANGD)
        ut[f"{tecken[:5]}-{tecken[5:]}"] = None
        nummer += 1
    return list(ut)


def koduppslag(skriven: str) -> str:
    """Return what is stored of a code, from the code as made or as someone has typed it.

    Small letters, spaces, hyphens of any kind, and letters that look like others are understood.
    U is none of ours: whoever reads it has a V.
    """
    return uppslag(_tecken(skriven), rum="undersokning.koduppslag")


def koduppslag_alla(skriven: str) -> list[str]:
    """Likewise by every key that has been in use: what a code may be stored as."""
    return uppslag_alla(_tecken(skriven), rum="undersokning.koduppslag")


def _tecken(skriven: str) -> str:
    return bara_tecken(unicodedata.normalize("NFKC", skriven[:60])).replace("U", "V")

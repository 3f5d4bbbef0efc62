"""What someone has sent in an address: the key of a row, the words to look for."""

from __future__ import annotations


def nyckel(skrivet: str) -> int | None:
    """Return the key that `skrivet` names, or None for what can be no key of ours (bigint)."""
    return int(skrivet) if skrivet.isdecimal() and len(skrivet) <= 18 else None


def sokord(skrivet: str, *, mest: int = 100) -> str:
    """Return the words with one space between, at most `mest` letters; no row holds a NUL."""
    return " ".join(skrivet.replace("\0", " ").split())[:mest]

"""The key of a row, as someone has sent it."""

from __future__ import annotations


def nyckel(skrivet: str) -> int | None:
    """Return the key that `skrivet` names, or None for what can be no key of ours (bigint)."""
    return int(skrivet) if skrivet.isdecimal() and len(skrivet) <= 18 else None

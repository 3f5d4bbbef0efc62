"""Units found by what people call them: in a search, and in a field where one is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import NamedTuple
from unicodedata import normalize

from kvalitet.trad import Gren

_KORTAST_STAM = 4
LIKA = 0.8
"""How alike two words are that may be the same, misspelt (difflib's ratio)."""
FLEST_ORD = 8


class Traff(NamedTuple):
    pk: int
    namn: str
    var: str
    """The names of the units above, nearest first, so that two of the same name differ."""

    @property
    def text(self) -> str:
        return f"{self.namn} ({self.var})" if self.var else self.namn


def traff(gren: Gren, namn: Mapping[int, str]) -> Traff:
    """`namn`: of the units above, by key. The kommun itself is above them all, and not named."""
    over = (int(pk) for pk in gren.sokvag.split(".")[-3:0:-1])
    return Traff(gren.pk, gren.namn, ", ".join(namn[pk] for pk in over if pk in namn))


def vik(text: str) -> str:
    """The text as it is compared: one space between the words, one form of each letter."""
    return " ".join(normalize("NFC", text).casefold().split())


def som_passar(enheter: Iterable[Traff], ord_: list[str]) -> list[Traff]:
    """Return the units that the words fit, the nearest fit first.

    Every word must be in the unit's name or in one above it, and one at least in its own.
    """
    rangade = [(rang, e) for e in enheter if (rang := _rang(e, ord_)) is not None]
    return [e for _, e in sorted(rangade, key=lambda par: par[0])]


def _rang(e: Traff, ord_: list[str]) -> int | None:
    """Return 0 for a name that begins so, 1 for all words in the name, 2 for some; else None."""
    egen = e.namn.casefold()
    allt = f"{egen} {e.var.casefold()}"
    if not ord_ or not all(o in allt for o in ord_) or not any(o in egen for o in ord_):
        return None
    if egen.startswith(" ".join(ord_)):
        return 0
    return 1 if all(o in egen for o in ord_) else 2


def narmast(enheter: list[Traff], ord_: list[str]) -> list[Traff]:
    """Return what the words nearly fit: without their endings ("förskolor" finds "Förskolan
    Björken"), else spelt almost so ("biblotek")."""
    utan_andelser = som_passar(enheter, [stam(o) for o in ord_])
    return utan_andelser or som_passar(enheter, _nastan(enheter, ord_))


def _nastan(enheter: list[Traff], ord_: list[str]) -> list[str]:
    """Return the words of the units' names that are spelt nearest to these; none when one of these
    is near to none."""
    namnens = {_utan_prickar(o): o for e in enheter for o in e.namn.casefold().split()}
    nara = [get_close_matches(_utan_prickar(o), namnens, 1, LIKA) for o in ord_]
    return [namnens[n] for traff in nara for n in traff] if all(nara) else []


def _utan_prickar(ett_ord: str) -> str:
    return "".join(t for t in normalize("NFD", ett_ord) if t.isalnum())


def stam(ett_ord: str) -> str:
    """Return the word without an ending: "skolor" → "skol", "badhuset" → "badhu"."""
    return ett_ord[: max(_KORTAST_STAM, len(ett_ord) - 3)]

"""Finding the unit that a synpunkt is about, by what people call it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches

from kvalitet.models import Enhet
from kvalitet.trad import i_tradordning
from synpunkter import likhet

FLEST = 12
"""Hits shown. More are told of, never listed: the searcher adds a word instead."""
_KORTAST_STAM = 4
LIKA = 0.8
"""How alike two words are that may be the same, misspelt (difflib's ratio)."""


@dataclass(frozen=True)
class Traff:
    pk: int
    namn: str
    var: str
    """The names of the units above, nearest first, so that two of the same name differ."""


@dataclass(frozen=True)
class Traffar:
    rader: tuple[Traff, ...] = ()
    fler: bool = False


def sok(fras: str) -> Traffar:
    """Return the units at work that the words fit, the nearest fit first, in one query.

    Every word must be in the unit's name or in one above it, and one at least in its own. When
    nothing fits, the words are tried without their endings ("förskolor" finds "Förskolan Björken"),
    then as what is spelt almost so ("biblotek"), then as what they mean much the same as ("dagis").
    """
    ord_ = fras.casefold().split()[:8]
    if not ord_:
        return Traffar()
    enheter = _verksamheter()
    traffar = (
        _som_passar(enheter, ord_)
        or _som_passar(enheter, [_stam(o) for o in ord_])
        or _som_passar(enheter, _nastan(enheter, ord_))
        or _som_betyder(enheter, fras)
    )
    return Traffar(tuple(traffar[:FLEST]), fler=len(traffar) > FLEST)


def _verksamheter() -> list[Traff]:
    rader = i_tradordning(Enhet.objects.verksamma().exclude(sokvag="").i_ordning())
    namn = {str(e.pk): e.namn for e in rader}
    ut = []
    for e in rader:
        if e.djup:
            ovanfor = e.sokvag.rstrip(".").split(".")[-2:0:-1]
            ut.append(Traff(e.pk, e.namn, ", ".join(namn[pk] for pk in ovanfor if pk in namn)))
    return ut


def _som_passar(enheter: list[Traff], ord_: list[str]) -> list[Traff]:
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


def _nastan(enheter: list[Traff], ord_: list[str]) -> list[str]:
    """Return the words of the units' names that are spelt nearest to these; none when one of these
    is near to none."""
    namnens = {_utan_prickar(o): o for e in enheter for o in e.namn.casefold().split()}
    nara = [get_close_matches(_utan_prickar(o), namnens, 1, LIKA) for o in ord_]
    return [namnens[n] for traff in nara for n in traff] if all(nara) else []


def _utan_prickar(ett_ord: str) -> str:
    return "".join(t for t in unicodedata.normalize("NFD", ett_ord) if t.isalnum())


def _som_betyder(enheter: list[Traff], fras: str) -> list[Traff]:
    """Return the units with the name of a concept that the words belong to (begrepp.txt)."""
    begrepp = sorted(likhet.begrepp(fras))
    traffar = (e for namn in begrepp for e in _som_passar(enheter, [_stam(namn)]))
    return list(dict.fromkeys(traffar))


def _stam(ett_ord: str) -> str:
    """Return the word without an ending: "skolor" → "skol", "badhuset" → "badhu"."""
    return ett_ord[: max(_KORTAST_STAM, len(ett_ord) - 3)]

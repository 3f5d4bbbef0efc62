"""Finding the unit that a synpunkt is about, by what people call it."""

from __future__ import annotations

from dataclasses import dataclass

from kvalitet import enhetssok
from kvalitet.databas import SvNyckel
from kvalitet.enhetssok import FLEST_ORD, Traff, som_passar
from kvalitet.models import Enhet
from kvalitet.trad import Gren, i_tradordning
from synpunkter import likhet

FLEST = 12
"""Hits shown. More are told of, never listed: the searcher adds a word instead."""


@dataclass(frozen=True)
class Traffar:
    rader: tuple[Traff, ...] = ()
    fler: bool = False


def sok(fras: str) -> Traffar:
    """Return the units at work that the words fit, the nearest fit first, in one query.

    When nothing fits, the words are tried as what they nearly fit, then as what they mean much the
    same as ("dagis").
    """
    ord_ = fras.casefold().split()[:FLEST_ORD]
    if not ord_:
        return Traffar()
    enheter = _verksamheter()
    traffar = (
        som_passar(enheter, ord_) or enhetssok.narmast(enheter, ord_) or _som_betyder(enheter, fras)
    )
    return Traffar(tuple(traffar[:FLEST]), fler=len(traffar) > FLEST)


def _verksamheter() -> list[Traff]:
    verksamma = Enhet.objects.verksamma().exclude(sokvag="").order_by(SvNyckel("namn"), "pk")
    rader = i_tradordning(Gren(*rad) for rad in verksamma.values_list("pk", "namn", "sokvag"))
    namn = {gren.pk: gren.namn for gren in rader}
    return [enhetssok.traff(gren, namn) for gren in rader if gren.djup]


def _som_betyder(enheter: list[Traff], fras: str) -> list[Traff]:
    """Return the units with the name of a concept that the words belong to (begrepp.txt)."""
    begrepp = sorted(likhet.begrepp(fras))
    traffar = (e for namn in begrepp for e in som_passar(enheter, [enhetssok.stam(namn)]))
    return list(dict.fromkeys(traffar))

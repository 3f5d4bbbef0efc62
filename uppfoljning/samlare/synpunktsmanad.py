"""A month's synpunkter beside the month before and the same month a year ago.

In small numbers a sender can be made out, so what is fewer than `MINST` is hidden, and what would
give it away by subtraction from the total.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Min
from django.utils import timezone

from cykel.frekvens import forra_manaden
from kvalitet.models import Namnd
from kvalitet.statistik import dolj_tabell, som_decimal
from kvalitet.texter import periodnamn
from synpunkter.models import Synpunkt
from synpunkter.statistik import MINST, Synpunktslage, synpunktslage
from uppfoljning.rapport.manad.modell import INGET, Synpunktsmanad, Tal
from uppfoljning.rost import ett_ar_fore

TYPER = tuple(str(typ.label) for typ in Synpunkt.Typ)
ALLA = "alla"


def synpunktsmanader(namnd: Namnd, fran: date, till: date) -> tuple[Synpunktsmanad, ...]:
    """This month, the one before, the same a year ago; seven queries."""
    fjol = ett_ar_fore(fran)
    perioder = [(fran, till), forra_manaden(fran), (fjol, _sista(fjol))]
    forsta = Synpunkt.objects.filter(namnd=namnd).aggregate(dag=Min("inkom"))["dag"]
    borjade = timezone.localdate(forsta) if forsta else till
    return tuple(
        # Before the first one there was nothing to count: the system was not there.
        manad(periodnamn(a, b), synpunktslage(namnd, fran=a, till=b), finns=n == 0 or b >= borjade)
        for n, (a, b) in enumerate(perioder)
    )


def _sista(dag: date) -> date:
    """The last day of the month."""
    return forra_manaden(dag.replace(day=28) + timedelta(days=4))[1]


def manad(namn: str, lage: Synpunktslage, *, finns: bool = True) -> Synpunktsmanad:
    if not finns:
        return Synpunktsmanad(namn=namn, per_typ=tuple(INGET for _ in TYPER))
    per_typ = [(str(typ), lage.per_typ.get(str(typ), 0)) for typ in Synpunkt.Typ]
    dolda = _dolda(dict(per_typ), lage.antal)
    return Synpunktsmanad(
        namn=namn,
        antal=_tal(lage.antal, dold=ALLA in dolda),
        per_typ=tuple(_tal(antal, dold=typ in dolda) for typ, antal in per_typ),
        andel=_matt(lage.visad_andel, av=lage.lovade),
        median=_matt(lage.visad_median, av=lage.besvarade),
    )


def _dolda(per_typ: Mapping[str, int], alla: int) -> frozenset[str]:
    """Nobody is a figure that tells of nobody, so zeros are shown."""
    nagra = {typ: n for typ, n in per_typ.items() if n}
    if not nagra:
        return frozenset()
    return dolj_tabell({**nagra, ALLA: alla}, [(ALLA, list(nagra))], MINST)


def _tal(antal: int, *, dold: bool) -> Tal:
    return Tal(dold=True) if dold else Tal(varde=Decimal(antal))


def _matt(varde: float | None, *, av: int) -> Tal:
    """Of too few: hidden. Of nobody: none."""
    if varde is None:
        return Tal(dold=av > 0)
    return Tal(varde=som_decimal(varde))

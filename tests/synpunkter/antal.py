"""The cases as they are counted, and as they are."""

from __future__ import annotations

from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, Sum

from synpunkter.models import Arendeantal, Synpunkt

Antal = dict[tuple[Any, ...], int]


def raknade(*, namnder: bool = False) -> Antal:
    """By unit, or as they are read for whole nämnder."""
    rader = Arendeantal.objects.exclude(enhet=None)
    if namnder:
        rader = Arendeantal.objects.filter(enhet=None) | Arendeantal.objects.filter(ny=True)
    falt = ("namnd", *(() if namnder else ("enhet",)), "lage", "sekretess", "utan")
    summor = rader.order_by().values_list(*falt).annotate(antal=Sum("antal"))
    return {tuple(nyckel): antal for *nyckel, antal in summor if antal}


def arenden(*, namnder: bool = False) -> Antal:
    falt = ("namnd", *(() if namnder else ("enhet",)), "lage", "sekretess", "utan")
    utan = ExpressionWrapper(Q(handlaggare=None), BooleanField())
    rader = Synpunkt.objects.order_by().annotate(utan=utan)
    summor = rader.values_list(*falt).annotate(antal=Count("pk"))
    return {tuple(nyckel): antal for *nyckel, antal in summor}

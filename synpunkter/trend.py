"""The weekly counts of each unit and type, as series for the control chart."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from django.db.models import Count, Min, Q
from django.db.models.functions import TruncWeek

from kvalitet.kalender import SVENSK_TID, midnatt, svensk_dag
from synpunkter.models import Synpunkt
from synpunkter.tillstand import Lage, Utfall

VECKOR = 60
"""At most so many full weeks: a year to know what is usual, and the eight that are judged."""

Nyckel = tuple[int, int, str]
"""Unit, nämnd, type."""


def mandag(dag: date) -> date:
    return dag - timedelta(days=dag.weekday())


def veckor(dag: date) -> list[date]:
    """Return the Mondays of the full weeks before `dag`, oldest first: from the first full week
    in which the municipality took in synpunkter here, at most sixty."""
    forsta = Synpunkt.objects.aggregate(forsta=Min("inkom"))["forsta"]
    if forsta is None:
        return []
    slut = mandag(dag)
    borjan = max(mandag(svensk_dag(forsta)) + timedelta(weeks=1), slut - timedelta(weeks=VECKOR))
    return [borjan + timedelta(weeks=n) for n in range((slut - borjan).days // 7)]


def serier(mandagar: list[date], *, bara: Nyckel | None = None) -> dict[Nyckel, list[int]]:
    """Return the counts of each unit, nämnd and type that has any, one for each week.

    A case that was split is one synpunkt: its parts are not counted beside it.
    """
    if not mandagar:
        return {}
    fran, till = mandagar[0], mandagar[-1] + timedelta(weeks=1)
    villkor = Q(inkom__gte=midnatt(fran), inkom__lt=midnatt(till), foralder=None)
    if bara is not None:
        villkor &= Q(enhet=bara[0], namnd=bara[1], typ=bara[2])
    rader = (
        Synpunkt.objects.filter(villkor)
        .exclude(Q(lage=Lage.KARANTAN) | Q(utfall=Utfall.SKRAPPOST))
        .annotate(vecka=TruncWeek("inkom", tzinfo=SVENSK_TID))
        .values_list("enhet", "namnd", "typ", "vecka")
        .annotate(antal=Count("pk"))
        .order_by("enhet", "namnd", "typ", "vecka")
    )
    per: dict[Nyckel, Counter[date]] = {}
    for enhet, namnd, typ, vecka, antal in rader:
        per.setdefault((enhet, namnd, typ), Counter())[svensk_dag(vecka)] = antal
    return {nyckel: [raknade[m] for m in mandagar] for nyckel, raknade in per.items()}

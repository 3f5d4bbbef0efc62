"""Searching Kolada's catalogue: Swedish stems, beginnings of words, and keys such as N00640."""

from __future__ import annotations

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from synpunkter.sokvektor import fraga, ordlista
from uppfoljning.models import Koladanyckeltal, Koladaomrade

ORDNING = ("upphord", "tyngd", "titelnyckel", "pk")
"""Ended ones last, those that hold the words in their title before those that do in their text."""
RAKNAS = 200
VISAS = ("kod", "titel", "konsuppdelad", "har_enheter", "verksamhetsomrade", "upphord_ar")


def sok(
    q: str = "", *, kon: bool = False, enheter: bool = False, omrade: str = ""
) -> QuerySet[Koladanyckeltal]:
    """Return the key figures that hold every word of `q`, in `ORDNING` when it is asked for.

    For municipalities: what Kolada has only for regions is left out.
    """
    rader = Koladanyckeltal.objects.exclude(kommuntyp=Koladanyckeltal.Kommuntyp.REGION)
    if kon:
        rader = rader.filter(konsuppdelad=True)
    if enheter:
        rader = rader.filter(har_enheter=True)
    if omrade:
        rader = rader.filter(verksamhetsomrade=omrade)
    # A single letter begins a word of nearly every text.
    orden = fraga(" ".join(ett for ett in ordlista(q) if len(ett) > 1))
    if orden is None:
        return rader.annotate(tyngd=Value(0, output_field=IntegerField()))
    tyngd = Case(
        When(Q(titelvektor=orden), then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    return rader.filter(sokvektor=orden).annotate(tyngd=tyngd)


def antal(traffar: QuerySet[Koladanyckeltal]) -> int:
    """Count the hits, at most to one more than `RAKNAS`: nobody reads so many."""
    return traffar.order_by().values("pk")[: RAKNAS + 1].count()


def verksamhetsomraden() -> list[str]:
    """The areas of the catalogue, for the filter."""
    rader = Koladanyckeltal.objects.exclude(verksamhetsomrade="")
    namn = rader.order_by("verksamhetsomrade").values_list("verksamhetsomrade", flat=True)
    return list(namn.distinct())


def sok_omraden(q: str) -> QuerySet[Koladaomrade]:
    """Areas that indicators can be compared with, whose name holds every word of `q`."""
    rader = Koladaomrade.objects.filter(borttagen=None)
    for ord_ in q.split()[:6]:
        rader = rader.filter(Q(namn__icontains=ord_) | Q(kod__iexact=ord_))
    return rader.order_by("slag", "namn", "kod")

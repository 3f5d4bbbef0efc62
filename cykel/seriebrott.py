"""Breaks in an indicator's series: what may be compared with what, and the break in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from cykel.models import Seriebrott
from kvalitet.texter import datum


def brott_i(indikatorer: Collection[int]) -> dict[int, list[Seriebrott]]:
    """Return the breaks by indicator, the oldest first."""
    per: dict[int, list[Seriebrott]] = defaultdict(list)
    for brott in Seriebrott.objects.filter(indikator__in=indikatorer).order_by("datum", "pk"):
        per[brott.indikator_id].append(brott)
    return dict(per)


def brott_mellan(brotten: Sequence[Seriebrott], fore: date, nu: date) -> Seriebrott | None:
    """Return the latest break that parts a period that ended `fore` from one that ended `nu`."""
    return next((b for b in reversed(brotten) if fore < b.datum <= nu), None)


def brottsmening(brott: Seriebrott) -> str:
    """Write 1 januari 2026: ny metod hos SCB."""
    return f"{datum(brott.datum)}: {brott.orsak.rstrip('.')}"

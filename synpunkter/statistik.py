"""Counting synpunkter: by type and unit, the share answered in time, the median of days.

Numbers only, so they may be shown across nämnder. A case belongs to the day it came in; what
waits in quarantine is not counted until a person has let it in. Three queries, whatever the
number of cases and nämnder.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.db.models import (
    Aggregate,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    Q,
    QuerySet,
)
from django.db.models.functions import TruncDate

from kvalitet import klocka
from kvalitet.models import Enhet, Namnd
from synpunkter.models import Synpunkt
from synpunkter.tillstand import Lage


@dataclass(frozen=True)
class Svarslage:
    """`forfallna`: answered, or past the promised day without an answer; of these `i_tid` were
    answered by that day. Who wanted no answer is in neither."""

    per_typ: dict[str, int] = field(default_factory=dict)
    per_enhet: tuple[tuple[str, int], ...] = ()
    besvarade: int = 0
    i_tid: int = 0
    forfallna: int = 0
    median_dagar: float | None = None

    @property
    def antal(self) -> int:
        return sum(self.per_typ.values())


class _Median(Aggregate):
    name = "median"
    template = "percentile_cont(0.5) within group (order by %(expressions)s)"
    output_field = DurationField()


def for_period(*, namnd: Namnd, enhet: Enhet | None = None, fran: date, till: date) -> Svarslage:
    """Count what came in from `fran` to `till` (both included) to the nämnd, and to `enhet` and
    what lies below it."""
    rader = _kom_in(fran, till).filter(namnd=namnd)
    if enhet is not None:
        rader = rader.filter(Q(enhet__sokvag__startswith=enhet.sokvag or "-") | Q(enhet=enhet))
    return _rakna(rader).get(namnd.pk, Svarslage())


def per_namnd(*, fran: date, till: date) -> list[tuple[Namnd, Svarslage]]:
    """Return every nämnd's count, in the order of their names."""
    lagen = _rakna(_kom_in(fran, till))
    return [
        (namnd, lagen.get(namnd.pk, Svarslage())) for namnd in Namnd.objects.order_by("namn", "pk")
    ]


def _kom_in(fran: date, till: date) -> QuerySet[Synpunkt]:
    return Synpunkt.objects.filter(inkom__date__range=(fran, till)).exclude(lage=Lage.KARANTAN)


def _rakna(rader: QuerySet[Synpunkt]) -> dict[int, Svarslage]:
    per_typ: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(Synpunkt.Typ.values, 0))
    for namnd, typ, antal in _antal(rader, "typ"):
        per_typ[namnd][str(typ)] = antal
    per_enhet: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for namnd, namn, antal in _antal(rader, "enhet__namn"):
        per_enhet[namnd].append((str(namn), antal))
    tider = _tider(rader)
    return {
        namnd: replace(
            tider[namnd],
            per_typ=dict(typer),
            per_enhet=tuple(sorted(per_enhet[namnd], key=lambda rad: (-rad[1], rad[0]))),
        )
        for namnd, typer in per_typ.items()
    }


def _antal(rader: QuerySet[Synpunkt], falt: str) -> QuerySet[Synpunkt, tuple[int, str, int]]:
    grupper = rader.order_by("namnd", falt).values_list("namnd", falt)
    return grupper.annotate(antal=Count("pk"))


def _tider(rader: QuerySet[Synpunkt]) -> dict[int, Svarslage]:
    """Answers and times per nämnd."""
    vill_ha_svar = ~Q(svarsval=Synpunkt.Svarsval.NEJ)
    svarad = vill_ha_svar & Q(besvarad__isnull=False)
    i_tid = svarad & Q(besvarad__date__lte=F("svar_senast"))
    sen = Q(besvarad__isnull=True, avslutad__isnull=True, svar_senast__lt=klocka.idag())
    dagar = ExpressionWrapper(
        TruncDate("besvarad") - TruncDate("inkom"), output_field=DurationField()
    )
    grupper = (
        rader.order_by("namnd")
        .values_list("namnd")
        .annotate(
            besvarade=Count("pk", filter=svarad),
            antal_i_tid=Count("pk", filter=i_tid),
            forfallna=Count("pk", filter=svarad | (vill_ha_svar & sen)),
            mitt=_Median(dagar, filter=svarad),
        )
    )
    return {
        namnd: Svarslage(
            besvarade=besvarade,
            i_tid=antal_i_tid,
            forfallna=forfallna,
            median_dagar=None if mitt is None else mitt / timedelta(days=1),
        )
        for namnd, besvarade, antal_i_tid, forfallna, mitt in grupper
    }

"""The printed rule of recurrence, applied to each learning: the database's count is tried by it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Least
from django.utils import timezone

from cykel.aterfall import MANADER, Aterfall
from cykel.models import Brist, Lardom
from cykel.tillstand import Lardomslage


@dataclass(frozen=True)
class Sakrad:
    """One secured learning, as the rate needs it."""

    enhet: str
    namnd: str
    sakrad: date
    aterkom: date | None = None
    """The first day after it was secured on which its error was linked as a repetition."""


def kom_tillbaka(rad: Sakrad) -> bool:
    """Say whether the error returned within 24 months."""
    return rad.aterkom is not None and rad.aterkom <= manader_efter(rad.sakrad, MANADER)


def aterfall(rader: Iterable[Sakrad], *, dag: date) -> Aterfall:
    """Return the rate of `rader` as known on `dag`."""
    alla = list(rader)
    return Aterfall(
        taljare=sum(map(kom_tillbaka, alla)),
        namnare=len(alla),
        foljs=sum(
            not kom_tillbaka(rad) and dag <= manader_efter(rad.sakrad, MANADER) for rad in alla
        ),
    )


N = TypeVar("N", bound=Hashable)


def per(
    rader: Iterable[Sakrad], nyckel: Callable[[Sakrad], N], *, dag: date
) -> Mapping[N, Aterfall]:
    """Return the rate of each group that `nyckel` makes."""
    grupper: dict[N, list[Sakrad]] = {}
    for rad in rader:
        grupper.setdefault(nyckel(rad), []).append(rad)
    return {namn: aterfall(grupp, dag=dag) for namn, grupp in grupper.items()}


def manader_efter(dag: date, manader: int) -> date:
    """The same day so many months later; the last of the month when it has no such day."""
    ar, manad = divmod(dag.month - 1 + manader, 12)
    for dagen in (dag.day, 30, 29, 28):
        try:
            return date(dag.year + ar, manad + 1, dagen)
        except ValueError:
            continue
    raise AssertionError("every month has a 28th")


def sakrade(lardomar: QuerySet[Lardom]) -> list[Sakrad]:
    """Return the secured learnings as the rate needs them; one query.

    A draft that says it repeats a learning is nobody's claim yet, and is not counted.
    """
    brister = Brist.objects.filter(upprepar=OuterRef("pk"), skapad__gte=OuterRef("sakrad"))
    igen = Lardom.objects.filter(upprepar=OuterRef("pk"), skapad__gte=OuterRef("sakrad"))
    igen = igen.exclude(lage=Lardomslage.UTKAST)
    rader = lardomar.filter(sakrad__isnull=False).annotate(
        brist_kom=Subquery(brister.order_by("skapad").values("skapad")[:1]),
        lardom_kom=Subquery(igen.order_by("skapad").values("skapad")[:1]),
        # The least of what there is; PostgreSQL's least() passes over nulls.
        kom=Least("brist_kom", "lardom_kom"),
    )
    falt = ("plan__enhet__namn", "plan__namnd__namn", "sakrad", "kom")
    return [
        Sakrad(enhet, namnd, timezone.localdate(sakrad), timezone.localdate(kom) if kom else None)
        for enhet, namnd, sakrad, kom in rader.order_by("pk").values_list(*falt)
    ]

"""What anyone may see of what synpunkter have led to. Nothing unapproved and no group that is
too small comes out of here."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncDate

from kvalitet.kalender import SVENSK_TID
from kvalitet.models import Enhet
from kvalitet.texter import procent
from kvalitet.visning import NiSa
from synpunkter.models import Nojdhet, Publicering, Slag, Synpunkt
from synpunkter.statistik import MINST, Nojdhetslage
from synpunkter.tillstand import Utfall
from synpunkter.tillstand_slinga import Publiceringslage

DAGAR = 365
SENASTE = 3
"""Examples on the start page and on a unit's."""


def publicerade() -> QuerySet[Publicering]:
    rader = Publicering.objects.filter(lage=Publiceringslage.PUBLICERAD)
    return rader.select_related("tema", "enhet", "namnd")


@dataclass(frozen=True)
class Rad:
    """A text with its number of synpunkter; none where they are too few to tell."""

    publicering: Publicering
    antal: int | None

    @property
    def gjordes(self) -> bool:
        return self.publicering.slag == Slag.GJORDE


@dataclass(frozen=True)
class Enhetsgrupp:
    enhet: Enhet
    rader: tuple[Rad, ...]


@dataclass(frozen=True)
class Temagrupp:
    tema: str
    enheter: tuple[Enhetsgrupp, ...]


def rad(p: Publicering) -> Rad:
    return Rad(p, p.antal if p.antal >= MINST else None)


def grupper(rader: Sequence[Publicering]) -> list[Temagrupp]:
    """Group what is ordered by theme and unit."""
    return [
        Temagrupp(
            str(tema),
            tuple(
                Enhetsgrupp(enhet, tuple(rad(p) for p in i_enheten))
                for enhet, i_enheten in groupby(i_temat, key=lambda p: p.enhet)
            ),
        )
        for tema, i_temat in groupby(rader, key=lambda p: p.tema)
    ]


def senaste(rader: QuerySet[Publicering] | None = None) -> list[NiSa]:
    """The latest texts, of all or of `rader`."""
    rader = publicerade() if rader is None else rader
    return [
        NiSa(
            antal=p.antal if p.antal >= MINST else 0,
            sade=p.ni_sa,
            gjorde=p.vi_gjorde,
            gjordes=p.slag == Slag.GJORDE,
        )
        for p in rader.order_by("-publicerad", "-pk")[:SENASTE]
    ]


def period(dag: date) -> tuple[date, date]:
    return dag - timedelta(days=DAGAR - 1), dag


@dataclass(frozen=True)
class Namndutfall:
    """How a nämnd kept its promise beside what came of the cases and how content the senders are:
    closed is not fixed, and an answer in time cannot hide that nothing was done. Texts, since what
    is too small has none."""

    namnd: str
    avslutade: int
    i_tid: str
    atgardat: str
    planerat: str
    inget: str
    nojdhet: str
    """SKR's index 0–100."""


def utfall(dag: date) -> list[Namndutfall]:
    """Return the last year's closed cases by nämnd; one with too few is left out."""
    avslutade = _avslutade(dag)
    index = _nojdhet(avslutade)
    rader = (
        avslutade.annotate(svarsdag=TruncDate("besvarad", tzinfo=SVENSK_TID))
        .values("namnd", "namnd__namn")
        .annotate(
            antal=Count("pk"),
            lovade=Count("pk", filter=~Q(svarsval=Synpunkt.Svarsval.NEJ)),
            i_tid=Count(
                "pk",
                filter=~Q(svarsval=Synpunkt.Svarsval.NEJ) & Q(svarsdag__lte=F("svar_senast")),
            ),
            atgardat=Count("pk", filter=Q(utfall__in=(Utfall.ATGARDAT, Utfall.DELVIS))),
            planerat=Count("pk", filter=Q(utfall=Utfall.PLANERAD)),
            inget=Count("pk", filter=Q(utfall=Utfall.INGEN)),
        )
        .filter(antal__gte=MINST)
        .order_by("namnd__namn")
    )
    return [
        Namndutfall(
            namnd=r["namnd__namn"],
            avslutade=r["antal"],
            i_tid=_andel(r["i_tid"], r["lovade"], minst=0),
            atgardat=_andel(r["atgardat"], r["antal"]),
            planerat=_andel(r["planerat"], r["antal"]),
            inget=_andel(r["inget"], r["antal"]),
            nojdhet=index.get(r["namnd"], ".."),
        )
        for r in rader
    ]


def _avslutade(dag: date) -> QuerySet[Synpunkt]:
    fran, till = period(dag)
    rader = Synpunkt.objects.annotate(slutdag=TruncDate("avslutad", tzinfo=SVENSK_TID))
    rader = rader.filter(slutdag__gte=fran, slutdag__lte=till)
    return rader.exclude(utfall=Utfall.SKRAPPOST)


def _nojdhet(avslutade: QuerySet[Synpunkt]) -> dict[int, str]:
    """Return SKR's index of each nämnd, by each sender's latest answer; not of too few."""
    svar = Nojdhet.objects.filter(synpunkt__in=avslutade.values("pk"))
    sista = svar.order_by("synpunkt", "-avslutad").distinct("synpunkt")
    per_namnd: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for namnd, poang in sista.values_list("synpunkt__namnd", "poang"):
        per_namnd[namnd][poang] += 1
    lagen = {namnd: Nojdhetslage(dict(antal), 0) for namnd, antal in per_namnd.items()}
    return {
        namnd: str(round(lage.visat_index))
        for namnd, lage in lagen.items()
        if lage.visat_index is not None
    }


def _andel(del_: int, hela: int, *, minst: int = MINST) -> str:
    """A share in whole per cent; ".." where it, or what it is a share of, is too small."""
    if hela < MINST or 0 < del_ < minst:
        return ".."
    return procent(100 * del_ / hela, 0)

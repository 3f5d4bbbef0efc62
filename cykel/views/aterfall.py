"""The recurrence rate, per unit, nämnd and year, with its rule and what it is made of."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, DateField, F, Func, Q, QuerySet, Value
from django.db.models.functions import TruncDate
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cykel import aterfall as rakning
from cykel.aterfall import Aterfall
from cykel.models import Brist, Lardom, Lardomsrad
from cykel.tillstand import Lardomslage
from kvalitet import klocka
from kvalitet.behorighet import kraver, omfang
from kvalitet.kvarfraga import las
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest

FLEST_ENHETER = 100
Rate = tuple[str, Aterfall]


@require_safe
@kraver(Rattighet.PLAN_SE)
def aterfall(request: InloggadRequest) -> HttpResponse:
    flest = None if "alla" in request.GET else FLEST_ENHETER
    grupper, antal_enheter = _per_grupp(omfang(request.user, Rattighet.PLAN_SE), flest)
    per_ar = grupper["år"]
    sammanhang = {
        "alla": sum((rate for _, rate in per_ar), Aterfall(0, 0, 0)),
        "grupper": [
            ("Nämnd", grupper["nämnd"]),
            ("Enhet", grupper["enhet"]),
            ("År då lärdomen säkrades", sorted(per_ar, reverse=True)),
        ],
        "fler_enheter": antal_enheter - len(grupper["enhet"]),
        "manader": rakning.MANADER,
        "minst": rakning.MINST_FOR_PROCENT,
    }
    return render(request, "cykel/aterfall.html", sammanhang)


def raknat(i_omfang: Q, *, dag: date) -> tuple[Aterfall, int]:
    """The rate of the learnings as known on `dag`, and how many of them wait for an answer, counted
    by the database; the rate is the rule applied to each of them, which a test holds."""

    def alla() -> QuerySet[Any, Any]:
        return _raknade(Lardomsrad.objects.filter(i_omfang), dag)

    def om() -> QuerySet[Any, Any]:
        return _raknade(_lart_om(Lardomsrad.objects.filter(i_omfang)), dag)

    namnare, foljs, vantar = _enda(las(("säkrade lärdomar", i_omfang, dag), alla))
    taljare, foljs_om, _ = _enda(las(("lärdomar som lärts om", i_omfang, dag), om))
    return Aterfall(taljare, namnare, foljs - foljs_om), vantar


def _raknade(rader: QuerySet[Lardomsrad], dag: date) -> QuerySet[Any, Any]:
    """As one row, a question that can be kept: an aggregate is asked at once."""
    alla: Any = rader.order_by().annotate(alla=Value(1)).values("alla")
    antal = {
        "namnare": Count("*"),
        "foljs": Count("pk", filter=_foljs(dag)),
        "vantande": Count("pk", filter=_VANTAR),
    }
    raknade: QuerySet[Any, Any] = alla.annotate(**antal).values_list(*antal)
    return raknade


def _enda(rader: list[tuple[int, int, int]]) -> tuple[int, int, int]:
    return rader[0] if rader else (0, 0, 0)


_VANTAR = Q(vantar=True)
_PER_GRUPP = """
with rad(namnd_id, enhet_id, ar, foljs) as ({alla}), om(namnd_id, enhet_id, ar, foljs) as ({om}),
raknade(namnd_id, enhet_id, ar, taljare, namnare, foljs) as materialized (
    select namnd_id, enhet_id, ar, 0, count(*)::int, (count(*) filter (where foljs))::int
    from rad group by grouping sets ((namnd_id, enhet_id), (ar))
    union all
    select namnd_id, enhet_id, ar, count(*)::int, 0, - (count(*) filter (where foljs))::int
    from om group by grouping sets ((namnd_id, enhet_id), (ar))
), enheter(namn, taljare, namnare, foljs) as materialized (
    select e.namn collate "C", sum(taljare), sum(namnare), sum(foljs)
    from raknade join kvalitet_enhet e on e.id = enhet_id group by 1
)
(select 'enhet', * from enheter order by namnare desc, namn limit %s)
union all
select 'nämnd', n.namn collate "C", sum(taljare), sum(namnare), sum(foljs)
from raknade join kvalitet_namnd n on n.id = namnd_id group by 2
union all
select 'år', ar::text, sum(taljare), sum(namnare), sum(foljs)
from raknade where ar is not null group by 2
union all
select 'alla', '', 0, count(*), 0 from enheter
"""


def _per_grupp(i_omfang: Q, flest: int | None) -> tuple[dict[str, list[Rate]], int]:
    """The nämnder, the first `flest` units, the years, and how many the units are; added up by
    name. Most learnings first; not the highest rate, which would rank small units by chance.

    Those that came back are few, and counted by themselves. Named when counted: grouped by their
    names, each learning's are sorted.
    """
    grupper: defaultdict[str, list[Rate]] = defaultdict(list)
    if fraga := _fraga(i_omfang, klocka.idag()):
        sql, varden = fraga
        with connection.cursor() as markor:
            markor.execute(sql, [*varden, flest])
            for slag, namn, *tal in markor.fetchall():
                grupper[slag].append((namn, Aterfall._make(tal)))
    for rader in grupper.values():
        rader.sort(key=lambda rad: (-rad[1].namnare, rad[0]))
    return grupper, sum(rate.namnare for _, rate in grupper["alla"])


@lru_cache(maxsize=100)
def _fraga(i_omfang: Q, dag: date) -> tuple[str, tuple[Any, ...]] | None:
    """The question in SQL; None when nothing is theirs to read."""
    rader = Lardomsrad.objects.filter(i_omfang).annotate(i_tid=_foljs(dag))
    falt = ("namnd", "enhet", "ar", "i_tid")
    try:
        alla, varden = rader.values_list(*falt).query.sql_with_params()
        om, omvarden = _lart_om(rader).values_list(*falt).query.sql_with_params()
    except EmptyResultSet:
        return None
    return _PER_GRUPP.format(alla=alla, om=om), (*varden, *omvarden)


def _foljs(dag: date) -> Q:
    """Not yet followed for 24 months on `dag`: from one moment on."""
    return Q(sakrad__gte=_foljs_fran(dag))


def _lart_om(rader: QuerySet[Lardomsrad]) -> QuerySet[Lardomsrad]:
    """Those that have come back."""
    upprepade = _i_tid(Brist.objects.all()).union(
        _i_tid(Lardom.objects.exclude(lage=Lardomslage.UTKAST))
    )
    return rader.filter(pk__in=upprepade)


def _foljs_fran(dag: date) -> datetime:
    """The first moment of the first day that is still followed on `dag` (as `ManaderEfter`)."""
    ar = dag.year - rakning.MANADER // 12
    try:
        forst = dag.replace(year=ar)
    except ValueError:  # 29 February: what is of the 28th is followed to the 28th
        forst = date(ar, 3, 1)
    return timezone.make_aware(datetime.combine(forst, time.min))


class ManaderEfter(Func):
    """The same day 24 months later, as `cykel.aterfall.manader_efter`: PostgreSQL too takes the
    last of the month when it has no such day."""

    template = f"(%(expressions)s + interval '{rakning.MANADER} months')::date"
    output_field = DateField()


def _i_tid(rader: QuerySet[Any]) -> QuerySet[Any]:
    """The learnings that one of the rows says it repeats, within the months."""
    i_tid: QuerySet[Any] = (
        rader.filter(upprepar__isnull=False, skapad__gte=F("upprepar__sakrad"))
        .annotate(kom=TruncDate("skapad"), slut=ManaderEfter(TruncDate("upprepar__sakrad")))
        .filter(kom__lte=F("slut"))
        .order_by()
        .values("upprepar")
    )
    return i_tid

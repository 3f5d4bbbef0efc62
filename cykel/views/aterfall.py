"""The recurrence rate, per unit, nämnd and year, with its rule and what it is made of."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, DateField, F, Func, Q, QuerySet
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


def raknat(rader: QuerySet[Lardomsrad], *, dag: date) -> tuple[Aterfall, int]:
    """The rate of the learnings as known on `dag`, and how many of them wait for an answer, counted
    by the database; the rate is the rule applied to each of them, which a test holds."""
    foljs = Count("pk", filter=_foljs(dag))
    alla = rader.aggregate(namnare=Count("pk"), foljs=foljs, vantar=Count("pk", filter=_VANTAR))
    om = _lart_om(rader).aggregate(taljare=Count("pk"), foljs=foljs)
    rate = Aterfall(om["taljare"], alla["namnare"], alla["foljs"] - om["foljs"])
    return rate, alla["vantar"]


_VANTAR = Q(vantar=True)
_PER_GRUPP = """
with rad(namnd_id, enhet_id, ar, foljs) as ({alla}), om(namnd_id, enhet_id, ar, foljs) as ({om}),
raknade(namnd_id, enhet_id, ar, taljare, namnare, foljs) as materialized (
    select namnd_id, enhet_id, ar, 0, count(*), count(*) filter (where foljs)
    from rad group by grouping sets ((namnd_id, enhet_id), (ar))
    union all
    select namnd_id, enhet_id, ar, count(*), 0, - count(*) filter (where foljs)
    from om group by grouping sets ((namnd_id, enhet_id), (ar))
), per_namn(slag, namn, taljare, namnare, foljs) as (
    select 'enhet', e.namn collate "C", sum(taljare)::int, sum(namnare)::int, sum(foljs)::int
    from raknade join kvalitet_enhet e on e.id = enhet_id group by 2
    union all
    select 'nämnd', n.namn collate "C", sum(taljare)::int, sum(namnare)::int, sum(foljs)::int
    from raknade join kvalitet_namnd n on n.id = namnd_id group by 2
    union all
    select 'år', ar::text, sum(taljare)::int, sum(namnare)::int, sum(foljs)::int
    from raknade where ar is not null group by 2
), i_ordning as (
    select *, row_number() over ordning as nr, count(*) over (partition by slag) as alla
    from per_namn
    window ordning as (partition by slag order by namnare desc, namn)
)
select slag, alla, namn, taljare, namnare, foljs from i_ordning
where slag <> 'enhet' or nr <= %s or %s is null order by slag, nr
"""


def _per_grupp(i_omfang: Q, flest: int | None) -> tuple[dict[str, list[Rate]], int]:
    """The nämnder, the first `flest` units, the years, and how many the units are; added up by
    name. Most learnings first; not the highest rate, which would rank small units by chance.

    Those that came back are few, and counted by themselves. Named when counted: grouped by their
    names, each learning's are sorted.
    """
    grupper: dict[str, list[Rate]] = {"nämnd": [], "enhet": [], "år": []}
    rader = Lardomsrad.objects.filter(i_omfang).annotate(i_tid=_foljs(klocka.idag()))
    falt = ("namnd", "enhet", "ar", "i_tid")
    try:
        alla, varden = rader.values_list(*falt).query.sql_with_params()
        om, omvarden = _lart_om(rader).values_list(*falt).query.sql_with_params()
    except EmptyResultSet:  # nothing is theirs to read
        return grupper, 0
    antal_enheter = 0
    with connection.cursor() as markor:
        fraga = _PER_GRUPP.format(alla=alla, om=om)
        markor.execute(fraga, [*varden, *omvarden, flest, flest])
        for slag, antal, namn, *tal in markor.fetchall():
            grupper[slag].append((namn, Aterfall._make(tal)))
            antal_enheter = antal if slag == "enhet" else antal_enheter
    return grupper, antal_enheter


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

"""The recurrence rate, per unit, nämnd and year, with its rule and what it is made of."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, DateField, F, Func, Q, QuerySet
from django.db.models.functions import ExtractYear, TruncDate
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cykel import aterfall as rakning
from cykel.aterfall import Aterfall
from cykel.models import Brist, Lardom
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
    i_omfang = omfang(request.user, Rattighet.PLAN_SE, enhet="plan__enhet", namnd="plan__namnd")
    lardomar, dag = Lardom.objects.sakrade().filter(i_omfang), klocka.idag()
    flest = None if "alla" in request.GET else FLEST_ENHETER
    namnder, enheter, antal_enheter = _per_plats(lardomar, dag, flest)
    per_ar = raknat_per(lardomar, ExtractYear("sakrad"), dag=dag)
    sammanhang = {
        "alla": sum((rate for _, rate in per_ar), Aterfall(0, 0, 0)),
        "grupper": [
            ("Nämnd", namnder),
            ("Enhet", enheter),
            (
                "År då lärdomen säkrades",
                sorted(((str(ar), rate) for (ar,), rate in per_ar), reverse=True),
            ),
        ],
        "fler_enheter": antal_enheter - len(enheter),
        "manader": rakning.MANADER,
        "minst": rakning.MINST_FOR_PROCENT,
    }
    return render(request, "cykel/aterfall.html", sammanhang)


def raknat(lardomar: QuerySet[Lardom], *, dag: date) -> Aterfall:
    """The rate of the learnings as known on `dag`, counted by the database in one query; the same
    as the rule applied to each of them, which a test holds."""
    return Aterfall(**lardomar.filter(sakrad__isnull=False).aggregate(**_antal(dag)))


def raknat_per(
    lardomar: QuerySet[Lardom], *grupp: str | ExtractYear, dag: date
) -> list[tuple[tuple[Any, ...], Aterfall]]:
    """The rate of each group of learnings, in one query."""
    raknade = _grupperade(lardomar, *grupp, dag=dag)
    return [(rad[: len(grupp)], Aterfall._make(rad[len(grupp) :])) for rad in raknade]


def _grupperade(
    lardomar: QuerySet[Lardom], *grupp: str | ExtractYear, dag: date
) -> QuerySet[Any, Any]:
    falt = {f"grupp_{i}": F(g) if isinstance(g, str) else g for i, g in enumerate(grupp)}
    rader = lardomar.filter(sakrad__isnull=False).order_by().annotate(**falt).values(*falt)
    tal = ("taljare", "namnare", "foljs")
    raknade: QuerySet[Any, Any] = rader.annotate(**_antal(dag)).order_by()
    return raknade.values_list(*falt, *tal)


_NAMNGIVNA = """
with per_plats(namnd_id, enhet_id, taljare, namnare, foljs) as materialized ({}), per_namn as (
    select 'enhet' slag, e.namn collate "C" namn,
        sum(taljare)::int taljare, sum(namnare)::int namnare, sum(foljs)::int foljs
    from per_plats join kvalitet_enhet e on e.id = enhet_id group by 2
    union all
    select 'namnd', n.namn collate "C", sum(taljare)::int, sum(namnare)::int, sum(foljs)::int
    from per_plats join kvalitet_namnd n on n.id = namnd_id group by 2
), i_ordning as (
    select *, row_number() over ordning as nr, count(*) over (partition by slag) as alla
    from per_namn
    window ordning as (partition by slag order by namnare desc, namn)
)
select slag, alla, namn, taljare, namnare, foljs from i_ordning
where slag = 'namnd' or nr <= %s or %s is null order by slag, nr
"""


def _per_plats(
    lardomar: QuerySet[Lardom], dag: date, flest: int | None
) -> tuple[list[Rate], list[Rate], int]:
    """The nämnder, the first `flest` units, and how many the units are; added up by name. Most
    learnings first; not the highest rate, which would rank small units by chance.

    Named when counted: grouped by their names, each learning's are sorted (half the page).
    """
    try:
        fraga = _grupperade(lardomar, "plan__namnd", "plan__enhet", dag=dag).query
        inre, varden = fraga.sql_with_params()
    except EmptyResultSet:  # nothing is theirs to read
        return [], [], 0
    with connection.cursor() as markor:
        markor.execute(_NAMNGIVNA.format(inre), [*varden, flest, flest])
        rader = markor.fetchall()
    namnder, enheter = (
        [(rad[2], Aterfall._make(rad[3:])) for rad in rader if rad[0] == slag]
        for slag in ("namnd", "enhet")
    )
    return namnder, enheter, max((rad[1] for rad in rader if rad[0] == "enhet"), default=0)


def _antal(dag: date) -> dict[str, Count]:
    """The repetitions are few and found first, so that no learning is asked about by itself; and
    what is still followed is so from one moment on, which an index knows."""
    lars_om = Q(
        pk__in=_i_tid(Brist.objects.all()).union(
            _i_tid(Lardom.objects.exclude(lage=Lardomslage.UTKAST))
        )
    )
    return {
        "taljare": Count("pk", filter=lars_om),
        "namnare": Count("pk"),
        "foljs": Count("pk", filter=Q(sakrad__gte=_foljs_fran(dag)) & ~lars_om),
    }


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

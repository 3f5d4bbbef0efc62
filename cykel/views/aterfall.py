"""The recurrence rate, per unit, nämnd and year, with its rule and what it is made of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

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
from kvalitet.models import Enhet, Namnd
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest

FLEST_ENHETER = 100


@require_safe
@kraver(Rattighet.PLAN_SE)
def aterfall(request: InloggadRequest) -> HttpResponse:
    i_omfang = omfang(request.user, Rattighet.PLAN_SE, enhet="plan__enhet", namnd="plan__namnd")
    lardomar, dag = Lardom.objects.sakrade().filter(i_omfang), klocka.idag()
    per_plats = _med_namn(raknat_per(lardomar, "plan__namnd", "plan__enhet", dag=dag))
    per_ar = raknat_per(lardomar, ExtractYear("sakrad"), dag=dag)
    enheter = _i_ordning((enhet, rate) for (_, enhet), rate in per_plats)
    visas = enheter if "alla" in request.GET else enheter[:FLEST_ENHETER]
    sammanhang = {
        "alla": sum((rate for _, rate in per_ar), Aterfall(0, 0, 0)),
        "grupper": [
            ("Nämnd", _i_ordning((namnd, rate) for (namnd, _), rate in per_plats)),
            ("Enhet", visas),
            (
                "År då lärdomen säkrades",
                sorted(((str(ar), rate) for (ar,), rate in per_ar), reverse=True),
            ),
        ],
        "fler_enheter": len(enheter) - len(visas),
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
    falt = {f"grupp_{i}": F(g) if isinstance(g, str) else g for i, g in enumerate(grupp)}
    rader = lardomar.filter(sakrad__isnull=False).order_by().annotate(**falt).values(*falt)
    tal = ("taljare", "namnare", "foljs")
    raknade = rader.annotate(**_antal(dag)).order_by(*falt).values_list(*falt, *tal)
    return [(rad[: len(falt)], Aterfall._make(rad[len(falt) :])) for rad in raknade]


def _med_namn(
    rader: list[tuple[tuple[Any, ...], Aterfall]],
) -> list[tuple[tuple[str, str], Aterfall]]:
    """Named when counted: grouped by their names, each learning's are sorted (half the page)."""
    namnder = dict(Namnd.objects.values_list("pk", "namn"))
    enheter = dict(Enhet.objects.values_list("pk", "namn"))
    return [((namnder[namnd], enheter[enhet]), rate) for (namnd, enhet), rate in rader]


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


def _i_ordning(rader: Iterable[tuple[str, Aterfall]]) -> list[tuple[str, Aterfall]]:
    """Added up by name. Most learnings first; not the highest rate, which would rank small units
    by chance."""
    per: dict[str, Aterfall] = {}
    for namn, rate in rader:
        per[namn] = per[namn] + rate if namn in per else rate
    return sorted(per.items(), key=lambda grupp: (-grupp[1].namnare, grupp[0]))

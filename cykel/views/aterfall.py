"""The recurrence rate, per unit, nämnd and year, with its rule and what it is made of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, DateField, F, Func, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Least, TruncDate
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cykel import aterfall as rakning
from cykel.aterfall import Aterfall, Sakrad
from cykel.models import Brist, Lardom
from cykel.tillstand import Lardomslage
from kvalitet import klocka
from kvalitet.behorighet import kraver, omfang
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest


@require_safe
@kraver(Rattighet.PLAN_SE)
def aterfall(request: InloggadRequest) -> HttpResponse:
    i_omfang = omfang(request.user, Rattighet.PLAN_SE, enhet="plan__enhet", namnd="plan__namnd")
    rader = sakrade(Lardom.objects.sakrade().filter(i_omfang))
    dag = klocka.idag()
    sammanhang = {
        "alla": rakning.aterfall(rader, dag=dag),
        "grupper": [
            ("Nämnd", _i_ordning(rakning.per(rader, lambda r: r.namnd, dag=dag).items())),
            ("Enhet", _i_ordning(rakning.per(rader, lambda r: r.enhet, dag=dag).items())),
            (
                "År då lärdomen säkrades",
                sorted(
                    rakning.per(rader, lambda r: str(r.sakrad.year), dag=dag).items(), reverse=True
                ),
            ),
        ],
        "manader": rakning.MANADER,
        "minst": rakning.MINST_FOR_PROCENT,
    }
    return render(request, "cykel/aterfall.html", sammanhang)


def raknat(lardomar: QuerySet[Lardom], *, dag: date) -> Aterfall:
    """The rate of the learnings as known on `dag`, counted by the database in one query; the same
    as `cykel.aterfall.aterfall` of all of them, which a test holds.

    The repetitions are few and found first, so that no learning is asked about by itself.
    """
    lars_om = Q(pk__in=_i_tid(Brist.objects.all())) | Q(
        pk__in=_i_tid(Lardom.objects.exclude(lage=Lardomslage.UTKAST))
    )
    foljs_annu = Q(slut__gte=dag)
    antal = (
        lardomar.filter(sakrad__isnull=False)
        .annotate(slut=ManaderEfter(TruncDate("sakrad")))
        .aggregate(
            taljare=Count("pk", filter=lars_om),
            namnare=Count("pk"),
            foljs=Count("pk", filter=foljs_annu & ~lars_om),
        )
    )
    return Aterfall(**antal)


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


def _i_ordning(grupper: Iterable[tuple[str, Aterfall]]) -> list[tuple[str, Aterfall]]:
    """Most learnings first; not the highest rate, which would rank small units by chance."""
    return sorted(grupper, key=lambda grupp: (-grupp[1].namnare, grupp[0]))

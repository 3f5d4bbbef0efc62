"""All åtgärder that the person may see, with their age: open, late, to check, decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cykel.forms.sok import AtgardsfilterForm
from cykel.models import Atgard, Verksamhetsplan
from cykel.models.plan import LEVANDE
from cykel.views.blad import Ordning, bladdra, sortera
from kvalitet import klocka
from kvalitet.behorighet import kraver, omfang
from kvalitet.databas import SvNyckel
from kvalitet.models import Namnd
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from kvalitet.visning import Traffar

ORDNINGAR = {
    "klar": Ordning("Klar senast", ("klar_senast", "pk")),
    "alder": Ordning("Ålder", ("skapad", "pk"), omvand=True),
    "enhet": Ordning("Enhet", ("enhetsnyckel", "klar_senast", "pk")),
    "ansvarig": Ordning("Ansvarig", ("ansvarignyckel", "klar_senast", "pk")),
}


@dataclass(frozen=True)
class Rad:
    atgard: Atgard
    alder: int
    sen: int
    """Days past its day without being done; 0 when not late."""


@require_safe
@kraver(Rattighet.PLAN_SE)
def atgardslista(request: InloggadRequest) -> HttpResponse:
    dag = klocka.idag()
    planer = Verksamhetsplan.objects.filter(omfang(request.user, Rattighet.PLAN_SE)).order_by()
    vilka = set(planer.values_list("namnd", flat=True).distinct())
    namnder = Namnd.objects.filter(pk__in=vilka).order_by("namn", "pk")
    filter_ = AtgardsfilterForm(request.GET or None, namnder=list(namnder))
    mina = omfang(
        request.user, Rattighet.PLAN_SE, enhet="brist__plan__enhet", namnd="brist__plan__namnd"
    )
    urval = _urval(Atgard.objects.filter(mina), filter_.valt, dag)
    summor = urval.aggregate(antal=Count("pk"), kostnad=Sum("kostnad"))
    nycklar, ordning = sortera(request, ORDNINGAR)
    sida, blad = bladdra(
        request,
        urval.select_related("brist__plan__enhet", "ansvarig").annotate(
            enhetsnyckel=SvNyckel("brist__plan__enhet__namn"),
            ansvarignyckel=SvNyckel("ansvarig__namn"),
        ),
        nycklar,
    )
    sammanhang = {
        "rader": [
            Rad(a, a.alder(dag), (dag - a.klar_senast).days if a.sen(dag) else 0) for a in sida
        ],
        "blad": blad,
        "filter": filter_,
        "ordning": ordning,
        "svar": Traffar(summor["antal"], "åtgärd", "åtgärder"),
        "kostnad": summor["kostnad"],
    }
    return render(request, "cykel/atgardslista.html", sammanhang)


def _urval(atgarder: QuerySet[Atgard], valt: dict[str, Any], dag: date) -> QuerySet[Atgard]:
    """Open ones are those of living plans; "alla" is everything that has been decided."""
    oppna = Q(brist__plan__fas__in=LEVANDE) & ~Q(effekt__in=Atgard.AVGJORD)
    val = {
        "sena": oppna & Q(klar_senast__lt=dag) & ~Q(status=Atgard.Status.KLAR),
        "kontroll": oppna & Q(status=Atgard.Status.KLAR),
        "avgjorda": Q(effekt__in=Atgard.AVGJORD),
        "alla": Q(),
    }
    if namnd := valt.get("namnd"):
        atgarder = atgarder.filter(brist__plan__namnd=namnd)
    return atgarder.filter(val.get(str(valt.get("visa", "")), oppna))

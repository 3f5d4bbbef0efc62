"""The overview of follow-up: the rounds, and what remains in each plan, mine first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from cykel.models import Uppfoljningstillfalle, Varv
from cykel.tillstand import Fas
from cykel.views.blad import bladdra
from kvalitet import klocka
from kvalitet.behorighet import far, kraver, omfang
from kvalitet.databas import SvNyckel
from kvalitet.ritning import skriv_alla
from kvalitet.roller import Rattighet
from kvalitet.templatetags.kvalitet import ikon
from kvalitet.typer import InloggadRequest
from uppfoljning.lage import Varvlage, varvlagen

TILLFALLEN = 6
_VAKT = '<li>{}<span><a href="{}">Bedöm mål {}<span class="ds-sr-only">, {}</span></a></span></li>'


@dataclass(frozen=True)
class Rad:
    """A plan in follow-up and how far it has come."""

    varv: Varv
    lage: Varvlage
    mitt: bool

    @property
    def vakter(self) -> SafeString:
        """The goals that are left to judge; most of the page, hence no template for each."""
        symbol = ikon("EgenKommer", titel="Återstår")
        alla = (
            (
                symbol,
                reverse("uppfoljning:bedom", args=[self.varv.pk, steg.mal_pk]),
                f"{steg.nummer}. {steg.kort}",
                self.varv.plan.enhet.namn,
            )
            for steg in self.lage.aterstar
        )
        return skriv_alla("", _VAKT, alla)


@require_safe
@kraver(Rattighet.PLAN_SE)
def uppfoljning(request: InloggadRequest) -> HttpResponse:
    dag = klocka.idag()
    i_arbete = _varv_i_arbete(request)
    varven, blad = bladdra(request, i_arbete, ("-mitt", "namnnyckel", "pk"))
    lagen = varvlagen(varven)
    rader = [
        Rad(varv, lagen[varv.pk], varv.plan.planansvarig_id == request.user.pk) for varv in varven
    ]
    sammanhang = {
        "tillfallen": _tillfallen(i_arbete, dag)[:TILLFALLEN],
        "rader": rader,
        "blad": blad,
        "idag": dag,
        "far_oppna": far(request.user, Rattighet.UPPFOLJNING_OPPNA),
        "far_folja": far(request.user, Rattighet.UPPFOLJNING_FOLJA),
        "far_bedoma": far(request.user, Rattighet.BEDOMNING_SKRIVA),
    }
    return render(request, "uppfoljning/uppfoljning.html", sammanhang)


def _tillfallen(i_arbete: QuerySet[Varv], dag: date) -> QuerySet[Uppfoljningstillfalle]:
    """The follow-ups that are open or to come, and those past their day that are not done."""
    kvar = i_arbete.filter(tillfalle=OuterRef("pk")).order_by()
    alla = Uppfoljningstillfalle.objects.filter(Q(stanger__gte=dag) | Exists(kvar.values("pk")))
    return alla.order_by("oppnar", "pk")


def _varv_i_arbete(request: InloggadRequest) -> QuerySet[Varv]:
    """The open laps of plans in follow-up that the person may see."""
    return (
        Varv.objects.filter(
            omfang(request.user, Rattighet.PLAN_SE, enhet="plan__enhet", namnd="plan__namnd"),
            plan__fas=Fas.FOLJA_UPP,
            avslutades__isnull=True,
            tillfalle__isnull=False,
        )
        .select_related("plan__enhet", "plan__namnd", "plan__planansvarig")
        .med_dagar()
        .annotate(
            namnnyckel=SvNyckel("plan__enhet__namn"),
            mitt=Case(
                When(plan__planansvarig=request.user.pk, then=Value(True)),
                default=Value(False),
                output_field=BooleanField(),
            ),
        )
    )

"""The parts of one follow-up: what is ready and by whom, what is not, and the marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from cykel.models import Delopning, Delslag, Varv
from cykel.villkor.las import las_for
from cykel.villkor.varv import skriver_i
from kvalitet import klocka
from kvalitet.behorighet import far, kraver, omfang
from kvalitet.fel import Regelbrott
from kvalitet.nyckel import nyckel
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from uppfoljning.actions.bedomning import ar_oppet
from uppfoljning.actions.klarmarkering import far_klarmarkera, klarmarkera
from uppfoljning.delar import Dellage, delarna
from uppfoljning.varden import vardelagen

GRUPPER = (
    ("Mål", "malen", (Delslag.MAL,)),
    ("Värden", "varden", (Delslag.INDIKATOR,)),
    ("Aktiviteter", "aktiviteter", (Delslag.AKTIVITET,)),
    ("Invånarnas röst", "roster", (Delslag.SYNPUNKTER, Delslag.UNDERSOKNINGAR)),
)


@dataclass(frozen=True)
class Delgrupp:
    rubrik: str
    ankare: str
    delar: Sequence[Dellage]

    @property
    def klara(self) -> int:
        return sum(ett.klar for ett in self.delar)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_SE)
def delar(request: InloggadRequest, varv_pk: int) -> HttpResponse:
    """All parts of a lap's follow-up; a post marks values ready."""
    varv = _varv_i_omfang(request, varv_pk)
    fel = ""
    if request.method == "POST":
        _prova_markera(request, varv)
        valda = {n for pk in request.POST.getlist("indikator") if (n := nyckel(pk))}
        try:
            antal = klarmarkera(varv, indikatorer=valda, av=request.user)
        except Regelbrott as brott:
            fel = brott.mening
        else:
            messages.success(request, _besked(antal))
            return redirect("uppfoljning:delar", varv_pk=varv.pk)
    alla = delarna([varv], klocka.idag())[varv.pk]
    sammanhang = {
        "varv": varv,
        "grupper": [
            Delgrupp(rubrik, ankare, [ett for ett in alla if ett.slag in slag])
            for rubrik, ankare, slag in GRUPPER
        ],
        "att_markera": _att_markera(request, varv, alla),
        "las": las_for(varv, varv.plan),
        "oppningar": Delopning.objects.filter(varv=varv, till_och_med__gte=klocka.idag()).order_by(
            "till_och_med", "pk"
        ),
        "far_oppna_del": far(request.user, Rattighet.UPPFOLJNING_LEDA, varv.plan),
        "far_skicka_ater": ar_oppet(varv)
        and far(request.user, Rattighet.UPPFOLJNING_SKICKA_ATER, varv.plan),
        "far_forhandsvisa": skriver_i(request.user, varv.plan),
        "fel": fel,
    }
    return render(request, "uppfoljning/delar.html", sammanhang)


def _prova_markera(request: InloggadRequest, varv: Varv) -> None:
    """Who writes in the follow-up marks, and who answers for one of its indicators."""
    if skriver_i(request.user, varv.plan):
        return
    lagen = vardelagen([varv])[varv.pk]
    if not any(far_klarmarkera(request.user, lage, varv) for lage in lagen):
        raise PermissionDenied("den som läser klarmarkerar inte")


def _att_markera(request: InloggadRequest, varv: Varv, alla: Sequence[Dellage]) -> set[int]:
    """The values that the person may mark, of those that wait for it."""
    vantar = {ett.att_markera for ett in alla if ett.att_markera}
    if not vantar or not ar_oppet(varv):
        return set()
    lagen = vardelagen([varv])[varv.pk]
    return {
        lage.indikator.pk
        for lage in lagen
        if lage.indikator.pk in vantar and far_klarmarkera(request.user, lage, varv)
    }


def _besked(antal: int) -> str:
    if not antal:
        return "Värdena var redan klarmarkerade."
    return "Ett värde är klarmarkerat." if antal == 1 else f"{antal} värden är klarmarkerade."


def _varv_i_omfang(request: InloggadRequest, pk: int) -> Varv:
    i_omfang = omfang(request.user, Rattighet.PLAN_SE, enhet="plan__enhet", namnd="plan__namnd")
    rader = Varv.objects.filter(i_omfang, tillfalle__isnull=False).med_dagar()
    med = ("plan__enhet", "plan__namnd", "plan__planansvarig")
    return get_object_or_404(rader.select_related("tillfalle", *med), pk=pk)

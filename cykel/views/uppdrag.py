"""Assignments: what is open and since when, a new one, the formal closure."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from cykel.actions.mal import avsluta_uppdrag, registrera_uppdrag
from cykel.forms.mal import AvslutaUppdragForm, UppdragForm
from cykel.models import Uppdrag
from cykel.views.blad import bladdra
from cykel.views.mal import namnder_i_omfang
from kvalitet import klocka
from kvalitet.behorighet import far, kraver, omfang, synliga_enheter
from kvalitet.fel import Regelbrott
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from kvalitet.visning import Tomt


@dataclass(frozen=True)
class Uppdragsrad:
    uppdrag: Uppdrag
    dagar: int
    sent: bool


@require_safe
@kraver(Rattighet.PLAN_SE)
def uppdrag(request: InloggadRequest) -> HttpResponse:
    avslutade = request.GET.get("visa") == "avslutade"
    alla = Uppdrag.objects.filter(
        omfang(request.user, Rattighet.PLAN_SE), avslutat_datum__isnull=not avslutade
    ).select_related("namnd", "enhet")
    rader, blad = bladdra(request, alla, ("beslut_datum", "pk"))
    dag = klocka.idag()
    far_registrera = far(request.user, Rattighet.MAL_REGISTRERA)
    sammanhang = {
        "rader": [
            Uppdragsrad(ett, ett.alder(dag), bool(ett.forfaller and ett.forfaller < dag))
            for ett in rader
        ],
        "blad": blad,
        "avslutade": avslutade,
        "far_registrera": far_registrera,
        "tomt": None if rader else _tomt(avslutade=avslutade, far_registrera=far_registrera),
    }
    return render(request, "cykel/uppdrag.html", sammanhang)


def _tomt(*, avslutade: bool, far_registrera: bool) -> Tomt:
    if avslutade:
        return Tomt("Inga avslutade uppdrag", "Uppdrag avslutas med ett beslut och en paragraf.")
    return Tomt(
        "Inga öppna uppdrag",
        "Här visas uppdrag som fullmäktige eller nämnden har gett och som inte är avslutade.",
        "CheckmarkCircle",
        reverse("cykel:uppdrag_nytt") if far_registrera else "",
        "Registrera ett uppdrag",
    )


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.MAL_REGISTRERA)
def uppdrag_nytt(request: InloggadRequest) -> HttpResponse:
    form = UppdragForm(
        request.POST or None,
        namnder=namnder_i_omfang(request),
        enheter=synliga_enheter(request.user, Rattighet.MAL_REGISTRERA).verksamma().i_ordning(),  # type: ignore[attr-defined]
    )
    if request.method == "POST" and form.is_valid():
        try:
            nytt = registrera_uppdrag(**form.cleaned_data, av=request.user)
        except Regelbrott as fel:
            form.add_error(None, fel.mening)
        else:
            messages.success(request, f"Uppdraget ”{nytt}” är registrerat.")
            return redirect("cykel:uppdrag")
    return render(request, "cykel/uppdrag_nytt.html", {"form": form})


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.MAL_REGISTRERA)
def uppdrag_avsluta(request: InloggadRequest, pk: int) -> HttpResponse:
    mina = Uppdrag.objects.filter(omfang(request.user, Rattighet.MAL_REGISTRERA))
    ett = get_object_or_404(mina.select_related("namnd", "enhet"), pk=pk)
    if ett.avslutat_datum:
        messages.info(request, f"Uppdraget är redan avslutat, {ett.avslutat_paragraf}.")
        return redirect("cykel:uppdrag")
    form = AvslutaUppdragForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            avsluta_uppdrag(ett, **form.cleaned_data, av=request.user)
        except Regelbrott as fel:
            form.add_error(None, fel.mening)
        else:
            messages.success(request, f"Uppdraget ”{ett}” är avslutat.")
            return redirect("cykel:uppdrag")
    return render(request, "cykel/uppdrag_avsluta.html", {"form": form, "uppdrag": ett})

"""Assignments: what is open and since when, a new one, the formal closure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from cykel.actions.mal import avsluta_uppdrag, registrera_uppdrag
from cykel.actions.uppdrag import aterrapportera, far_aterrapportera
from cykel.forms.mal import AvslutaUppdragForm, UppdragForm
from cykel.forms.uppdrag import AterrapporteraForm, UppdragfilterForm
from cykel.models import Planmal, PlanVersion, Uppdrag
from cykel.views.blad import Ordning, bladdra, sortera
from cykel.views.formular import lyckas
from cykel.views.mal import namnder_i_omfang
from kvalitet import klocka
from kvalitet.behorighet import far, kraver, omfang, synliga_enheter
from kvalitet.databas import SvNyckel
from kvalitet.fel import Regelbrott
from kvalitet.handelser import beratta
from kvalitet.models import Handelse
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from kvalitet.visning import Tomt, Traffar

RUBRIKER = {"": "Öppna", "sena": "Sena", "avslutade": "Avslutade"}


ORDNINGAR = {
    "alder": Ordning("Ålder", ("beslut_datum", "pk"), omvand=True),
    "enhet": Ordning("Mottagare", ("enhetsnyckel", "beslut_datum", "pk")),
    "senast": Ordning("Senast", ("senast", "pk")),
}


@dataclass(frozen=True)
class Uppdragsrad:
    uppdrag: Uppdrag
    dagar: int
    sent: bool


@require_safe
@kraver(Rattighet.PLAN_SE)
def uppdrag(request: InloggadRequest) -> HttpResponse:
    alla = _synliga(request)
    filter_ = UppdragfilterForm(request.GET or None, uppdrag=alla)
    visa = filter_.valt.get("visa", "")
    nycklar, ordning = sortera(request, ORDNINGAR)
    urval = filter_.filtrera(alla).annotate(
        enhetsnyckel=SvNyckel("enhet__namn"), senast=Coalesce("forfaller", date.max)
    )
    rader, blad = bladdra(request, urval, nycklar)
    dag = klocka.idag()
    far_registrera = far(request.user, Rattighet.MAL_REGISTRERA)
    sammanhang = {
        "rader": [Uppdragsrad(ett, ett.alder(dag), ett.sent(dag)) for ett in rader],
        "blad": blad,
        "svar": Traffar(len(rader), "uppdrag", "uppdrag", blad),
        "ordning": ordning,
        "filter": filter_,
        "rubrik": f"{RUBRIKER[visa]} uppdrag",
        "avslutade": visa == "avslutade",
        "far_registrera": far_registrera,
        "tomt": None if rader else _tomt(filter_, far_registrera=far_registrera),
    }
    return render(request, "cykel/uppdrag.html", sammanhang)


def _synliga(request: InloggadRequest) -> QuerySet[Uppdrag]:
    mina = Uppdrag.objects.filter(omfang(request.user, Rattighet.PLAN_SE))
    return mina.select_related("namnd", "enhet")


def _tomt(filter_: UppdragfilterForm, *, far_registrera: bool) -> Tomt:
    visa = filter_.valt.get("visa", "")
    if visa == "avslutade":
        return Tomt("Inga avslutade uppdrag", "Uppdrag avslutas med ett beslut och en paragraf.")
    if filter_.valt:
        return Tomt(
            f"Inga {RUBRIKER[visa].lower()} uppdrag",
            "Inget uppdrag stämmer med urvalet.",
            "CheckmarkCircle",
            reverse("cykel:uppdrag"),
            "Visa alla öppna uppdrag",
        )
    return Tomt(
        "Inga öppna uppdrag",
        "Här visas uppdrag som fullmäktige eller nämnden har gett och som inte är avslutade.",
        "CheckmarkCircle",
        reverse("cykel:uppdrag_nytt") if far_registrera else "",
        "Registrera ett uppdrag",
    )


@require_safe
@kraver(Rattighet.PLAN_SE)
def ett_uppdrag(request: InloggadRequest, pk: int) -> HttpResponse:
    """One assignment: what was asked, what has been reported, the plans that answer to it."""
    ett = get_object_or_404(_synliga(request), pk=pk)
    dag = klocka.idag()
    svar = Planmal.objects.filter(uppdrag=ett, version__in=PlanVersion.objects.aktuella())
    handelser = Handelse.objects.om(ett).select_related("av", "text")[:50]
    oppet = ett.avslutat_datum is None
    sammanhang = {
        "rad": Uppdragsrad(ett, ett.alder(dag), ett.sent(dag)),
        "rapporter": ett.aterrapporteringar.select_related("av").order_by("-datum", "-pk"),
        "svar": svar.select_related("version__plan__enhet").order_by("version__plan", "pk"),
        "far_rapportera": oppet and far_aterrapportera(request.user, ett),
        "far_avsluta": oppet and far(request.user, Rattighet.MAL_REGISTRERA, ett),
        "handelser": beratta(handelser),
    }
    return render(request, "cykel/ett_uppdrag.html", sammanhang)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_SE)
def uppdrag_aterrapportera(request: InloggadRequest, pk: int) -> HttpResponse:
    ett = get_object_or_404(_synliga(request), pk=pk)
    if not far_aterrapportera(request.user, ett):
        raise PermissionDenied("mottagaren återrapporterar")
    form = AterrapporteraForm(request.POST or None)
    if lyckas(form, lambda data: aterrapportera(ett, **data, av=request.user)):
        messages.success(request, "Återrapporteringen är sparad.")
        return redirect("cykel:ett_uppdrag", pk=pk)
    sammanhang = {"form": form, "uppdrag": ett}
    return render(request, "cykel/uppdrag_aterrapportera.html", sammanhang)


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
        return redirect("cykel:ett_uppdrag", pk=pk)
    form = AvslutaUppdragForm(request.POST or None, initial={"organ": ett.givare})
    if request.method == "POST" and form.is_valid():
        try:
            avsluta_uppdrag(ett, **form.cleaned_data, av=request.user)
        except Regelbrott as fel:
            form.add_error(None, fel.mening)
        else:
            messages.success(request, f"Uppdraget ”{ett}” är avslutat.")
            return redirect("cykel:ett_uppdrag", pk=pk)
    return render(request, "cykel/uppdrag_avsluta.html", {"form": form, "uppdrag": ett})

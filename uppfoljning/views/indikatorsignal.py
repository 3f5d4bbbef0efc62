"""The pages of signals in indicators: what waits for an answer, and the chart of each."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cykel.maltext import periodnamn
from cykel.views.blad import bladdra
from cykel.views.formular import lyckas
from kvalitet.behorighet import kraver, omfang
from kvalitet.diagram import Diagram, rita_styrserie
from kvalitet.formular import Radioval
from kvalitet.models import Anvandare, Handelse
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from kvalitet.visning import Tomt
from uppfoljning.actions.indikatorsignal import besvara_signal, far_besvara
from uppfoljning.indikatorserie import serie_for
from uppfoljning.models import Indikatorsignal


class SignalForm(forms.Form):
    svar = forms.ChoiceField(
        label="Vad gör ni?",
        choices=Indikatorsignal.Svar.choices,
        widget=Radioval(),
        error_messages={"required": "Välj vad ni gör."},
    )
    kommentar = forms.CharField(
        label="Vad beror det på?",
        help_text="En eller två meningar. Vet ni inte, så skriv hur ni tar reda på det.",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Skriv vad ni tror att det beror på."},
    )


def synliga_signaler(anvandare: Anvandare) -> QuerySet[Indikatorsignal]:
    ratt = omfang(anvandare, Rattighet.PLAN_SE, namnd="plan__namnd")
    return Indikatorsignal.objects.filter(ratt).select_related(
        "indikator", "enhet", "plan__enhet", "plan__namnd", "ansvarig", "besvarad_av"
    )


@require_safe
@kraver(Rattighet.PLAN_SE)
def signaler(request: InloggadRequest) -> HttpResponse:
    """Signals in the units whose plans the person sees, the unanswered first."""
    rader, blad = bladdra(request, synliga_signaler(request.user), ("svar", "-period_till", "-pk"))
    tomt = Tomt(
        "Inga signaler",
        "Varje natt jämförs det senaste värdet med enhetens egen historia. Är skillnaden större "
        "än slumpen kan ge, får den som ansvarar för planen veta det.",
        ikon="TrendFlat",
    )
    sammanhang = {"rader": rader, "blad": blad, "tomt": tomt}
    return render(request, "uppfoljning/signaler.html", sammanhang)


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(Rattighet.PLAN_SE)
def signal(request: InloggadRequest, pk: int) -> HttpResponse:
    ett = get_object_or_404(synliga_signaler(request.user), pk=pk)
    far = far_besvara(request.user, ett)
    if request.method == "POST" and not far:
        raise PermissionDenied
    form = SignalForm(request.POST or None)

    def akt(data: dict[str, Any]) -> None:
        besvara_signal(ett, **data, av=request.user)

    if lyckas(form, akt):
        messages.success(request, "Tack. Svaret är sparat.")
        return redirect("uppfoljning:signal", ett.pk)
    besvarad = Handelse.objects.om(ett).filter(slag="indikatorsignal.besvarad")
    handelse = besvarad.select_related("text").first()
    sammanhang = {
        "signal": ett,
        "diagram": _diagram(ett),
        "form": form if far and not ett.svar else None,
        "kommentar": getattr(getattr(handelse, "text", None), "text", ""),
    }
    return render(request, "uppfoljning/signal.html", sammanhang)


def _diagram(ett: Indikatorsignal) -> Diagram:
    """The series as it was judged, up to the signal's own period."""
    rad = serie_for(ett.indikator, ett.plan, ett.period_till)
    hogre = ett.indikator.riktning == ett.indikator.Riktning.HOGRE
    return rita_styrserie(
        rad.serie,
        [periodnamn(v.period_fran, v.period_till) for v in rad.varden],
        hogre_ar_battre=None if ett.variation == ett.Variation.ANDRING else hogre,
        enhet=ett.indikator.matt,
        decimaler=ett.indikator.decimaler,
        titel=str(ett),
    )

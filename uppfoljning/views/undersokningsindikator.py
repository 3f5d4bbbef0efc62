"""Staff pages that let an indicator take its values from a survey's question."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from kvalitet.behorighet import kraver, omfang, prova
from kvalitet.fel import Regelbrott
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from uppfoljning import frageindikator
from uppfoljning.actions import frageindikator as akter
from uppfoljning.models import Undersokning
from uppfoljning.undersokningsforms import IndikatorForm


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.UNDERSOKNING_SKRIVA)
def koppla(request: InloggadRequest, pk: int) -> HttpResponse:
    u = _hamta(request, pk)
    form = IndikatorForm(
        request.POST or None,
        fragor=frageindikator.valbara(u),
        indikatorer=frageindikator.indikatorer(u),
    )
    if request.method == "POST" and form.is_valid():
        try:
            akter.koppla(u, **form.cleaned_data, av=request.user)
        except Regelbrott as fel:
            form.add_error(None, fel.mening)
        else:
            messages.success(request, "Indikatorn får sitt värde när undersökningen har stängt.")
            return redirect("uppfoljning:undersokning", pk=u.pk)
    return render(request, "uppfoljning/undersokning_indikator.html", {"u": u, "form": form})


@require_POST
@kraver(Rattighet.UNDERSOKNING_SKRIVA)
def koppla_bort(request: InloggadRequest, pk: int, koppling: int) -> HttpResponse:
    u = _hamta(request, pk)
    try:
        akter.koppla_bort(u, koppling=koppling, av=request.user)
    except Regelbrott as fel:
        messages.error(request, fel.mening)
    else:
        messages.success(request, "Indikatorn är bortkopplad.")
    return redirect("uppfoljning:undersokning", pk=u.pk)


def _hamta(request: InloggadRequest, pk: int) -> Undersokning:
    rader = Undersokning.objects.filter(omfang(request.user, Rattighet.UNDERSOKNING_SE))
    u = get_object_or_404(rader.select_related("enhet", "namnd"), pk=pk)
    prova(request.user, Rattighet.UNDERSOKNING_SKRIVA, u)
    return u

"""What an indicator is: changed on a page of its own, and where its series breaks."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from cykel.actions.definition import (
    andra_indikator,
    far_andra,
    lagg_till_seriebrott,
    ta_bort_seriebrott,
)
from cykel.forms.indikator import AndraIndikatorForm, SeriebrottForm, TaBortSeriebrottForm
from cykel.models import Indikator
from cykel.seriebrott import brottsmening
from cykel.views.formular import lyckas
from kvalitet.behorighet import kraver
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest


def _min(request: InloggadRequest, pk: int) -> Indikator:
    en = get_object_or_404(Indikator, pk=pk)
    if not far_andra(request.user, en):
        raise PermissionDenied(f"{Rattighet.PLAN_SKRIVA} saknas")
    return en


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_SE)
def indikator_andra(request: InloggadRequest, pk: int) -> HttpResponse:
    en = _min(request, pk)
    form = AndraIndikatorForm(request.POST if request.method == "POST" else None, instance=en)
    if lyckas(form, lambda data: andra_indikator(en, **data, av=request.user)):
        messages.success(request, "Indikatorn är ändrad.")
        return redirect("cykel:indikator", pk=pk)
    return render(request, "cykel/indikator_andra.html", {"form": form, "indikator": en})


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_SE)
def seriebrott_nytt(request: InloggadRequest, pk: int) -> HttpResponse:
    en = _min(request, pk)
    form = SeriebrottForm(request.POST if request.method == "POST" else None)
    if lyckas(form, lambda data: lagg_till_seriebrott(en, **data, av=request.user)):
        messages.success(request, "Seriebrottet är tillagt.")
        return redirect("cykel:indikator", pk=pk)
    return render(request, "cykel/seriebrott_nytt.html", {"form": form, "indikator": en})


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_SE)
def seriebrott_ta_bort(request: InloggadRequest, pk: int, brott_pk: int) -> HttpResponse:
    en = _min(request, pk)
    brott = get_object_or_404(en.seriebrott, pk=brott_pk, definition=None)
    form = TaBortSeriebrottForm(request.POST if request.method == "POST" else None)
    if lyckas(form, lambda data: ta_bort_seriebrott(brott, **data, av=request.user)):
        messages.success(request, "Seriebrottet är borttaget.")
        return redirect("cykel:indikator", pk=pk)
    sammanhang = {"form": form, "indikator": en, "mening": brottsmening(brott)}
    return render(request, "cykel/seriebrott_ta_bort.html", sammanhang)

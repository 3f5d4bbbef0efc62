"""Ending a unit: close, merge, split, and take back what has not come."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from kvalitet.actions import omorganisation as akter
from kvalitet.behorighet import kraver, synliga_enheter
from kvalitet.fel import Regelbrott
from kvalitet.forms import AvslutaEnhetForm, DelaEnhetForm, SlaIhopForm
from kvalitet.models import Enhet, Omorganisation
from kvalitet.roller import Rattighet
from kvalitet.texter import datum
from kvalitet.typer import InloggadRequest


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.ORGANISATION_ANDRA)
def avsluta(request: InloggadRequest, pk: int) -> HttpResponse:
    def gor(enhet: Enhet, data: dict[str, Any]) -> None:
        akter.avsluta_enhet(enhet, **data, av=request.user)

    return _sida(request, pk, AvslutaEnhetForm, "Avsluta", gor)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.ORGANISATION_ANDRA)
def sla_ihop(request: InloggadRequest, pk: int) -> HttpResponse:
    def gor(enhet: Enhet, data: dict[str, Any]) -> None:
        andra = data.pop("andra")
        akter.sla_ihop([enhet, *andra], till=data.pop("mottagare"), **data, av=request.user)

    return _sida(request, pk, SlaIhopForm, "Slå ihop", gor)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.ORGANISATION_ANDRA)
def dela(request: InloggadRequest, pk: int) -> HttpResponse:
    def gor(enhet: Enhet, data: dict[str, Any]) -> None:
        akter.dela(enhet, **data, av=request.user)

    return _sida(request, pk, DelaEnhetForm, "Dela", gor)


@require_POST
@kraver(Rattighet.ORGANISATION_ANDRA)
def angra(request: InloggadRequest, pk: int) -> HttpResponse:
    andringsbara = synliga_enheter(request.user, Rattighet.ORGANISATION_ANDRA)
    rad = get_object_or_404(
        Omorganisation.objects.select_related("enhet"), pk=pk, enhet__in=andringsbara
    )
    try:
        akter.angra(rad, av=request.user)
    except Regelbrott as fel:
        messages.error(request, fel.mening)
    else:
        messages.success(request, f"Beslutet är taget tillbaka. {rad.enhet} finns kvar.")
    return redirect("enhet", pk=rad.enhet_id)


def _sida(
    request: InloggadRequest,
    pk: int,
    formular: type[AvslutaEnhetForm],
    verb: str,
    gor: Callable[[Enhet, dict[str, Any]], None],
) -> HttpResponse:
    andringsbara = synliga_enheter(request.user, Rattighet.ORGANISATION_ANDRA)
    enhet = get_object_or_404(andringsbara, pk=pk)
    form = formular(request.POST or None, enhet=enhet, mal=andringsbara)
    if request.method == "POST" and form.is_valid():
        try:
            gor(enhet, dict(form.cleaned_data))
        except Regelbrott as fel:
            form.add_error(None, fel.mening)
        else:
            messages.success(request, f"Sparat. {enhet} upphör {datum(form.cleaned_data['fran'])}.")
            return redirect("enhet", pk=enhet.pk)
    sammanhang = {"enhet": enhet, "form": form, "verb": verb, "oppet": akter.oppet_i(enhet)}
    return render(request, "organisation/avsluta.html", sammanhang)

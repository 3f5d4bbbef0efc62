"""The secrecy of a case: its marks and prövningar, who has read it, and the acts on them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cykel.views.formular import lyckas
from kvalitet.behorighet import far, kraver, prova
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from synpunkter import sekretess as regler
from synpunkter.actions import sekretess as akter
from synpunkter.forms import sekretess as formular
from synpunkter.models import Synpunkt
from synpunkter.views.arende import hamta

FLEST_RADER = 100


@require_safe
@kraver(Rattighet.SYNPUNKT_SE)
def sekretess(request: InloggadRequest, pk: int) -> HttpResponse:
    synpunkt = hamta(request, pk)
    sammanhang = {
        "synpunkt": synpunkt,
        "galler": regler.galler(synpunkt),
        "markeringar": synpunkt.sekretessmarkeringar.select_related("av"),
        "provningar": synpunkt.sekretessprovningar.select_related("av"),
        "skyddslasare": regler.utsedda(synpunkt)
        .select_related("anvandare")
        .order_by("anvandare__namn", "pk"),
        "lasare": regler.lasare(synpunkt) if synpunkt.sekretess else [],
        "lasningar": regler.laslogg(synpunkt)[:FLEST_RADER],
        "far_markera": far(request.user, Rattighet.SEKRETESS_MARKERA, synpunkt),
    }
    return render(request, "synpunkter/sekretess.html", sammanhang)


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(Rattighet.SYNPUNKT_SE)
def markera(request: InloggadRequest, pk: int) -> HttpResponse:
    synpunkt = _hamta(request, pk)
    form = formular.MarkeraForm(request.POST or None)

    def akt(data: dict[str, Any]) -> None:
        akter.markera(synpunkt, **data, av=request.user)

    return _sida(request, synpunkt, form, akt, "markera")


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(Rattighet.SYNPUNKT_SE)
def lyft(request: InloggadRequest, pk: int) -> HttpResponse:
    synpunkt = _hamta(request, pk)
    form = formular.LyftForm(request.POST or None)

    def akt(data: dict[str, Any]) -> None:
        akter.lyft(synpunkt, **data, av=request.user)

    return _sida(request, synpunkt, form, akt, "lyft")


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(Rattighet.SYNPUNKT_SE)
def skydda(request: InloggadRequest, pk: int) -> HttpResponse:
    synpunkt = _hamta(request, pk)
    form = formular.SkyddaForm(request.POST or None, synpunkt=synpunkt, jag=request.user)

    def akt(data: dict[str, Any]) -> None:
        akter.skydda(synpunkt, **data | {"lasare": list(data["lasare"])}, av=request.user)

    return _sida(request, synpunkt, form, akt, "skydda")


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(Rattighet.SYNPUNKT_SE)
def lyft_skydd(request: InloggadRequest, pk: int) -> HttpResponse:
    synpunkt = _hamta(request, pk)
    form = formular.LyftForm(request.POST or None)

    def akt(data: dict[str, Any]) -> None:
        akter.lyft_skydd(synpunkt, **data, av=request.user)

    return _sida(request, synpunkt, form, akt, "lyft_skydd")


def _hamta(request: InloggadRequest, pk: int) -> Synpunkt:
    synpunkt = hamta(request, pk)
    prova(request.user, Rattighet.SEKRETESS_MARKERA, synpunkt)
    return synpunkt


def _sida(
    request: InloggadRequest,
    synpunkt: Synpunkt,
    form: forms.Form,
    akt: Callable[[dict[str, Any]], None],
    namn: str,
) -> HttpResponse:
    if lyckas(form, akt):
        messages.success(request, KLART[namn])
        synpunkt.refresh_from_db()
        if regler.far_lasa(request.user, synpunkt):
            return redirect("synpunkter:sekretess", synpunkt.pk)
        return redirect("synpunkter:inkorg")
    rubrik, ingress, knapp = ORD[namn]
    sammanhang = {
        "synpunkt": synpunkt,
        "form": form,
        "rubrik": rubrik,
        "ingress": ingress,
        "knapp": knapp,
    }
    return render(request, "synpunkter/sekretess_akt.html", sammanhang)


ORD = {
    "markera": (
        "Sekretessmarkera ärendet",
        "Bara handläggaren, enhetens chef och de i nämnden som har rätt till sekretessärenden kan "
        "läsa ärendet sedan. Varje läsning antecknas. Markeringen är en varning: om något får "
        "lämnas ut prövas varje gång någon frågar.",
        "Markera",
    ),
    "lyft": (
        "Lyft sekretessmarkeringen",
        "Ärendet läses sedan som andra ärenden. Historiken finns kvar.",
        "Lyft markeringen",
    ),
    "skydda": (
        "Skyddade personuppgifter",
        "Avsändarens kontaktuppgifter visas bara för dem du väljer. Ärendet följer inte med i "
        "exporter, hittas inte när någon söker på ord och registreras i diariet utan avsändare.",
        "Skydda uppgifterna",
    ),
    "lyft_skydd": (
        "Ta bort skyddet",
        "Kontaktuppgifterna visas sedan för alla som läser ärendet.",
        "Ta bort skyddet",
    ),
}
"""Heading, introduction and button of each act."""
KLART = {
    "markera": "Ärendet är sekretessmarkerat.",
    "lyft": "Sekretessmarkeringen är lyft.",
    "skydda": "Kontaktuppgifterna är skyddade.",
    "lyft_skydd": "Skyddet är borttaget.",
}

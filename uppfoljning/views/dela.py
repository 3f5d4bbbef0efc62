"""How a survey reaches people: its address, the QR code that leads there, and a poster."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kvalitet.behorighet import kraver
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from uppfoljning import qr
from uppfoljning.views.koder import adress, synlig

RITA = {"svg": (qr.svg, "image/svg+xml"), "png": (qr.png, "image/png")}


@require_safe
@kraver(Rattighet.UNDERSOKNING_SE)
def dela(request: InloggadRequest, pk: int) -> HttpResponse:
    u = synlig(request, pk)
    return render(request, "uppfoljning/dela.html", {"u": u, "adress": adress(u)})


@require_safe
@kraver(Rattighet.UNDERSOKNING_SE)
def affisch(request: InloggadRequest, pk: int) -> HttpResponse:
    """A page of A4 to print and put on a wall."""
    u = synlig(request, pk)
    return render(request, "uppfoljning/affisch.html", {"u": u, "adress": adress(u)})


@require_safe
@kraver(Rattighet.UNDERSOKNING_SE)
def qrkod(request: InloggadRequest, pk: int, slag: str) -> HttpResponse:
    """The QR code as an image, or with ?hamta as a file to keep."""
    u = synlig(request, pk)
    rita, typ = RITA[slag]
    svar = HttpResponse(rita(adress(u)), content_type=typ)
    if "hamta" in request.GET:
        svar["Content-Disposition"] = f'attachment; filename="qr-{u.slug}.{slag}"'
    return svar

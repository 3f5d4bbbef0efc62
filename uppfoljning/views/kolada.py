"""Kolada's catalogue: the search, a key figure, and adding it as an indicator."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from cykel.models import Indikator
from cykel.views.blad import bladdra
from kvalitet.behorighet import kraver
from kvalitet.fel import Regelbrott
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from kvalitet.visning import Tomt, Traffar
from uppfoljning.actions import kolada as akter
from uppfoljning.koladaforms import KoladasokForm, NyckeltalsindikatorForm
from uppfoljning.koladasok import ORDNING, RAKNAS, VISAS, antal, sok, verksamhetsomraden
from uppfoljning.models import Koladanyckeltal


@dataclass(frozen=True)
class Traff:
    nyckeltal: Koladanyckeltal
    indikator: int | None
    """The indicator that there already is of it."""


@require_safe
@kraver(Rattighet.PLAN_SKRIVA)
def kolada(request: InloggadRequest) -> HttpResponse:
    """Search the catalogue; what has ended stands last."""
    form = KoladasokForm(request.GET or None, omraden=verksamhetsomraden())
    traffar = sok(**{namn: v for namn, v in form.valt.items() if namn in form.fields})
    sida, blad = bladdra(request, traffar.only(*VISAS, "borttagen", "gammal_definition"), ORDNING)
    redan = dict(
        Indikator.objects.filter(kolada_id__in=[n.kod for n in sida])
        .order_by("pk")
        .values_list("kolada_id", "pk")
    )
    tomt = Tomt(
        "Inga nyckeltal hittades",
        "Pröva ett annat ord, eller ta bort något av valen.",
        "MagnifyingGlass",
        reverse("uppfoljning:kolada"),
        "Visa alla",
    )
    sammanhang = {
        "form": form,
        "rader": [Traff(n, redan.get(n.kod)) for n in sida],
        "svar": _svar(antal(traffar)),
        "blad": blad,
        "tomt": None if sida else tomt,
    }
    mall = "uppfoljning/kolada.html"
    return render(request, f"{mall}#lista" if request.htmx else mall, sammanhang)


def _svar(antal_: int) -> str:
    if antal_ > RAKNAS:
        return f"Över {RAKNAS} nyckeltal. De som har upphört står sist."
    return str(Traffar(antal_, "nyckeltal", "nyckeltal", ordning="de som har upphört står sist"))


@require_safe
@kraver(Rattighet.PLAN_SKRIVA)
def koladanyckeltal(request: InloggadRequest, kod: str) -> HttpResponse:
    nyckeltal = get_object_or_404(
        Koladanyckeltal.objects.defer("sokvektor", "titelvektor"), kod=kod
    )
    sammanhang = {"n": nyckeltal, "indikator": akter.indikator_av(nyckeltal)}
    return render(request, "uppfoljning/koladanyckeltal.html", sammanhang)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_SKRIVA)
def lagg_till(request: InloggadRequest, kod: str) -> HttpResponse:
    """A form filled in from the key figure; one that is an indicator already leads there."""
    nyckeltal = get_object_or_404(
        Koladanyckeltal.objects.defer("sokvektor", "titelvektor"), kod=kod
    )
    form = NyckeltalsindikatorForm(request.POST or None, nyckeltal=nyckeltal, av=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            ny = akter.lagg_till(nyckeltal, **form.cleaned_data, av=request.user)
        except Regelbrott as fel:
            form.add_error(None, fel.mening)
        else:
            messages.success(request, f"Indikatorn ”{ny}” är tillagd. Värdena hämtas i natt.")
            return redirect("uppfoljning:koladaindikator", pk=ny.pk)
    sammanhang = {"form": form, "n": nyckeltal, "indikator": akter.indikator_av(nyckeltal)}
    return render(request, "uppfoljning/kolada_lagg_till.html", sammanhang)

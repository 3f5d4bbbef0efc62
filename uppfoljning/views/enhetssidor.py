"""The public pages of the units: find one, and read about it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cykel.views.blad import bladdra
from kvalitet import klocka
from kvalitet.databas import SvNyckel
from kvalitet.enhetssok import Traff
from kvalitet.laskopia import ur_laskopian
from kvalitet.nyckel import sokord
from kvalitet.visning import Blad, Tomt
from synpunkter import verksamhetssok
from uppfoljning import publik_enhet


@login_not_required
@require_safe
@ur_laskopian
def enheter(request: HttpRequest) -> HttpResponse:
    """All units by name, or those that the words fit."""
    sokt = sokord(request.GET.get("sok", ""))
    rader, blad, fler = _sokta(sokt) if sokt else _alla(request)
    sammanhang = {"sokt": sokt, "rader": rader, "blad": blad, "fler": fler, "tomt": _tomt(sokt)}
    mall = "uppfoljning/enheter.html"
    return render(request, f"{mall}#lista" if request.htmx else mall, sammanhang)  # type: ignore[attr-defined]


def _sokta(sokt: str) -> tuple[list[Traff], Blad, bool]:
    traffar = verksamhetssok.sok(sokt)
    return list(traffar.rader), Blad(), traffar.fler


def _alla(request: HttpRequest) -> tuple[list[Traff], Blad, bool]:
    alla = publik_enhet.verksamma().annotate(nyckel=SvNyckel("namn"))
    sida, blad = bladdra(request, alla, ("nyckel", "pk"))
    return publik_enhet.med_plats(sida), blad, False


def _tomt(sokt: str) -> Tomt:
    if not sokt:
        return Tomt(
            _("Inga verksamheter än"), _("De visas här när de är inlagda."), "MagnifyingGlass"
        )
    return Tomt(
        _("Ingen verksamhet passar det du sökte på"),
        _("Sök på ett annat ord, eller titta i hela listan."),
        "MagnifyingGlass",
        reverse("uppfoljning:enheter"),
        _("Visa alla verksamheter"),
    )


@login_not_required
@require_safe
@ur_laskopian
def enhet(request: HttpRequest, pk: int) -> HttpResponse:
    dag = klocka.idag()
    ett = get_object_or_404(publik_enhet.offentliga(dag), pk=pk)
    stangd = ett.upphorde is not None and ett.upphorde <= dag
    sammanhang = {
        "enhet": ett,
        "stangd": stangd,
        "tar_over": publik_enhet.tar_over(ett) if ett.upphorde else None,
        "plats": publik_enhet.plats(ett, dag),
        "synpunkter": None if stangd else publik_enhet.synpunktsbild(ett, dag),
        "nisa": publik_enhet.ni_sa(ett),
        "enkater": publik_enhet.enkater(ett),
        "rapporter": publik_enhet.rapporter(ett),
    }
    return render(request, "uppfoljning/enhet.html", sammanhang)

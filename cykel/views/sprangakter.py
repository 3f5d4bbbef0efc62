"""The acts of a förbättringssprång, a page each: what remains, what the act asks for, the step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cykel.actions import sprang as akter
from cykel.forms.akter import TomForm
from cykel.forms.sprang import AvslutaSprangForm, InforForm, UtvarderaForm
from cykel.models import Forbattringssprang
from cykel.tillstand import SPRANG
from cykel.views.formular import lyckas
from cykel.views.sprang import hamta
from cykel.villkor.sprang import beslutas_av_namnden, matningar, natt
from kvalitet.behorighet import kraver, prova
from kvalitet.fel import Punkt
from kvalitet.overgang import Overgang, aterstar
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest


@dataclass(frozen=True)
class Sprangakt:
    """What templates/cykel/sprang_akt.html shows."""

    rad: Overgang
    punkter: list[Punkt]
    """What remains elsewhere; what the form itself asks for is left out."""
    ingress: str

    @property
    def klart(self) -> bool:
        return all(punkt.klar for punkt in self.punkter)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.SPRANG_BESLUTA)
def sprang_starta_prov(request: InloggadRequest, pk: int) -> HttpResponse:
    s = hamta(request, pk)
    return _akt(
        request,
        s,
        "starta_prov",
        TomForm,
        lambda _: akter.starta_prov(s, av=request.user),
        besked="Provet har börjat. För in mätvärden på indikatorns sida.",
        ingress="När provet har börjat står hypotes, baslinje, väntad nivå och stoppkriterium "
        "fast, så att resultatet går att lita på.",
    )


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.SPRANG_SKRIVA)
def sprang_utvardera(request: InloggadRequest, pk: int) -> HttpResponse:
    s = hamta(request, pk)
    return _akt(
        request,
        s,
        "utvardera",
        lambda data: UtvarderaForm(data, sprang=s),
        lambda data: akter.utvardera(s, **data, av=request.user),
        besked="Provet är slut. Nu utvärderas effekten.",
        ingress="Provet avslutas och effekten jämförs med den väntade nivån.",
    )


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.SPRANG_BESLUTA)
def sprang_infor(request: InloggadRequest, pk: int) -> HttpResponse:
    s = hamta(request, pk)
    natt_nu = natt(s, matningar(s))

    def form(data: Any) -> forms.Form:
        kravs = beslutas_av_namnden(s)
        return InforForm(data, sprang=s, natt=natt_nu, paragraf_kravs=kravs)

    return _akt(
        request,
        s,
        "infor",
        form,
        lambda data: akter.infor(s, **data, av=request.user),
        besked="Språnget är infört. Nivån är höjd och nästa plan börjar därifrån.",
        ingress="Den lägsta nivå som godtas höjs från och med beslutet. Nästa plan kan inte sikta "
        "lägre utan skäl.",
    )


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.SPRANG_BESLUTA)
def sprang_avsluta(request: InloggadRequest, pk: int) -> HttpResponse:
    s = hamta(request, pk)
    return _akt(
        request,
        s,
        "avsluta",
        AvslutaSprangForm,
        lambda data: akter.avsluta(s, **data, av=request.user),
        besked="Språnget är avslutat.",
        ingress="Språnget införs inte. Det ni har lärt er tas om hand i enhetens plan.",
    )


def _akt(
    request: InloggadRequest,
    s: Forbattringssprang,
    namn: str,
    form_class: Callable[[Any], forms.Form],
    utfor: Callable[[dict[str, Any]], object],
    *,
    besked: str,
    ingress: str,
) -> HttpResponse:
    """Answer GET with the page, POST with the act and a redirect to the leap."""
    rad = SPRANG.rad(namn)
    assert rad.ratt is not None  # noqa: S101 - persons take every row of this table
    prova(request.user, rad.ratt, s)
    if s.lage not in rad.fran:
        messages.info(
            request, f"Läget är nu ”{s.get_lage_display()}”. {rad.etikett} går inte härifrån."
        )
        return redirect("cykel:sprang", pk=s.pk)
    form = form_class(request.POST if request.method == "POST" else None)
    if lyckas(form, utfor):
        messages.success(request, besked)
        return redirect("cykel:sprang", pk=s.pk)
    data = form.cleaned_data if form.is_bound else {}
    punkter = aterstar(SPRANG, s, namn, av=request.user, data=data)
    andra = [punkt for punkt in punkter if not punkt.lank.startswith(f"{request.path}#")]
    sida = Sprangakt(rad, andra, ingress)
    return render(request, "cykel/sprang_akt.html", {"sprang": s, "sida": sida, "form": form})

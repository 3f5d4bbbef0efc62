"""The search over all that a person may see. A page like any other; Ctrl+K opens it in place."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cykel.views.blad import bladdra
from kvalitet.behorighet import prova
from kvalitet.forms import SokForm
from kvalitet.texter import tal
from kvalitet.typer import InloggadRequest
from kvalitet.views.traffar import SLAG, Grupp, grupper, i_inkorgen, traffar_av
from kvalitet.visning import Blad, Tomt, Traffar

INGA = Tomt(
    "Inget stämmer med det du skrev",
    "Prova med färre ord eller bara början av ett ord. Du ser bara det som hör till din roll.",
    "MagnifyingGlass",
)


@require_safe
def sok(request: InloggadRequest) -> HttpResponse:
    form = SokForm(request.GET or None)
    skrivet = form.cleaned_data["q"] if form.is_valid() else ""
    funna, blad = _funna(request, skrivet)
    sammanhang = {
        "form": form,
        "skrivet": skrivet,
        "grupper": funna,
        "sagt": _sagt(funna, blad),
        "i_inkorgen": i_inkorgen(request.user, skrivet),
        "blad": blad,
        "tomt": INGA,
    }
    del_av = "#traffar" if request.htmx else ""
    return render(request, f"sok.html{del_av}", sammanhang)


def _sagt(funna: list[Grupp], blad: Blad) -> str:
    """How many hits are shown; a few of each kind are not all there are."""
    antal = sum(len(grupp.traffar) for grupp in funna)
    if any(grupp.alla for grupp in funna):
        return f"De första {tal(antal)} träffarna"
    return str(Traffar(antal, "träff", "träffar", blad))


def _funna(request: InloggadRequest, skrivet: str) -> tuple[list[Grupp], Blad]:
    """Return a few of each kind, or a page of the one kind that the address asks for."""
    nyckel = request.GET.get("slag")
    if not nyckel:
        return grupper(request.user, skrivet), Blad()
    slag = SLAG.get(nyckel)
    if slag is None:
        raise Http404
    prova(request.user, slag.ratt)
    rader, blad = bladdra(request, traffar_av(slag, request.user, skrivet), slag.ordning)
    traffar = [slag.visa(rad) for rad in rader]
    return [Grupp(nyckel, slag.rubrik, traffar)] if traffar else [], blad

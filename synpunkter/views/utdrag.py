"""Register extract: search for a person, look through what was found, take it out as a file."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST

from kvalitet.behorighet import kraver
from kvalitet.fel import Regelbrott
from kvalitet.kalender import svensk_dag
from kvalitet.nyckel import nyckel
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from synpunkter.actions import utdrag as akter
from synpunkter.forms.arkiv import SokForm
from synpunkter.radering import Utfall
from synpunkter.utdrag import Traff


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(Rattighet.REGISTERUTDRAG)
def registerutdrag(request: InloggadRequest) -> HttpResponse:
    """The search is posted: who is searched for stands in no address and no log."""
    form = SokForm(request.POST or None, namnder=akter.namnder(request.user))
    traffar: list[Traff] | None = None
    if form.is_bound and form.is_valid():
        try:
            namnd = form.cleaned_data["namnd"]
            traffar = akter.sok_person(namnd, form.sokning(), av=request.user)
        except Regelbrott as fel:
            form.add_error(None, fel.mening)
    return _visa(request, form, traffar)


@require_POST
@kraver(Rattighet.REGISTERUTDRAG)
def registerutdrag_hamta(request: InloggadRequest) -> HttpResponse:
    form = SokForm(request.POST, namnder=akter.namnder(request.user))
    if not form.is_valid():
        return _visa(request, form, None)
    namnd = form.cleaned_data["namnd"]
    try:
        fil, nu = akter.lamna_ut(namnd, form.sokning(), _valda(request), av=request.user)
    except Regelbrott as fel:
        form.add_error(None, fel.mening)
        return _visa(request, form, akter.sok_person(namnd, form.sokning(), av=request.user))
    svar = HttpResponse(fil, content_type="application/zip")
    namn = f"registerutdrag-{svensk_dag(nu)}.zip"
    svar["Content-Disposition"] = content_disposition_header(True, namn)
    svar["Cache-Control"] = "no-store"
    svar["X-Content-Type-Options"] = "nosniff"
    return svar


@require_POST
@kraver(Rattighet.REGISTERUTDRAG)
def registerutdrag_radering(request: InloggadRequest) -> HttpResponse:
    """What may be erased of the chosen cases, and a draft of the answer; kept nowhere."""
    form = SokForm(request.POST, namnder=akter.namnder(request.user))
    if not form.is_valid():
        return _visa(request, form, None)
    namnd = form.cleaned_data["namnd"]
    try:
        provningar, utkast = akter.prova_radering(
            namnd, form.sokning(), _valda(request), av=request.user
        )
    except Regelbrott as fel:
        form.add_error(None, fel.mening)
        return _visa(request, form, akter.sok_person(namnd, form.sokning(), av=request.user))
    sammanhang = {
        "namnd": namnd,
        "provningar": provningar,
        "utkast": utkast,
        "kan_gallras": any(p.utfall is Utfall.GAR for p in provningar),
    }
    svar = render(request, "synpunkter/radering.html", sammanhang)
    svar["Cache-Control"] = "no-store"
    return svar


def _valda(request: InloggadRequest) -> set[int]:
    return {n for pk in request.POST.getlist("pk") if (n := nyckel(pk))}


def _visa(request: InloggadRequest, form: SokForm, traffar: list[Traff] | None) -> HttpResponse:
    svar = render(request, "synpunkter/registerutdrag.html", {"form": form, "traffar": traffar})
    svar["Cache-Control"] = "no-store"
    return svar

"""Staff pages of a survey's codes: how many there are, ordering them, and whom to remind.

What is handed out holds codes, and often names. It is sent once, stored nowhere, and the lists
that are uploaded are read in memory alone.
"""

from __future__ import annotations

import secrets

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kvalitet import klocka
from kvalitet.behorighet import far, kraver, omfang, prova
from kvalitet.fel import Regelbrott
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from kvalitet.uppladdning import bara_i_minnet
from uppfoljning import utskicksfil
from uppfoljning.actions import svarskod as akter
from uppfoljning.kodforms import BestallForm, PaminnForm
from uppfoljning.models import Svarskod, Undersokning
from uppfoljning.utskicksfil import Lista

TYPER = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
SALT = "uppfoljning.koder"
SIDAN_GALLER = 3600
"""Seconds for which an ordering page gives its file again when it is sent twice."""


@require_safe
@kraver(Rattighet.UNDERSOKNING_SE)
def koder(request: InloggadRequest, pk: int) -> HttpResponse:
    """Who can answer, how the codes work, and how many are used."""
    u = synlig(request, pk)
    dag = klocka.idag()
    far_skriva = far(request.user, Rattighet.UNDERSOKNING_SKRIVA, u)
    sammanhang = {
        "u": u,
        "omgangar": u.kodomgangar.med_kvar(),
        "adress": adress(u),
        "far_skapa": far_skriva and u.kraver_kod and not u.har_stangt(dag),
        "far_paminna": far_skriva and u.kraver_kod and u.ar_oppen(dag),
        "far_byta": far_skriva and akter.gar_att_byta(u),
    }
    return render(request, "uppfoljning/koder.html", sammanhang)


@require_POST
@kraver(Rattighet.UNDERSOKNING_SKRIVA)
def koder_krav(request: InloggadRequest, pk: int) -> HttpResponse:
    """Let only those with a code answer, or everyone with the address."""
    u = synlig(request, pk)
    kraver_kod = request.POST.get("kraver_kod") == "ja"
    try:
        akter.krav_kod(u, kraver_kod=kraver_kod, av=request.user)
    except Regelbrott as fel:
        messages.error(request, fel.mening)
    else:
        nu = "Nu kan bara den som har en kod svara. Skapa koderna innan ni skickar ut frågan."
        annars = "Nu kan alla som har adressen svara."
        messages.success(request, nu if kraver_kod else annars)
    return redirect("uppfoljning:koder", pk=u.pk)


@bara_i_minnet
@require_http_methods(["GET", "POST"])
@kraver(Rattighet.UNDERSOKNING_SKRIVA)
def koder_skapa(request: InloggadRequest, pk: int) -> HttpResponse:
    """Order codes and get the mail-merge file in the same answer, this once."""
    u = synlig(request, pk)
    prova(request.user, Rattighet.UNDERSOKNING_SKRIVA, u)
    oanvanda = Svarskod.objects.filter(omgang__undersokning=u).count()
    form = BestallForm(request.POST or None, request.FILES or None, oanvanda=oanvanda)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            nya = akter.bestall(
                u,
                token=_token(request.POST.get("token", "")),
                antal=data["antal"],
                byt=data.get("byt", False),
                av=request.user,
            )
        except Regelbrott as fel:
            form.add_error(None, fel.mening)
        else:
            return _fil(u, utskicksfil.med_koder(form.lista, nya, adress(u)), data["format"])
    sammanhang = {"u": u, "form": form, "token": _ny_token()}
    return render(request, "uppfoljning/koder_skapa.html", sammanhang)


@bara_i_minnet
@require_http_methods(["GET", "POST"])
@kraver(Rattighet.UNDERSOKNING_SKRIVA)
def koder_paminn(request: InloggadRequest, pk: int) -> HttpResponse:
    """Take the municipality's own file back and answer with the rows that have not answered."""
    u = synlig(request, pk)
    prova(request.user, Rattighet.UNDERSOKNING_SKRIVA, u)
    form = PaminnForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and form.lista is not None:
        try:
            kvar = akter.paminn(u, koder=form.koder, av=request.user)
        except Regelbrott as fel:
            form.add_error("fil", fel.mening)
        else:
            lista = utskicksfil.bara(form.lista, kvar)
            return _fil(u, lista, form.cleaned_data["format"], vad="paminnelse")
    return render(request, "uppfoljning/koder_paminn.html", {"u": u, "form": form})


def adress(u: Undersokning) -> str:
    """Return the public address of the survey, whole."""
    return settings.ADRESS + reverse("enkat:svara", args=[u.slug])


def synlig(request: InloggadRequest, pk: int) -> Undersokning:
    """Return a survey that the person may see, or 404."""
    synliga = Undersokning.objects.filter(omfang(request.user, Rattighet.UNDERSOKNING_SE))
    return get_object_or_404(synliga.select_related("enhet", "namnd"), pk=pk)


def _fil(u: Undersokning, lista: Lista, slag: str, *, vad: str = "utskick") -> HttpResponse:
    svar = HttpResponse(utskicksfil.skriv(lista, slag), content_type=TYPER[slag])
    svar["Content-Disposition"] = f'attachment; filename="{vad}-{u.slug}.{slag}"'
    svar["Cache-Control"] = "no-store"
    svar["X-Content-Type-Options"] = "nosniff"
    return svar


def _ny_token() -> str:
    return signing.dumps(secrets.token_urlsafe(18), salt=SALT)


def _token(signerad: str) -> str:
    """Return the one-time token of the page that was sent in."""
    try:
        return str(signing.loads(signerad, salt=SALT, max_age=SIDAN_GALLER))
    except signing.BadSignature as fel:
        raise Regelbrott(
            "Sidan har varit öppen för länge. Skicka den en gång till, och välj listan igen."
        ) from fel

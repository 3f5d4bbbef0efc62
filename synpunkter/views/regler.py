"""The routing rules: the list in its order, and a rule that is tried before it is saved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kvalitet import klocka
from kvalitet.behorighet import kraver
from kvalitet.fel import Regelbrott
from kvalitet.models import Enhet
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from kvalitet.visning import Tomt
from synpunkter import regler as provning
from synpunkter.actions import fordelningsregel as akter
from synpunkter.forms.handlagg import RegelForm
from synpunkter.models import Fordelningsregel


@dataclass(frozen=True)
class Regelrad:
    regel: Fordelningsregel
    nummer: int
    villkor: str
    tog: int
    """How many cases it has sent."""


@require_safe
@kraver(Rattighet.SYNPUNKT_FORDELA)
def regler(request: InloggadRequest) -> HttpResponse:
    _prova(request)
    alla = Fordelningsregel.objects.select_related("vid_enhet", "till_enhet", "till_namnd")
    raknade = alla.annotate(tog=Count("synpunkter")).order_by("ordning")
    rader = [
        Regelrad(regel, nummer, provning.villkor_i_ord(regel), regel.tog)
        for nummer, regel in enumerate(raknade, start=1)
    ]
    tomt = Tomt(
        "Ingen regel finns än",
        "Varje synpunkt går till den verksamhet som avsändaren valde. Skriv en regel när samma "
        "sak ofta hamnar fel.",
        "Link",
        reverse("synpunkter:regel_ny"),
        "Skriv en regel",
    )
    return render(request, "synpunkter/regler.html", {"rader": rader, "tomt": tomt})


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(Rattighet.SYNPUNKT_FORDELA)
def regel_ny(request: InloggadRequest) -> HttpResponse:
    _prova(request)
    return _regelsida(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(Rattighet.SYNPUNKT_FORDELA)
def regel(request: InloggadRequest, pk: int) -> HttpResponse:
    _prova(request)
    return _regelsida(request, _hamta(pk))


@require_POST
@kraver(Rattighet.SYNPUNKT_FORDELA)
def regel_stang_av(request: InloggadRequest, pk: int) -> HttpResponse:
    _prova(request)
    akter.stang_av(_hamta(pk), av=request.user)
    messages.success(request, "Regeln är avstängd.")
    return redirect("synpunkter:regler")


@require_POST
@kraver(Rattighet.SYNPUNKT_FORDELA)
def regel_flytta_upp(request: InloggadRequest, pk: int) -> HttpResponse:
    _prova(request)
    akter.flytta_upp(_hamta(pk), av=request.user)
    return redirect("synpunkter:regler")


def _regelsida(request: InloggadRequest, regel: Fordelningsregel | None) -> HttpResponse:
    """Show the form; posted, the dry run of what it says; with the receipt of that, save."""
    enheter = Enhet.objects.verksamma().i_ordning()
    form = RegelForm(request.POST or None, enheter=enheter, regel=regel)
    sammanhang: dict[str, Any] = {"form": form, "regel": regel, "prov": None, "kvitto": ""}
    if request.method == "POST" and form.is_valid():
        if request.POST.get("steg") == "spara" and _sparad(request, form, regel):
            messages.success(request, "Regeln är sparad och gäller nya synpunkter.")
            return redirect("synpunkter:regler")
        forslag = akter.bygg(regel, form.cleaned_data)
        sammanhang["prov"] = provning.provkor(forslag, av=request.user, dag=klocka.idag())
        sammanhang["kvitto"] = akter.provkvitto(forslag, av=request.user)
    return render(request, "synpunkter/regel.html", sammanhang)


def _sparad(request: InloggadRequest, form: RegelForm, regel: Fordelningsregel | None) -> bool:
    data, kvitto = form.cleaned_data, request.POST.get("kvitto", "")
    try:
        akter.spara_regel(regel, data=data, kvitto=kvitto, av=request.user)
    except Regelbrott as fel:
        form.add_error(None, fel.mening)
        return False
    return True


def _prova(request: InloggadRequest) -> None:
    if not akter.far_styra(request.user):
        raise PermissionDenied


def _hamta(pk: int) -> Fordelningsregel:
    alla = Fordelningsregel.objects.select_related("vid_enhet", "till_enhet", "till_namnd")
    return get_object_or_404(alla, pk=pk)

"""A question to the kontor: asked, answered, put right, taken back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from cykel.views.formular import lyckas, mening
from kvalitet import klocka
from kvalitet.behorighet import kraver, prova
from kvalitet.fel import Regelbrott
from kvalitet.handelser import beratta
from kvalitet.models import Handelse
from kvalitet.overgang import knappar
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from uppfoljning import namnden as bilden
from uppfoljning.actions import namndfraga as acts
from uppfoljning.malval import malen_i
from uppfoljning.models import Namndfraga, Rapport
from uppfoljning.namndforms import NamndfragaForm, SvarForm
from uppfoljning.tillstand_namndfraga import NAMNDFRAGA


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(Rattighet.NAMNDFRAGA_STALLA)
def namndfraga_ny(request: InloggadRequest, pk: int) -> HttpResponse:
    """Ask about a report; `?mal=3` comes from a goal of it."""
    rader = bilden.synliga_rapporter(request.user)
    rapport = get_object_or_404(
        rader.select_related("namnd", "enhet", "tillfalle", "ogonblick"), pk=pk
    )
    prova(request.user, Rattighet.NAMNDFRAGA_STALLA, rapport)
    form = NamndfragaForm(
        request.POST or None,
        initial={"mal_nummer": request.GET.get("mal", "")},
        mal=malen_i(rapport),
    )

    def akt(data: dict[str, Any]) -> None:
        acts.stall(rapport, **data, av=request.user)

    if lyckas(form, akt):
        messages.success(request, _skickad(rapport))
        return redirect("uppfoljning:namndsida", rapport.namnd_id)
    dag = klocka.idag()
    sammantrade = acts.nasta_sammantrade(rapport.namnd_id, dag)
    sammanhang = {
        "rapport": rapport,
        "form": form,
        "sammantrade": sammantrade,
        "senast": acts.sista_dag(sammantrade, dag),
    }
    return render(request, "uppfoljning/namndfraga_ny.html", sammanhang)


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(Rattighet.NAMND_FOLJA)
def namndfraga(request: InloggadRequest, pk: int) -> HttpResponse:
    """The question with its answers. Who may answers here, or puts the answer right."""
    fraga = _hamta(request, pk)
    steg = {rad.namn: rad for rad in knappar(NAMNDFRAGA, fraga, request.user)}
    akten = "ratta_svar" if "ratta_svar" in steg else "besvara" if "besvara" in steg else ""
    if request.method == "POST":
        prova(request.user, Rattighet.NAMNDFRAGA_BESVARA, fraga)
    form = SvarForm(request.POST or None, initial={"text": _gammalt(fraga)})

    def akt(data: dict[str, Any]) -> None:
        # What the person saw says which act is meant; another may have answered meanwhile.
        rattar = "ratta" in request.POST
        (acts.ratta_svar if rattar else acts.besvara)(fraga, text=data["text"], av=request.user)

    if lyckas(form, akt):
        messages.success(request, "Svaret är sparat. Den som frågade får ett mejl.")
        return redirect("uppfoljning:namndfraga", fraga.pk)
    handelser = Handelse.objects.om(fraga).select_related("av", "text")[:50]
    sammanhang = {
        "fraga": fraga,
        "idag": klocka.idag(),
        "form": form if akten else None,
        "rattar": akten == "ratta_svar",
        "far_ta_tillbaka": "ta_tillbaka" in steg and fraga.stalld_av_id == request.user.pk,
        "handelser": beratta(handelser),
    }
    return render(request, "uppfoljning/namndfraga.html", sammanhang)


@require_POST
def namndfraga_ta_tillbaka(request: InloggadRequest, pk: int) -> HttpResponse:
    fraga = _hamta(request, pk)
    prova(request.user, Rattighet.NAMNDFRAGA_STALLA, fraga)
    if fraga.stalld_av_id != request.user.pk:
        raise PermissionDenied("frågan är någon annans")
    try:
        acts.ta_tillbaka(fraga, av=request.user)
    except Regelbrott as fel:
        messages.error(request, mening(fel))
    else:
        messages.success(request, "Frågan är tillbakatagen.")
    return redirect("uppfoljning:namndfraga", fraga.pk)


def _hamta(request: InloggadRequest, pk: int) -> Namndfraga:
    return get_object_or_404(bilden.synliga_fragor(request.user).med_allt(), pk=pk)


def _gammalt(fraga: Namndfraga) -> str:
    return fraga.svaret.text if fraga.svaret else ""


def _skickad(rapport: Rapport) -> str:
    return f"Frågan är skickad till {rapport.enhet}. Du får ett mejl när svaret har kommit."

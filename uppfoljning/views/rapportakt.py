"""The steps of a report's life: approved, decided, published, corrected."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from cykel.views.formular import lyckas, mening
from kvalitet.behorighet import kraver, prova
from kvalitet.fel import Regelbrott
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from uppfoljning.actions import rapport as acts
from uppfoljning.models import Rapport
from uppfoljning.rapportforms import FaststallForm, RattaForm
from uppfoljning.rapportversioner import grunden
from uppfoljning.tillstand import CHEFENS, RAPPORT, beslutsraden
from uppfoljning.views.rapport import hamta


@require_POST
def godkann(request: InloggadRequest, pk: int) -> HttpResponse:
    rapport = hamta(request, pk)
    prova(request.user, Rattighet.RAPPORT_GODKANNA, rapport)
    try:
        acts.godkann(rapport, av=request.user)
    except Regelbrott as fel:
        messages.error(request, mening(fel))
    else:
        messages.success(request, "Rapporten är godkänd. Nu kan nämnden fastställa den.")
    return redirect("uppfoljning:rapport", pk=rapport.pk)


@require_http_methods(["GET", "POST"])
def faststall(request: InloggadRequest, pk: int) -> HttpResponse:
    rapport = hamta(request, pk)
    ratt = RAPPORT.rad(beslutsraden(rapport.slag)).ratt
    assert ratt is not None  # noqa: S101 - a person decides
    prova(request.user, ratt, rapport)
    if rapport.beslutad:
        messages.info(request, "Rapporten är redan fastställd.")
        return redirect("uppfoljning:rapport", pk=rapport.pk)
    form = FaststallForm(request.POST or None, slag=rapport.slag, dnr=rapport.dnr)
    if lyckas(form, lambda data: acts.faststall(rapport, **data, av=request.user)):
        messages.success(request, "Rapporten är fastställd. Den slutliga filen skapas nu.")
        return redirect("uppfoljning:rapport", pk=rapport.pk)
    punkter = acts.kvarstar(rapport, av=request.user)
    sammanhang = {
        "rapport": rapport,
        "form": form,
        "punkter": punkter,
        "chefens": rapport.slag in CHEFENS,
        "redo": all(punkt.klar for punkt in punkter) and _i_laget(rapport),
        "godkand": _i_laget(rapport),
    }
    return render(request, "uppfoljning/rapport_faststall.html", sammanhang)


@require_POST
def publicera(request: InloggadRequest, pk: int) -> HttpResponse:
    rapport = hamta(request, pk)
    prova(request.user, Rattighet.RAPPORT_FASTSTALLA, rapport)
    try:
        acts.publicera(rapport, av=request.user)
    except Regelbrott as fel:
        messages.error(request, mening(fel))
    else:
        messages.success(request, "Rapporten är publicerad. Alla kan läsa den på webbplatsen.")
    return redirect("uppfoljning:rapport", pk=rapport.pk)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.RAPPORT_BESTALLA)
def ratta(request: InloggadRequest, pk: int) -> HttpResponse:
    """Write what a published report has wrong; it becomes a new version that is decided anew."""
    rapport = hamta(request, pk)
    prova(request.user, Rattighet.RAPPORT_BESTALLA, rapport)
    data = request.POST if request.method == "POST" else None
    form = RattaForm(data, grund=grunden(rapport))
    ny: list[Rapport] = []
    if lyckas(form, lambda data: ny.append(_ratta(request, rapport, **data))):
        messages.success(request, f"Rättelsen är skriven. Den står i version {ny[0].version}.")
        return redirect("uppfoljning:rapport", pk=ny[0].pk)
    sammanhang = {"rapport": rapport, "form": form, "chefens": rapport.slag in CHEFENS}
    return render(request, "uppfoljning/rapport_ratta.html", sammanhang)


def _ratta(
    request: InloggadRequest, rapport: Rapport, *, fel: str, ratt: str, underlag: str
) -> Rapport:
    return acts.ratta(
        rapport, fel=fel, ratt=ratt, nytt_underlag=underlag == "nytt", av=request.user
    )


def _i_laget(rapport: Rapport) -> bool:
    """Whether the decision may be taken from where the report stands."""
    return rapport.lage in RAPPORT.rad(beslutsraden(rapport.slag)).fran

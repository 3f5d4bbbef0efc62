"""What is done with one account, all of one shape: the account is fetched, the sign-in is fresh,
one act, and a sentence on what is so now."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from kvalitet.actions import stangning
from kvalitet.actions.konton import avsluta_roll
from kvalitet.behorighet import kraver
from kvalitet.fel import Regelbrott
from kvalitet.inloggningstid import gammal
from kvalitet.models import Anvandare, Rolltilldelning
from kvalitet.typer import InloggadRequest
from kvalitet.views.konton import RATT, hamta, roller
from kvalitet.views.nyss import inte_nyss

Akt = Callable[[InloggadRequest, Anvandare], str]
"""Does it, and says what is so now."""


def kontoakt(akt: Akt) -> Callable[..., HttpResponseBase]:
    """Make the view of an act on the account of the address."""

    @require_POST
    @kraver(RATT)
    @wraps(akt)
    def vy(request: InloggadRequest, pk: int) -> HttpResponse:
        return _gor(request, hamta(request, pk), akt)

    return vy


@kontoakt
def konto_oppna(request: InloggadRequest, konto: Anvandare) -> str:
    stangning.oppna_konto(konto, av=request.user)
    return f"{konto} är öppet igen. Ge de roller som behövs."


@kontoakt
def konto_tvasteg(request: InloggadRequest, konto: Anvandare) -> str:
    stangning.nollstall_tvasteg(konto, av=request.user)
    return f"Tvåstegsinloggningen för {konto} är nollställd."


@kontoakt
def konto_nod(request: InloggadRequest, konto: Anvandare) -> str:
    """Make it a break-glass account (`ja`), or no longer."""
    ja = request.POST.get("ja") == "1"
    stangning.satt_nodkonto(konto, ja=ja, av=request.user)
    return f"{konto} har nu ett nödkonto." if ja else f"{konto} har inte längre ett nödkonto."


@require_POST
@kraver(RATT)
def konto_inloggningar(request: InloggadRequest, pk: int) -> HttpResponse:
    """End the person's sign-ins. It is done in haste, and opens nothing: an old sign-in will do."""
    konto = hamta(request, pk)
    stangning.avsluta_inloggningar(konto, av=request.user)
    messages.success(request, f"Inloggningarna för {konto} är avslutade.")
    return redirect("ett_konto", pk=pk)


@require_POST
@kraver(RATT)
def konto_roll_avsluta(request: InloggadRequest, pk: int) -> HttpResponse:
    rad = get_object_or_404(Rolltilldelning.objects.select_related("enhet"), pk=pk)

    def avsluta(request: InloggadRequest, konto: Anvandare) -> str:
        avsluta_roll(rad, av=request.user)
        return "Rollen är avslutad från i dag."

    return _gor(request, hamta(request, rad.anvandare_id), avsluta)


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(RATT)
def konto_stang(request: InloggadRequest, pk: int) -> HttpResponse:
    """Ask before the account is closed: the roles do not come back by themselves."""
    konto = hamta(request, pk)
    if request.method == "POST":
        return _gor(request, konto, _stang)
    stangning.prova_stanga(konto, av=request.user)
    sammanhang = {
        "konto": konto,
        "roller": roller(konto),
        "oppet": stangning.oppet_hos(konto),
        "gammal": gammal(request),
    }
    return render(request, "konton/stang.html", sammanhang)


def _stang(request: InloggadRequest, konto: Anvandare) -> str:
    stangning.stang_konto(konto, av=request.user)
    return f"{konto} är stängt. Roller och inloggningar är avslutade."


def _gor(request: InloggadRequest, konto: Anvandare, akt: Akt) -> HttpResponse:
    if svar := inte_nyss(request, "ett_konto", konto.pk):
        return svar
    try:
        klart = akt(request, konto)
    except Regelbrott as fel:
        messages.error(request, fel.mening)
    else:
        messages.success(request, klart)
    return redirect("ett_konto", pk=konto.pk)

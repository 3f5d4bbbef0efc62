"""One's own sign-ins: where one is signed in, and ending it."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from kvalitet.actions.konton import far_losenord
from kvalitet.actions.stangning import avsluta_inloggningar, levande
from kvalitet.typer import InloggadRequest

WEBBLASARE = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
"""Looked for in this order: each names those below it too."""
APPARATER = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True)
class Inloggning:
    """One place where the person is signed in."""

    rad: UserSession
    enhet: str
    denna: bool


@require_safe
def inloggningar(request: InloggadRequest) -> HttpResponse:
    denna = request.session.session_key
    rader = [
        Inloggning(rad, apparat(rad.user_agent), rad.session_key == denna)
        for rad in levande(request.user)
    ]
    sammanhang = {"rader": rader, "har_losenord": far_losenord(request.user)}
    return render(request, "konto/inloggningar.html", sammanhang)


@require_POST
def inloggning_avsluta(request: InloggadRequest, pk: int) -> HttpResponse:
    if avsluta_inloggningar(request.user, av=request.user, bara=pk):
        messages.success(request, "Inloggningen är avslutad.")
    return redirect("inloggningar")


@require_POST
def inloggningar_avsluta(request: InloggadRequest) -> HttpResponse:
    """End all but the one that asks."""
    utom = request.session.session_key or ""
    avsluta_inloggningar(request.user, av=request.user, utom=utom)
    messages.success(request, "Alla andra inloggningar är avslutade.")
    return redirect("inloggningar")


def apparat(agent: str) -> str:
    """Say in words what a browser calls itself: Firefox i Windows."""
    webblasare = next((namn for tecken, namn in WEBBLASARE if tecken in agent), "Okänd webbläsare")
    apparaten = next((namn for tecken, namn in APPARATER if tecken in agent), "")
    return f"{webblasare} i {apparaten}" if apparaten else webblasare

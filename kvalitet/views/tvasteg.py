"""The second step of who signs in with a password: a code from an app, spare codes, passkeys."""

from __future__ import annotations

from typing import cast

from allauth.account.internal.stagekit import clear_login, stash_login
from allauth.account.stages import LoginStage, LoginStageController
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, clear_totp_secret, get_totp_secret
from allauth.mfa.webauthn.internal.auth import (
    WebAuthn,
    begin_authentication,
    begin_registration,
)
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kvalitet.actions.inloggning import anteckna, anteckna_forsok
from kvalitet.actions.konton import far_losenord
from kvalitet.inloggningstid import gammal
from kvalitet.kontoforms import KodForm, NyckelForm, NyNyckelForm, ValjAppForm
from kvalitet.models import Anvandare
from kvalitet.typer import InloggadRequest
from kvalitet.views.adaptrar import SPARR
from kvalitet.views.nyss import inte_nyss
from kvalitet.views.steg import LOSENORDET, Tvasteg, ValjTvasteg

RESERV = Authenticator.Type.RECOVERY_CODES
NYCKEL = Authenticator.Type.WEBAUTHN
FORST_APP = "Välj en app för koder först. Sedan kan du lägga till en passnyckel."
VISA = "reservkoder_visas"
"""In the session from when spare codes are made until they have been shown, once."""


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def tvasteg_kod(request: HttpRequest) -> HttpResponse:
    """The step after the password: the code."""
    steg = _steget(request, Tvasteg.key)
    if steg is None:
        return redirect("logga_in")
    vem, nyckelfel = steg.login.user, False
    med_nyckel = "credential" in request.POST
    form = KodForm(data=None if med_nyckel else request.POST or None, user=vem)
    if request.method == "POST":
        skickad = NyckelForm(data=request.POST, user=vem) if med_nyckel else form
        if skickad.is_valid():
            skickad.save()
            if not med_nyckel and form.authenticator.type == RESERV:
                anteckna("konto.reservkod", vem)
            return steg.exit()
        _anteckna_fel(vem, skickad)
        nyckelfel = med_nyckel
    har_nyckel = Authenticator.objects.filter(user=vem, type=NYCKEL).exists()
    sammanhang = {
        "form": form,
        "nyckelfel": nyckelfel,
        "val": begin_authentication(vem) if har_nyckel else None,
    }
    return render(request, "konto/tvasteg_kod.html", sammanhang)


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def tvasteg_valj(request: HttpRequest) -> HttpResponse:
    """Choose an app: as the last step of a sign-in that asks for one, or of one's own will."""
    steg = _steget(request, ValjTvasteg.key)
    if steg is None and not request.user.is_authenticated:
        return redirect("logga_in")
    vem = cast(Anvandare, steg.login.user if steg else request.user)
    if steg is None and (svar := _hinder(cast(InloggadRequest, request), vem)):
        return svar
    hemlighet = get_totp_secret()
    form = ValjAppForm(request.POST or None, hemlighet=hemlighet)
    if request.method == "POST" and form.is_valid():
        _spara_appen(request, vem, hemlighet, form.cleaned_data["code"])
        return _vidare(request, steg)
    adress = get_adapter().build_totp_url(vem, hemlighet)
    bild = mark_safe(get_adapter().build_totp_svg(adress).partition("?>")[2])  # noqa: S308
    sammanhang = {"form": form, "bild": bild, "hemlighet": _grupperad(hemlighet), "kravs": steg}
    return render(request, "konto/tvasteg_valj.html", sammanhang)


@never_cache
@require_safe
def tvasteg(request: InloggadRequest) -> HttpResponse:
    """How one signs in, and what one can change of it."""
    alla = list(Authenticator.objects.filter(user=request.user).order_by("created_at", "pk"))
    rader = {a.type: a for a in alla}
    reserv = rader.get(RESERV)
    sammanhang = {
        "har_losenord": far_losenord(request.user) and request.user.has_usable_password(),
        "app": rader.get(Authenticator.Type.TOTP),
        "nycklar": [a for a in alla if a.type == NYCKEL],
        "kvar": len(reserv.wrap().get_unused_codes()) if reserv else 0,
        "visa": reserv.wrap().get_unused_codes()
        if request.method == "GET" and request.session.pop(VISA, None) and reserv
        else [],
        "gammal": gammal(request),
    }
    return render(request, "konto/tvasteg.html", sammanhang)


@require_POST
def tvasteg_reservkoder(request: InloggadRequest) -> HttpResponse:
    """Make new spare codes; the old ones are then used up."""
    if svar := _inte_an(request):
        return svar
    with transaction.atomic():
        koder = Authenticator.objects.filter(user=request.user)
        koder.filter(type=RESERV).delete()
        RecoveryCodes.activate(request.user)
        anteckna("konto.reservkoder", request.user)
    request.session[VISA] = True
    return redirect("tvasteg")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tvasteg_nyckel(request: InloggadRequest) -> HttpResponse:
    """Add a passkey beside the app: a phone, a computer or a key that answers for a code."""
    if svar := _inte_an(request):
        return svar
    form = NyNyckelForm(data=request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with transaction.atomic():
            WebAuthn.add(request.user, data["name"][:60], data["credential"])
            anteckna("konto.passnyckel", request.user)
        messages.success(request, "Passnyckeln är tillagd.")
        return redirect("tvasteg")
    sammanhang = {
        "nyckelfel": form.is_bound,
        "val": begin_registration(request.user, passwordless=False),
    }
    return render(request, "konto/tvasteg_nyckel.html", sammanhang)


@require_POST
def tvasteg_nyckel_bort(request: InloggadRequest, pk: int) -> HttpResponse:
    nycklar = Authenticator.objects.filter(user=request.user, type=NYCKEL, pk=pk)
    if svar := inte_nyss(request, "tvasteg"):
        return svar
    if nycklar.exists():
        with transaction.atomic():
            nycklar.delete()
            anteckna("konto.passnyckel_borta", request.user)
        messages.success(request, "Passnyckeln är borttagen.")
    return redirect("tvasteg")


def _steget(request: HttpRequest, nyckel: str) -> LoginStage | None:
    if request.user.is_authenticated:
        return None
    steg = LoginStageController.enter(request, nyckel)
    if steg is None:
        return None
    borjade = str(steg.login.state.get(LOSENORDET, ""))
    if not constant_time_compare(borjade, steg.login.user.get_session_auth_hash()):
        clear_login(request)  # the password has been changed since
        return None
    return steg


def _anteckna_fel(vem: Anvandare, form: Form) -> None:
    """Log the failed attempt, or once that the account waits."""
    if not any(form.has_error(falt, "too_many_login_attempts") for falt in form.fields):
        anteckna_forsok("konto.fel_kod", vem.epost)
    elif cache.add(f"kodsparr.{vem.pk}", 1, timeout=SPARR):
        anteckna_forsok("konto.kod_sparrad", vem.epost)


def _hinder(request: InloggadRequest, vem: Anvandare) -> HttpResponse | None:
    """Say what stands in the way of choosing an app while signed in."""
    if _har_app(vem):
        return redirect("tvasteg")
    return inte_nyss(request, "tvasteg")


def _inte_an(request: InloggadRequest) -> HttpResponse | None:
    """Say what stands in the way of changing what comes beside the app."""
    if not _har_app(request.user):
        messages.error(request, FORST_APP)
        return redirect("tvasteg")
    return inte_nyss(request, "tvasteg")


def _har_app(vem: Anvandare) -> bool:
    return Authenticator.objects.filter(user=vem, type=Authenticator.Type.TOTP).exists()


@transaction.atomic
def _spara_appen(request: HttpRequest, vem: Anvandare, hemlighet: str, kod: str) -> None:
    TOTP.activate(vem, hemlighet).validate_code(kod)  # and so the code is used
    RecoveryCodes.activate(vem)
    clear_totp_secret(request)
    anteckna("konto.tvasteg", vem)


def _vidare(request: HttpRequest, steg: LoginStage | None) -> HttpResponse:
    """Show the spare codes; whoever was signing in is in first."""
    request.session[VISA] = True
    if steg is None:
        return redirect("tvasteg")
    steg.login.redirect_url = reverse("tvasteg")
    stash_login(request, steg.login)
    return steg.exit()


def _grupperad(hemlighet: str) -> str:
    """In groups of four, to be written by hand."""
    return " ".join(hemlighet[i : i + 4] for i in range(0, len(hemlighet), 4))

"""Signing in and out."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import perform_login, perform_password_login
from allauth.account.models import Login
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, PasswordResetConfirmView, redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render, resolve_url
from django.urls import reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from kvalitet import tak
from kvalitet.actions.inloggning import anteckna
from kvalitet.actions.konton import be_om_losenord
from kvalitet.demokonton import DEMOKONTON
from kvalitet.forms import InloggningForm, LosenordBeForm, LosenordValjForm
from kvalitet.models import Anvandare
from kvalitet.typer import InloggadRequest
from kvalitet.views.oidc import SLUT, efter_utloggning
from kvalitet.views.steg import LOSENORDET


class _LoggaIn(LoginView):
    """Django's page; from the right password on, django-allauth leads through the steps."""

    template_name = "konto/logga_in.html"
    authentication_form = InloggningForm
    redirect_authenticated_user = True

    def get_context_data(self, **val: Any) -> dict[str, Any]:
        data = super().get_context_data(**val)
        return {
            **data,
            "demokonton": DEMOKONTON if settings.DEMO else [],
            "inloggning": settings.INLOGGNING,
            "next": data.get("next", ""),
        }

    def form_valid(self, form: InloggningForm) -> HttpResponse:  # type: ignore[override]
        vem = form.get_user()
        tillstand = {LOSENORDET: vem.get_session_auth_hash()}
        steg = Login(user=vem, redirect_url=self.get_success_url(), state=tillstand)
        return perform_password_login(self.request, {"email": steg.user.epost}, steg)


logga_in = _LoggaIn.as_view()

LANK_DAGAR = settings.PASSWORD_RESET_TIMEOUT // (24 * 3600)


@login_not_required
@require_POST
def logga_in_demo(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demo people, in demo mode only."""
    if not settings.DEMO:
        raise Http404
    anvandare = get_object_or_404(
        Anvandare,
        epost__in=[konto.epost for konto in DEMOKONTON],
        epost=request.POST.get("epost", ""),
    )
    till = _vidare(request) or resolve_url("arbete")
    return perform_login(request, Login(user=anvandare, redirect_url=till))


@require_POST
def logga_ut(request: InloggadRequest) -> HttpResponse:
    """Sign out; with `next`, to sign in again and go on there. Who came through the municipality's
    sign-in ends that too, which leads to our first page."""
    slut = request.session.get(SLUT, "")
    UserSession.objects.filter(session_key=request.session.session_key).delete()
    anteckna("konto.utloggad", request.user)
    logout(request)
    vidare = _vidare(request)
    svar = redirect_to_login(vidare) if vidare and not slut else efter_utloggning(slut)
    svar["Clear-Site-Data"] = '"cache"'  # whoever comes next does not step back to what was read
    return svar


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def losenord(request: HttpRequest) -> HttpResponse:
    """Ask for a link to choose a password; the answer is the same whoever asks."""
    form = LosenordBeForm(request.POST or None)
    if form.is_valid():
        if tak.for_manga(request, "losenord"):
            return render(request, "synpunkter/for_manga.html", status=429)
        be_om_losenord(form.cleaned_data["epost"])
        return render(request, "konto/losenord_skickat.html", {"dagar": LANK_DAGAR})
    return render(request, "konto/losenord.html", {"form": form})


class _ValjLosenord(PasswordResetConfirmView):
    """Choose a password by the link of a mail; the key of the address is kept out of the page's
    links by a redirect."""

    form_class = LosenordValjForm  # type: ignore[assignment]
    template_name = "konto/losenord_valj.html"
    success_url = reverse_lazy("logga_in")

    def form_valid(self, form: LosenordValjForm) -> HttpResponse:  # type: ignore[override]
        svar = super().form_valid(form)  # type: ignore[arg-type]
        messages.success(self.request, "Lösenordet är valt. Logga in med det.")
        return svar


losenord_valj = require_http_methods(["GET", "HEAD", "POST"])(_ValjLosenord.as_view())


def _vidare(request: HttpRequest) -> str:
    """Return where the form leads on to, if it is a page of ours."""
    vidare = request.POST.get("next", "")
    egen = url_has_allowed_host_and_scheme(vidare, {request.get_host()}, request.is_secure())
    return vidare if egen else ""

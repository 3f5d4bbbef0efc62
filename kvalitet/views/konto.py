"""Signing in and out."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, PasswordResetConfirmView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from kvalitet import tak
from kvalitet.actions.konton import be_om_losenord
from kvalitet.demokonton import DEMOKONTON
from kvalitet.forms import InloggningForm, LosenordBeForm, LosenordValjForm
from kvalitet.models import Anvandare
from kvalitet.views.valkomst import marker_forsta


class _LoggaIn(LoginView):
    """Django's own; the start page tells who comes the first time what their role does."""

    def form_valid(self, form: InloggningForm) -> HttpResponse:  # type: ignore[override]
        forsta = form.get_user().last_login is None
        svar = super().form_valid(form)
        marker_forsta(self.request, forsta=forsta)
        return svar


logga_in = _LoggaIn.as_view(
    template_name="konto/logga_in.html",
    authentication_form=InloggningForm,
    redirect_authenticated_user=True,
    extra_context={"demokonton": DEMOKONTON if settings.DEMO else []},
)

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
    login(request, anvandare, "django.contrib.auth.backends.ModelBackend")
    vidare = request.POST.get("next", "")
    trygg = url_has_allowed_host_and_scheme(vidare, {request.get_host()}, request.is_secure())
    return redirect(vidare if trygg else resolve_url("arbete"))


@require_POST
def logga_ut(request: HttpRequest) -> HttpResponse:
    logout(request)
    svar = redirect("start")
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


losenord_valj = _ValjLosenord.as_view()

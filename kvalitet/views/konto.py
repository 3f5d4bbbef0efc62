"""Signing in and out."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from kvalitet.demokonton import DEMOKONTON
from kvalitet.forms import InloggningForm
from kvalitet.models import Anvandare

logga_in = LoginView.as_view(
    template_name="konto/logga_in.html",
    authentication_form=InloggningForm,
    redirect_authenticated_user=True,
    extra_context={"demokonton": DEMOKONTON if settings.DEMO else []},
)


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
    return redirect("start")

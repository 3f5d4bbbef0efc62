"""The public pages of a survey: no sign-in, no script, no cookie."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.utils.translation import get_language, gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from kvalitet import klocka
from kvalitet.fel import Regelbrott
from uppfoljning.actions.enkatsvar import las_token
from uppfoljning.actions.enkatsvar import svara as ta_emot_svar
from uppfoljning.actions.svarskod import Kodfel
from uppfoljning.enkatflode import Flode, avvisat, flode, token_i
from uppfoljning.kodforms import KodForm
from uppfoljning.models import Enkatversion, Undersokning
from uppfoljning.views.kodgrind import fraga_om, kodgrind, medford_kod


@login_not_required
# The signed one-time token of the page does what the CSRF cookie would, and leaves no cookie
# with someone who was promised anonymity.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def svara(request: HttpRequest, slug: str) -> HttpResponse:
    """The survey: open, not open yet, or closed (also while someone was answering it)."""
    svaret = _svara(request, get_object_or_404(Undersokning, slug=slug))
    if request.method == "POST":
        # Never of a cache, but the browser may go back to it: with no-store, Back on a page of
        # several would be the browser's own page of an error.
        patch_cache_control(svaret, private=True, no_cache=True)
    else:
        add_never_cache_headers(svaret)
    return svaret


def _svara(request: HttpRequest, u: Undersokning) -> HttpResponse:
    post = request.POST if request.method == "POST" else None
    version = las_token(u, token_i(post)) or u.versioner.i_bruk().first()
    if version is None:
        return _stangd(request, u, None)
    f = flode(u, version, post, sprak=get_language() or "sv")
    if not u.ar_oppen(klocka.idag()):
        return _stangd(request, u, f if post else None)
    if post is None and u.kraver_kod and (grind := kodgrind(request, u)) is not None:
        return grind
    kodform = medford_kod(request, u)
    if f.klar:
        return _ta_emot(request, u, version, f, kodform)
    return _sida(request, u, f, kodform)


@login_not_required
@require_safe
def tack(request: HttpRequest, slug: str) -> HttpResponse:
    u = get_object_or_404(Undersokning, slug=slug)
    return render(request, "uppfoljning/tack.html", {"u": u})


def _ta_emot(
    request: HttpRequest,
    u: Undersokning,
    version: Enkatversion,
    f: Flode,
    kodform: KodForm | None,
) -> HttpResponse:
    try:
        ta_emot_svar(
            u,
            token=f.token,
            svar=f.allt.besvarade(),
            kon=f.allt.cleaned_data.get("kon", ""),
            kod=request.POST.get("kod", ""),
        )
    except Kodfel as fel:
        status = fraga_om(request, kodform, fel)
        return _sida(request, u, avvisat(f, version), kodform, status=status)
    except Regelbrott as fel:
        u.refresh_from_db()
        if not u.ar_oppen(klocka.idag()):
            return _stangd(request, u, f)
        return _sida(request, u, avvisat(f, version, gettext(fel.mening)), kodform)
    return redirect("enkat:tack", slug=u.slug)


def _sida(
    request: HttpRequest,
    u: Undersokning,
    f: Flode,
    kodform: KodForm | None,
    *,
    status: int = 200,
) -> HttpResponse:
    sammanhang = {"u": u, "flode": f, "form": f.form, "kodform": kodform}
    return render(request, "uppfoljning/svara.html", sammanhang, status=status)


def _stangd(request: HttpRequest, u: Undersokning, f: Flode | None) -> HttpResponse:
    """What was written when it closed is shown, to keep; it is not taken in."""
    dag = klocka.idag()
    sammanhang = {
        "u": u,
        "kommer": dag < u.oppnar,
        "oklar": u.ar_oppen(dag),
        "skrivet": f.skrivet() if f else [],
    }
    return render(request, "uppfoljning/svara_stangd.html", sammanhang)

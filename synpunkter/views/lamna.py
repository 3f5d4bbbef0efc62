"""Leaving a synpunkt: form, check, receipt. No sign-in, no script, no cookie but the CSRF one.

Nothing is kept between the pages: each carries the answers to the next in hidden fields.
"""

from __future__ import annotations

import secrets

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods

from kvalitet import klocka
from kvalitet.kalender import svensk_dag
from kvalitet.models import Enhet
from synpunkter import regler, tak
from synpunkter.actions.synpunkt import ta_emot
from synpunkter.fordelning import Mottagare, mottagare
from synpunkter.forms.publik import SynpunktForm, Verksamheter, verksamheter
from synpunkter.tidsfrist import frist_for, lofte
from synpunkter.views.steg import steg_pa_kvitto
from synpunkter.views.svar import publik

_TOKENSALT = "synpunkter.formular"
_CSRF = "CSRF-PLATSHALLARE"
_skal: dict[Verksamheter, str] = {}
"""The empty form as text, by the choices in it; only the latest is kept."""


@login_not_required
@publik
@require_http_methods(["GET", "HEAD", "POST"])
def lamna(request: HttpRequest) -> HttpResponse:
    """Show the form: empty, or (posted from the check page) with the answers to change."""
    val = verksamheter()
    if request.method == "POST":
        return _formular(request, SynpunktForm(request.POST, verksamheter=val), visa_fel=False)
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        return _formular(request, SynpunktForm(verksamheter=val))
    return HttpResponse(_tomt_formular(request, val).replace(_CSRF, get_token(request)))


@login_not_required
@publik
@require_http_methods(["GET", "HEAD", "POST"])
def granska(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return redirect("synpunkter:lamna")
    form = SynpunktForm(request.POST, verksamheter=verksamheter())
    if not form.is_valid():
        return _formular(request, form)
    return _granska(request, form)


@login_not_required
@publik
@require_http_methods(["GET", "HEAD", "POST"])
def kvittens(request: HttpRequest) -> HttpResponse:
    """Take the synpunkt in and show the receipt; the same post again shows the same receipt."""
    if request.method != "POST":
        return redirect("synpunkter:lamna")
    form = SynpunktForm(request.POST, verksamheter=verksamheter())
    if not form.is_valid():
        return _formular(request, form)
    token = _las_token(request.POST.get("token", ""))
    if token is None:
        return _granska(request, form)
    if tak.for_manga(request, "lamna"):
        return render(request, "synpunkter/for_manga.html", {"form": form}, status=429)
    data = {n: form.cleaned_data[n] for n in ("typ", "text", "plats", "svarsval", "epost", "namn")}
    till = _mottagare(form)
    kvitto = ta_emot(token=token, namnd=till.namnd, enhet=till.enhet, **data)
    sammanhang = {
        "synpunkt": kvitto.synpunkt,
        "kod": kvitto.kod,
        "steg": steg_pa_kvitto(kvitto.synpunkt, epost=data["epost"]),
    }
    return render(request, "synpunkter/kvittens.html", sammanhang)


def _granska(request: HttpRequest, form: SynpunktForm) -> HttpResponse:
    till = _fordelad(form)
    dagar = lofte(frist_for(till.namnd), svensk_dag(klocka.nu()))
    sammanhang = {
        "form": form,
        "bifogat": form.bifoga(),
        # Made here and not with the form, so that a changed answer is a new synpunkt.
        "token": signing.dumps(secrets.token_urlsafe(18), salt=_TOKENSALT),
        "till": till,
        "dagar": dagar,
        "typ": dict(form.fields["typ"].choices)[form.cleaned_data["typ"]],  # type: ignore[attr-defined]
        "svar": dict(form.fields["svarsval"].choices)[form.cleaned_data["svarsval"]],  # type: ignore[attr-defined]
        "verksamhet": till.enhet if form.cleaned_data["verksamhet"] else None,
    }
    return render(request, "synpunkter/granska.html", sammanhang)


def _formular(request: HttpRequest, form: SynpunktForm, *, visa_fel: bool = True) -> HttpResponse:
    if not visa_fel:
        form = _utan_fel(form)
    return render(request, "synpunkter/lamna.html", {"form": form})


def _utan_fel(form: SynpunktForm) -> SynpunktForm:
    """Return the form with its answers filled in, not judged."""
    tom = SynpunktForm(verksamheter=tuple(form.fields["verksamhet"].choices[1:]))  # type: ignore[attr-defined]
    tom.initial = {namn: form.data.get(namn, "") for namn in form.fields}
    return tom


def _tomt_formular(request: HttpRequest, val: Verksamheter) -> str:
    """Return the page of the empty form, rendered once for each set of choices.

    Rendering the fields is the dear part of the page (performance.md section 2).
    """
    if val not in _skal:
        form = SynpunktForm(verksamheter=val)
        sammanhang = {"form": form, "csrf_token": _CSRF}
        sida = render_to_string("synpunkter/lamna.html", sammanhang, request)
        _skal.clear()
        _skal[val] = sida
    return _skal[val]


def _mottagare(form: SynpunktForm) -> Mottagare:
    vald = form.cleaned_data["verksamhet"]
    enhet = Enhet.objects.filter(pk=vald).first() if vald else None
    return mottagare(enhet, dag=klocka.idag())


def _fordelad(form: SynpunktForm) -> Mottagare:
    """Return where the synpunkt will go once the routing rules have had their say."""
    data = {namn: form.cleaned_data[namn] for namn in ("typ", "text")}
    return regler.fordela(_mottagare(form), kanal="webb", dag=klocka.idag(), **data).till


def _las_token(signerad: str) -> str | None:
    """Return the one-time token, if it is one of ours: a code must not be anyone's to choose."""
    try:
        return str(signing.loads(signerad, salt=_TOKENSALT))
    except signing.BadSignature:
        return None

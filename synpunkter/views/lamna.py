"""Leaving a synpunkt: form, check, receipt. No sign-in, no script, no cookie but the CSRF one.

Nothing is kept between the pages: each carries the answers to the next in hidden fields.
"""

from __future__ import annotations

import re
import secrets
import time

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_safe

from kvalitet import klocka, tak
from kvalitet.fel import Regelbrott
from kvalitet.kalender import svensk_dag
from kvalitet.sidminne import Minnessvar
from kvalitet.skal import for_alla
from synpunkter import regler as fordelningsregler
from synpunkter.actions.bilaga import lamna_in
from synpunkter.fordelning import Mottagare, mottagare
from synpunkter.forms.lamna import LamnaForm, utan_nummer
from synpunkter.forms.skydd import PLATS, stampel
from synpunkter.tidsfrist import frist_for, lofte
from synpunkter.views import kvitto as kvittot
from synpunkter.views.filer import med_filer
from synpunkter.views.svar import publik

_TOKENSALT = "synpunkter.formular"
_CSRF = "CSRF-PLATSHALLARE"


class Tomt:
    """The empty form, but for its token and the moment that it was fetched."""

    def __init__(self, sida: str) -> None:
        self._delar = re.split(f"({_CSRF}|{PLATS})".encode(), sida.encode())

    def fyll(self, request: HttpRequest) -> bytes:
        egna = {_CSRF.encode(): get_token(request).encode(), PLATS.encode(): stampel().encode()}
        return b"".join(egna.get(del_, del_) for del_ in self._delar)


_skal: dict[tuple[str | None, object], Tomt] = {}
"""The empty form by language and what it says of the municipality."""


@login_not_required
@publik
@require_http_methods(["GET", "HEAD", "POST"])
def lamna(request: HttpRequest) -> HttpResponse:
    """Show the form: empty, or (posted) with the answers to change, the hits of the search and
    the words in another language. A link may name the unit: ?verksamhet=12."""
    if request.method == "POST":
        return _formular(request, _att_andra(request))
    if not for_alla(request):
        return _formular(request, LamnaForm(svar=request.GET))
    fyll = _tomt_formular(request).fyll
    return Minnessvar(fyll(request), sedan=time.monotonic(), fyll=fyll)


@login_not_required
@publik
@require_safe
def hitta_verksamhet(request: HttpRequest) -> HttpResponse:
    """Return the hits of a search as the page's own fragment, for htmx while someone types."""
    return render(request, "synpunkter/_verksamhetsval.html", {"form": LamnaForm(svar=request.GET)})


@login_not_required
@publik
@require_http_methods(["GET", "HEAD", "POST"])
def granska(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return redirect("synpunkter:lamna")
    form = _postat(request)
    if not form.is_valid():
        if form.obesvarad_sokning and "retur" in request.POST:
            form.bara_verksamheten()
        return _formular(request, form)
    return _granska(request, form)


@tak.raknas("lamna")
@login_not_required
@publik
@require_http_methods(["GET", "HEAD", "POST"])
def kvittens(request: HttpRequest) -> HttpResponse:
    """Take the synpunkt in and show the receipt; the same post again shows the same receipt."""
    if request.method != "POST":
        return redirect("synpunkter:lamna")
    form = _postat(request, slut=True)
    if not form.is_valid():
        return _formular(request, form)
    token = _las_token(request.POST.get("token", ""))
    if token is None:
        return _granska(request, form)
    if tak.for_manga(request, "lamna"):
        return _for_manga(request, form)
    data = {n: form.cleaned_data[n] for n in ("typ", "text", "plats", "svarsval", "epost", "namn")}
    data["sprak"] = get_language() or settings.LANGUAGE_CODE
    skydd = {"nycklar": form.nycklar, "skal": form.skal()}
    try:
        till, regler = _mottagare(form)
        falt = {"namnd": till.namnd, "enhet": till.enhet, "fordela": regler, **skydd, **data}
        kvitto = lamna_in(token=token, **falt)
    except Regelbrott as fel:
        form.add_error(None, gettext(fel.mening))
        return _formular(request, form)
    return kvittot.visa(request, kvitto, epost=data["epost"])


def for_gammal(request: HttpRequest) -> HttpResponse:
    """Show the form again with all that was written, when its page had stood open too long for
    the CSRF cookie: nothing is taken in, and nothing is lost."""
    svar = _formular(request, LamnaForm(svar=request.POST), gammal=True)
    svar.status_code = 403
    return svar


def _postat(request: HttpRequest, *, slut: bool = False) -> LamnaForm:
    """Return the form as posted, its files kept."""
    data, filfel = med_filer(request, slut=slut)
    rensa = "utan_nummer" in request.POST
    form = LamnaForm(utan_nummer(data) if rensa else data)
    form.filfel = filfel
    return form


def _att_andra(request: HttpRequest) -> LamnaForm:
    """Return the form with its answers filled in, not judged."""
    svar, filfel = med_filer(request)
    form = LamnaForm(svar=svar)
    form.filfel = filfel
    return form


def _granska(request: HttpRequest, form: LamnaForm) -> HttpResponse:
    try:
        till = _fordelad(form)
    except Regelbrott as fel:
        form.add_error(None, gettext(fel.mening))
        return _formular(request, form)
    sammanhang = {
        "form": form,
        "bifogat": form.bifoga(),
        # Made here and not with the form, so that a changed answer is a new synpunkt.
        "token": signing.dumps(secrets.token_urlsafe(18), salt=_TOKENSALT),
        "till": till,
        "dagar": lofte(frist_for(till.namnd), svensk_dag(klocka.nu())),
        "typ": dict(form.fields["typ"].choices)[form.cleaned_data["typ"]],  # type: ignore[attr-defined]
        "svar": dict(form.fields["svarsval"].choices)[form.cleaned_data["svarsval"]],  # type: ignore[attr-defined]
        "verksamhet": till.enhet if form.cleaned_data["verksamhet"] else None,
        "nummer": form.hittade_nummer(),
    }
    return render(request, "synpunkter/granska.html", sammanhang)


def _for_manga(request: HttpRequest, form: LamnaForm) -> HttpResponse:
    sammanhang = {
        "bifogat": form.bifoga(),
        "token": request.POST["token"],
        "skrivet": form.cleaned_data["text"],
    }
    return render(request, "synpunkter/for_manga.html", sammanhang, status=429)


def _formular(request: HttpRequest, form: LamnaForm, *, gammal: bool = False) -> HttpResponse:
    sammanhang = {"form": form, "gammal": gammal}
    return render(request, "synpunkter/lamna.html", sammanhang)


def _tomt_formular(request: HttpRequest) -> Tomt:
    """Return the page of the empty form, rendered once for each language.

    Rendering the fields is the dear part of the page (performance.md section 2).
    """
    nyckel = (get_language(), settings.ORGANISATION)
    if nyckel not in _skal:
        form = LamnaForm()
        form.initial["startad"] = PLATS
        sammanhang = {"form": form, "gammal": False, "csrf_token": _CSRF}
        _skal[nyckel] = Tomt(render_to_string("synpunkter/lamna.html", sammanhang, request))
    return _skal[nyckel]


def _mottagare(form: LamnaForm) -> tuple[Mottagare, bool]:
    """Return who receives it, and whether a routing rule may say otherwise."""
    val = form.val if form.cleaned_data["verksamhet"] else None
    if val and val.namnd:
        return Mottagare(val.enhet, val.namnd), val.regler
    return mottagare(val.enhet if val else None, dag=klocka.idag()), True


def _fordelad(form: LamnaForm) -> Mottagare:
    """Return where the synpunkt will go once the routing rules have had their say."""
    till, regler = _mottagare(form)
    if not regler:
        return till
    data = {namn: form.cleaned_data[namn] for namn in ("typ", "text")}
    return fordelningsregler.fordela(till, kanal="webb", dag=klocka.idag(), **data).till


def _las_token(signerad: str) -> str | None:
    """Return the one-time token, if it is one of ours: a code must not be anyone's to choose."""
    try:
        return str(signing.loads(signerad, salt=_TOKENSALT))
    except signing.BadSignature:
        return None

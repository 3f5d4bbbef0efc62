"""Error pages."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.debug import sensitive_variables

from kvalitet.middleware import skrivet
from synpunkter.views import lamna

INVANARENS_FORMULAR = ("synpunkter:lamna", "synpunkter:granska", "synpunkter:kvittens")


def csrf_fel(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old or cookies are off; nothing was saved, and the page says what to do.

    What a resident has written is never lost: the form comes back with it, or the page shows it.
    A form that was sent in place gets a new key, and is sent once more (app.js): whoever has
    signed in again in another tab goes on where they were.
    """
    vy = request.resolver_match.view_name if request.resolver_match else ""
    if vy in INVANARENS_FORMULAR:
        return lamna.for_gammal(request)
    ord_ = request.POST.get("text") or request.POST.get("skal")
    oppen = vy.startswith("synpunkter:folj")
    svar = render(request, "403_csrf.html", {"skrivet": ord_ if oppen else ""}, status=403)
    if request.headers.get("HX-Request"):
        svar["X-Ny-Nyckel"] = get_token(request)
    return svar


VANTA = 10
"""Seconds after which it is worth to try again."""


def serverfel(request: HttpRequest) -> HttpResponse:
    """Tell a database that is slow, locked or away (503) from a fault of our own (500).

    The page asks the database nothing. It holds what was posted, key and all, so that "try again"
    sends the very same form: what did get through the first time is not done twice.
    """
    if not isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return HttpResponse(render_to_string("500.html"), status=500)
    svar = HttpResponse(render_to_string("503.html", _posten(request)), status=503)
    svar["Retry-After"] = str(VANTA)
    svar["Cache-Control"] = "no-store"
    return svar


@sensitive_variables()
def _posten(request: HttpRequest) -> dict[str, object]:
    """What was written, to read, and the form to send again; never a password, and no form when
    one, or a file, went with it."""
    if request.method != "POST":
        return {"skrivet": [], "falt": [], "adress": "", "en_gang": False}
    hemligt = any("password" in namn or "losen" in namn for namn in request.POST)
    igen = not hemligt and not request.FILES
    falt = [(namn, v) for namn in request.POST for v in request.POST.getlist(namn)]
    return {
        "skrivet": [] if hemligt else skrivet(request.POST),
        "falt": falt if igen else [],
        "adress": request.get_full_path() if igen else "",
        "en_gang": igen and "token" in request.POST,
    }

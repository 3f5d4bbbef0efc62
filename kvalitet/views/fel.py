"""Error pages."""

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render

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
    skrivet = request.POST.get("text") or request.POST.get("skal")
    oppen = vy.startswith("synpunkter:folj")
    svar = render(request, "403_csrf.html", {"skrivet": skrivet if oppen else ""}, status=403)
    if request.headers.get("HX-Request"):
        svar["X-Ny-Nyckel"] = get_token(request)
    return svar

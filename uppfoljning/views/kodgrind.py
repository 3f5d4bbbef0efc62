"""The code on the public pages: asked for before the survey is shown, carried with the answers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kvalitet import tak
from uppfoljning.actions.svarskod import FEL_KOD, Kodfel, finns
from uppfoljning.kodforms import KodForm
from uppfoljning.models import Undersokning

FEL_FOR_MANGA = gettext_noop(
    "Det har kommit ovanligt många försök från samma nätverk. Låt sidan stå öppen, vänta högst en "
    "timme och skicka svaren igen."
)


def kodgrind(request: HttpRequest, u: Undersokning) -> HttpResponse | None:
    """Return the page that asks for the code, or None when a code that can be used came along.

    Only misses are counted: a school's pupils share one address and each has a right code.
    """
    skriven = request.GET.get("kod")
    if skriven is not None and finns(u, skriven):
        return None
    form = KodForm(request.GET if skriven is not None else None)
    if form.is_bound and form.is_valid():
        if tak.for_manga(request, "kod"):
            return render(request, "synpunkter/for_manga.html", status=429)
        form.add_error("kod", _(FEL_KOD))
    svar = render(request, "uppfoljning/svara_kod.html", {"u": u, "form": form})
    svar["Referrer-Policy"] = "no-referrer"
    return svar


def medford_kod(request: HttpRequest, u: Undersokning) -> KodForm | None:
    """Return the code that came along, for the answers to carry; None where none is asked for."""
    if not u.kraver_kod:
        return None
    if request.method == "POST":
        return KodForm(request.POST)
    return KodForm(initial={"kod": request.GET.get("kod", "")})


def fraga_om(request: HttpRequest, kodform: KodForm | None, fel: Kodfel) -> int:
    """Ask for the code again beside the answers, which are kept. Return the page's status."""
    if kodform is None or not kodform.is_valid():  # left empty: its own sentence says so
        return 200
    if tak.for_manga(request, "kod"):
        kodform.add_error("kod", _(FEL_FOR_MANGA))
        return 429
    kodform.add_error("kod", _(fel.mening))
    return 200

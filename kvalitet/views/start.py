"""The public start page, and the pages about the site."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kvalitet import klocka
from kvalitet.behorighet import kraver
from kvalitet.laskopia import ur_laskopian
from kvalitet.roller import Rattighet
from kvalitet.sidminne import minns
from kvalitet.typer import InloggadRequest
from kvalitet.views.galleri import exempel
from synpunkter.publikt import senaste
from uppfoljning.hjulexempel import exempel as exempel_ur_hjulet
from uppfoljning.publikt import svarslage

GRANSKAD = date(2026, 11, 27)
"""When the statement of accessibility was last gone through against what the site is."""


@login_not_required
@require_safe
@minns
@ur_laskopian
def start(request: HttpRequest) -> HttpResponse:
    sammanhang = {
        "svarslage": svarslage(klocka.idag()),
        "nisa": senaste(),
        "exempel": exempel_ur_hjulet(),
    }
    return render(request, "start.html", sammanhang)


@login_not_required
@require_safe
def tillganglighet(request: HttpRequest) -> HttpResponse:
    sammanhang = {"webbplats": settings.ADRESS, "granskad": GRANSKAD}
    return render(request, "tillganglighet.html", sammanhang)


@require_safe
@kraver(Rattighet.ORGANISATION_SE)
def galleri(request: InloggadRequest) -> HttpResponse:
    """Every component at once, for those who build; a site in production has none."""
    if settings.PRODUKTION:
        raise Http404
    mall = "galleri_dialog.html" if "dialog" in request.GET else "galleri.html"
    return render(request, mall, exempel())

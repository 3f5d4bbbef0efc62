"""The letters that the site sends, to read before they are sent. Their content is invented."""

from __future__ import annotations

from itertools import groupby

from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from kvalitet.behorighet import kraver
from kvalitet.notiser import Brev
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from kvalitet.views.brevslag import BREV, PER_MALL, Brevslag


@require_safe
@kraver(Rattighet.ORGANISATION_ANDRA)
def alla_brev(request: InloggadRequest) -> HttpResponse:
    grupper = [
        (grupp, [(slag, slag.skriv().amne) for slag in brev])
        for grupp, brev in groupby(BREV, lambda slag: slag.grupp)
    ]
    return render(request, "organisation/brevlista.html", {"grupper": grupper})


@require_safe
@kraver(Rattighet.ORGANISATION_ANDRA)
def brev(request: InloggadRequest, mall: str) -> HttpResponse:
    slag, sprak, brevet = _vald(request, mall)
    sprakval = [(kod, namn, kod == sprak) for kod, namn in settings.LANGUAGES if kod in slag.sprak]
    sammanhang = {"slag": slag, "brevet": brevet, "sprak": sprak, "sprakval": sprakval}
    return render(request, "organisation/brev.html", sammanhang)


@require_safe
@kraver(Rattighet.ORGANISATION_ANDRA)
@xframe_options_sameorigin
@csp_replace(  # type: ignore[arg-type]
    {
        "default-src": ["'none'"],
        "img-src": None,
        "object-src": None,
        "style-src": ["'unsafe-inline'"],
        "frame-ancestors": ["'self'"],
    }
)
def brev_html(request: InloggadRequest, mall: str) -> HttpResponse:
    """The letter itself, for a frame: styles may stand inline here alone; nothing runs or loads."""
    return HttpResponse(_vald(request, mall)[2].html)


def _vald(request: InloggadRequest, mall: str) -> tuple[Brevslag, str, Brev]:
    slag = PER_MALL.get(mall)
    if slag is None:
        raise Http404
    sprak = request.GET.get("sprak", settings.LANGUAGE_CODE)
    if sprak not in slag.sprak:
        sprak = settings.LANGUAGE_CODE
    return slag, sprak, slag.skriv(sprak)

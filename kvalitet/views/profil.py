"""The municipality's own look: its colour as a style sheet, and its logo.

Their addresses hold a hash of what they say, so a browser fetches each of them once.
"""

from __future__ import annotations

from csp.decorators import csp
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

FOR_ALLTID = 365 * 24 * 3600


@login_not_required
@require_safe
@cache_control(public=True, max_age=FOR_ALLTID, immutable=True)
def farg(request: HttpRequest, summa: str) -> HttpResponse:
    if summa != settings.ORGANISATION.stilsumma:
        raise Http404
    return HttpResponse(settings.ORGANISATION.stilmall, content_type="text/css; charset=utf-8")


@login_not_required
@require_safe
@csp({"default-src": ["'none'"], "style-src": ["'unsafe-inline'"], "sandbox": True})  # type: ignore[arg-type]  # knows no arguments of an address
@cache_control(public=True, max_age=FOR_ALLTID, immutable=True)
def logga(request: HttpRequest, summa: str, andelse: str) -> HttpResponse:
    """A picture and nothing else, also where someone opens it by itself."""
    bild = settings.ORGANISATION.logga
    if bild is None or (summa, andelse) != (bild.summa, bild.andelse):
        raise Http404
    return HttpResponse(bild.innehall, content_type=bild.typ)

"""Public pages that are the same for all: rendered now and then, not for each who asks.

A page is at most `settings.SIDMINNE_SEKUNDER` old, in each process of the web server by itself:
what is published, or taken away, shows within that time. Each language has its own address and so
its own copy. Whoever is signed in, has a message waiting or asks for something of their own gets a
page of their own.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from kvalitet.skal import for_alla

Vy = Callable[[HttpRequest], HttpResponseBase]
FLEST = 100
"""Copies kept; addresses are few, but the name of the host is the asker's to choose."""


@dataclass(frozen=True)
class Sida:
    innehall: bytes
    slag: str
    tid: float


_sidor: dict[tuple[str, str, bool], Sida] = {}


def minns(vy: Vy) -> Vy:
    """Keep the page for a moment, when it is whole (200) and has nothing of the asker's in it."""

    @wraps(vy)
    def inre(request: HttpRequest) -> HttpResponseBase:
        if not settings.SIDMINNE_SEKUNDER or not for_alla(request):
            return vy(request)
        nyckel = (request.path, request.get_host(), request.is_secure())
        sida = _sidor.get(nyckel)
        if sida is None or time.monotonic() - sida.tid > settings.SIDMINNE_SEKUNDER:
            svar = vy(request)
            if not isinstance(svar, HttpResponse) or svar.status_code != 200:
                return svar
            if svar.cookies or "CSRF_COOKIE" in request.META:
                return svar
            sida = Sida(svar.content, svar["Content-Type"], time.monotonic())
            if len(_sidor) >= FLEST:
                _sidor.clear()
            _sidor[nyckel] = sida
        svar = HttpResponse(sida.innehall, content_type=sida.slag)
        patch_vary_headers(svar, ["Cookie"])  # as the page itself says, which asks who it is for
        return svar

    return inre


def glom() -> None:
    """Forget every page of this process."""
    _sidor.clear()

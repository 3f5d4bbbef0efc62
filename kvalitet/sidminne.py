"""Public pages that are the same for all: rendered now and then, not for each who asks.

A page is at most `settings.SIDMINNE_SEKUNDER` old, in each process of the web server by itself:
what is published, or taken away, shows within that time. Each language has its own address and so
its own copy. Whoever is signed in, has a message waiting or asks for something of their own gets a
page of their own.

The finished answer is kept too, compressed and with its headers, for who sends no cookie and has
no copy (`middleware.SidminneMiddleware`): the layers of middleware cost more than the page.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch
from django.utils.cache import patch_vary_headers

from kvalitet.skal import for_alla

Vy = Callable[[HttpRequest], HttpResponseBase]
Fyll = Callable[[HttpRequest], bytes]
FLEST = 100
"""Copies kept; addresses are few, but the name of the host is the asker's to choose."""


@dataclass(frozen=True)
class Sida:
    innehall: bytes
    slag: str
    tid: float


_sidor: dict[tuple[str, str, bool], Sida] = {}


class Minnessvar(HttpResponse):
    """An answer that is the same for all; but for what `fyll` puts in it, a token of the asker's
    own, where it is given."""

    def __init__(self, *args: Any, sedan: float, fyll: Fyll | None = None, **annat: Any) -> None:
        super().__init__(*args, **annat)
        self.sedan, self.fyll = sedan, fyll


@dataclass(frozen=True)
class Fardigt:
    """A finished answer: what it says, and to which address it belongs."""

    innehall: bytes
    huvud: dict[str, str]
    fyll: Fyll | None
    traff: ResolverMatch | None
    tid: float


EGET: Final = (
    *("QUERY_STRING", "HTTP_COOKIE", "HTTP_AUTHORIZATION", "HTTP_HX_REQUEST", "HTTP_RANGE"),
    *("HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH"),
    *("HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE"),
)
"""Whoever sends any of these is answered by the page itself."""
_svar: dict[str, dict[tuple[str, bool, bool], Fardigt]] = {}
"""By path, and then by what else an answer depends on. Paths are the pages', and few."""


def fardigt(request: HttpRequest) -> Fardigt | None:
    """Return the answer that is kept for such a request, if it is young enough."""
    if (svaren := _svar.get(request.path_info)) is None or not _for_vem_som_helst(request):
        return None
    svar = svaren.get(_sort(request))
    return None if svar is None or _gammal(svar.tid) else svar


def spara(request: HttpRequest, svar: HttpResponseBase) -> None:
    """Keep the finished answer, where its view says that it may be."""
    if not isinstance(svar, Minnessvar) or not _for_vem_som_helst(request):
        return
    if svar.status_code != 200 or _gammal(svar.sedan) or (svar.cookies and not svar.fyll):
        return
    huvud = dict(svar.headers.items())
    if svar.fyll:  # measured and compressed each time
        huvud = {n: v for n, v in huvud.items() if n not in ("Content-Length", "Content-Encoding")}
    svaren = _svar.setdefault(request.path_info, {})
    if len(svaren) >= FLEST:
        svaren.clear()
    svaren[_sort(request)] = Fardigt(
        b"" if svar.fyll else svar.content, huvud, svar.fyll, request.resolver_match, svar.sedan
    )


def _for_vem_som_helst(request: HttpRequest) -> bool:
    return request.method == "GET" and not any(map(request.META.get, EGET))


def _sort(request: HttpRequest) -> tuple[str, bool, bool]:
    packat = "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
    return request.get_host(), request.is_secure(), packat


def _gammal(tid: float) -> bool:
    """Whether it is too old to be shown; everything is, where nothing is to be kept."""
    return not settings.SIDMINNE_SEKUNDER or time.monotonic() - tid > settings.SIDMINNE_SEKUNDER


def minns(vy: Vy) -> Vy:
    """Keep the page for a moment, when it is whole (200) and has nothing of the asker's in it."""

    @wraps(vy)
    def inre(request: HttpRequest) -> HttpResponseBase:
        if not settings.SIDMINNE_SEKUNDER or not for_alla(request):
            return vy(request)
        nyckel = (request.path, request.get_host(), request.is_secure())
        sida = _sidor.get(nyckel)
        if sida is None or _gammal(sida.tid):
            svar = vy(request)
            if not isinstance(svar, HttpResponse) or svar.status_code != 200:
                return svar
            if svar.cookies or "CSRF_COOKIE" in request.META:
                return svar
            sida = Sida(svar.content, svar["Content-Type"], time.monotonic())
            if len(_sidor) >= FLEST:
                _sidor.clear()
            _sidor[nyckel] = sida
        svar = Minnessvar(sida.innehall, content_type=sida.slag, sedan=sida.tid)
        patch_vary_headers(svar, ["Cookie"])  # as the page itself says, which asks who it is for
        return svar

    return inre


def glom() -> None:
    """Forget every page of this process."""
    _sidor.clear()
    _svar.clear()

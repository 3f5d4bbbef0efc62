"""The outermost middleware: gives each request a name, its line in the log, its place in the
figures."""

from __future__ import annotations

import logging
from collections.abc import Callable
from time import perf_counter

from django.conf import settings
from django.core.signals import request_finished
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from kvalitet import matt, spar

logg = logging.getLogger(__name__)
HUVUD = "X-Request-ID"
METODER = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class BegaranMiddleware:
    """Neither address nor query string is written, only the view's name: an address may hold a
    signed link or a number of a case. No person either."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        borjan = perf_counter()
        spar.begaran.set(spar.namnge(request.headers.get(HUVUD, "")))
        svar = self.get_response(request)
        svar[HUVUD] = spar.begaran.get()
        _anteckna(request, svar.status_code, perf_counter() - borjan)
        return svar


@receiver(request_finished)
def glom(**_: object) -> None:
    """A signal, since nothing else of ours runs so late: Django writes its own line of an answer
    (404, 503) when the middleware has had its turn, and that line shall carry the name too."""
    spar.begaran.set("")


def _anteckna(request: HttpRequest, status: int, sekunder: float) -> None:
    vy = vynamn(request)
    metod = request.method if request.method in METODER else "ANNAN"
    matt.begaran(vy, metod, status, sekunder)
    if vy != "fil":
        ms = round(sekunder * 1000, 1)
        egna = {"vy": vy, "metod": metod, "status": status, "ms": ms}
        logg.info("%s %s %s %s ms", metod, vy, status, ms, extra=egna)


def vynamn(request: HttpRequest) -> str:
    """The name of the view; fil for a static file, okand for an address that leads nowhere."""
    if request.resolver_match:
        return request.resolver_match.view_name or "okand"
    return "fil" if request.path_info.startswith(f"/{settings.STATIC_URL.lstrip('/')}") else "okand"

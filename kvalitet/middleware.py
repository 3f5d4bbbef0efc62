"""Middleware of our own."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.db import DataError
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseNotAllowed,
    QueryDict,
)
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.template import loader
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.defaults import page_not_found

from kvalitet import sidminne, tak
from kvalitet.fel import Regelbrott
from kvalitet.inloggningstid import folj

logg = logging.getLogger(__name__)

SKYDD = {
    "Permissions-Policy": ", ".join(
        f"{formaga}=()"
        for formaga in (
            "accelerometer",
            "autoplay",
            "browsing-topics",
            "camera",
            "display-capture",
            "geolocation",
            "gyroscope",
            "magnetometer",
            "microphone",
            "midi",
            "payment",
            "usb",
        )
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "default-src 'self'; object-src 'none'; frame-ancestors 'none'",
}
"""What every answer says, where nothing further in has said it: Django's own middleware and csp's
speak for the pages, this for what never reaches them (static files, redirects to https)."""


class SkyddMiddleware:
    """Set the headers of `SKYDD`. A 304 says nothing new of the page that the browser has, so it
    is left alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        svar = self.get_response(request)
        if svar.status_code != 304:
            for namn, varde in SKYDD.items():
                svar.headers.setdefault(namn, varde)
        return svar


HALSA = frozenset({"/halsa/", "/halsa/redo/", "/halsa/matt/"})


class HalsaMiddleware:
    """Answer a health check, and Prometheus, that ask a node by the node's own address. Their
    pages hold no address that a made-up Host could put its own into; every other page does."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info in HALSA:
            request.META["HTTP_HOST"] = urlsplit(settings.ADRESS).netloc
        return self.get_response(request)


class PolicyMiddleware(CSPMiddleware):
    """csp's own, which puts the policy together anew for each answer: the same for all, but where
    a view has said otherwise. No nonce is made: nothing of ours is inline."""

    def process_request(self, request: HttpRequest) -> None:
        pass

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if any(egen.startswith("_csp_") for egen in vars(response)):
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, _policyn(settings.CONTENT_SECURITY_POLICY))
        return response


_policyer: dict[int, tuple[dict[str, Any], str]] = {}


def _policyn(installning: dict[str, Any]) -> str:
    """Put the setting together once; it is held on to, so that its number is its own."""
    if id(installning) not in _policyer:
        _policyer[id(installning)] = (installning, build_policy() or "")
    return _policyer[id(installning)][1]


class TakMiddleware:
    """Limit how often anybody posts to a view: by account, or by address for who is not signed in.
    The public forms have tighter limits of their own (tak.HOGST); these stand behind every form.

    Counted before anything is read of what is posted, once it is known which view it comes to."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        if request.method in ("GET", "HEAD", "OPTIONS", "TRACE") or not tak.kom(request, view_func):
            return None
        # A file is not read to be thrown away.
        formular = request.content_type == "application/x-www-form-urlencoded"
        sammanhang = {
            "skrivet": "\n\n".join(skrivet(request.POST)) if formular else "",
            "konto": request.user.is_authenticated,
        }
        return render(request, "synpunkter/for_manga.html", sammanhang, status=429)


class KomprimeringMiddleware(GZipMiddleware):
    """Compress pages and texts. Django adds up to 100 random bytes to each, and masks the token of
    a form anew each time, so that the length tells nothing of what stands in it (BREACH). Files
    that are packed already (PDF, images, workbooks) go as they are, with length and strong ETag."""

    TEXTER = ("application/json", "application/atom+xml", "application/rss+xml", "image/svg+xml")

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        slag = response.headers.get("Content-Type", "").partition(";")[0]
        if slag.startswith("text/") or slag in self.TEXTER:
            return super().process_response(request, response)
        return response


class SidminneMiddleware:
    """Answer with the page as it was finished for another, where nothing in it is anybody's own
    (`sidminne`): outside all that would make it anew. A form gets a token of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._csrf = CsrfViewMiddleware(get_response)
        self._komprimering = KomprimeringMiddleware(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        sparat = sidminne.fardigt(request)
        if sparat is None:
            svar = self.get_response(request)
            sidminne.spara(request, svar)
            return svar
        request.resolver_match = sparat.traff  # the log names the page by it
        if sparat.fyll is None:
            return HttpResponse(sparat.innehall, headers=sparat.huvud)
        svar = HttpResponse(sparat.fyll(request), headers=sparat.huvud)
        svar.headers["Content-Length"] = str(len(svar.content))
        self._csrf.process_response(request, svar)
        return self._komprimering.process_response(request, svar)


class CacheMiddleware:
    """Say who may keep a page, where the view has not said it: with no-cache it is asked for anew
    each time, and costs a line (304) when nothing has changed. Shared caches get only what is the
    same for all: no cookie is set, so no form with a token, and nobody is signed in.

    Not no-store: the browser would throw away what someone has written when they go back to the
    form. What is secret in itself says so in its view, and signing out empties the cache.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        svar = self.get_response(request)
        # The same address answers htmx with a part of the page: never to be shown as the whole.
        patch_vary_headers(svar, ["HX-Request"])
        if not svar.has_header("Cache-Control"):
            egen = svar.cookies or settings.SESSION_COOKIE_NAME in request.COOKIES
            svar["Cache-Control"] = f"{'private' if egen else 'public'}, no-cache"
        return svar


class SprakMiddleware:
    """Take the language from the address: neither a cookie nor the browser's wish is read, so
    that a page is the same for all and the links say what comes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        sprak = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        with translation.override(sprak):
            return self.get_response(request)


class InloggningMiddleware(LoginRequiredMiddleware):
    """Ask for a sign-in; but what someone wrote before the session ended is given back to them,
    where Django's own would let it go."""

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        if getattr(view_func, "login_required", True) and request.user.is_authenticated:
            folj(request)
        svar = super().process_view(request, view_func, view_args, view_kwargs)
        if svar is None or request.method != "POST":
            return svar
        fran = request.headers.get("Referer", "")
        egen = url_has_allowed_host_and_scheme(fran, {request.get_host()}, request.is_secure())
        sammanhang = {
            "skrivet": skrivet(request.POST),
            "next": urlsplit(fran).path if egen else "",
        }
        utloggad = render(request, "konto/utloggad.html", sammanhang, status=403)
        utloggad["X-Utloggad"] = "ja"  # told from a lack of rights by what saves in place (app.js)
        return utloggad


def skrivet(post: QueryDict) -> list[str]:
    """Return what of the form is someone's words: no key, no choice, no password."""
    alla = (v.strip() for n in post if "password" not in n for v in post.getlist(n))
    return [text for text in alla if " " in text]


class RegelbrottMiddleware:
    """Answer a broken rule that no view caught (409), an address that only takes what is posted
    (405), and one that no row can have (404), with a page that says what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        svar = self.get_response(request)
        if isinstance(svar, HttpResponseNotAllowed) and request.method == "GET":
            svar.content = render(request, "405.html").content
        return svar

    def process_exception(self, request: HttpRequest, fel: Exception) -> HttpResponse | None:
        if isinstance(fel, Regelbrott):
            return render(request, "regelbrott.html", {"fel": fel}, status=409)
        if isinstance(fel, DataError) and "\0" in request.path:  # no row has a NUL in its name
            return page_not_found(request, fel)
        return None


class OsparbartMiddleware:
    """Answer what no database can hold (a NUL that came past the forms, half of a surrogate pair,
    a number with too many digits) with 400: it is nothing that a person types, and nothing of it is
    saved. The log tells where, since a form should have said so first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, fel: Exception) -> HttpResponse | None:
        if isinstance(fel, DataError | UnicodeEncodeError):
            vy = request.resolver_match.view_name if request.resolver_match else ""
            logg.warning("gick inte att spara i %s: %s", vy, type(fel).__name__, exc_info=fel)
            # The page that Django itself shows for what it cannot read: no context, no database.
            return HttpResponseBadRequest(loader.render_to_string("400.html"))
        return None

"""Middleware of our own."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from kvalitet.fel import Regelbrott


class SprakMiddleware:
    """Take the language from the address: neither a cookie nor the browser's wish is read, so
    that a page is the same for all and the links say what comes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        sprak = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        with translation.override(sprak):
            return self.get_response(request)


class RegelbrottMiddleware:
    """Answer a broken rule that no view caught with a page that says what to do (409)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, fel: Exception) -> HttpResponse | None:
        if isinstance(fel, Regelbrott):
            return render(request, "regelbrott.html", {"fel": fel}, status=409)
        return None

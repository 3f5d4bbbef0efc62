"""Middleware of our own."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kvalitet.fel import Regelbrott


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

"""How public pages about a case are answered."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

P = ParamSpec("P")
Vy = Callable[Concatenate[HttpRequest, P], HttpResponse]


def publik(vy: Vy[P]) -> Vy[P]:
    """Keep what a resident writes and reads out of caches, search engines and referrers."""

    @wraps(vy)
    def inre(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        svar = vy(request, *args, **kwargs)
        add_never_cache_headers(svar)
        svar["Cache-Control"] = "no-store, private"
        if request.path != "/synpunkter/lamna/":
            svar["X-Robots-Tag"] = "noindex"
            svar["Referrer-Policy"] = "same-origin"
        return svar

    return cast(Vy[P], inre)

"""How public pages about a case are answered."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponse

P = ParamSpec("P")
Vy = Callable[Concatenate[HttpRequest, P], HttpResponse]


def publik(vy: Vy[P]) -> Vy[P]:
    """Keep what a resident writes and reads out of caches, search engines and referrers."""

    @wraps(vy)
    def inre(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        svar = vy(request, *args, **kwargs)
        svar["Cache-Control"] = "no-store, private"
        svar["Expires"] = "0"  # for what knows no Cache-Control
        if request.path != "/synpunkter/lamna/":
            svar["X-Robots-Tag"] = "noindex"
            svar["Referrer-Policy"] = "same-origin"
        return svar

    return cast(Vy[P], inre)

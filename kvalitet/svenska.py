"""Pages whose texts are Swedish, whatever language the menu that leads to them is in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, cast

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import translate_url
from django.utils.translation import get_language

P = ParamSpec("P")


def bara_svenska(vy: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    """Lead from /en/… to the page's own address, so that it says which language it is in."""

    @wraps(vy)
    def inre(*args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if get_language() == settings.LANGUAGE_CODE:
            return vy(*args, **kwargs)
        sokt = cast(HttpRequest, args[0]).get_full_path()
        return redirect(translate_url(sokt, settings.LANGUAGE_CODE))

    inre.bara_svenska = True  # type: ignore[attr-defined]  # so no language is offered there
    return inre

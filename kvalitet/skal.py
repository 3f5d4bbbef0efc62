"""Pages that are rendered once: a shell with holes, where what differs from one answer to the next
is put in. Rendering is the dear part of a public page (bench/README.md).
"""

from __future__ import annotations

import re

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.utils.html import conditional_escape

_HAL = re.compile("\ue000([a-z0-9_]+)\ue001")


def hal(namn: str) -> str:
    """Return what a template is given in place of the words; letters that nobody types."""
    return f"\ue000{namn}\ue001"


class Skal:
    """A rendered page with its holes."""

    def __init__(self, sida: str) -> None:
        self._delar = _HAL.split(sida)  # text, name, text, name … text

    def fyll(self, ord_: dict[str, str]) -> str:
        """Return the page with the words in their holes, escaped. What is put in is not looked
        through for holes, so nobody's words can stand in for another's. `KeyError` when a hole has
        no word."""
        delar = list(self._delar)
        delar[1::2] = [str(conditional_escape(ord_[namn])) for namn in self._delar[1::2]]
        return "".join(delar)


def for_alla(request: HttpRequest) -> bool:
    """Whether a page rendered for this request may be shown to everybody: nobody is signed in, no
    message waits, and nothing is asked for beyond the address."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES or request.META.get("QUERY_STRING"):
        return False
    return "HX-Request" not in request.headers and not len(get_messages(request))

"""What every page needs: the organisation, the mode and the menu."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_urlconf, reverse
from django.utils.translation import get_language, gettext

from kvalitet.behorighet import far
from kvalitet.meny import ARBETSMENY
from kvalitet.models import Anvandare


@dataclass(frozen=True)
class Menyval:
    namn: str
    url: str
    nu: bool
    """Whether the page lies here, for aria-current."""
    antal: int | None = None


def grund(request: HttpRequest) -> dict[str, Any]:
    anvandare = getattr(request, "user", None)
    inloggad = isinstance(anvandare, Anvandare)
    return {
        "organisation": settings.ORGANISATION,
        "demolage": settings.DEMO,
        "anvandare": anvandare if inloggad else None,
        "meny": list(_meny(request, anvandare if inloggad else None)),
    }


PUBLIK_MENY: list[tuple[str, str]] = [
    ("Lämna synpunkt", "synpunkter:lamna"),
    ("Följ ditt ärende", "synpunkter:folj"),
    ("Ni sa – vi gjorde", "synpunkter:ni_sa"),
    ("Så går det", "uppfoljning:sa_gar_det"),
    ("Rapporter", "uppfoljning:publicerade"),
]


INUNDER: dict[str, tuple[str, ...]] = {
    "arbete": ("cykel:uppdatera", "cykel:arshjul", "cykel:overlamning"),
    "organisation": ("alla_brev", "drift"),
    "cykel:mal": ("cykel:styrmodeller",),
    "cykel:indikatorer": ("uppfoljning:kolada",),
    "uppfoljning:uppfoljning": ("uppfoljning:undersokningar",),
    "cykel:larande": (
        "cykel:atgardslista",
        "cykel:rutiner",
        "cykel:risker",
        "cykel:internkontrollplaner",
        "cykel:egenkontroller",
        "cykel:sprangen",
    ),
}
"""Pages that are reached from an item of the menu though their addresses do not begin with its."""


EGNA_SIDOR = ("arbete", "inloggningar", "tvasteg")
"""Where the pages begin that are for who has signed in, and so carry the menu of the work."""


def _meny(request: HttpRequest, anvandare: Anvandare | None) -> list[Menyval]:
    if anvandare and request.path.startswith(tuple(map(reverse, EGNA_SIDOR))):
        val = [(namn, vy) for namn, vy, ratt in ARBETSMENY if not ratt or far(anvandare, ratt)]
    else:
        val = PUBLIK_MENY
    vagar = [(namn, *_vagar(vy, get_language(), get_urlconf())) for namn, vy in val]
    return [
        Menyval(gettext(namn), url, request.path == url or request.path.startswith(inunder))
        for namn, url, inunder in vagar
    ]


@cache
def _vagar(vy: str, sprak: str, urlconf: str | None) -> tuple[str, tuple[str, ...]]:
    """Return the item's address, and what the addresses of the pages that belong to it begin with;
    every page asks for them all."""
    url = reverse(vy)
    inunder = tuple(reverse(egen) for egen in INUNDER.get(vy, ()))
    return url, inunder if vy == "arbete" else (url, *inunder)

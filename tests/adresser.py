"""Every address of the site, read from the URLconf, so that no test can forget a new one."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver, reverse

_EXEMPEL = {
    "IntConverter": 1,
    "StringConverter": "exempel",
    "SlugConverter": "exempel",
    "PathConverter": "exempel",
    "UUIDConverter": uuid.UUID(int=1),
}


@dataclass(frozen=True)
class Adress:
    """One pattern of the URLconf: its name with namespace, and the names of its parameters."""

    namn: str
    monster: str
    exempel: dict[str, object]

    @property
    def url(self) -> str:
        """An address of the right shape; what it points at need not exist."""
        return reverse(self.namn, kwargs=self.exempel)


def alla() -> list[Adress]:
    return sorted(_under(get_resolver(), "", ""), key=lambda adress: adress.namn)


def _under(upplosare: URLResolver, rum: str, ovanfor: str) -> Iterator[Adress]:
    for post in upplosare.url_patterns:
        monster = ovanfor + str(post.pattern)
        if isinstance(post, URLResolver):
            yield from _under(post, f"{rum}{post.namespace}:" if post.namespace else rum, monster)
        elif isinstance(post, URLPattern):
            assert post.name, f"{monster} saknar namn i URL-konfigurationen"
            yield Adress(f"{rum}{post.name}", monster, _exempel(post, upplosare))


def _exempel(post: URLPattern, upplosare: URLResolver) -> dict[str, object]:
    omvandlare = {**upplosare.pattern.converters, **post.pattern.converters}
    return {namn: _EXEMPEL[type(o).__name__] for namn, o in omvandlare.items()}

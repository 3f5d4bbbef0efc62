"""How the pages of the site are measured: scenes with one row of everything, that can grow.

One module for each room. A scene names the addresses it measures, so that an address that no
scene measures is found by tests/test_fragor.py.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path

import pytest

from kvalitet.models import Anvandare, Rolltilldelning
from kvalitet.roller import Roll
from tests import factories
from tests.factories import SEDAN, Kommun

MANGA = 60
"""Rows of everything when a page is measured the second time; the lists show 50 a page."""


@dataclass(frozen=True)
class Varld:
    """What a scene is built from."""

    kommun: Kommun
    alva: Anvandare
    """Holds every role in the whole municipality, so that she sees every part of every page."""
    monkeypatch: pytest.MonkeyPatch
    mapp: Path


@dataclass(frozen=True)
class Scen:
    sidor: dict[str, str]
    """Address by URL name."""
    vax: Callable[[int], None]
    """Add so many rows of everything that the pages show."""
    vem: Anvandare | None
    """Who looks; None for a resident."""
    nu: datetime
    """The day on which the pages are looked at."""


@dataclass(frozen=True)
class Bygge:
    namn: str
    mater: frozenset[str]
    bygg: Callable[[Varld], Scen]


BYGGEN: list[Bygge] = []


def scen(*mater: str) -> Callable[[Callable[[Varld], Scen]], Callable[[Varld], Scen]]:
    """Register a scene that measures the named addresses."""

    def inre(bygg: Callable[[Varld], Scen]) -> Callable[[Varld], Scen]:
        BYGGEN.append(Bygge(bygg.__name__, frozenset(mater), bygg))
        return bygg

    return inre


def las_alla() -> list[Bygge]:
    for modul in pkgutil.iter_modules(__path__):
        import_module(f"{__name__}.{modul.name}")
    return BYGGEN


def alva(kommun: Kommun) -> Anvandare:
    person = factories.person("Alva Allt", Roll.KVALITETSSAMORDNARE, kommun.rot)
    Rolltilldelning.objects.bulk_create(
        Rolltilldelning(anvandare=person, roll=roll, enhet=kommun.rot, giltig=(SEDAN, None))
        for roll in Roll
        if roll != Roll.KVALITETSSAMORDNARE
    )
    return person


def personer(kommun: Kommun, antal: int, roll: str = "AA") -> list[Anvandare]:
    """Return so many new people, each with a role in Hemtjänst."""
    fore = Anvandare.objects.count()
    nya = Anvandare.objects.bulk_create(
        Anvandare(epost=f"person{n}@kommun.example", namn=f"Person {n}", password="!")
        for n in range(fore, fore + antal)
    )
    Rolltilldelning.objects.bulk_create(
        Rolltilldelning(anvandare=p, roll=roll, enhet=kommun.hemtjanst, giltig=(SEDAN, None))
        for p in nya
    )
    return nya


def enheter(kommun: Kommun, antal: int) -> list[factories.Enhet]:
    """Return so many new units below Hemtjänst."""
    fore = factories.Enhet.objects.count()
    nya = factories.Enhet.objects.bulk_create(
        factories.Enhet(namn=f"Enhet {n}", slag="enhet") for n in range(fore, fore + antal)
    )
    factories.EnhetPlacering.objects.bulk_create(
        factories.EnhetPlacering(enhet=e, foralder=kommun.hemtjanst, giltig=(SEDAN, None))
        for e in nya
    )
    factories.bygg_sokvagar()
    return list(factories.Enhet.objects.filter(pk__in=[e.pk for e in nya]).order_by("pk"))

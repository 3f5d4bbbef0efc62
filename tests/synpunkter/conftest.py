"""Memories of their own: for the rate limits, so that tests do not count each other's requests, and
for the prints of texts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.test import override_settings

from kvalitet.models import Anvandare
from synpunkter.actions import sekretess
from synpunkter.kampanj import MINNE
from synpunkter.models import Synpunkt
from tests import factories
from tests.factories import Kommun
from tests.synpunkter import exempel

ONSDAG = datetime(2026, 10, 14, 7, 41, tzinfo=UTC)
"""Wednesday 14 October 2026, 09.41 in Sweden."""


@pytest.fixture(autouse=True)
def eget_minne() -> Iterator[None]:
    minne = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    with override_settings(CACHES=minne):
        cache.clear()
        MINNE.glom()
        yield


@pytest.fixture
def synpunkt(kommun: Kommun) -> Synpunkt:
    """A klagomål about Hemtjänst, from Gunilla who left her e-mail."""
    return exempel.synpunkt(kommun)


@pytest.fixture
def bo_biblioteksman(kommun: Kommun) -> Anvandare:
    """A handler of another nämnd."""
    return factories.person("Bo Biblioteksman", "HS", kommun.kfk, namnd=kommun.kfn)


@pytest.fixture
def nils_namnden(kommun: Kommun) -> Anvandare:
    """Registrator of the case's nämnd."""
    return factories.person("Nils Nämnden", "NS", kommun.rot, namnd=kommun.von)


@pytest.fixture
def hemlig(synpunkt: Synpunkt, nils_namnden: Anvandare) -> Synpunkt:
    return sekretess.markera(synpunkt, grund="26:1", skal="Det står om hälsan.", av=nils_namnden)


@pytest.fixture
def skyddad(synpunkt: Synpunkt, nils_namnden: Anvandare) -> Synpunkt:
    return sekretess.skydda(
        synpunkt, grund="21:3", skal="Hot.", lasare=[nils_namnden], av=nils_namnden
    )

"""People, the day and the plan that the tests of follow-up share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kvalitet import klocka
from kvalitet.models import Anvandare
from tests import factories
from tests.cykel import kil
from tests.uppfoljning.lage import Lage, oppna


@pytest.fixture
def juni() -> Iterator[None]:
    with klocka.stalld(kil.NU):
        yield


@pytest.fixture
def lage(juni: None, kommun: factories.Kommun, petra_planansvarig: Anvandare) -> Lage:
    """Petra's plan, opened for kvartal 1: nothing judged, read or reported yet."""
    return oppna(kommun, petra_planansvarig)


@pytest.fixture
def bodil_biblioteksansvarig(kommun: factories.Kommun) -> Anvandare:
    """Holds every writing right of a planansvarig, in another kontor."""
    return factories.person("Bodil Biblioteksansvarig", "PA", kommun.kfk)


@pytest.fixture
def filip_fortroendevald(kommun: factories.Kommun) -> Anvandare:
    return factories.person("Filip Förtroendevald", "FV", kommun.rot)

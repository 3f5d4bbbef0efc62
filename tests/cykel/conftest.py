"""People and days that the wheel's tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cykel.models import Mal
from kvalitet import klocka
from kvalitet.models import Anvandare
from tests import factories
from tests.cykel import kil


@pytest.fixture
def juni() -> Iterator[None]:
    """Let it be the day of `kil.NU`: kvartal 1 is over, delår is still to come."""
    with klocka.stalld(kil.NU):
        yield


@pytest.fixture
def mal(kommun: factories.Kommun) -> Mal:
    return kil.styrning(kommun)


@pytest.fixture
def arne_aktivitetsansvarig(kommun: factories.Kommun) -> Anvandare:
    return factories.person("Arne Aktivitetsansvarig", "AA", kommun.hemtjanst)


@pytest.fixture
def bodil_biblioteksansvarig(kommun: factories.Kommun) -> Anvandare:
    """Holds every writing right of a planansvarig, in another kontor."""
    return factories.person("Bodil Biblioteksansvarig", "PA", kommun.kfk)


@pytest.fixture
def filip_fortroendevald(kommun: factories.Kommun) -> Anvandare:
    return factories.person("Filip Förtroendevald", "FV", kommun.rot)


@pytest.fixture
def kilen(juni: None, kommun: factories.Kommun, petra_planansvarig: Anvandare, mal: Mal) -> kil.Kil:
    """Petra's plan in kvalitetssäkra, in its lap of kvartal 1; delår is the next round."""
    kv1, _ = kil.tillfallen()
    return kil.plan(kommun, petra_planansvarig, mal, tillfalle=kv1)

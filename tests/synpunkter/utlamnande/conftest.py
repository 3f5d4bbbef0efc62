from __future__ import annotations

import pytest

from kvalitet.models import Anvandare
from synpunkter.actions import utlamnande as akter
from synpunkter.models import (
    Synpunkt,
    Utlamnande,
)
from tests import factories
from tests.factories import Kommun
from tests.synpunkter import exempel
from tests.synpunkter.utlamnande.fall import TEXT


@pytest.fixture
def nils(kommun: Kommun) -> Anvandare:
    return factories.person("Nils Nämnden", "NS", kommun.rot, namnd=kommun.von)


@pytest.fixture
def arende(kommun: Kommun) -> Synpunkt:
    return exempel.synpunkt(kommun, text=TEXT, plats="Drottninggatan 12")


@pytest.fixture
def begaran(arende: Synpunkt, nils: Anvandare) -> Utlamnande:
    return akter.begar(arende, begaran="Klagomålet om dörren.", av=nils)

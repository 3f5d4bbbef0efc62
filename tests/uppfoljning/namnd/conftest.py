from __future__ import annotations

from collections.abc import Iterator

import pytest

from kvalitet import klocka
from kvalitet.models import Anvandare
from tests.factories import Kommun
from tests.uppfoljning.namnd.fall import NU, Namndfall, bygg


@pytest.fixture
def fall(kommun: Kommun, nina_namndsekreterare: Anvandare) -> Iterator[Namndfall]:
    with klocka.stalld(NU):
        yield bygg(kommun, nina_namndsekreterare)

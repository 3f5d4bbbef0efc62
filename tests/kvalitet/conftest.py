"""The day that tests of dates share."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time

import pytest

from kvalitet import klocka
from kvalitet.kalender import SVENSK_TID
from tests.kvalitet.dagen import IDAG


@pytest.fixture
def samma_dag() -> Iterator[None]:
    """Let it be IDAG still, also when midnight has passed since the tests were collected."""
    with klocka.stalld(datetime.combine(IDAG, time(12), SVENSK_TID)):
        yield

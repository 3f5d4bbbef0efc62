"""The provider, a group that gives a role there, and who comes through it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from kvalitet.actions.grupper import koppla_grupp
from kvalitet.models import Anvandare, Grupproll
from kvalitet.roller import Roll
from tests import factories
from tests.factories import Kommun
from tests.kvalitet.idp import Idp, startad


@pytest.fixture(scope="package")
def server() -> Iterator[Idp]:
    with startad() as idp:
        yield idp


@pytest.fixture
def idp(server: Idp, settings: Any) -> Idp:
    settings.INLOGGNING = replace(
        settings.INLOGGNING,
        utgivare=server.adress,
        klient="hjulet",
        hemlighet="hemligt",
        namn="kommunens konto",
        lokala=False,
    )
    server.ar()
    return server


@pytest.fixture
def chefsgrupp(kommun: Kommun, anna_administrator: Anvandare) -> Grupproll:
    return koppla_grupp(
        grupp="hjulet-chef",
        roll=Roll.CHEF,
        enhet=kommun.vok,
        namnd=kommun.von,
        av=anna_administrator,
    )


@pytest.fixture
def siv(kommun: Kommun) -> Anvandare:
    return factories.person("Siv Åkesson", "PA", kommun.hemtjanst)

"""The page of the organisation: all of a small tree, a large one by level."""

from __future__ import annotations

import pytest
from django.test import Client

from kvalitet.models import Anvandare
from kvalitet.views import organisation
from tests.factories import Kommun

ADRESS = "/arbete/organisation/"


def _sida(client: Client, fraga: str = "") -> str:
    return client.get(ADRESS + fraga).content.decode()


def test_a_small_tree_stands_whole_in_the_page(
    kommun: Kommun, anna_administrator: Anvandare, client: Client
) -> None:
    client.force_login(anna_administrator)
    sida = _sida(client)
    assert kommun.centrum.namn in sida
    assert "?oppen=" not in sida


def test_a_large_tree_opens_a_level_at_a_time_by_a_link(
    kommun: Kommun,
    anna_administrator: Anvandare,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(organisation, "HELA_TRADET", 0)
    client.force_login(anna_administrator)
    sida = _sida(client)
    assert kommun.centrum.namn not in sida
    assert kommun.hemtjanst.namn in sida
    assert kommun.bibliotek.namn in sida
    lank = f"?oppen={kommun.hemtjanst.pk}"
    assert f'href="{lank}#enhet-{kommun.hemtjanst.pk}">Visa en enhet under' in sida
    oppnad = _sida(client, lank)
    assert kommun.centrum.namn in oppnad
    assert "Visa en enhet under" not in oppnad
    assert oppnad.count("<details") - oppnad.count(" open>") < sida.count("<details")


@pytest.mark.parametrize("oppen", ["0", "abc", "9" * 30, ""])
def test_an_address_that_names_no_unit_opens_nothing(
    kommun: Kommun,
    anna_administrator: Anvandare,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    oppen: str,
) -> None:
    monkeypatch.setattr(organisation, "HELA_TRADET", 0)
    client.force_login(anna_administrator)
    assert kommun.centrum.namn not in _sida(client, f"?oppen={oppen}")

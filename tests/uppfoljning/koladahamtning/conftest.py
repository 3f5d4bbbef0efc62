"""A Kolada of our own, and an indicator that follows it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from cykel.models import Indikator
from kvalitet import klocka
from kvalitet.models import Anvandare
from tests.uppfoljning import kolada_server as ks
from tests.uppfoljning.kolada_server import Koladaserver
from tests.uppfoljning.koladahamtning.exempel import GRUPP, NATT, ny
from uppfoljning.actions.koladahamtning import hamta_alla
from uppfoljning.kolada import klient


@pytest.fixture
def natt() -> Iterator[None]:
    with klocka.stalld(NATT):
        yield


@pytest.fixture
def server(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Koladaserver]:
    """One key figure with values of our own, riket and the group."""
    ett = Koladaserver()
    ett.nyckeltal = [ks.nyckeltal("N00001"), ks.nyckeltal("N00002", "Väntetid, antal dagar")]
    ett.grupper = [ks.grupp("G37480", GRUPP, "0680", "1283")]
    ett.varden = [
        ks.konsvarden("N00001", "0581", 2024, 66.5, 68, 65),
        ks.konsvarden("N00001", "0581", 2025, 68.2, 70.1, 66.3),
        ks.varde("N00001", "0000", 2025, 71.4),
        ks.varde("N00001", "G37480", 2025, 70, count=7),
    ]
    settings.KOLADA_ADRESS = ett.adress
    monkeypatch.setattr(klient, "I_SEKUNDEN", 1000)
    monkeypatch.setattr(klient, "Takt", lambda: klient_takt)
    monkeypatch.setattr("httpx_retries.retry.time.sleep", lambda _: None)
    with ett.igang():
        yield ett


klient_takt = klient.Takt(1000)


@pytest.fixture
def indikator(natt: None, petra_planansvarig: Anvandare) -> Indikator:
    return ny("N00001", petra_planansvarig)


@pytest.fixture
def hamtad(server: Koladaserver, indikator: Indikator) -> Indikator:
    hamta_alla()
    return indikator

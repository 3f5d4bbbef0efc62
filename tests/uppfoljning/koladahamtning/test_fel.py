"""The nightly update: failures keep the values, and two at once are one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from billiard.exceptions import SoftTimeLimitExceeded

from cykel.models import Indikator
from kvalitet import klocka
from kvalitet.models import Anvandare, Enhet
from tests import factories
from tests.uppfoljning import kolada_server as ks
from tests.uppfoljning.kolada_server import Koladaserver
from tests.uppfoljning.koladahamtning.exempel import NASTA, NATT, ny, slag, varden
from uppfoljning.actions import koladahamtning
from uppfoljning.actions.koladahamtning import Resultat, hamta_alla
from uppfoljning.actions.koladalas import KOLADALAS
from uppfoljning.kolada import klient
from uppfoljning.models import Koladahamtning

FEL: dict[str, ks.Fel] = {
    "429": ks.status(429, vanta="9999"),
    "500": ks.status(500),
    "halv": ks.avbruten,
    "halv_json": ks.halv_json,
    "form": ks.svar({"varden": []}),
    "annan_plats": ks.svar({"values": [], "next_url": "http://127.0.0.1:1/v3/data"}),
    "oandlig": ks.oandlig,
}


@contextmanager
def _trad(gor: Any) -> Iterator[None]:
    from django.db import connection

    def kor() -> None:
        try:
            gor()
        finally:
            connection.close()

    trad = threading.Thread(target=kor)
    trad.start()
    try:
        yield
    finally:
        trad.join()


@pytest.mark.parametrize("namn", FEL)
def test_a_failure_keeps_the_values_and_says_why(
    server: Koladaserver, indikator: Indikator, namn: str
) -> None:
    hamta_alla()
    forut = varden(indikator)
    server.varden = [ks.varde("N00001", "0581", 2025, 1)]
    server.fel_vid["/data/"] = FEL[namn]
    with klocka.stalld(NASTA):
        assert hamta_alla().misslyckade == 1
    assert varden(indikator) == forut
    hamtning = Koladahamtning.objects.get()
    assert (hamtning.senast_lyckad, hamtning.senast_forsok) == (NATT, NASTA)
    assert hamtning.fel
    assert slag(indikator) == ["hamtad", "misslyckad"]
    server.fel_vid.clear()
    with klocka.stalld(NASTA):
        hamta_alla()  # the second run of the night takes what failed
    assert varden(indikator)["Provkommun", 2025, "T"] == 1
    assert Koladahamtning.objects.get().fel == ""


def test_a_catalogue_that_cannot_be_fetched_stops_everything(
    server: Koladaserver, indikator: Indikator
) -> None:
    """Without it nobody knows whether the words have changed."""
    hamta_alla()
    server.fel_vid["/municipality_groups"] = ks.status(500)
    with klocka.stalld(NASTA):
        ut = hamta_alla()
    assert ut.fel == "Kolada svarade med fel 500. Vi försöker igen nästa natt."
    assert sum("/data/" in vag for vag in server.vagar) == 1
    assert Koladahamtning.objects.get().fel == ut.fel


def test_one_that_fails_does_not_stop_the_next(server: Koladaserver, indikator: Indikator) -> None:
    annan = ny("N00002", indikator.agare)
    server.varden.append(ks.varde("N00002", "0581", 2025, 12))
    server.fel_vid["/data/kpi/N00001/"] = ks.status(404)
    ut = hamta_alla()
    assert (ut.hamtade, ut.misslyckade) == (1, 1)
    assert varden(indikator) == {}
    assert varden(annan) == {("Provkommun", 2025, "T"): 12}


def test_a_fault_of_our_own_in_one_does_not_stop_the_next(
    server: Koladaserver, indikator: Indikator, monkeypatch: pytest.MonkeyPatch
) -> None:
    annan = ny("N00002", indikator.agare)
    ratta = koladahamtning.skriv

    def felar(en: Indikator, *args: Any, **val: Any) -> Any:
        if en == indikator:
            raise ZeroDivisionError
        return ratta(en, *args, **val)

    monkeypatch.setattr(koladahamtning, "skriv", felar)
    assert hamta_alla().hamtade == 1
    felen = {h.pk: h.fel for h in Koladahamtning.objects.order_by("pk")}
    assert felen == {indikator.pk: koladahamtning.OVANTAT, annan.pk: ""}


def test_a_worker_that_is_out_of_time_stops(
    server: Koladaserver, indikator: Indikator, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slut(*_: Any, **__: Any) -> Any:
        raise SoftTimeLimitExceeded

    monkeypatch.setattr(koladahamtning, "skriv", slut)
    with pytest.raises(SoftTimeLimitExceeded):
        hamta_alla()
    assert Koladahamtning.objects.get().senast_forsok is None


def test_kolada_that_is_down_is_not_asked_for_every_one(
    server: Koladaserver, indikator: Indikator
) -> None:
    for n in range(3, 9):
        server.nyckeltal.append(ks.nyckeltal(f"N0000{n}"))
        ny(f"N0000{n}", indikator.agare)
    server.fel_vid["/data/"] = ks.status(404)
    assert hamta_alla().misslyckade == 7
    assert sum("/data/" in vag for vag in server.vagar) == koladahamtning.I_RAD
    assert set(Koladahamtning.objects.values_list("fel", flat=True)) == {
        "Kolada svarade med fel 404. Vi försöker igen nästa natt."
    }


def test_rows_that_cannot_be_read_are_told_and_asked_for_again(
    server: Koladaserver, indikator: Indikator
) -> None:
    server.varden.append(ks.varde("N00001", "0581", 2023, "inget tal"))
    hamta_alla()
    hamtning = Koladahamtning.objects.get()
    assert hamtning.fel.startswith("En rad i svaret gick inte att läsa. Rad 5: N00001 för 0581")
    assert hamtning.senast_lyckad is None
    assert hamtning.hamta_fran is None
    assert len(varden(indikator)) == 8  # the others are there


def test_rows_twice_are_one(server: Koladaserver, indikator: Indikator) -> None:
    server.varden += [*server.varden, ks.varde("N00001", "0000", 2025, 99)]
    hamta_alla()
    assert ("0000", 2025, "T") not in varden(indikator)  # they contradict each other
    assert varden(indikator)["Provkommun", 2025, "T"] == Decimal("68.2")
    assert "står två gånger med olika innehåll" in Koladahamtning.objects.get().fel


def test_broken_off_it_goes_on_where_it_was(
    server: Koladaserver, indikator: Indikator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each indicator is whole or untouched; the next run begins with those that waited longest."""
    annan = ny("N00002", indikator.agare)
    server.varden.append(ks.varde("N00002", "0581", 2025, 12))
    ratta = koladahamtning.skriv

    def dor(en: Indikator, *args: Any, **val: Any) -> Any:
        ut = ratta(en, *args, **val)
        if en == annan:
            raise KeyboardInterrupt
        return ut

    monkeypatch.setattr(koladahamtning, "skriv", dor)
    with pytest.raises(KeyboardInterrupt):
        hamta_alla()
    assert len(varden(indikator)) == 8
    assert varden(annan) == {}
    monkeypatch.setattr(koladahamtning, "skriv", ratta)
    server.sett.clear()
    assert hamta_alla().hamtade == 1
    (vag,) = [vag for vag in server.vagar if "/data/" in vag]
    assert vag.startswith("/v3/data/kpi/N00002/")


def test_without_a_top_unit_there_is_nowhere_to_write(
    server: Koladaserver, indikator: Indikator
) -> None:
    Enhet.objects.filter(slag="kommun").update(slag="bolag")
    hamta_alla()
    assert Koladahamtning.objects.get().fel == koladahamtning.INGEN_KOMMUN


def test_a_key_that_kolada_does_not_have_is_told(
    server: Koladaserver, natt: None, petra_planansvarig: Anvandare
) -> None:
    ny("N99999", petra_planansvarig)
    hamta_alla()
    assert Koladahamtning.objects.get().fel == koladahamtning.FINNS_INTE


def test_two_at_once_the_second_leaves(riktig_databas: str, server: Koladaserver) -> None:
    with psycopg.connect(riktig_databas) as annan:
        annan.execute("select pg_advisory_lock(%s)", [KOLADALAS])
        assert hamta_alla().upptaget
        assert not server.sett
        annan.execute("select pg_advisory_unlock(%s)", [KOLADALAS])
    assert not hamta_alla().upptaget
    assert server.sett


def test_two_threads_at_once_fetch_once(
    riktig_databas: str, server: Koladaserver, monkeypatch: pytest.MonkeyPatch
) -> None:
    kommun = factories.kommun()
    person = factories.person("Petra Planansvarig", "PA", kommun.hemtjanst)
    ny("N00001", person)
    inne, slapp = threading.Event(), threading.Event()
    hamta = koladahamtning._hamta

    def vantar(ett: klient.Klient) -> Resultat:
        inne.set()
        assert slapp.wait(10)
        return hamta(ett)

    monkeypatch.setattr(koladahamtning, "_hamta", vantar)
    ut: list[Resultat] = []
    with _trad(lambda: ut.append(hamta_alla())):
        assert inne.wait(10)
        assert hamta_alla().upptaget
        slapp.set()
    assert [r.hamtade for r in ut] == [1]

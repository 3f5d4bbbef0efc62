"""The nightly update: values as delivered, failures that keep them, changes that ask a person."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest
from billiard.exceptions import SoftTimeLimitExceeded
from django.core.exceptions import PermissionDenied

from cykel.models import Indikator, Matvarde
from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Enhet, Handelse, Utskick
from tests import factories
from tests.cykel import kil
from tests.uppfoljning import kolada_server as ks
from tests.uppfoljning.kolada_server import Koladaserver
from uppfoljning import tasks
from uppfoljning.actions import kolada as akter
from uppfoljning.actions import koladahamtning
from uppfoljning.actions.koladahamtning import Resultat, hamta_alla
from uppfoljning.actions.koladalas import KOLADALAS
from uppfoljning.kolada import klient
from uppfoljning.models import (
    Koladafraga,
    Koladahamtning,
    Koladajamforelse,
    Koladanyckeltal,
    Koladaomrade,
)

NATT = datetime(2026, 6, 2, 0, 15, tzinfo=UTC)
NASTA = datetime(2026, 6, 3, 0, 15, tzinfo=UTC)
GRUPP = "Liknande kommuner, övergripande, Norrköping, 2025"


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


def ny(kod: str, agare: Anvandare) -> Indikator:
    return Indikator.objects.create(
        namn=f"Nyckeltal {kod}",
        definition="Andel som är nöjda.",
        matt="procent",
        riktning="hogre",
        kalla="kolada",
        kolada_id=kod,
        frekvens="helar",
        agare=agare,
        konsuppdelad=True,
    )


def varden(indikator: Indikator) -> dict[tuple[str, int, str], Any]:
    """Value or reason by place (a unit's name or an area's code), year and sex."""
    return {
        (v.enhet.namn if v.enhet else v.omrade, v.period_till.year, v.kon): (
            v.bortfallsorsak if v.varde is None else v.varde
        )
        for v in Matvarde.objects.filter(indikator=indikator).select_related("enhet")
    }


def slag(indikator: Indikator) -> list[str]:
    rader = Handelse.objects.filter(objekttyp="cykel.indikator", objekt_id=indikator.pk)
    return [s.removeprefix("kolada.") for s in rader.order_by("pk").values_list("slag", flat=True)]


# --- values --------------------------------------------------------------------------------------


def test_our_own_riket_and_the_group_are_fetched(
    server: Koladaserver, indikator: Indikator
) -> None:
    tasks.hamta_kolada()
    assert varden(indikator) == {
        ("Provkommun", 2024, "T"): Decimal("66.5"),
        ("Provkommun", 2024, "K"): 68,
        ("Provkommun", 2024, "M"): 65,
        ("Provkommun", 2025, "T"): Decimal("68.2"),
        ("Provkommun", 2025, "K"): Decimal("70.1"),
        ("Provkommun", 2025, "M"): Decimal("66.3"),
        ("0000", 2025, "T"): Decimal("71.4"),
        ("G37480", 2025, "T"): 70,
    }
    kallor = set(Matvarde.objects.values_list("omrade", "kalla", "matdatum"))
    assert kallor == {
        ("", "Kolada", date(2024, 12, 31)),
        ("", "Kolada", date(2026, 4, 1)),  # 2025 was published then
        ("0000", "Kolada", date(2026, 4, 1)),
        ("G37480", "Kolada, medel av 7 kommuner", date(2026, 4, 1)),
    }
    hamtning = Koladahamtning.objects.get()
    assert (hamtning.senast_lyckad, hamtning.fel) == (NATT, "")
    assert slag(indikator) == ["hamtad"]


def test_one_that_has_another_source_now_is_left_alone(
    server: Koladaserver, indikator: Indikator
) -> None:
    hamta_alla()
    Indikator.objects.filter(pk=indikator.pk).update(kalla="manuell", kolada_id="")
    server.varden = []
    with klocka.stalld(NASTA):
        assert hamta_alla() == Resultat()
    assert not Koladafraga.objects.exists()
    assert Koladahamtning.objects.get().senast_forsok == NATT


def test_comparisons_are_chosen_before_the_first_night(
    server: Koladaserver, indikator: Indikator, petra_planansvarig: Anvandare
) -> None:
    rad = Koladaomrade.objects.create(kod="0580", namn="Linköping", slag="kommun")
    with pytest.raises(Regelbrott, match="hämtas redan"):
        akter.borja_igen(indikator, av=petra_planansvarig)
    akter.valj_jamforelser(indikator, omraden=[rad], av=petra_planansvarig)
    assert [j.omrade for j in Koladajamforelse.objects.all()] == [rad]


def test_the_next_night_asks_only_for_what_has_changed(
    server: Koladaserver, indikator: Indikator
) -> None:
    hamta_alla()
    fran = server.sett[-1]
    assert "from_date" not in fran
    assert "/year/2016,2017," in fran
    server.varden = [ks.varde("N00001", "0581", 2025, 68.9, andrad=date(2026, 6, 2))]
    with klocka.stalld(NASTA):
        hamta_alla()
    assert parse_qs(urlsplit(server.sett[-1]).query)["from_date"] == ["2026-06-01"]
    assert varden(indikator)["Provkommun", 2025, "T"] == Decimal("68.9")
    assert varden(indikator)["Provkommun", 2025, "K"] == Decimal("70.1")
    assert slag(indikator) == ["hamtad", "hamtad"]


def test_the_same_night_again_asks_for_nothing_more(
    server: Koladaserver, indikator: Indikator
) -> None:
    hamta_alla()
    assert hamta_alla() == Resultat()
    assert sum("/data/" in vag for vag in server.vagar) == 1


def test_values_that_are_as_they_were_are_not_written(
    server: Koladaserver, indikator: Indikator
) -> None:
    hamta_alla()
    forut = set(Matvarde.objects.values_list("pk", "matdatum"))
    Koladahamtning.objects.update(hamta_fran=None)
    with klocka.stalld(NASTA):
        hamta_alla()
    assert set(Matvarde.objects.values_list("pk", "matdatum")) == forut
    assert slag(indikator) == ["hamtad"]


@pytest.mark.parametrize(
    ("status", "orsak"),
    [
        ("", "Värdet saknas i Kolada."),
        ("-", "Bortfall i Kolada (status ”-”)"),
        (".", "Inte tillämpligt enligt Kolada (status ”.”)"),
        ("..", ".. sekretess enligt Kolada (status ”..”)"),
        ("Private", ".. sekretess enligt Kolada (status ”Private”)"),
        ("Nytt ord", "Värdet saknas i Kolada (status ”Nytt ord”)"),
    ],
)
def test_a_value_that_is_missing_is_never_zero_and_keeps_its_status(
    server: Koladaserver, indikator: Indikator, status: str, orsak: str
) -> None:
    server.varden = [
        ks.varde("N00001", "0581", 2025, None, status=status),
        ks.varde("N00001", "0581", 2024, 0),
    ]
    hamta_alla()
    assert varden(indikator) == {
        ("Provkommun", 2025, "T"): orsak,
        ("Provkommun", 2024, "T"): 0,
    }


def test_an_unknown_status_beside_a_value_stands_in_its_source(
    server: Koladaserver, indikator: Indikator
) -> None:
    server.varden = [ks.varde("N00001", "0581", 2025, 5, status="Preliminär")]
    hamta_alla()
    assert Matvarde.objects.get().kalla == "Kolada, status Preliminär"


@pytest.mark.parametrize("namn", ["isdeleted", "is_deleted"])
@pytest.mark.parametrize("ja", [True, 1])
def test_a_value_that_kolada_takes_back_is_missing_with_its_history(
    server: Koladaserver, indikator: Indikator, namn: str, ja: Any
) -> None:
    hamta_alla()
    rad = ks.varde("N00001", "0581", 2025, 68.2)
    del rad["values"][0]["isdeleted"]
    rad["values"][0][namn] = ja
    server.varden = [rad]
    with klocka.stalld(NASTA):
        hamta_alla()
    assert varden(indikator)["Provkommun", 2025, "T"] == "Värdet har tagits bort i Kolada."


def test_an_indicator_that_is_not_divided_gets_only_the_total(
    server: Koladaserver, indikator: Indikator
) -> None:
    Indikator.objects.update(konsuppdelad=False, skal_ej_kon="Går inte.")
    hamta_alla()
    assert {kon for _, _, kon in varden(indikator)} == {"T"}


def test_units_that_work_by_the_indicator_have_the_municipalitys_value(
    server: Koladaserver, indikator: Indikator, kommun: factories.Kommun
) -> None:
    hamta_alla()
    plan = kil.plan(kommun, indikator.agare, kil.styrning(kommun))
    plan.indikator.indikator = indikator
    plan.indikator.save()
    server.varden = []
    with klocka.stalld(NASTA):
        hamta_alla()
    alla = varden(indikator)
    assert alla["Hemtjänst", 2024, "K"] == alla["Provkommun", 2024, "K"] == 68
    assert sum(namn == "Hemtjänst" for namn, _, _ in alla) == 6


def test_what_somebody_entered_by_hand_is_left_alone(
    server: Koladaserver, indikator: Indikator, kommun: factories.Kommun
) -> None:
    Matvarde.objects.create(
        indikator=indikator,
        enhet=kommun.rot,
        period_fran=date(2025, 1, 1),
        period_till=date(2025, 12, 31),
        varde=Decimal(1),
        matdatum=date(2026, 1, 2),
        kalla="Egen mätning",
        infort_av=indikator.agare,
    )
    hamta_alla()
    assert varden(indikator)["Provkommun", 2025, "T"] == 1
    assert varden(indikator)["Provkommun", 2024, "T"] == Decimal("66.5")


def test_what_was_not_asked_for_is_not_written(server: Koladaserver, indikator: Indikator) -> None:
    """A server that answers of another key figure or area gets nothing in."""
    server.fel_vid["/data/"] = ks.svar(
        {"values": [ks.varde("N00002", "0581", 2025, 1), ks.varde("N00001", "0114", 2025, 2)]}
    )
    hamta_alla()
    assert varden(indikator) == {}


# --- failures ------------------------------------------------------------------------------------


FEL: dict[str, ks.Fel] = {
    "429": ks.status(429, vanta="9999"),
    "500": ks.status(500),
    "halv": ks.avbruten,
    "halv_json": ks.halv_json,
    "form": ks.svar({"varden": []}),
    "annan_plats": ks.svar({"values": [], "next_url": "http://127.0.0.1:1/v3/data"}),
    "oandlig": ks.oandlig,
}


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


# --- a key figure that changes -------------------------------------------------------------------


@pytest.fixture
def hamtad(server: Koladaserver, indikator: Indikator) -> Indikator:
    hamta_alla()
    return indikator


def nasta_natt() -> Resultat:
    with klocka.stalld(NASTA):
        return hamta_alla()


def fragan(server: Koladaserver, **andrat: Any) -> Koladafraga:
    server.nyckeltal[0] = ks.nyckeltal("N00001", **andrat)
    assert nasta_natt().fragor == 1
    return Koladafraga.objects.get(svar="")


@pytest.mark.parametrize(
    ("andrat", "orsak"),
    [
        ({"titel": "Nöjda, ny fråga, andel (%)"}, "andrad"),
        ({"description": "En annan fråga ställs."}, "andrad"),
        ({"titel": "Nöjda, andel (%) (- 2024)"}, "upphord"),
        ({"titel": "Nöjda, andel (%), gammal definition"}, "upphord"),
    ],
)
def test_another_title_or_description_stops_and_asks_the_owner(
    server: Koladaserver, hamtad: Indikator, andrat: dict[str, Any], orsak: str
) -> None:
    forut = varden(hamtad)
    server.varden = [ks.varde("N00001", "0581", 2025, 1)]
    server.sett.clear()
    fraga = fragan(server, **andrat)
    assert fraga.orsak == orsak
    assert fraga.gammal_titel == "Nöjda, andel (%)"
    assert varden(hamtad) == forut
    assert not any("/data/" in vag for vag in server.vagar)
    assert slag(hamtad) == ["hamtad", "fraga"]
    brev = Utskick.objects.get(mall="kolada_fraga")
    assert hamtad.agare.epost in brev.innehall
    assert f"/arbete/kolada/fragor/{fraga.pk}/" in brev.innehall
    assert nasta_natt().fragor == 0  # it is asked once
    assert Utskick.objects.count() == 1


def test_one_that_is_gone_stops_and_asks(server: Koladaserver, hamtad: Indikator) -> None:
    del server.nyckeltal[0]
    assert nasta_natt().fragor == 1
    fraga = Koladafraga.objects.get()
    assert (fraga.orsak, fraga.ny_titel) == ("borttagen", "")
    sett = akter.ny_definition(fraga)
    with pytest.raises(Regelbrott, match="finns inte i Kolada"):
        akter.samma_matt(fraga, sett=sett, av=hamtad.agare)
    akter.sluta_hamta(fraga, sett=sett, av=hamtad.agare)


@pytest.mark.parametrize(
    "andrat",
    [
        {"publication_date": "2027-01-01"},
        {"titel": "Nöjda,  andel (%) "},
        {"operating_area": "Demokrati"},
    ],
)
def test_what_is_no_part_of_the_definition_asks_nobody(
    server: Koladaserver, hamtad: Indikator, andrat: dict[str, Any]
) -> None:
    server.nyckeltal[0] = ks.nyckeltal("N00001", **andrat)
    assert nasta_natt().fragor == 0
    assert Koladafraga.objects.count() == 0


def test_one_that_had_ended_when_it_was_chosen_asks_nobody(
    server: Koladaserver, indikator: Indikator
) -> None:
    server.nyckeltal[0] = ks.nyckeltal("N00001", "Nöjda, andel (%) (-2024)")
    assert hamta_alla().hamtade == 1
    assert nasta_natt().fragor == 0


def test_the_same_measure_goes_on_with_the_new_words(
    server: Koladaserver, hamtad: Indikator
) -> None:
    fraga = fragan(server, titel="Nöjda brukare, andel (%)")
    akter.samma_matt(fraga, sett=akter.ny_definition(fraga), av=hamtad.agare)
    server.varden = [ks.varde("N00001", "0581", 2025, 99)]
    assert nasta_natt().hamtade == 1
    assert varden(hamtad)["Provkommun", 2025, "T"] == 99
    assert Koladahamtning.objects.get().titel == "Nöjda brukare, andel (%)"
    assert "from_date" not in server.sett[-1]  # its earlier years may have changed with it
    assert slag(hamtad)[-2:] == ["samma", "hamtad"]


def test_a_new_measure_has_a_day_and_a_reason(server: Koladaserver, hamtad: Indikator) -> None:
    fraga = fragan(server, titel="Nöjda, ny fråga, andel (%)")
    sett = akter.ny_definition(fraga)
    with pytest.raises(Regelbrott, match="vad som är nytt"):
        akter.nytt_matt(fraga, fran=date(2026, 1, 1), skal=" ", sett=sett, av=hamtad.agare)
    svar = akter.nytt_matt(
        fraga, fran=date(2026, 1, 1), skal="Ny fråga.", sett=sett, av=hamtad.agare
    )
    assert (svar.svar, svar.brott_fran, svar.skal) == ("nytt", date(2026, 1, 1), "Ny fråga.")
    brott = hamtad.seriebrott.get()
    assert (brott.datum, brott.orsak, brott.av) == (date(2026, 1, 1), "Ny fråga.", hamtad.agare)
    assert nasta_natt().hamtade == 1


def test_a_break_that_cannot_be_leaves_the_question_open(
    server: Koladaserver, hamtad: Indikator
) -> None:
    fraga = fragan(server, titel="Nöjda, ny fråga, andel (%)")
    sett = akter.ny_definition(fraga)
    with klocka.stalld(NASTA), pytest.raises(Regelbrott, match="i framtiden"):
        akter.nytt_matt(fraga, fran=date(2027, 1, 1), skal="Ny.", sett=sett, av=hamtad.agare)
    fraga.refresh_from_db()
    assert not fraga.svar
    assert Koladahamtning.objects.get().titel == "Nöjda, andel (%)"


def test_what_is_ended_is_not_fetched_until_it_is_begun_again(
    server: Koladaserver, hamtad: Indikator
) -> None:
    fraga = fragan(server, titel="Nöjda, andel (%) (-2025)")
    akter.sluta_hamta(fraga, sett=akter.ny_definition(fraga), av=hamtad.agare)
    assert nasta_natt() == Resultat()
    assert len(varden(hamtad)) == 8
    akter.borja_igen(hamtad, av=hamtad.agare)
    assert nasta_natt().hamtade == 1
    with pytest.raises(Regelbrott, match="hämtas redan"):
        akter.borja_igen(hamtad, av=hamtad.agare)


def test_an_answer_holds_for_the_words_that_were_read(
    server: Koladaserver, hamtad: Indikator
) -> None:
    fraga = fragan(server, titel="Nöjda, ny fråga, andel (%)")
    last = akter.ny_definition(fraga)
    server.nyckeltal[0] = ks.nyckeltal("N00001", "Nöjda, ännu en fråga, andel (%)")
    assert nasta_natt().fragor == 0  # the open question follows
    with pytest.raises(Regelbrott, match="ändrat texten igen"):
        akter.samma_matt(fraga, sett=last, av=hamtad.agare)
    fraga.refresh_from_db()
    akter.samma_matt(fraga, sett=akter.ny_definition(fraga), av=hamtad.agare)


def test_a_question_is_answered_once_and_by_who_may(
    server: Koladaserver,
    hamtad: Indikator,
    filip_fortroendevald: Anvandare,
    bodil_biblioteksansvarig: Anvandare,
    karin_kvalitetssamordnare: Anvandare,
) -> None:
    fraga = fragan(server, titel="Nöjda, ny fråga, andel (%)")
    sett = akter.ny_definition(fraga)
    # Bodil writes plans in another kontor; the indicator is everyone's.
    for inte in (filip_fortroendevald, bodil_biblioteksansvarig):
        with pytest.raises(PermissionDenied):
            akter.samma_matt(fraga, sett=sett, av=inte)
    akter.samma_matt(fraga, sett=sett, av=karin_kvalitetssamordnare)
    with pytest.raises(Regelbrott, match="redan besvarad: Samma mått"):
        akter.sluta_hamta(fraga, sett=sett, av=hamtad.agare)


# --- comparisons ---------------------------------------------------------------------------------


def test_riket_and_the_usual_group_are_chosen_from_the_beginning(
    server: Koladaserver, natt: None, petra_planansvarig: Anvandare
) -> None:
    hamta_alla()  # the catalogue is there first
    indikator = ny("N00001", petra_planansvarig)
    hamta_alla()
    valda = Koladajamforelse.objects.filter(indikator=indikator)
    assert sorted(valda.values_list("omrade__kod", flat=True)) == ["0000", "G37480"]


def test_a_new_area_gets_all_its_years(
    server: Koladaserver, hamtad: Indikator, filip_fortroendevald: Anvandare
) -> None:
    linkoping = Koladaomrade.objects.create(kod="0580", namn="Linköping", slag="kommun")
    server.omraden.append(ks.omrade("0580", "Linköping"))
    riket = Koladaomrade.objects.get(kod="0000")
    with pytest.raises(PermissionDenied):
        akter.valj_jamforelser(hamtad, omraden=[linkoping], av=filip_fortroendevald)
    akter.valj_jamforelser(hamtad, omraden=[riket, linkoping], av=hamtad.agare)
    server.varden = [ks.varde("N00001", "0580", 2020, 61, andrad=date(2021, 1, 1))]
    nasta_natt()
    assert varden(hamtad)["0580", 2020, "T"] == 61
    assert varden(hamtad)["G37480", 2025, "T"] == 70  # stays, though no longer fetched
    assert "/municipality/0581,0000,0580/" in server.sett[-1]


def test_not_more_areas_than_a_page_can_show(hamtad: Indikator) -> None:
    manga = [
        Koladaomrade.objects.create(kod=f"9{n:03}", namn=f"Ort {n}", slag="kommun")
        for n in range(21)
    ]
    with pytest.raises(Regelbrott, match="högst 20"):
        akter.valj_jamforelser(hamtad, omraden=manga, av=hamtad.agare)


def test_an_area_chosen_while_we_ask_is_not_forgotten(
    server: Koladaserver, hamtad: Indikator, monkeypatch: pytest.MonkeyPatch
) -> None:
    linkoping = Koladaomrade.objects.create(kod="0580", namn="Linköping", slag="kommun")
    server.omraden.append(ks.omrade("0580", "Linköping"))
    fraga = klient.Klient.varden

    def medan(self: klient.Klient, *args: Any, **val: Any) -> Any:
        ut = fraga(self, *args, **val)
        akter.valj_jamforelser(hamtad, omraden=[linkoping], av=hamtad.agare)
        return ut

    monkeypatch.setattr(klient.Klient, "varden", medan)
    nasta_natt()
    assert Koladahamtning.objects.get().hamta_fran is None


# --- adding --------------------------------------------------------------------------------------


def falt(agare: Anvandare, **andrat: Any) -> dict[str, Any]:
    return {
        "namn": "Nöjda",
        "definition": "Andel nöjda.",
        "matt": "procent",
        "riktning": "hogre",
        "frekvens": "helar",
        "agare": agare,
        "konsuppdelad": True,
        **andrat,
    }


def test_a_key_figure_is_added_once(
    server: Koladaserver, natt: None, petra_planansvarig: Anvandare
) -> None:
    hamta_alla()
    nyckeltal = Koladanyckeltal.objects.get(kod="N00001")
    ett = akter.lagg_till(nyckeltal, **falt(petra_planansvarig), av=petra_planansvarig)
    assert (ett.kalla, ett.kolada_id) == ("kolada", "N00001")
    assert ett.koladahamtning.titel == "Nöjda, andel (%)"
    with pytest.raises(Regelbrott, match="finns redan som indikator") as fel:
        akter.lagg_till(nyckeltal, **falt(petra_planansvarig), av=petra_planansvarig)
    assert [p.lank for p in fel.value.punkter] == [f"/arbete/indikatorer/{ett.pk}/"]


def test_one_that_is_gone_cannot_be_added(natt: None, petra_planansvarig: Anvandare) -> None:
    gammalt = Koladanyckeltal.objects.create(
        kod="N1", titel="Borta", definition_sha256="x", hamtad=NATT, borttagen=NATT
    )
    with pytest.raises(Regelbrott, match="finns inte längre"):
        akter.lagg_till(gammalt, **falt(petra_planansvarig), av=petra_planansvarig)


def test_who_may_not_define_indicators_may_not_add(
    natt: None, filip_fortroendevald: Anvandare
) -> None:
    ett = Koladanyckeltal.objects.create(kod="N1", titel="T", definition_sha256="x", hamtad=NATT)
    with pytest.raises(PermissionDenied):
        akter.lagg_till(ett, **falt(filip_fortroendevald), av=filip_fortroendevald)

"""The nightly update: values as delivered."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from cykel.models import Indikator, Matvarde
from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare
from tests import factories
from tests.cykel import kil
from tests.uppfoljning import kolada_server as ks
from tests.uppfoljning.kolada_server import Koladaserver
from tests.uppfoljning.koladahamtning.exempel import NASTA, NATT, slag, varden
from uppfoljning import tasks
from uppfoljning.actions import kolada as akter
from uppfoljning.actions.koladahamtning import Resultat, hamta_alla
from uppfoljning.models import (
    Koladafraga,
    Koladahamtning,
    Koladajamforelse,
    Koladaomrade,
)


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

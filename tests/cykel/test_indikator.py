"""Indicators and their values: missing is never 0."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from cykel.actions import indikator as indikatorakter
from cykel.maltext import malniva, maltext, med_matt, omradesnamn, periodnamn
from cykel.models import Indikator, Matvarde, Planindikator
from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare
from tests import factories
from tests.cykel import fabrik
from uppfoljning.models import Koladaomrade

pytestmark = pytest.mark.django_db


@pytest.fixture
def trygga(petra_planansvarig: Anvandare) -> Indikator:
    return fabrik.trygghetsindikator(petra_planansvarig)


def infor(indikator: Indikator, **andrat: Any) -> Matvarde:
    falt: dict[str, Any] = {
        "period_fran": date(2025, 1, 1),
        "period_till": date(2025, 12, 31),
        "matdatum": date(2025, 12, 31),
        "kalla": "Egen undersökning",
    }
    with klocka.stalld(fabrik.FORE_DELARET):
        return indikatorakter.infor_varde(indikator, **(falt | andrat))


def test_a_value_entered_again_replaces_the_first(
    kommun: factories.Kommun, trygga: Indikator, petra_planansvarig: Anvandare
) -> None:
    for varde, skal in ((84, ""), (86, "Två svar räknades inte.")):
        infor(
            trygga, enhet=kommun.hemtjanst, varde=Decimal(varde), skal=skal, av=petra_planansvarig
        )
    assert Matvarde.objects.get().varde == 86


def test_zero_is_a_value(kommun: factories.Kommun, trygga: Indikator) -> None:
    assert infor(trygga, enhet=kommun.hemtjanst, varde=Decimal(0), av=None).varde == 0


def test_a_reason_stands_in_for_a_value_and_never_beside_one(
    kommun: factories.Kommun, trygga: Indikator
) -> None:
    matvarde = infor(trygga, enhet=kommun.hemtjanst, bortfallsorsak="Ingen mätning", av=None)
    assert matvarde.varde is None
    for fel in ({}, {"varde": Decimal(1), "bortfallsorsak": "Ingen mätning"}):
        with pytest.raises(Regelbrott, match="Ange ett värde, eller varför det saknas"):
            infor(trygga, enhet=kommun.hemtjanst, av=None, **fel)


@pytest.mark.parametrize(
    ("andrat", "mening"),
    [
        ({"period_till": date(2024, 12, 31)}, "Periodens slut"),
        ({"matdatum": date(2026, 12, 31)}, "ligger i framtiden"),
    ],
)
def test_dates_that_cannot_be_are_refused(
    kommun: factories.Kommun, trygga: Indikator, andrat: dict[str, Any], mening: str
) -> None:
    with pytest.raises(Regelbrott, match=mening):
        infor(trygga, enhet=kommun.hemtjanst, varde=Decimal(1), av=None, **andrat)


def test_women_and_men_only_where_it_is_divided(
    kommun: factories.Kommun, trygga: Indikator
) -> None:
    infor(trygga, enhet=kommun.hemtjanst, varde=Decimal(1), kon="K", av=None)
    trygga.konsuppdelad, trygga.skal_ej_kon = False, "Gäller arbetsgrupper."
    trygga.save()
    with pytest.raises(Regelbrott, match="delas inte upp på kön"):
        infor(trygga, enhet=kommun.hemtjanst, varde=Decimal(1), kon="M", av=None)


def test_values_are_entered_in_ones_own_units(
    kommun: factories.Kommun, trygga: Indikator, petra_planansvarig: Anvandare
) -> None:
    with pytest.raises(PermissionDenied):
        infor(trygga, enhet=kommun.bibliotek, varde=Decimal(1), av=petra_planansvarig)


def test_an_indicator_from_kolada_has_its_key_and_only_once(
    petra_planansvarig: Anvandare, erik_enhetschef: Anvandare
) -> None:
    falt: dict[str, Any] = {
        "namn": "Kostnad hemtjänst",
        "definition": "Kronor per invånare 65 år och äldre.",
        "matt": "kronor per invånare",
        "riktning": "lagre",
        "kalla": "kolada",
        "frekvens": "helar",
        "agare": petra_planansvarig,
        "skal_ej_kon": "Kostnaden följer inte person.",
    }
    with pytest.raises(Regelbrott, match="Ange vilket nyckeltal i Kolada"):
        indikatorakter.skapa_indikator(**falt, av=petra_planansvarig)
    indikatorakter.skapa_indikator(**falt, kolada_id="N21028", av=petra_planansvarig)
    with pytest.raises(Regelbrott, match="Nyckeltalet finns redan"):
        indikatorakter.skapa_indikator(**falt, kolada_id="N21028", av=petra_planansvarig)
    with pytest.raises(PermissionDenied):
        indikatorakter.skapa_indikator(**falt, kolada_id="N21029", av=erik_enhetschef)


@pytest.mark.parametrize(
    ("falt", "text", "niva"),
    [
        ({"maltyp": "absolut", "malvarde": Decimal("85.0000")}, "minst 85\xa0%", Decimal(85)),
        (
            {"maltyp": "intervall", "malvarde": Decimal(80), "malvarde_ovre": Decimal("90.5")},
            "80–91\xa0%",
            None,
        ),
        (
            {"maltyp": "riktning_mot_basar", "basar": 2022, "baslinje": Decimal(78)},
            "högre än 2022 (78\xa0%)",
            Decimal(78),
        ),
        ({"maltyp": "gap_mot_jamforelse", "jamforelse": "0000"}, "minst som riket", None),
        (
            {"maltyp": "gap_mot_jamforelse", "jamforelse": "G37480", "basar": 2022},
            "mindre skillnad mot liknande kommuner (G37480) än 2022",
            None,
        ),
        (
            {
                "maltyp": "gap_mot_jamforelse",
                "jamforelse": "eget",
                "basar": 2022,
                "baslinje": Decimal(78),
            },
            "minst som eget värde 2022 (78\xa0%)",
            None,
        ),
        ({"maltyp": "kvalitativ", "beskrivning": "En ny rutin"}, "En ny rutin", None),
        (
            {"maltyp": "absolut", "satts_senast": date(2026, 3, 31)},
            "sätts senast 31\xa0mars 2026",
            None,
        ),
        ({"maltyp": "absolut"}, "saknas", None),
    ],
)
def test_targets_in_words(
    trygga: Indikator, falt: dict[str, Any], text: str, niva: Decimal | None
) -> None:
    rad = Planindikator(indikator=trygga, **falt)
    assert (maltext(rad), malniva(rad)) == (text, niva)


def test_an_area_has_its_name_in_words(trygga: Indikator) -> None:
    namn = "Liknande kommuner, övergripande, Norrköping, 2025"
    Koladaomrade.objects.create(kod="G37480", namn=namn, slag="grupp", ar=2025)
    Koladaomrade.objects.create(kod="0581", namn="Norrköping", slag="kommun")
    rad = Planindikator(indikator=trygga, maltyp="gap_mot_jamforelse", jamforelse="G37480")
    assert maltext(rad) == "minst som liknande kommuner, övergripande, 2025"
    assert maltext(rad, omradesnamn([rad.jamforelse, "0000", ""])) == maltext(rad)
    assert omradesnamn(["0000", "eget", ""]) == {}


def test_values_in_words(trygga: Indikator) -> None:
    assert med_matt(None, trygga) == "saknas"
    trygga.matt, trygga.decimaler = "kronor per invånare", 1
    assert med_matt(Decimal("1234.56"), trygga) == "1\xa0234,6"
    assert periodnamn(date(2025, 1, 1), date(2025, 12, 31)) == "2025"
    assert periodnamn(date(2026, 1, 1), date(2026, 6, 30)) == "juni 2026"

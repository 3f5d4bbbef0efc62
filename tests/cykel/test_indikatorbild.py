"""The charts of an indicator's page: one unit over time, and the units beside each other."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from cykel.models import Indikator, Matvarde, Seriebrott
from cykel.views import indikatorbild as bilden
from cykel.views.indikatorbild import Indikatorbild, indikatorbild
from kvalitet.behorighet import Tilldelning
from kvalitet.models import Anvandare, Enhet
from kvalitet.roller import Roll
from kvalitet.statistik import Variation
from kvalitet.texter import HART
from tests.cykel import fabrik
from tests.cykel.test_indikatorsida import varden
from tests.factories import Kommun
from tests.kvalitet.diagram.svg import med_roll, ord_i

pytestmark = pytest.mark.django_db

ALLT = (Tilldelning(Roll.KVALITETSSAMORDNARE, "1.", None),)
"""Who sees the values of every unit."""


@pytest.fixture
def indikator(kommun: Kommun) -> Indikator:
    return fabrik.trygghetsindikator(fabrik.folk(kommun).amir)


def rita(indikator: Indikator, vald: Enhet | None = None) -> Indikatorbild | None:
    return indikatorbild(indikator, ALLT, {}, [], str(vald.pk) if vald else "")


def test_one_value_is_no_chart(kommun: Kommun, indikator: Indikator) -> None:
    varden(indikator, kommun.hemtjanst, 2025, T="61")
    assert rita(indikator) is None


def test_a_short_series_is_a_line_and_a_long_one_has_limits(
    kommun: Kommun, indikator: Indikator
) -> None:
    for ar in range(2021, 2026):
        varden(indikator, kommun.hemtjanst, ar, T=str(60 + ar % 3))
    bild = rita(indikator)
    assert bild is not None
    assert (bild.enhet, bild.sager, bild.andra, bild.enheterna) == (
        kommun.hemtjanst,
        None,
        [],
        None,
    )
    assert med_roll(bild.over_tid, "dl-egen")
    for ar in range(2008, 2021):
        varden(indikator, kommun.hemtjanst, ar, T=str(60 + ar % 3))
    varden(indikator, kommun.hemtjanst, 2026, T="90")
    bild = rita(indikator)
    assert bild is not None
    assert bild.sager is not None
    assert bild.sager.variation is Variation.FORBATTRING
    assert bild.over_tid.titel == bild.sager.mening
    assert len(med_roll(bild.over_tid, "dl-grans")) == 2


def test_no_limit_is_drawn_where_no_value_can_be(kommun: Kommun, indikator: Indikator) -> None:
    indikator.lagst, indikator.hogst = Decimal(0), Decimal(100)
    for ar in range(2008, 2026):
        varden(indikator, kommun.hemtjanst, ar, T=str(96 + 2 * (ar % 3)))
    bild = rita(indikator)
    assert bild is not None
    assert bild.sager is not None
    ovre = bild.over_tid.tabell.kolumner.index("Övre gräns")
    assert {rad[ovre] for rad in bild.over_tid.tabell.rader} == {"100"}


def test_the_units_are_bars_and_a_hidden_one_is_not_told(
    kommun: Kommun, indikator: Indikator
) -> None:
    for ar in (2024, 2025):
        varden(indikator, kommun.hemtjanst, ar, T="61")
        dolt = {"T": "88" if ar == 2024 else "..", "K": "97", "M": "79"}
        varden(indikator, kommun.centrum, ar, **dolt)
    bild = rita(indikator, kommun.hemtjanst)
    assert bild is not None
    assert bild.enheterna is not None
    assert [rad[1:] for rad in bild.enheterna.tabell.rader] == [
        (f"61{HART}%",),
        (".. för få svar",),
    ]
    assert bild.period == "2025"
    assert not {"97", "79"} & set(ord_i(bild.enheterna))


def test_a_hidden_period_is_two_points_over_time(kommun: Kommun, indikator: Indikator) -> None:
    for ar in (2023, 2024):
        varden(indikator, kommun.hemtjanst, ar, T="61")
    varden(indikator, kommun.hemtjanst, 2025, T="..", K="97", M="79")
    bild = rita(indikator)
    assert bild is not None
    assert bild.over_tid.tabell.rader[-1] == ("2025", "..")


def test_a_period_that_the_limit_cuts_is_left_out(
    kommun: Kommun, indikator: Indikator, monkeypatch: pytest.MonkeyPatch
) -> None:
    for ar in (2023, 2024, 2025):
        varden(indikator, kommun.hemtjanst, ar, T="61", K="60", M="62")
    monkeypatch.setattr(bilden, "FLEST_RADER", 7)
    bild = rita(indikator)
    assert bild is not None
    assert [rad[0] for rad in bild.over_tid.tabell.rader] == ["2024", "2025"]


def test_a_break_parts_the_series_and_the_uncertainty_is_drawn(
    kommun: Kommun, indikator: Indikator
) -> None:
    for ar in range(2021, 2026):
        varden(indikator, kommun.hemtjanst, ar, T="61")
    Matvarde.objects.filter(indikator=indikator).update(osakerhet=Decimal("2.5"))
    brott = [
        Seriebrott(datum=date(2023, 1, 1), orsak="Ny fråga"),
        Seriebrott(datum=date(2030, 1, 1), orsak="Kommer sedan"),
    ]
    bild = indikatorbild(indikator, ALLT, {}, brott, "")
    assert bild is not None
    (vag,) = med_roll(bild.over_tid, "dl-egen")
    assert vag.count("M") == 2
    assert "Ny fråga" in ord_i(bild.over_tid)
    assert "Kommer sedan" not in ord_i(bild.over_tid)
    assert len(med_roll(bild.over_tid, "dl-fel")) == 1


def test_a_month_is_not_drawn_beside_the_year_that_it_is_a_part_of(
    kommun: Kommun, indikator: Indikator
) -> None:
    Indikator.objects.filter(pk=indikator.pk).update(frekvens="helar")
    indikator.refresh_from_db()
    for ar in (2024, 2025):
        varden(indikator, kommun.hemtjanst, ar, T="61")
    Matvarde.objects.create(
        indikator=indikator, enhet=kommun.hemtjanst, kon="T", varde=Decimal(5),
        period_fran=date(2025, 6, 1), period_till=date(2025, 6, 30),
        matdatum=date(2025, 6, 30), kalla="Egen",
    )  # fmt: skip
    bild = rita(indikator)
    assert bild is not None
    assert [rad[0] for rad in bild.over_tid.tabell.rader] == ["2024", "2025"]


def test_the_page_shows_the_chosen_unit_and_offers_the_others(
    client: Client, kommun: Kommun, indikator: Indikator, petra_planansvarig: Anvandare
) -> None:
    for ar in (2024, 2025):
        varden(indikator, kommun.hemtjanst, ar, T="61")
    client.force_login(petra_planansvarig)
    adress = f"/arbete/indikatorer/{indikator.pk}/"
    sida = client.get(adress).content.decode()
    assert f"{kommun.hemtjanst} över tid" in sida
    assert sida.count("diagram__bild") == 1
    for skrap in ("0", "abc", "9" * 40):
        assert "över tid" in client.get(adress, {"enhet": skrap}).content.decode()

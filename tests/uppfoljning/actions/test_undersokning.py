"""Surveys: making one, and closing it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse
from tests.factories import Kommun
from tests.uppfoljning.lage import Lage, undersokning
from uppfoljning.actions.undersokning import skapa, stang
from uppfoljning.models import Undersokning

OPPEN = datetime(2026, 2, 17, 14, 33, 21, tzinfo=UTC)


def ny(kommun: Kommun, **andrat: Any) -> dict[str, Any]:
    return {
        "namn": "Så fungerar hemtjänsten",
        "om": "hemtjänsten",
        "enhet": kommun.hemtjanst,
        "namnd": kommun.von,
        "oppnar": date(2026, 2, 1),
        "stanger": date(2026, 3, 31),
        "urval": 100,
        **andrat,
    }


def test_a_survey_gets_an_address_of_its_own(
    kommun: Kommun, karin_kvalitetssamordnare: Anvandare
) -> None:
    u = skapa(**ny(kommun), av=karin_kvalitetssamordnare)
    assert u.slug.startswith("sa-fungerar-hemtjansten-2026-")
    assert Handelse.objects.om(u).get().slag == "undersokning.skapad"


def test_the_same_form_twice_makes_one(
    kommun: Kommun, karin_kvalitetssamordnare: Anvandare
) -> None:
    forst = skapa(**ny(kommun), av=karin_kvalitetssamordnare)
    assert skapa(**ny(kommun), av=karin_kvalitetssamordnare) == forst


def test_who_lacks_the_right_makes_none(kommun: Kommun, erik_enhetschef: Anvandare) -> None:
    with pytest.raises(PermissionDenied):
        skapa(**ny(kommun), av=erik_enhetschef)


@pytest.mark.parametrize(
    ("andrat", "mening"),
    [
        ({"stanger": date(2026, 1, 1)}, "stänga samma dag"),
        ({"overtackning": 100}, "Urvalet ska vara större"),
        ({"troskel": 3}, "3"),
    ],
)
def test_a_survey_that_cannot_be_is_refused(
    kommun: Kommun, karin_kvalitetssamordnare: Anvandare, andrat: dict[str, Any], mening: str
) -> None:
    with pytest.raises(Regelbrott, match=mening):
        skapa(**ny(kommun, **andrat), av=karin_kvalitetssamordnare)


def test_closed_early_it_takes_no_more_answers(
    lage: Lage, karin_kvalitetssamordnare: Anvandare
) -> None:
    u = undersokning(lage)
    with klocka.stalld(OPPEN):
        stangd = stang(u, av=karin_kvalitetssamordnare)
    assert (stangd.stanger, stangd.stangd) == (date(2026, 2, 17), OPPEN)
    assert stangd.har_stangt(date(2026, 2, 17))
    assert not Undersokning.objects.oppna(date(2026, 2, 17)).exists()
    assert Handelse.objects.om(u).get().slag == "undersokning.stangd"


def test_closed_twice_is_once(lage: Lage, karin_kvalitetssamordnare: Anvandare) -> None:
    u = undersokning(lage)
    with klocka.stalld(OPPEN):
        stang(u, av=karin_kvalitetssamordnare)
        stang(u, av=karin_kvalitetssamordnare)
    assert Handelse.objects.om(u).count() == 1


def test_one_that_has_run_out_keeps_its_last_day(
    lage: Lage, karin_kvalitetssamordnare: Anvandare
) -> None:
    u = undersokning(lage)
    with klocka.stalld(datetime(2026, 4, 10, tzinfo=UTC)):
        assert stang(u, av=karin_kvalitetssamordnare).stanger == date(2026, 3, 31)


def test_one_that_has_not_opened_cannot_be_closed(
    lage: Lage, karin_kvalitetssamordnare: Anvandare
) -> None:
    with (
        klocka.stalld(datetime(2026, 1, 10, tzinfo=UTC)),
        pytest.raises(Regelbrott, match="inte öppnat"),
    ):
        stang(undersokning(lage), av=karin_kvalitetssamordnare)


def test_who_lacks_the_right_closes_none(lage: Lage, erik_enhetschef: Anvandare) -> None:
    with klocka.stalld(OPPEN), pytest.raises(PermissionDenied):
        stang(undersokning(lage), av=erik_enhetschef)

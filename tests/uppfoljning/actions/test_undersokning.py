"""Surveys: making one, and answers that nothing joins to anyone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse
from tests.factories import Kommun
from tests.samtidigt import Tradar
from tests.uppfoljning.lage import Lage, undersokning
from uppfoljning.actions.undersokning import ny_token, skapa, stang, svara
from uppfoljning.models import Svar, Undersokning

OPPEN = datetime(2026, 2, 17, 14, 33, 21, tzinfo=UTC)
SVAR: dict[str, Any] = {"nojd": 8, "forvantan": 7, "ideal": 6, "kon": "K"}


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


def test_an_answer_holds_nothing_that_joins_it_to_anyone(lage: Lage) -> None:
    u = undersokning(lage)
    fore = Handelse.objects.count()
    with klocka.stalld(OPPEN):
        svara(u, token=ny_token(u), **SVAR, fritext=" Bra personal. ")
    svar = Svar.objects.get()
    falt = {f.name for f in Svar._meta.get_fields()}
    assert falt == {
        "nyckel", "undersokning", "manad", "nojd", "forvantan", "ideal", "kon", "fritext",
        "token_hmac",
    }  # fmt: skip
    assert svar.nyckel.version == 4  # random: no counter, no clock, no address
    assert svar.manad == date(2026, 2, 1)
    assert svar.fritext == "Bra personal."
    assert Handelse.objects.count() == fore  # an event would tell the moment


def test_the_stored_token_is_not_the_one_on_the_page(lage: Lage) -> None:
    u = undersokning(lage)
    with klocka.stalld(OPPEN):
        token = ny_token(u)
        svara(u, token=token, **SVAR)
    assert token not in Svar.objects.get().token_hmac


def test_no_other_table_points_at_an_answer() -> None:
    assert not [f for f in Svar._meta.get_fields() if f.auto_created and not f.concrete]


def test_a_double_submit_counts_once(lage: Lage) -> None:
    u = undersokning(lage)
    with klocka.stalld(OPPEN):
        token = ny_token(u)
        svara(u, token=token, **SVAR)
        svara(u, token=token, **{**SVAR, "nojd": 1})
    assert Svar.objects.get().nojd == 8


@pytest.mark.parametrize(
    "tid", [datetime(2026, 1, 31, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)]
)
def test_outside_its_days_nothing_is_counted(lage: Lage, tid: datetime) -> None:
    u = undersokning(lage)
    with klocka.stalld(tid), pytest.raises(Regelbrott, match="inte öppen"):
        svara(u, token=ny_token(u), **SVAR)
    assert not Svar.objects.exists()


def test_closed_early_it_takes_no_more_answers(
    lage: Lage, karin_kvalitetssamordnare: Anvandare
) -> None:
    u = undersokning(lage)
    with klocka.stalld(OPPEN):
        token = ny_token(u)
        stangd = stang(u, av=karin_kvalitetssamordnare)
        with pytest.raises(Regelbrott, match="inte öppen"):
            svara(u, token=token, **SVAR)  # the page was open when it closed
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


def test_a_forged_token_and_another_surveys_token_are_refused(lage: Lage) -> None:
    u = undersokning(lage)
    annan = undersokning(lage, slug="annan")
    with klocka.stalld(OPPEN):
        for token in ("", "hittepå", ny_token(u)[:-1] + "x", ny_token(annan)):
            with pytest.raises(Regelbrott):
                svara(u, token=token, **SVAR)
    assert not Svar.objects.exists()


@pytest.mark.parametrize("fel", [{"nojd": 0}, {"ideal": 11}, {"kon": "X"}])
def test_values_outside_the_scale_are_refused(lage: Lage, fel: dict[str, Any]) -> None:
    u = undersokning(lage)
    with klocka.stalld(OPPEN), pytest.raises(Regelbrott):
        svara(u, token=ny_token(u), **{**SVAR, **fel})


def test_two_submits_at_once_count_once(riktig_databas: str) -> None:
    from tests import factories
    from tests.uppfoljning.lage import oppna

    with klocka.stalld(OPPEN):
        kommun = factories.kommun()
        u = undersokning(oppna(kommun, factories.person("Petra", "PA", kommun.hemtjanst)))
        token = ny_token(u)

    def ett() -> None:
        with klocka.stalld(OPPEN):
            svara(Undersokning.objects.get(pk=u.pk), token=token, **SVAR)

    with Tradar() as tradar:
        for f in [tradar.kor(ett) for _ in range(4)]:
            f.result()
    assert Svar.objects.count() == 1

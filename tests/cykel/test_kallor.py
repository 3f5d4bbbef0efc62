"""A brist from a late activity, with its source; and the goal that is not met year after year."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from cykel.actions.kallor import brist_ur_aktivitet
from cykel.irad import ar_i_rad, flagga
from cykel.models import Aktivitet, Aktivitetslage, Brist
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare
from tests.cykel import kil
from tests.cykel.kil import NU, Kil
from tests.databas import nekas


def _sen(kilen: Kil) -> Aktivitet:
    rad = kilen.aktivitet
    rad.slut = NU.date() - timedelta(days=1)
    rad.save()
    return rad


def _rapport(kilen: Kil, av: Anvandare, status: str) -> None:
    Aktivitetslage.objects.create(
        plan=kilen.plan,
        aktivitet=kilen.aktivitet.nyckel,
        varv=kilen.varv,
        status=status,
        kommentar="Upphandlingen är överklagad.",
        av=av,
        tid=NU,
    )


def test_a_late_activity_becomes_one_brist_in_the_lap(
    kilen: Kil, petra_planansvarig: Anvandare
) -> None:
    petra, rad = petra_planansvarig, _sen(kilen)
    brist = brist_ur_aktivitet(kilen.plan, aktivitet=rad.nyckel, av=petra)
    assert brist_ur_aktivitet(kilen.plan, aktivitet=rad.nyckel, av=petra) == brist
    assert (brist.kalla, brist.aktivitet, brist.mal) == ("aktivitet", rad.nyckel, kilen.mal)
    assert "skulle vara klar 9\xa0juni 2026. Den är inte rapporterad." in brist.kalla_mening


def test_one_reported_late_is_late_before_its_day(
    kilen: Kil, petra_planansvarig: Anvandare
) -> None:
    _rapport(kilen, petra_planansvarig, "forsenad")
    nyckel = kilen.aktivitet.nyckel
    brist = brist_ur_aktivitet(kilen.plan, aktivitet=nyckel, av=petra_planansvarig)
    assert "försenad. Upphandlingen är överklagad." in brist.kalla_mening


@pytest.mark.parametrize("status", ["klar", "struken"])
def test_one_that_is_done_or_struck_is_not_late(
    kilen: Kil, petra_planansvarig: Anvandare, status: str
) -> None:
    rad = _sen(kilen)
    _rapport(kilen, petra_planansvarig, status)
    with pytest.raises(Regelbrott, match="inte försenad"):
        brist_ur_aktivitet(kilen.plan, aktivitet=rad.nyckel, av=petra_planansvarig)


def test_a_chef_who_may_not_write_notes_none(kilen: Kil, erik_enhetschef: Anvandare) -> None:
    with pytest.raises(PermissionDenied):
        brist_ur_aktivitet(kilen.plan, aktivitet=_sen(kilen).nyckel, av=erik_enhetschef)


def test_only_a_brist_of_an_activity_points_at_one(kilen: Kil) -> None:
    brist = kil.brist(kilen)
    with nekas("brist_aktivitet_ar_kallan"):
        Brist.objects.filter(pk=brist.pk).update(aktivitet=kilen.aktivitet.nyckel)


def test_one_press_on_the_page_and_linked_both_ways(
    kilen: Kil, petra_planansvarig: Anvandare, client: Client
) -> None:
    rad = _sen(kilen)
    client.force_login(petra_planansvarig)
    aktiviteter = f"/arbete/planer/{kilen.plan.pk}/aktiviteter/"
    assert "Notera förseningen som en brist" in client.get(aktiviteter).content.decode()
    svar = client.post(f"{aktiviteter}{rad.nyckel}/brist/")
    brist = Brist.objects.get()
    assert svar["Location"] == f"/arbete/planer/{kilen.plan.pk}/brister/{brist.pk}/"
    assert f"{aktiviteter}#a-{rad.nyckel}" in client.get(svar["Location"]).content.decode()
    sida = client.get(aktiviteter).content.decode()
    assert "Noterad som en brist" in sida
    assert "Notera förseningen" not in sida


def test_a_noted_brist_leads_to_its_page(
    kilen: Kil, petra_planansvarig: Anvandare, client: Client
) -> None:
    client.force_login(petra_planansvarig)
    falt = {"rubrik": "Tider ändras", "kalla": "person", "kalla_mening": "Enhetschefen såg det."}
    svar = client.post(f"/arbete/planer/{kilen.plan.pk}/brister/ny/", falt)
    brist = Brist.objects.get()
    assert svar["Location"] == f"/arbete/planer/{kilen.plan.pk}/brister/{brist.pk}/"
    assert "Enhetschefen såg det." in client.get(svar["Location"]).content.decode()


# --- Years in a row -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("per_ar", "antal"),
    [
        ({}, 0),
        ({2025: "ej"}, 1),
        ({2024: "ej", 2025: "ej", 2026: "ej"}, 3),
        ({2024: "ej", 2025: "delvis", 2026: "ej"}, 1),
        ({2024: "ej", 2026: "ej"}, 1),
        ({2025: "ej", 2026: "uppfyllt"}, 0),
        ({2025: "ej", 2026: "okant"}, 0),
    ],
)
def test_years_in_a_row_are_judged_and_unbroken(per_ar: dict[int, str], antal: int) -> None:
    assert ar_i_rad(per_ar) == antal


@given(
    st.dictionaries(st.integers(2000, 2040), st.sampled_from(["ej", "delvis", "uppfyllt", "okant"]))
)
def test_no_row_is_longer_than_its_years(per_ar: dict[int, str]) -> None:
    antal = ar_i_rad(per_ar)
    assert all(per_ar[max(per_ar) - n] == "ej" for n in range(antal))
    assert not per_ar or per_ar.get(max(per_ar) - antal) != "ej"


def test_the_flag_is_in_words_from_the_second_year() -> None:
    assert [flagga(n) for n in (0, 1, 2, 3, 12)] == [
        "",
        "",
        "Ej uppfyllt andra året i rad",
        "Ej uppfyllt tredje året i rad",
        "Ej uppfyllt 12:e året i rad",
    ]

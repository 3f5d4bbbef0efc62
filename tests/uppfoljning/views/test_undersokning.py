"""Staff's pages of surveys."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from kvalitet.models import Anvandare
from tests.uppfoljning.lage import Lage, svar, undersokning
from uppfoljning.models import Undersokning


@pytest.fixture
def form(lage: Lage) -> dict[str, Any]:
    return {
        "namn": "Så fungerar hemtjänsten",
        "om": "hemtjänsten",
        "enhet": lage.kil.plan.enhet_id,
        "namnd": lage.kil.plan.namnd_id,
        "mal": lage.mal.pk,
        "oppnar": "2026-06-01",
        "stanger": "2026-06-30",
        "urval": "100",
        "overtackning": "0",
        "ram": "",
        "troskel": "5",
        "inledning": "",
    }


def test_a_survey_is_made_and_its_address_shown(
    form: dict[str, Any], client: Client, karin_kvalitetssamordnare: Anvandare
) -> None:
    client.force_login(karin_kvalitetssamordnare)
    sida = client.post("/arbete/undersokningar/ny/", form, follow=True).content.decode()
    u = Undersokning.objects.get()
    assert f"/undersokningar/{u.slug}/" in sida
    client.post("/arbete/undersokningar/ny/", form)
    assert Undersokning.objects.count() == 1


@pytest.mark.parametrize(
    ("andrat", "mening"),
    [
        ({"stanger": "2026-05-01"}, "stänga samma dag eller senare"),
        ({"overtackning": "100"}, "mindre än antalet tillfrågade"),
        ({"enhet": "999999"}, "Välj"),
        ({"urval": "0"}, "Antal tillfrågade"),
    ],
)
def test_a_form_with_errors_keeps_what_was_written(
    form: dict[str, Any],
    client: Client,
    karin_kvalitetssamordnare: Anvandare,
    andrat: dict[str, str],
    mening: str,
) -> None:
    client.force_login(karin_kvalitetssamordnare)
    sida = client.post("/arbete/undersokningar/ny/", {**form, **andrat}).content.decode()
    assert "<title>Fel: " in sida
    assert mening in sida
    assert "Så fungerar hemtjänsten" in sida
    assert not Undersokning.objects.exists()


def test_who_may_not_make_one(client: Client, lage: Lage, erik_enhetschef: Anvandare) -> None:
    client.force_login(erik_enhetschef)
    assert client.get("/arbete/undersokningar/ny/").status_code == 403


def test_the_result_shows_value_interval_and_response_rate(
    lage: Lage, client: Client, petra_planansvarig: Anvandare
) -> None:
    u = undersokning(lage, urval=40, ram=200)
    svar(u, *[("K", 10), ("M", 1)] * 6)
    client.force_login(petra_planansvarig)
    sida = client.get(f"/arbete/undersokningar/{u.pk}/").content.decode()
    assert "12 svar, 40 tillfrågade" in sida
    assert "NKI är 50,0" in sida
    assert "Med 95 procents säkerhet" in sida
    assert "Svarsfrekvens 30,0" in sida
    assert "korrigerat för gruppens storlek" in sida


def test_free_words_are_shown_only_when_the_result_is(
    lage: Lage, client: Client, petra_planansvarig: Anvandare
) -> None:
    u = undersokning(lage)
    svar(u, *[("K", 7)] * 4)
    u.svar.update(fritext="Ensam om min åsikt")
    client.force_login(petra_planansvarig)
    url = f"/arbete/undersokningar/{u.pk}/"
    assert "Ensam om min åsikt" not in client.get(url).content.decode()
    svar(u, ("M", 7))
    assert "Ensam om min åsikt" in client.get(url).content.decode()


@pytest.mark.parametrize(
    ("svaren", "dolda"),
    [
        ([("K", 7)] * 4, ["66,7"]),  # too few in all
        ([("K", 10)] * 8 + [("M", 1)] * 2, ["100,0", "0,0"]),  # too few men hides women too
        ([("K", 10)] * 2 + [("M", 4)] * 8, ["100,0", "33,3"]),
    ],
)
def test_no_page_leaks_a_hidden_value(
    lage: Lage,
    client: Client,
    petra_planansvarig: Anvandare,
    svaren: list[tuple[str, int]],
    dolda: list[str],
) -> None:
    u = undersokning(lage, urval=77)
    svar(u, *svaren)
    client.force_login(petra_planansvarig)
    for url in (
        f"/arbete/undersokningar/{u.pk}/",
        f"/arbete/uppfoljning/{lage.varv.pk}/roster/",
        f"/arbete/uppfoljning/{lage.varv.pk}/mal/{lage.mal.pk}/",
    ):
        sida = client.get(url).content.decode()
        assert ".. för få svar" in sida
        for tal in dolda:
            assert f">{tal}<" not in sida, url
            assert f" {tal} " not in sida, url


def test_another_unit_gets_404(
    lage: Lage, client: Client, bodil_biblioteksansvarig: Anvandare
) -> None:
    u = undersokning(lage)
    client.force_login(bodil_biblioteksansvarig)
    assert client.get(f"/arbete/undersokningar/{u.pk}/").status_code == 404
    assert "Inga undersökningar än" in client.get("/arbete/undersokningar/").content.decode()


def test_the_list_tells_state_and_answers(
    lage: Lage, client: Client, petra_planansvarig: Anvandare
) -> None:
    svar(undersokning(lage), ("K", 3))
    client.force_login(petra_planansvarig)
    sida = client.get("/arbete/undersokningar/").content.decode()
    assert "Stängd" in sida
    assert client.post("/arbete/undersokningar/").status_code == 405

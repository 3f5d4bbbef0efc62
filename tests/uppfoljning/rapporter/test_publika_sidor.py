"""The public list, a published report's page and the nämnd's page."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from kvalitet.models import Anvandare
from tests.uppfoljning.rapporter.fall import NU, Fall
from tests.uppfoljning.rapporter.publika import publicera, ratta
from uppfoljning.models import Rapport
from uppfoljning.samlare.maluppfyllelse import omfang

pytestmark = pytest.mark.django_db

SENARE = NU + timedelta(days=20)


@pytest.fixture
def forsta(fall: Fall, nina_namndsekreterare: Anvandare) -> Rapport:
    return publicera(fall, nina_namndsekreterare)


@pytest.fixture
def rattad(fall: Fall, forsta: Rapport, nina_namndsekreterare: Anvandare) -> Rapport:
    return ratta(fall, nina_namndsekreterare, nu=SENARE)


def sida(url: str, **mer: Any) -> str:
    svar = Client().get(url, **mer)
    assert svar.status_code == 200
    return svar.content.decode()


def annan(rapport: Rapport, **andrat: Any) -> Rapport:
    """A copy that differs in something, published too."""
    ny = Rapport.objects.get(pk=rapport.pk)
    for falt, varde in andrat.items():
        setattr(ny, falt, varde)
    ny.pk, ny._state.adding = None, True
    ny.save()
    return ny


# --- The list -----------------------------------------------------------------------------------


def test_the_web_page_comes_before_the_file(forsta: Rapport) -> None:
    lista = sida("/rapporter/")
    webb = lista.index(f'href="/rapporter/{forsta.pk}/"')
    assert webb < lista.index(f'href="/rapporter/{forsta.pk}/pdf/{forsta.fil_id}/"')
    assert (
        "Måluppfyllelserapport. Fastställd 23\N{NO-BREAK SPACE}september 2026, §&nbsp;112." in lista
    )


def test_only_the_version_that_stands_is_listed(forsta: Rapport, rattad: Rapport) -> None:
    lista = sida("/rapporter/")
    assert f'href="/rapporter/{rattad.pk}/"' in lista
    assert f'href="/rapporter/{forsta.pk}/"' not in lista
    assert lista.count("Rättad version.") == 1


def test_a_version_without_a_round_is_told_from_the_others(fall: Fall, forsta: Rapport) -> None:
    """Reports of a period have no round: null is not unequal to itself."""
    mars = {"period_fran": date(2026, 3, 1), "period_till": date(2026, 3, 31)}
    ett = annan(forsta, slag="manad", tillfalle=None, **mars)
    tva = annan(ett, version=2)
    april = annan(ett, period_fran=date(2026, 4, 1), period_till=date(2026, 4, 30))
    lista = sida("/rapporter/")
    visas = {r.pk for r in (forsta, ett, tva, april) if f'href="/rapporter/{r.pk}/"' in lista}
    assert visas == {forsta.pk, tva.pk, april.pk}


@pytest.mark.parametrize(
    ("fraga", "visas"),
    [
        ("", {"von", "manad", "fjol", "ksn"}),
        ("namnd=VON", {"von", "manad", "fjol"}),
        ("slag=manad", {"manad"}),
        ("ar=2025", {"fjol"}),
        ("namnd=VON&slag=maluppfyllelse&ar=2026", {"von"}),
        ("namnd=FINNS-INTE&slag=x&ar=abc", {"von", "manad", "fjol", "ksn"}),
    ],
)
def test_the_list_is_chosen_by_namnd_kind_and_year(
    fall: Fall, forsta: Rapport, fraga: str, visas: set[str]
) -> None:
    i_fjol = {"period_fran": date(2025, 1, 1), "period_till": date(2025, 8, 31)}
    alla = {
        "von": forsta,
        "manad": annan(forsta, slag="manad", tillfalle=None),
        "fjol": annan(forsta, **i_fjol),
        "ksn": annan(forsta, namnd=fall.kommun.kfn),
    }
    lista = sida(f"/rapporter/?{fraga}")
    assert {namn for namn, r in alla.items() if f'href="/rapporter/{r.pk}/"' in lista} == visas


def test_a_choice_that_nothing_fits_says_so_and_leads_on(fall: Fall, forsta: Rapport) -> None:
    annan(forsta, slag="manad", tillfalle=None, namnd=fall.kommun.kfn)
    lista = sida("/rapporter/?namnd=VON&slag=manad")
    assert "Inga rapporter passar ditt val" in lista
    assert "Visa alla rapporter" in lista


def test_what_is_swapped_in_is_what_is_loaded(forsta: Rapport) -> None:
    hel = sida("/rapporter/?namnd=VON")
    bit = sida("/rapporter/?namnd=VON", headers={"HX-Request": "true"})
    assert "<html" not in bit
    assert bit.strip() in hel


def test_the_list_is_paged_by_key_and_keeps_the_choice(forsta: Rapport) -> None:
    for n in range(1, 35):
        annan(forsta, period_fran=date(2026, 1, 1) - timedelta(days=n))
    lista = sida("/rapporter/?namnd=VON")
    assert 'rel="next"' in lista
    assert "?namnd=VON&amp;efter=" in lista


@pytest.mark.parametrize("forled", ["/en", "/sv-lattlast"])
def test_the_list_is_in_other_languages_and_the_report_is_not(forled: str, forsta: Rapport) -> None:
    lista = sida(f"{forled}/rapporter/")
    assert f'href="{forled}/rapporter/{forsta.pk}/"' in lista
    svar = Client().get(f"{forled}/rapporter/{forsta.pk}/?a=1")
    assert svar.headers["Location"] == f"/rapporter/{forsta.pk}/?a=1"


# --- A report -----------------------------------------------------------------------------------


def test_an_old_version_says_by_what_it_is_replaced(forsta: Rapport, rattad: Rapport) -> None:
    gammal = sida(f"/rapporter/{forsta.pk}/")
    assert "Äldre version – ersatt av version 2." in gammal
    assert f'href="/rapporter/{rattad.pk}/"' in gammal
    assert "Rättad version." not in gammal
    ny = sida(f"/rapporter/{rattad.pk}/")
    assert "Äldre version" not in ny
    assert "Rättad version." in ny
    assert f'href="/rapporter/{forsta.pk}/"' in ny


def test_a_draft_that_was_never_published_makes_no_correction(
    fall: Fall, nina_namndsekreterare: Anvandare
) -> None:
    from uppfoljning.actions import rapport as acts

    acts.bestall(omfang(fall.namnd, fall.tillfalle), av=fall.chef)
    andra = ratta(fall, nina_namndsekreterare)
    assert andra.version == 2
    assert "Rättad version" not in sida(f"/rapporter/{andra.pk}/")
    assert "Rättad version" not in sida("/rapporter/")


def test_a_report_leads_to_its_namnd_and_its_check(forsta: Rapport) -> None:
    text = sida(f"/rapporter/{forsta.pk}/")
    assert 'href="/namnder/VON/"' in text
    assert f'href="/r/{forsta.ogonblick.sha256[:12]}/"' in text
    assert f'href="/rapporter/{forsta.pk}/pdf/{forsta.fil_id}/" download' in text


# --- The nämnd ----------------------------------------------------------------------------------


def test_a_namnds_page_has_its_goals_its_reports_and_its_feeds(fall: Fall, forsta: Rapport) -> None:
    text = sida("/namnder/VON/")
    assert fall.underlag.mal[0].text in text
    assert "Fastställd av nämnden" in text
    assert f'href="/rapporter/{forsta.pk}/"' in text
    assert 'type="application/atom+xml" title="Rapporter från Vård- och omsorgsnämnden' in text
    assert "Det är för få för att visa svarstider." in text
    annans = sida(f"/namnder/{fall.kommun.kfn.kod.lower()}/")
    assert fall.underlag.mal[0].text not in annans
    assert "Inga rapporter än" in annans


def test_a_namnd_that_is_none_is_not_found(fall: Fall) -> None:
    assert Client().get("/namnder/FINNS-INTE/").status_code == 404


def test_how_it_goes_leads_to_the_namnds(fall: Fall, forsta: Rapport) -> None:
    assert 'href="/namnder/VON/"' in sida("/sa-gar-det/")

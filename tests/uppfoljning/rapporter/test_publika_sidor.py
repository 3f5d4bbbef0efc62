"""The public list, a published report's page and the nämnd's page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pgtrigger
import pytest
from django.test import Client
from django.utils.text import slugify

from cykel.models import Varv
from kvalitet.models import Anvandare
from tests.uppfoljning.rapporter.fall import NU, Fall
from tests.uppfoljning.rapporter.publika import publicera, ratta
from uppfoljning import publikt
from uppfoljning.models import Rapport, Undersokning
from uppfoljning.rapport import modell
from uppfoljning.samlare.maluppfyllelse import omfang
from uppfoljning.tillstand import CHEFENS

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
    if ny.slag in CHEFENS:
        ny.beslut_paragraf = ""
    with pgtrigger.ignore("uppfoljning.Rapport:rapport_tillstand"):
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


def test_the_median_is_said_to_be_of_those_who_were_answered(
    forsta: Rapport, monkeypatch: pytest.MonkeyPatch
) -> None:
    tal = publikt.Svarstid("Nämnden", "VON", antal="56", i_tid="24 %", median="7 dagar")
    monkeypatch.setattr(publikt, "svarstider", lambda *_: [tal])
    assert "Av dem som har fått svar fick hälften det inom" in sida("/namnder/VON/")


# --- Så går det ---------------------------------------------------------------------------------


def test_a_goal_leads_to_the_published_report_and_says_why(fall: Fall, forsta: Rapport) -> None:
    mal = fall.underlag.mal[0]
    sa_gar_det = sida("/sa-gar-det/")
    assert f'<a href="/rapporter/{forsta.pk}/#mal-1">{mal.text}</a>' in sa_gar_det
    assert mal.motivering.split(". ")[0] in sa_gar_det
    assert 'id="mal-1"' in sida(f"/rapporter/{forsta.pk}/")


def test_no_reason_is_told_before_the_report_is_published(fall: Fall) -> None:
    mal = fall.underlag.mal[0]
    sa_gar_det = sida("/sa-gar-det/")
    assert mal.text in sa_gar_det
    assert mal.motivering.split(". ")[0] not in sa_gar_det


def test_a_follow_up_that_was_approved_anew_is_not_told_by_the_old_report(
    fall: Fall, forsta: Rapport
) -> None:
    Varv.objects.filter(pk=fall.varv.pk).update(godkand=SENARE)
    sa_gar_det = sida("/sa-gar-det/")
    assert fall.underlag.mal[0].text in sa_gar_det
    assert f"/rapporter/{forsta.pk}/#mal-1" not in sa_gar_det


def test_the_day_stands_in_the_heading_when_all_have_the_same(fall: Fall) -> None:
    assert '<h2 id="lage">Läget 31\N{NO-BREAK SPACE}augusti 2026</h2>' in sida("/sa-gar-det/")


# --- The unit's page ----------------------------------------------------------------------------


def _undersokning(fall: Fall, namn: str, urval: int) -> Undersokning:
    return Undersokning.objects.create(
        namn=namn,
        slug=slugify(namn),
        om="hemtjänsten",
        enhet=fall.kommun.hemtjanst,
        namnd=fall.namnd,
        oppnar=date(2026, 5, 1),
        stanger=date(2026, 5, 31),
        urval=urval,
    )


def test_a_unit_shows_its_own_published_reports_and_surveys(
    fall: Fall, nina_namndsekreterare: Anvandare
) -> None:
    u = _undersokning(fall, "Egen enkät", 100)
    fraga = modell.Fraga(text="Trygg?", matt="NKI", n=40, varde=modell.Konsvarde(t=Decimal("72.5")))
    dold = modell.Fraga(text="Nöjd?", matt="NKI", varde=modell.Konsvarde(dolda=("T", "K", "M")))
    post = modell.Undersokning(
        namn=u.namn, troskel=10, urval=100, svar=40, fragor=(dold, fraga), id=str(u.pk)
    )
    fall.underlag = replace(fall.underlag, undersokningar=(post,))
    hemtjanst = f"/enheter/{fall.kommun.hemtjanst.pk}/"
    assert u.namn not in sida(hemtjanst)
    rapport = publicera(fall, nina_namndsekreterare)
    egen = sida(hemtjanst)
    assert "72,5 av 100" in egen
    assert "40 personer svarade." in egen
    assert "Nöjd?" not in egen
    assert f'href="/rapporter/{rapport.pk}/#rost"' in egen
    kontoret = sida(f"/enheter/{fall.kommun.vok.pk}/")
    assert f'href="/rapporter/{rapport.pk}/"' in kontoret
    assert u.namn not in kontoret
    assert u.namn not in sida(f"/enheter/{fall.kommun.centrum.pk}/")


def test_a_survey_with_too_few_answers_says_only_that(
    fall: Fall, nina_namndsekreterare: Anvandare
) -> None:
    u = _undersokning(fall, "Liten enkät", 12)
    post = modell.Undersokning(namn=u.namn, troskel=10, urval=12, svar=7, id=str(u.pk))
    fall.underlag = replace(fall.underlag, undersokningar=(post,))
    publicera(fall, nina_namndsekreterare)
    ett = sida(f"/enheter/{fall.kommun.hemtjanst.pk}/")
    assert "För få har svarat för att visa resultatet." in ett
    assert "7 personer" not in ett

"""The public pages of the units: found by name, told by what is published and is not few."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kvalitet import klocka
from kvalitet.models import Anvandare, Enhet, Omorganisation
from synpunkter.models import Publicering, Synpunkt
from tests import factories
from tests.factories import Kommun
from tests.uppfoljning.lage import synpunkt
from uppfoljning import publik_enhet
from uppfoljning.publik_enhet import manader
from uppfoljning.rapportperioder import PERIODER, spann_med

pytestmark = pytest.mark.django_db

NU = datetime(2026, 5, 20, 8, tzinfo=UTC)
IDAG = NU.date()
H = "\N{NO-BREAK SPACE}"


def sida(url: str) -> str:
    with klocka.stalld(NU):
        svar = Client().get(url)
    assert svar.status_code == 200, url
    assert not svar.cookies or "/synpunkter/lamna/" in url
    return svar.content.decode()


def adress(enhet: Enhet) -> str:
    return f"/enheter/{enhet.pk}/"


def under(kommun: Kommun, namn: str) -> Enhet:
    ny = Enhet.objects.create(namn=namn, slag="enhet")
    factories.EnhetPlacering.objects.create(
        enhet=ny, foralder=kommun.hemtjanst, giltig=(factories.SEDAN, None)
    )
    factories.bygg_sokvagar()
    ny.refresh_from_db()
    kommun.hemtjanst.refresh_from_db()
    return ny


def kommer(kommun: Kommun, enhet: Enhet, antal: int, *, dagar: int | None = None) -> None:
    """So many in March, answered after so many days."""
    kom = datetime(2026, 3, 2, 9, tzinfo=UTC)
    svar = {} if dagar is None else {"besvarad": kom + timedelta(days=dagar)}
    for _ in range(antal):
        synpunkt(enhet, kommun.von, inkom=kom, svar_senast=date(2026, 3, 16), **svar)


# --- The list ---


def test_units_are_found_by_name_and_misspelt(kommun: Kommun) -> None:
    alla = sida("/enheter/")
    assert f'href="{adress(kommun.hemtjanst)}">Hemtjänst</a>' in alla
    assert "Vård- och omsorgskontoret" in alla
    sokt = sida("/enheter/?sok=hemtjanst")
    assert adress(kommun.hemtjanst) in sokt
    assert adress(kommun.vok) not in sokt
    assert "2 verksamheter passar." in sokt
    assert "1 verksamhet passar." in sida("/enheter/?sok=centrum")


def test_a_search_that_fits_nothing_leads_on(kommun: Kommun) -> None:
    tomt = sida("/enheter/?sok=%00xyzzy%3Cscript%3E")
    assert "Ingen verksamhet passar det du sökte på" in tomt
    assert "<script>" not in tomt.replace("<script src", "")
    assert 'href="/enheter/"' in tomt


def test_the_list_is_paged_by_key_and_holds_every_unit_once(kommun: Kommun) -> None:
    Enhet.objects.bulk_create(
        Enhet(namn=f"Förskola {n:02}", slag="enhet", sokvag=f"{kommun.rot.pk}.{9000 + n}.")
        for n in range(40)
    )
    forsta = sida("/enheter/")
    nasta = forsta.split('href="?efter=')[1].split('"')[0]
    andra = sida(f"/enheter/?efter={nasta}")
    for n in range(40):
        assert (f"Förskola {n:02}" in forsta) != (f"Förskola {n:02}" in andra)


def test_htmx_gets_the_list_that_a_reload_shows(kommun: Kommun) -> None:
    svar = Client().get("/enheter/?sok=hemt", headers={"HX-Request": "true"})
    assert svar.content.decode().strip() in sida("/enheter/?sok=hemt")


# --- One unit ---


def test_a_unit_tells_where_it_belongs_and_opens_the_form_with_itself(kommun: Kommun) -> None:
    ett = sida(adress(kommun.hemtjanst))
    assert f'href="{adress(kommun.vok)}"' in ett
    assert kommun.von.namn in ett
    lank = f"/synpunkter/lamna/?verksamhet={kommun.hemtjanst.pk}"
    assert f'href="{lank}"' in ett
    vald = next(rad for rad in sida(lank).split("<input ") if " checked" in rad)
    assert f'name="verksamhet" value="{kommun.hemtjanst.pk}"' in vald


@pytest.mark.parametrize("sprak", ["en", "sv-lattlast"])
def test_the_pages_are_in_every_language(kommun: Kommun, sprak: str) -> None:
    assert f'<html lang="{sprak[:2]}' in sida(f"/{sprak}/enheter/")
    ett = sida(f"/{sprak}{adress(kommun.hemtjanst)}")
    assert f"/{sprak}/synpunkter/lamna/?verksamhet={kommun.hemtjanst.pk}" in ett


def test_the_root_and_what_is_not_there_have_no_page(kommun: Kommun) -> None:
    kommande = Enhet.objects.create(namn="Kommande", slag="enhet")
    for pk in (kommun.rot.pk, kommande.pk, 10**17):
        assert Client().get(f"/enheter/{pk}/").status_code == 404
    assert Client().post(adress(kommun.hemtjanst)).status_code == 405


def test_figures_of_whole_months_are_told_when_they_are_enough(kommun: Kommun) -> None:
    kommer(kommun, kommun.hemtjanst, 4, dagar=3)
    assert "Vi visar inte hur många" in sida(adress(kommun.hemtjanst))
    kommer(kommun, kommun.hemtjanst, 1, dagar=30)
    synpunkt(kommun.hemtjanst, kommun.von, inkom=NU)  # this month is not whole
    ett = sida(adress(kommun.hemtjanst))
    assert "Det har kommit 5 synpunkter." in ett
    assert f"80{H}% fick svar i tid." in ett
    assert "Hälften fick svar inom 3 dagar." in ett
    assert f"Från 1{H}maj 2025 till 30{H}april 2026." in ett


def test_a_late_answer_given_later_moves_no_figure(kommun: Kommun) -> None:
    """The figures stand still for a quarter: what moved would tell of one person's case."""
    kommer(kommun, kommun.hemtjanst, 5, dagar=3)
    kommer(kommun, kommun.hemtjanst, 1)
    fore = sida(adress(kommun.hemtjanst))
    assert f"83{H}% fick svar i tid." in fore
    Synpunkt.objects.filter(besvarad=None).update(besvarad=NU)
    assert sida(adress(kommun.hemtjanst)) == fore


@pytest.mark.parametrize(
    ("dag", "sista"),
    [
        (date(2026, 1, 31), date(2025, 10, 31)),
        (date(2026, 2, 1), date(2026, 1, 31)),
        (date(2026, 4, 30), date(2026, 1, 31)),
        (date(2026, 5, 1), date(2026, 4, 30)),
        (date(2026, 12, 31), date(2026, 10, 31)),
    ],
)
def test_the_months_never_end_with_a_quarter_of_the_reports(dag: date, sista: date) -> None:
    fran, till = manader(dag)
    assert till == sista
    assert fran == (till + timedelta(days=1)).replace(year=till.year - 1)
    assert all(spann_med(till, p).till != till for p in PERIODER["synpunkter"])


def test_no_figures_are_none_and_not_few(kommun: Kommun) -> None:
    assert "Det har inte kommit några synpunkter." in sida(adress(kommun.hemtjanst))


def test_a_sister_of_few_cannot_be_reckoned_from_the_unit_above(kommun: Kommun) -> None:
    """Hemtjänst 15, of which Norr 7, Söder 5 and Väster 3: with 15 and 12 anyone has the 3."""
    norr, soder, vaster = (under(kommun, f"Hemtjänst {v}") for v in ("Norr", "Söder", "Väster"))
    for enhet, antal in ((norr, 7), (soder, 5), (vaster, 3)):
        kommer(kommun, enhet, antal)
    assert "Det har kommit 15 synpunkter." in sida(adress(kommun.hemtjanst))
    assert "Det har kommit 7 synpunkter." in sida(adress(norr))
    for enhet in (soder, vaster):
        assert "Vi visar inte hur många" in sida(adress(enhet))


def test_what_came_without_a_unit_is_reckoned_with_too(kommun: Kommun) -> None:
    """It stands at the root. The nämnd's total is public: 8 less the unit's 6 would leave 2."""
    kommer(kommun, kommun.hemtjanst, 6)
    kommer(kommun, kommun.rot, 2)
    assert "Vi visar inte hur många" in sida(adress(kommun.hemtjanst))


def test_what_is_split_or_spam_is_not_counted_twice(kommun: Kommun) -> None:
    kommer(kommun, kommun.hemtjanst, 5)
    forsta = Synpunkt.objects.order_by("pk")[0]
    synpunkt(kommun.hemtjanst, kommun.von, inkom=forsta.inkom, foralder=forsta)
    with klocka.stalld(NU):
        (rad,) = publik_enhet.synpunktsbild(kommun.hemtjanst, IDAG).rader
    assert rad.antal == 5


def test_nothing_unpublished_is_told_of_what_came_of_it(kommun: Kommun) -> None:
    assert not Publicering.objects.exists()
    assert "Ni sa – vi gjorde</h2>" not in sida(adress(kommun.hemtjanst))


# --- Units that close ---


def _stang(kommun: Kommun, enhet: Enhet, till: Enhet, dag: date, av: Anvandare) -> None:
    Omorganisation.objects.create(
        slag="upphor", enhet=enhet, mottagare=till, planregel="foljer", fran=dag, av=av, beslutad=NU
    )
    Enhet.objects.filter(pk=enhet.pk).update(upphorde=dag, sokvag="")


def test_a_closed_unit_says_so_and_points_to_the_last_that_took_over(
    kommun: Kommun, nina_namndsekreterare: Anvandare
) -> None:
    norr, soder = under(kommun, "Hemtjänst Norr"), under(kommun, "Hemtjänst Söder")
    _stang(kommun, norr, soder, date(2026, 2, 1), nina_namndsekreterare)
    _stang(kommun, soder, kommun.hemtjanst, date(2026, 4, 1), nina_namndsekreterare)
    kommer(kommun, norr, 9)
    ett = sida(adress(norr))
    assert f"Verksamheten är stängd sedan 1{H}februari 2026." in ett
    assert f'href="{adress(kommun.hemtjanst)}"' in ett
    assert f"?verksamhet={kommun.hemtjanst.pk}" in ett
    assert f"?verksamhet={norr.pk}" not in ett
    assert "Synpunkter det senaste året" not in ett
    assert adress(norr) not in sida("/enheter/?sok=Hemtjänst Norr")


def test_a_unit_that_is_to_close_says_when(kommun: Kommun) -> None:
    Enhet.objects.filter(pk=kommun.hemtjanst.pk).update(upphorde=date(2026, 9, 1))
    ett = sida(adress(kommun.hemtjanst))
    assert f"Verksamheten stänger 1{H}september 2026." in ett
    assert f"?verksamhet={kommun.hemtjanst.pk}" in ett


# --- Cost ---


def test_the_page_costs_the_same_however_many_synpunkter(kommun: Kommun) -> None:
    def fragor() -> int:
        with klocka.stalld(NU), CaptureQueriesContext(connection) as f:
            Client().get(adress(kommun.hemtjanst))
        return len(f)

    tom = fragor()
    for n in range(6):
        kommer(kommun, under(kommun, f"Enhet {n}"), 6)
    assert fragor() <= tom <= 14

"""Pages of rows 7 and 10 to 13: they show, ask, refuse, and do what the act does."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from cykel.actions import avslut, revidering
from cykel.models import Aterskick, Atgard, Lardom, Rattelse
from cykel.villkor.aterskick import lank_till
from kvalitet import klocka
from kvalitet.models import Anvandare
from tests import factories
from tests.cykel import fabrik, kil, slutet
from tests.cykel.kil import Kil
from tests.cykel.test_plansidor import rutt, som, text
from tests.cykel.test_revidering import andra
from uppfoljning.actions.godkannande import godkann

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def dag(request: pytest.FixtureRequest) -> Iterator[None]:
    """The day on which the page is looked at: that of the plan it is about."""
    nar: datetime = kil.NU if "k" in request.fixturenames else fabrik.UNDER_DELARET
    with klocka.stalld(nar):
        yield


@pytest.fixture
def p(kommun: factories.Kommun) -> fabrik.Plan:
    return fabrik.i_genomfora(kommun)


@pytest.fixture
def k(kommun: factories.Kommun, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare) -> Kil:
    with slutet.dagen():
        return slutet.sista_varvet(kommun, petra_planansvarig, erik_enhetschef)


def vag(k: Kil, rest: str = "") -> str:
    return f"/arbete/planer/{k.plan.pk}/{rest}"


# --- Who sees -----------------------------------------------------------------------------------

SIDOR = (
    "revidera/",
    "forkasta/",
    "skicka-ater/",
    "ateroppna/",
    "rattelse/",
    "avsluta/",
    "flytta-atgarder/",
    "avbryt/",
)
LASES = ("versioner/1/", "versioner/2/mot/1/")


@pytest.mark.parametrize("sida", [*SIDOR, *LASES, "arkiv/", "varv/1/rattelse/"])
def test_another_units_people_find_nothing(
    client: Client, p: fabrik.Plan, kommun: factories.Kommun, sida: str
) -> None:
    slutet.revidera(p)
    vera = factories.person("Vera Annan", "CH", kommun.kfk)
    factories.Rolltilldelning.objects.create(
        anvandare=vera, roll="KV", enhet=kommun.kfk, giltig=(factories.SEDAN, None)
    )
    assert som(client, vera).get(rutt(p, sida)).status_code == 404


@pytest.mark.parametrize("sida", SIDOR)
def test_who_only_reads_is_refused(client: Client, p: fabrik.Plan, sida: str) -> None:
    fia = factories.person("Fia Förtroendevald", "FV", p.kommun.rot, namnd=p.kommun.von)
    for metod in (som(client, fia).get, client.post):
        assert metod(rutt(p, sida)).status_code == 403


@pytest.mark.parametrize("sida", LASES)
def test_versions_are_read_by_all_who_see_the_plan(
    client: Client, p: fabrik.Plan, sida: str
) -> None:
    slutet.revidera(p)
    fia = factories.person("Fia Förtroendevald", "FV", p.kommun.rot, namnd=p.kommun.von)
    assert som(client, fia).get(rutt(p, sida)).status_code == 200
    assert client.post(rutt(p, sida)).status_code == 405


# --- Revise -------------------------------------------------------------------------------------


def test_a_revision_is_decided_on_its_page_and_shown_on_the_plan(
    client: Client, p: fabrik.Plan
) -> None:
    data = {"skal": "Ny budget", "beslut_datum": "2026-09-01", "beslut_paragraf": "§ 9"}
    svar = som(client, p.folk.erik).post(rutt(p, "revidera/"), data, follow=True)
    sida = text(svar)
    assert "Ett utkast till en ny version finns nu" in svar.content.decode()
    assert "Version 2 skrivs. Den nuvarande gäller tills den nya är fastställd." in sida
    assert "Skäl till revideringen: Ny budget Beslut 1 september 2026, § 9" in text(
        client.get(rutt(p, "versioner/2/"))
    )
    assert "Förkasta utkastet" in sida
    assert "Skriv i planen" in text(som(client, p.folk.petra).get(rutt(p)))


def test_an_answer_that_is_missing_is_asked_for(client: Client, p: fabrik.Plan) -> None:
    svar = som(client, p.folk.erik).post(rutt(p, "revidera/"), {"beslut_datum": "2026-09-01"})
    assert svar.status_code == 200
    assert "Skriv varför." in text(svar)
    assert p.plan.versioner.count() == 1


def test_a_second_revision_says_what_stands_in_the_way(client: Client, p: fabrik.Plan) -> None:
    slutet.revidera(p)
    sida = text(som(client, p.folk.erik).get(rutt(p, "revidera/")))
    assert "Version 2 är utkast. Fastställ den eller förkasta den först" in sida


def test_the_differences_are_read_in_words(client: Client, p: fabrik.Plan) -> None:
    slutet.revidera(p)
    andra(p)
    sida = som(client, p.folk.karin).get(rutt(p, "versioner/2/mot/1/"))
    ord_ = text(sida)
    assert "Jämfört med version 1 skiljer ett mål." in ord_
    assert "Målvärde: 85 % → blir 88 %" in ord_
    assert "Klart senast: 30 juni 2026 → blir 30 september 2026" in ord_
    assert "Aktivitet: Möte varje månad" in ord_
    lank = f'href="{rutt(p, "versioner/2/mot/1/")}"'
    assert lank in client.get(rutt(p)).content.decode()


def test_versions_that_say_the_same_say_so(client: Client, p: fabrik.Plan) -> None:
    slutet.revidera(p)
    sida = text(som(client, p.folk.karin).get(rutt(p, "versioner/2/mot/1/")))
    assert "Version 2 säger samma sak som version 1." in sida
    for fel in ("versioner/1/mot/2/", "versioner/9/", "versioner/2/mot/9/"):
        assert client.get(rutt(p, fel)).status_code == 404


def test_an_old_version_reads_as_it_was_adopted(client: Client, p: fabrik.Plan) -> None:
    sida = text(som(client, p.folk.karin).get(rutt(p, "versioner/1/")))
    assert "Så här löd planen när den fastställdes 20 januari 2026." in sida
    assert "Aktivitet: Alla har en namngiven kontaktman" in sida
    assert "Målvärde: 85 %" in sida
    assert "Skäl: Tiderna sätts av biståndshandläggarna." in sida


def test_a_draft_is_dropped_on_its_page(client: Client, p: fabrik.Plan) -> None:
    slutet.revidera(p)
    svar = som(client, p.folk.erik).post(rutt(p, "forkasta/"), {"skal": "Nej"}, follow=True)
    sida = text(svar)
    assert "Utkastet till version 2 är förkastat" in svar.content.decode()
    assert "Blev aldrig fastställd" in sida
    assert "Skriv i planen" not in text(som(client, p.folk.petra).get(rutt(p)))
    assert "Utkastet blev aldrig fastställt." in text(client.get(rutt(p, "versioner/2/")))
    assert client.get(rutt(p, "redigera/")).status_code == 200


def test_seldom_acts_are_quiet_links_below_the_one_that_leads_on(
    client: Client, p: fabrik.Plan
) -> None:
    sida = som(client, p.folk.erik).get(rutt(p)).content.decode()
    mer = sida.partition(">Mer</h2>")[2].partition("</nav>")[0]
    assert re.findall(r">([^<]+)</a>", mer) == ["Revidera planen", "Avbryt planen"]
    assert sida.count(">Revidera planen<") == 1


# --- Send back ----------------------------------------------------------------------------------


def test_a_part_is_sent_back_and_shown_until_it_is_done(
    client: Client, kommun: factories.Kommun
) -> None:
    p = slutet.rapporterad(kommun)
    nyckel = p.version.aktiviteter.get().nyckel
    data = {"del_": f"aktivitet:{nyckel}", "skal": "Vad blev klart?", "senast": "2026-09-10"}
    svar = som(client, p.folk.erik).post(rutt(p, "skicka-ater/"), data, follow=True)
    assert "Amir Aktivitet får ett mejl." in svar.content.decode()
    for sida in (rutt(p), rutt(p, "aktiviteter/")):
        ord_ = text(client.get(sida))
        assert "Skickad åter" in ord_ or "Skickat åter" in ord_
        assert "Vad blev klart?" in ord_
        assert "Amir Aktivitet senast 10 september 2026" in ord_
    assert "är skickad åter och ska göras om" in text(client.get(rutt(p, "godkann/")))
    slutet.rapportera_igen(p)
    assert "Skickat åter" not in text(client.get(rutt(p)))


@pytest.mark.parametrize("slag", ["mal", "indikator"])
def test_a_judgement_or_a_value_says_on_its_page_that_it_is_sent_back(
    client: Client, kommun: factories.Kommun, slag: str
) -> None:
    p = slutet.rapporterad(kommun)
    mal, matt = p.styrning.trygghet, p.version.indikatorer.get().indikator
    nyckel = f"mal:{mal.pk}" if slag == "mal" else f"indikator:{matt.pk}"
    data = {"del_": nyckel, "skal": "Stämmer det?", "senast": "2026-09-10"}
    som(client, p.folk.karin).post(rutt(p, "skicka-ater/"), data)
    ett = Aterskick.objects.get()
    assert "Stämmer det?" in text(client.get(lank_till(ett)))


def test_a_part_that_is_not_the_plans_is_refused(client: Client, kommun: factories.Kommun) -> None:
    p = slutet.rapporterad(kommun)
    data = {"del_": "mal:999999", "skal": "Nej", "senast": "2026-09-10"}
    assert som(client, p.folk.erik).post(rutt(p, "skicka-ater/"), data).status_code == 200
    assert not Aterskick.objects.exists()


# --- Open again, correct ------------------------------------------------------------------------


def test_a_follow_up_is_opened_again_on_its_page(client: Client, kommun: factories.Kommun) -> None:
    p = slutet.rapporterad(kommun)
    godkann(p.plan, av=p.folk.erik)
    svar = som(client, p.folk.erik).post(rutt(p, "ateroppna/"), {"skal": "Fel siffra"}, follow=True)
    assert "Uppföljningen är öppen igen" in svar.content.decode()
    assert "Återöppnad" in text(svar)
    assert p.farsk().fas == "folja_upp"


def test_an_approved_lap_is_corrected_from_the_plan(
    client: Client, kommun: factories.Kommun
) -> None:
    p = slutet.rapporterad(kommun)
    assert som(client, p.folk.erik).get(rutt(p, "varv/1/rattelse/")).status_code == 404
    godkann(p.plan, av=p.folk.erik)
    assert "Skriv en rättelse" in text(client.get(rutt(p)))
    data = {"fel": "85 svar", "ratt": "58 svar"}
    svar = client.post(rutt(p, "varv/1/rattelse/"), data, follow=True)
    assert "Det här blev fel: 85 svar Så här är det: 58 svar Erik Chef" in text(svar)
    assert "Skriv en rättelse" not in text(som(client, p.folk.petra).get(rutt(p)))
    assert "85 svar" in text(client.get(rutt(p)))


def test_gaps_and_their_reason_are_shown_with_the_lap(
    client: Client, kommun: factories.Kommun
) -> None:
    p = fabrik.i_folja_upp(kommun)
    godkann(p.plan, luckor_skal="Enkäten blev sen.", av=p.folk.erik)
    assert "Godkänd med luckor: Enkäten blev sen." in text(som(client, p.folk.petra).get(rutt(p)))


# --- Close, move, break off ---------------------------------------------------------------------


def test_the_way_to_the_end_from_the_plan_to_the_package(
    client: Client, k: Kil, erik_enhetschef: Anvandare
) -> None:
    sida = text(som(client, erik_enhetschef).get(vag(k)))
    assert "Avsluta planen" in sida
    assert "nästa varv" not in sida
    assert "är öppen. Flytta den till nästa plan" in sida
    assert "Det här återstår" in text(client.get(vag(k, "avsluta/")))
    [atgard] = Atgard.objects.oppna()
    nasta = slutet.nasta(k.plan)
    data: dict[str, Any] = {"atgarder": [atgard.pk], "till": nasta.pk}
    svar = client.post(vag(k, "flytta-atgarder/"), data, follow=True)
    assert f"Åtgärderna går vidare i {nasta}." in svar.content.decode()
    svar = client.post(vag(k, "avsluta/"), {"beslut_datum": "2026-06-10"}, follow=True)
    assert "Planen avslutades 10 juni 2026." in text(svar)
    assert f"Så gick det vidare Nästa plan: {nasta} Arkivpaket (zip)" in text(svar)
    paket = client.get(vag(k, "arkiv/"))
    assert paket.headers["Content-Type"] == "application/zip"
    assert paket.headers["Content-Disposition"] == 'attachment; filename="arkiv-hemtjanst-2026.zip"'
    assert "lardomar.csv" in zipfile.ZipFile(io.BytesIO(paket.content)).namelist()
    assert client.get(vag(k, "arkiv/")).content == paket.content


def test_the_moved_atgard_is_told_on_both_plans(
    client: Client, k: Kil, erik_enhetschef: Anvandare
) -> None:
    nasta = slutet.nasta(k.plan)
    avslut.flytta_atgarder(k.plan, till=nasta, av=erik_enhetschef)
    sida = text(som(client, erik_enhetschef).get(vag(k, "atgarder/")))
    assert f"Öppna åtgärder går vidare i {nasta}." in sida
    sida = text(client.get(f"/arbete/planer/{nasta.pk}/atgarder/"))
    assert f"Följde med från {k.plan}." in sida
    assert "Dubbla ersättare" in sida
    assert "Planen har inga öppna åtgärder." in text(client.get(vag(k, "flytta-atgarder/")))


def test_a_plan_without_open_atgarder_has_no_package_before_it_is_closed(
    client: Client, k: Kil, erik_enhetschef: Anvandare
) -> None:
    assert som(client, erik_enhetschef).get(vag(k, "arkiv/")).status_code == 404


def test_a_closed_year_is_corrected_from_the_plan(
    client: Client, k: Kil, erik_enhetschef: Anvandare
) -> None:
    slutet.avsluta_med_flytt(k, erik_enhetschef)
    assert "Inga rättelser är skrivna." in text(som(client, erik_enhetschef).get(vag(k)))
    client.post(vag(k, "rattelse/"), {"fel": "Tre vakanser", "ratt": "Två"})
    assert Rattelse.objects.get().varv is None
    assert "Hela året Det här blev fel: Tre vakanser" in text(client.get(vag(k)))


def test_a_plan_is_broken_off_on_its_page(
    client: Client, k: Kil, erik_enhetschef: Anvandare
) -> None:
    sida = text(som(client, erik_enhetschef).get(vag(k, "avbryt/")))
    assert "Tillbaka till planen" in sida
    data: dict[str, Any] = {"skal": "Enheten slås ihop.", "beslut_datum": "2026-06-10"}
    svar = client.post(vag(k, "avbryt/"), data)
    assert "Välj vilken plan som tar över de öppna åtgärderna." in text(svar)
    nasta = slutet.nasta(k.plan)
    svar = client.post(vag(k, "avbryt/"), data | {"mottagare": nasta.pk}, follow=True)
    assert "Planen avbröts 10 juni 2026. Enheten slås ihop." in text(svar)
    assert f"{nasta} tog över det som var öppet" in text(svar)


def test_a_learning_is_given_up_on_its_page(
    client: Client, k: Kil, petra_planansvarig: Anvandare
) -> None:
    lardom = Lardom.objects.get()
    sida = vag(k, f"lardom/{lardom.pk}/")
    assert "Lägg ner lärdomen" in text(som(client, petra_planansvarig).get(sida))
    svar = client.post(f"{sida}lagg-ned/", {"skal": "Ingen lärdom."}, follow=True)
    assert "är nedlagd." in svar.content.decode()
    assert "Lägg ner lärdomen" not in text(client.get(sida))


def test_an_act_that_came_too_late_leads_back_to_the_plan(client: Client, p: fabrik.Plan) -> None:
    slutet.revidera(p)
    revidering.forkasta(p.version, skal="Nej", av=p.folk.erik)
    svar = som(client, p.folk.erik).get(rutt(p, "forkasta/"), follow=True)
    assert svar.redirect_chain[-1][0] == rutt(p)

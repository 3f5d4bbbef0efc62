"""Pages of plans: they show, refuse, keep answers, and do what the act does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cykel.actions import plan as planakter
from cykel.models import Verksamhetsplan
from kvalitet import klocka
from kvalitet.models import Anvandare
from tests import factories
from tests.cykel import fabrik

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _september() -> Iterator[None]:
    with klocka.stalld(fabrik.UNDER_DELARET):
        yield


def som(client: Client, anvandare: Anvandare) -> Client:
    client.force_login(anvandare)
    return client


def text(svar: Any) -> str:
    """The page's main region as running text."""
    inre = re.sub(r"(?s)^.*?<main|</main>.*$", "<main", svar.content.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", inre).split()).replace("\xa0", " ")


def rutt(p: fabrik.Plan, rest: str = "") -> str:
    return f"/arbete/planer/{p.plan.pk}/{rest}"


# --- Who sees -------------------------------------------------------------------------------------


SIDOR = ("", "redigera/", "skicka/", "aterremittera/", "faststall/", "oppna-uppfoljning/")


@pytest.mark.parametrize("sida", SIDOR)
def test_another_units_people_find_nothing(
    client: Client, kommun: factories.Kommun, sida: str
) -> None:
    p = fabrik.i_granskning(kommun)
    vera = factories.person("Vera Annan", "PA", kommun.kfk)
    for roll in ("CH", "KV"):
        factories.Rolltilldelning.objects.create(
            anvandare=vera, roll=roll, enhet=kommun.kfk, giltig=(factories.SEDAN, None)
        )
    assert som(client, vera).get(rutt(p, sida)).status_code == 404


@pytest.mark.parametrize("sida", SIDOR[1:])
def test_who_only_reads_is_refused(client: Client, kommun: factories.Kommun, sida: str) -> None:
    p = fabrik.i_granskning(kommun)
    fia = factories.person("Fia Förtroendevald", "FV", kommun.rot, namnd=kommun.von)
    assert som(client, fia).get(rutt(p, sida)).status_code == 403
    assert client.get(rutt(p)).status_code == 200


def test_pages_that_only_show_refuse_post(client: Client, kommun: factories.Kommun) -> None:
    p = fabrik.utkast(kommun)
    som(client, p.folk.petra)
    for sida in ("/arbete/planer/", "/arbete/mal/", "/arbete/uppdrag/", rutt(p)):
        assert client.post(sida).status_code == 405


# --- The list -------------------------------------------------------------------------------------


def test_the_list_says_what_comes_next(client: Client, kommun: factories.Kommun) -> None:
    p = fabrik.tomt_utkast(kommun)
    sida = text(som(client, p.folk.petra).get("/arbete/planer/"))
    assert "Hemtjänst, 2026" in sida
    assert "Två mål kvar att koppla" in sida


@pytest.mark.parametrize(
    ("bygg", "harnast"),
    [
        (fabrik.utkast, "Utkast, alla mål är kopplade"),
        (fabrik.i_granskning, "Väntar på beslut"),
        (fabrik.i_genomfora, "Inget tillfälle planerat"),
        (fabrik.i_folja_upp, "Delår 2026, klar senast 2 oktober"),
    ],
)
def test_each_stage_in_the_list(
    client: Client,
    kommun: factories.Kommun,
    bygg: Callable[[factories.Kommun], fabrik.Plan],
    harnast: str,
) -> None:
    p = bygg(kommun)
    assert harnast in text(som(client, p.folk.petra).get("/arbete/planer/"))


def test_the_list_is_filtered_and_says_when_nothing_fits(
    client: Client, kommun: factories.Kommun
) -> None:
    p = fabrik.utkast(kommun)
    som(client, p.folk.karin)
    traff = f"/arbete/planer/?namnd={kommun.von.pk}&fas=planera&ar=2026"
    assert "Hemtjänst, 2026" in text(client.get(traff))
    assert "Inga planer stämmer med urvalet" in text(client.get("/arbete/planer/?fas=atgarda"))
    # A value that does not exist chooses nothing.
    assert "Hemtjänst, 2026" in text(client.get("/arbete/planer/?fas=finns-inte&ar=x"))


def test_an_empty_list_leads_on(client: Client, kommun: factories.Kommun) -> None:
    personer = fabrik.folk(kommun)
    svar = som(client, personer.petra).get("/arbete/planer/")
    assert "Inga planer än" in text(svar)
    assert 'href="/arbete/planer/ny/"' in svar.content.decode()
    assert "Skapa en plan" not in text(som(client, personer.erik).get("/arbete/planer/"))


def test_pages_of_the_list_by_key(client: Client, kommun: factories.Kommun) -> None:
    p = fabrik.tomt_utkast(kommun)
    fler_planer(p, 70)
    som(client, p.folk.karin)
    sedda: list[str] = []
    adress = ""
    for _ in range(3):
        sida = client.get(f"/arbete/planer/{adress}").content.decode()
        sedda += re.findall(r'href="/arbete/planer/(\d+)/"', sida)
        nasta = re.search(r'href="(\?[^"]+)" rel="next"', sida)
        adress = nasta[1] if nasta else ""
    assert len(sedda) == len(set(sedda)) == 71
    assert not adress
    fore = re.search(r'href="(\?[^"]+)" rel="prev"', sida)
    assert fore
    tillbaka = client.get(f"/arbete/planer/{fore[1]}").content.decode()
    assert re.findall(r'href="/arbete/planer/(\d+)/"', tillbaka) == sedda[30:60]


def fler_planer(p: fabrik.Plan, antal: int) -> None:
    """More plans of the kind, with a version each, in units of their own."""
    for nummer in range(antal):
        enhet = factories.enhet(f"Enhet {nummer:03}", "enhet", p.kommun.hemtjanst)
        plan = Verksamhetsplan.objects.create(
            enhet=enhet,
            namnd=p.kommun.von,
            styrmodell=p.styrning.styrmodell,
            period_fran=p.plan.period_fran,
            period_till=p.plan.period_till,
            planansvarig=p.folk.petra,
            skapad=fabrik.SKRIVS,
        )
        plan.versioner.create(nummer=1, skapad=fabrik.SKRIVS)
    factories.bygg_sokvagar()


def antal_fragor(client: Client, adress: str) -> int:
    with CaptureQueriesContext(connection) as fragor:
        assert client.get(adress).status_code == 200
    return len(fragor)


def test_the_list_asks_the_same_questions_of_one_and_of_many(
    client: Client, kommun: factories.Kommun
) -> None:
    p = fabrik.tomt_utkast(kommun)
    som(client, p.folk.karin)
    antal_fragor(client, "/arbete/planer/")
    en = antal_fragor(client, "/arbete/planer/")
    fler_planer(p, 29)
    assert antal_fragor(client, "/arbete/planer/") == en


# --- A new plan and the editor ----------------------------------------------------------------


def test_a_new_plan_leads_to_its_editor(client: Client, kommun: factories.Kommun) -> None:
    p = fabrik.tomt_utkast(kommun)
    falt = {
        "enhet": kommun.centrum.pk,
        "namnd": kommun.von.pk,
        "styrmodell": p.styrning.styrmodell.pk,
        "period_fran": "2026-01-01",
        "period_till": "2026-12-31",
        "planansvarig": p.folk.petra.pk,
    }
    svar = som(client, p.folk.petra).post("/arbete/planer/ny/", falt)
    ny = Verksamhetsplan.objects.get(enhet=kommun.centrum)
    assert svar.headers["Location"] == f"/arbete/planer/{ny.pk}/redigera/"
    igen = client.post("/arbete/planer/ny/", falt)
    assert "har redan en plan" in text(igen)
    assert Verksamhetsplan.objects.filter(enhet=kommun.centrum).count() == 1


def test_the_editor_writes_a_whole_plan(client: Client, kommun: factories.Kommun) -> None:
    """From an empty draft to one that is sent in, through the pages alone."""
    p = fabrik.tomt_utkast(kommun)
    indikator = fabrik.trygghetsindikator(p.folk.amir)
    som(client, p.folk.petra)
    mal, annat = p.styrning.trygghet, p.styrning.inflytande
    editor = rutt(p, "redigera/")
    svar = client.post(f"{editor}mal/{mal.pk}/", {"koppling": "direkt", "skal": ""})
    assert svar.headers["Location"].endswith(f"#mal-{mal.pk}")
    client.post(f"{editor}mal/{annat.pk}/", {"koppling": "beror_inte", "skal": "Inte vår sak."})
    rad = p.version.mal.get(mal=mal)
    client.post(
        f"{editor}rad/{rad.pk}/aktivitet/",
        {
            "rubrik": "Kontaktmän",
            "ansvarig": p.folk.petra.pk,
            "rapportor": p.folk.amir.pk,
            "start": "2026-02-01",
            "slut": "2026-06-30",
        },
    )
    client.post(
        f"{editor}rad/{rad.pk}/indikator/",
        {
            "indikator": indikator.pk,
            "kriterium": mal.kriterier.all()[0].pk,
            "maltyp": "absolut",
            "malvarde": "85,5",
            "baslinje": "78",
        },
    )
    assert p.version.indikatorer.get().malvarde == Decimal("85.5")
    assert "Mål: minst 86 %" in text(client.get(editor))
    svar = client.post(rutt(p, "skicka/"), follow=True)
    assert "Planen är skickad till granskning." in text(svar)
    assert p.version.lage == "granskning"


def test_an_invalid_form_keeps_what_was_written(client: Client, kommun: factories.Kommun) -> None:
    p = fabrik.utkast(kommun)
    rad = p.version.mal.get(mal=p.styrning.trygghet)
    svar = som(client, p.folk.petra).post(
        rutt(p, f"redigera/rad/{rad.pk}/aktivitet/"),
        {"rubrik": "Anhörigkväll", "start": "2026-06-30", "slut": "2026-02-01"},
    )
    sida = svar.content.decode()
    assert "Fel: Lägg till aktivitet" in sida
    assert 'value="Anhörigkväll"' in sida
    assert "Slutdatum ska vara samma dag som start eller senare." in sida
    assert "Välj vem som ansvarar för att det blir gjort." in sida
    assert p.version.aktiviteter.count() == 1


def test_declining_without_a_reason_says_so(client: Client, kommun: factories.Kommun) -> None:
    p = fabrik.tomt_utkast(kommun)
    adress = rutt(p, f"redigera/mal/{p.styrning.trygghet.pk}/")
    svar = som(client, p.folk.petra).post(adress, {"koppling": "beror_inte"})
    assert "Skriv varför målet inte berör er." in text(svar)
    assert not p.version.mal.exists()


def test_rows_are_changed_and_removed(client: Client, kommun: factories.Kommun) -> None:
    p = fabrik.utkast(kommun)
    som(client, p.folk.petra)
    aktivitet, indikator = p.version.aktiviteter.get(), p.version.indikatorer.get()
    adress = rutt(p, f"redigera/aktivitet/{aktivitet.pk}/")
    assert 'value="Alla har en namngiven kontaktman"' in client.get(adress).content.decode()
    falt = {
        "rubrik": "Kontaktmän för alla",
        "ansvarig": p.folk.petra.pk,
        "rapportor": p.folk.petra.pk,
        "start": "2026-02-01",
        "slut": "2026-06-30",
    }
    assert client.post(adress, falt).status_code == 302
    assert p.version.aktiviteter.get().rubrik == "Kontaktmän för alla"
    malsida = rutt(p, f"redigera/indikator/{indikator.pk}/")
    assert 'value="85"' in client.get(malsida).content.decode()
    client.post(malsida, {"maltyp": "absolut", "malvarde": "90", "baslinje": "78"})
    assert p.version.indikatorer.get().malvarde == 90
    for sida in (
        f"redigera/aktivitet/{aktivitet.pk}/ta-bort/",
        f"redigera/indikator/{indikator.pk}/ta-bort/",
    ):
        assert client.get(rutt(p, sida)).status_code == 200
        for _ in range(2):
            assert client.post(rutt(p, sida)).status_code == 302
    assert not p.version.aktiviteter.exists()
    assert not p.version.indikatorer.exists()


def test_a_reviewed_version_says_that_it_is_locked(
    client: Client, kommun: factories.Kommun
) -> None:
    p = fabrik.i_granskning(kommun)
    sida = text(som(client, p.folk.petra).get(rutt(p, "redigera/")))
    assert "Versionen är under granskning och kan inte ändras nu." in sida
    adress = rutt(p, f"redigera/mal/{p.styrning.inflytande.pk}/")
    svar = client.post(adress, {"koppling": "indirekt"})
    assert "kan inte ändras nu" in text(svar)


# --- Acts ---------------------------------------------------------------------------------------


def test_what_remains_stands_instead_of_the_form(client: Client, kommun: factories.Kommun) -> None:
    p = fabrik.tomt_utkast(kommun)
    svar = som(client, p.folk.petra).get(rutt(p, "skicka/"))
    assert "Planen behöver minst en aktivitet" in text(svar)
    assert 'method="post" class="flode"' not in svar.content.decode()
    nekad = client.post(rutt(p, "skicka/"))
    assert "Något återstår innan det går att gå vidare." in text(nekad)


def test_sending_back_asks_why(client: Client, kommun: factories.Kommun) -> None:
    p = fabrik.i_granskning(kommun)
    som(client, p.folk.erik)
    assert 'name="kommentar"' in client.get(rutt(p, "aterremittera/")).content.decode()
    assert "Skriv varför." in text(client.post(rutt(p, "aterremittera/"), {"kommentar": ""}))
    svar = client.post(rutt(p, "aterremittera/"), {"kommentar": "Effekt saknas."}, follow=True)
    assert "Planen är återremitterad" in text(svar)
    assert "Återremitterad Effekt saknas. Erik Chef" in text(svar)
    planakter.skicka(p.version, av=p.folk.petra)
    assert "Återremitterad Effekt saknas." not in text(client.get(rutt(p)))


def test_adopting_asks_for_the_decision_and_comes_once(
    client: Client, kommun: factories.Kommun
) -> None:
    p = fabrik.i_granskning(kommun)
    som(client, p.folk.erik)
    adress = rutt(p, "faststall/")
    assert 'name="dnr"' in client.get(adress).content.decode()
    svar = client.post(adress, {"beslut_datum": "2026-01-20", "dnr": ""})
    assert "Skriv planens diarienummer." in text(svar)
    assert "Skriv när samverkan skedde, eller kryssa för att den inte berörs." in text(svar)
    falt = {"beslut_datum": "2026-01-20", "dnr": "VON 2026/0118", "mbl_datum": "2026-01-15"}
    assert client.post(adress, falt).headers["Location"] == rutt(p)
    igen = client.post(adress, falt, follow=True)
    assert "Läget är nu ”Fastställd”." in text(igen)
    assert p.farsk().fas == "genomfora"


def test_a_future_decision_is_refused_by_the_act(client: Client, kommun: factories.Kommun) -> None:
    p = fabrik.i_granskning(kommun)
    falt = {"beslut_datum": "2027-01-20", "dnr": "VON 2026/0118", "mbl_berors_inte": "on"}
    svar = som(client, p.folk.erik).post(rutt(p, "faststall/"), falt)
    assert "Beslutsdatumet ligger i framtiden" in text(svar)


def test_a_coordinator_opens_the_follow_up(client: Client, kommun: factories.Kommun) -> None:
    p = fabrik.i_genomfora(kommun)
    tillfalle = fabrik.delar()
    adress = rutt(p, "oppna-uppfoljning/")
    assert 'name="tillfalle"' in som(client, p.folk.karin).get(adress).content.decode()
    svar = client.post(adress, {"tillfalle": tillfalle.pk}, follow=True)
    assert "Uppföljningen är öppen: Delår 2026." in text(svar)
    assert "Planen är i uppföljning, varv 1." in text(svar)


# --- The plan page --------------------------------------------------------------------------------


def test_the_plan_page_tells_the_whole_plan(client: Client, kommun: factories.Kommun) -> None:
    p = fabrik.i_genomfora(kommun)
    fabrik.delar(oppnar=date(2026, 9, 20), enheter_senast=date(2026, 10, 2))
    rad = p.version.indikatorer.get()
    fabrik.varden(rad.indikator, kommun, 78, 80, 86)
    svar = som(client, p.folk.petra).get(rutt(p))
    sida = text(svar)
    for mening in (
        "Verksamhetsplan 2026, Hemtjänst",
        "Fastställd 20 januari 2026",
        "VON 2026/0118",
        "Planen genomförs, varv 1. Delår 2026 öppnar 20 september 2026.",
        "Det här återstår innan planen kan gå vidare",
        "Delår 2026 öppnar av sig självt 20 september 2026",
        "Mål 1. Äldre med hemtjänst ska känna sig trygga i sitt hem",
        "86 % minst 85 %",
        "Alla har en namngiven kontaktman",
        "Status saknas",
        "Version 1 fastställdes. Erik Chef",
    ):
        assert mening in sida
    assert 'data-fas="genomfora"' in svar.content.decode()


def test_the_buttons_are_those_of_the_table(client: Client, kommun: factories.Kommun) -> None:
    p = fabrik.i_granskning(kommun)
    for person, knappar in (
        (p.folk.petra, []),
        (p.folk.erik, ["Fastställ planen", "Återremittera"]),
    ):
        sida = som(client, person).get(rutt(p)).content.decode()
        lankar = re.findall(r'<a class="ds-button"[^>]*>(?:<svg.*?</svg>)?([^<]+)</a>', sida)
        assert lankar == knappar


def test_a_draft_is_written_by_its_author(client: Client, kommun: factories.Kommun) -> None:
    p = fabrik.tomt_utkast(kommun)
    sida = som(client, p.folk.petra).get(rutt(p)).content.decode()
    assert ">Skriv i planen</a>" in sida
    assert "Inga mål är kopplade än." in sida


def test_the_plan_page_asks_the_same_questions_of_small_and_large(
    client: Client, kommun: factories.Kommun
) -> None:
    p = fabrik.utkast(kommun)
    som(client, p.folk.petra)
    antal_fragor(client, rutt(p))
    litet = antal_fragor(client, rutt(p)), antal_fragor(client, rutt(p, "redigera/"))
    planmal = p.version.mal.get(mal=p.styrning.trygghet)
    for nummer in range(30):
        fabrik.lagg_aktivitet(p, planmal, rubrik=f"Aktivitet {nummer}")
    stort = antal_fragor(client, rutt(p)), antal_fragor(client, rutt(p, "redigera/"))
    assert stort == litet

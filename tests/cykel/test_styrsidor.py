"""What plans are measured by, through the pages: goals, assignments, indicators, rounds."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from django.test import Client

from cykel.actions import plan as planakter
from cykel.actions import revidering
from cykel.models import Mal, Matvarde, Uppdrag, Uppfoljningstillfalle
from kvalitet.models import Anvandare
from tests import factories
from tests.cykel import fabrik, slutet
from tests.cykel.test_plansidor import (
    _september,  # noqa: F401  (used by every test)
    rutt,
    som,
    text,
)


def test_goals_show_by_level_with_coverage(client: Client, kommun: factories.Kommun) -> None:
    p = fabrik.utkast(kommun)
    sida = text(som(client, p.folk.erik).get("/arbete/mal/"))
    assert "Målområde" in sida
    assert "A. Andelen som känner sig trygga ska öka" in sida
    assert "Ingen än" in sida  # the declined goal is answered by no plan


def test_a_plan_under_revision_answers_to_a_goal_once(
    client: Client, kommun: factories.Kommun
) -> None:
    p = fabrik.i_genomfora(kommun)

    def antal() -> list[str]:
        sida = som(client, p.folk.erik).get("/arbete/mal/").text
        return re.findall(r'data-rubrik="Planer" class="siffra">(\d+)<', sida)

    assert antal() == ["1"]
    slutet.revidera(p)
    assert antal() == ["1"]
    planmal = p.version.mal.get(mal=p.styrning.trygghet)
    revidering.forkasta(p.version, skal="Budgeten blev som förut.", av=p.folk.erik)
    assert p.plan.versioner.filter(lage="forkastad", mal=planmal).exists()
    assert antal() == ["1"]


def test_a_goal_is_registered_by_page(
    client: Client, kommun: factories.Kommun, nina_namndsekreterare: Anvandare
) -> None:
    p = fabrik.tomt_utkast(kommun)
    falt = {
        "niva": p.styrning.niva.pk,
        "namnd": kommun.von.pk,
        "nummer": "3",
        "kort": "Tid",
        "text": "Medarbetarna ska ha tid att förbättra sin verksamhet",
        "radighet": "egen",
        "bedoms": "on",
        "beslut_organ": "Vård- och omsorgsnämnden",
        "beslut_datum": "2025-12-10",
        "kriterium_a": "Möte varje månad",
        "kriterium_b": "",
    }
    som(client, nina_namndsekreterare)
    assert "Skriv måltexten." in text(client.post("/arbete/mal/nytt/", falt | {"text": ""}))
    svar = client.post("/arbete/mal/nytt/", falt, follow=True)
    assert "Mål 3. Tid är registrerat." in text(svar)
    assert Mal.objects.get(nummer=3).kriterier.get().text == "Möte varje månad"
    assert "Det finns redan ett mål med nummer 3" in text(client.post("/arbete/mal/nytt/", falt))
    assert som(client, p.folk.petra).get("/arbete/mal/nytt/").status_code == 403


def test_an_assignment_is_registered_and_closed_by_page(
    client: Client, kommun: factories.Kommun, nina_namndsekreterare: Anvandare
) -> None:
    falt = {
        "rubrik": "Se över kontaktmän",
        "givare": "Nämnden",
        "namnd": kommun.von.pk,
        "enhet": kommun.hemtjanst.pk,
        "beslut_datum": "2026-01-28",
        "beslut_paragraf": "§ 4",
        "forfaller": "2026-06-01",
    }
    som(client, nina_namndsekreterare)
    for _ in range(2):
        svar = client.post("/arbete/uppdrag/nytt/", falt, follow=True)
    assert "Se över kontaktmän" in text(svar)
    assert "218 dagar" in text(svar)
    uppdrag = Uppdrag.objects.get()
    adress = f"/arbete/uppdrag/{uppdrag.pk}/avsluta/"
    assert "Skriv paragrafen" in text(client.post(adress, {"datum": "2026-08-01"}))
    slut = {"datum": "2026-08-01", "paragraf": "§ 31", "aterrapportering": "Klart."}
    client.post(adress, slut)
    assert "redan avslutat, § 31" in text(client.post(adress, slut, follow=True))
    assert "1 augusti 2026, § 31" in text(client.get("/arbete/uppdrag/?visa=avslutade"))


def test_the_closure_is_for_the_right_people(client: Client, kommun: factories.Kommun) -> None:
    p = fabrik.tomt_utkast(kommun)
    adress = f"/arbete/uppdrag/{fabrik.uppdrag(p).pk}/avsluta/"
    assert som(client, p.folk.petra).get(adress).status_code == 403
    nils = factories.person("Nils Sekreterare", "NS", kommun.rot, namnd=kommun.kfn)
    assert som(client, nils).get(adress).status_code == 404


def test_values_of_total_women_and_men_are_entered(
    client: Client, kommun: factories.Kommun
) -> None:
    personer = fabrik.folk(kommun)
    indikator = fabrik.trygghetsindikator(personer.amir)
    adress = f"/arbete/indikatorer/{indikator.pk}/"
    falt = {
        "enhet": kommun.hemtjanst.pk,
        "period_fran": "2026-01-01",
        "period_till": "2026-08-31",
        "matdatum": "2026-08-31",
        "kalla": "Egen undersökning",
        "varde_t": "86,5",
        "varde_k": "87",
        "varde_m": "",
    }
    som(client, personer.amir)
    svar = client.post(adress, falt, follow=True)
    assert "Värdet är infört." in text(svar)
    assert {v.kon: v.varde for v in Matvarde.objects.all()} == {"T": Decimal("86.5"), "K": 87}
    fel = client.post(adress, falt | {"varde_t": "åttiosex"})
    assert "Skriv värdet som ett tal, till exempel 86,5." in text(fel)
    assert 'value="åttiosex"' in fel.content.decode()
    tomt = client.post(adress, falt | {"varde_t": "", "varde_k": ""})
    assert "Ange ett värde, eller varför det saknas." in text(tomt)
    assert "Varför värdet saknas" not in text(som(client, personer.erik).get(adress))
    assert client.post(adress, falt).status_code == 403


def test_an_indicator_is_added_by_page(client: Client, kommun: factories.Kommun) -> None:
    personer = fabrik.folk(kommun)
    falt = {
        "namn": "Trygga i hemmet",
        "definition": "Andel som känner sig trygga.",
        "matt": "procent",
        "decimaler": "0",
        "riktning": "hogre",
        "regi": "bada",
        "kalla": "undersokning",
        "frekvens": "helar",
        "agare": personer.petra.pk,
    }
    som(client, personer.petra)
    svar = client.post("/arbete/indikatorer/ny/", falt)
    assert "Dela upp på kön, eller skriv varför det inte går." in text(svar)
    svar = client.post("/arbete/indikatorer/ny/", falt | {"konsuppdelad": "on"}, follow=True)
    assert "Indikatorn ”Trygga i hemmet” är tillagd." in text(svar)
    assert "Trygga i hemmet" in text(client.get("/arbete/indikatorer/"))


def test_a_round_is_planned_by_page(client: Client, kommun: factories.Kommun) -> None:
    personer = fabrik.folk(kommun)
    falt = {
        "slag": "delar",
        "ar": "2026",
        "period_fran": "2026-01-01",
        "matdatum": "2026-08-31",
        "oppnar": "2026-09-01",
        "enheter_senast": "2026-10-02",
        "stanger": "2026-10-23",
    }
    som(client, personer.karin)
    adress = "/arbete/uppfoljning/tillfallen/nytt/"
    ordning = client.post(adress, falt | {"stanger": "2026-09-01"})
    assert "Datumen ska komma i ordning" in text(ordning)
    svar = client.post(adress, falt, follow=True)
    assert "Delår 2026 öppen nu" in text(svar)
    assert "Tillfället finns redan för det året." in text(client.post(adress, falt))
    assert Uppfoljningstillfalle.objects.count() == 1
    assert som(client, personer.erik).get(adress).status_code == 403


def test_a_planmal_of_a_closed_assignment_stays_in_the_editor(
    client: Client, kommun: factories.Kommun
) -> None:
    p = fabrik.tomt_utkast(kommun)
    uppdrag = fabrik.uppdrag(p)
    planakter.koppla(p.version, uppdrag=uppdrag, koppling="indirekt", av=p.folk.petra)
    Uppdrag.objects.update(avslutat_datum=date(2026, 5, 1), avslutat_paragraf="§ 9")
    sida = text(som(client, p.folk.petra).get(rutt(p, "redigera/")))
    assert "Uppdrag. Se över hur kontaktmän utses" in sida

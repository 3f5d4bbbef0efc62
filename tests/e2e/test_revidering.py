"""A plan sent back and rewritten, then revised, through the pages."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e import varv as steg
from tests.e2e.conftest import MED_SKRIPT

KV, PLANANSVARIG, KOMMUNCHEF = (
    f"{namn}@kommun.example" for namn in ("leila.nordin", "astrid.holm", "ingrid.falk")
)
AKTIVITET = "Räkna kön varje timme"
SKAL = "Skriv vilken effekt ni väntar er av att räkna kön."
EFFEKT = "Ingen väntar mer än tio minuter på förmiddagen."
REVIDERING = "Nämnden tillförde pengar till en lokal till."


@pytest.fixture
def varv(ny_person: Callable[[], BrowserContext], med_skript: bool) -> steg.Varv:
    return steg.Varv(
        ny_person,
        namnd="Arbetsmarknadsnämnden" if med_skript else "Socialnämnden",
        kontor="Arbetsmarknadskontoret" if med_skript else "Socialkontoret",
        ar=2000,
        synpunkter=0,
    )


@MED_SKRIPT
def test_sent_back_and_adopted_then_revised_with_a_readable_diff(varv: steg.Varv) -> None:
    leila, astrid, ingrid = (varv.som(epost) for epost in (KV, PLANANSVARIG, KOMMUNCHEF))
    steg.registrera_mal_och_uppdrag(varv, leila)
    steg.skapa_indikator(varv, leila)
    plan = steg.skriv_plan(varv, leila, fran=200, till=360)

    steg.skicka_plan(astrid, plan)
    _aterremittera(ingrid, plan)
    _las_skalet(astrid, plan)
    _andra_aktivitet(astrid, plan, vantad_effekt=EFFEKT)
    steg.skicka_plan(astrid, plan)
    expect(astrid.get_by_role("region", name="Återremitterad")).to_have_count(0)
    steg.faststall_plan(ingrid, plan)

    _revidera(ingrid, plan)
    _andra_aktivitet(leila, plan, slut=steg.dag(330))
    _andra_malvarde(varv, leila, plan, "95")
    _las_skillnaden(ingrid, plan)
    steg.skicka_plan(astrid, plan)
    steg.faststall_plan(ingrid, plan)
    expect(ingrid.locator("main")).to_contain_text("Version 2 är fastställd och gäller nu.")
    _las_versionerna(ingrid, plan)


def _aterremittera(sida: Page, plan: str) -> None:
    sida.goto(plan)
    sida.get_by_role("link", name="Återremittera").click()
    sida.get_by_role("button", name="Återremittera").click()
    expect(sida.locator(".ds-error-summary")).to_contain_text("Skriv varför")
    steg.skicka(sida, "Återremittera", kommentar=SKAL)
    expect(sida.locator("main")).to_contain_text("Planen är återremitterad och kan skrivas om.")


def _las_skalet(sida: Page, plan: str) -> None:
    """The one who writes meets the reason first on the plan's page."""
    sida.goto(plan)
    panel = sida.get_by_role("region", name="Återremitterad")
    expect(panel).to_contain_text(SKAL)
    expect(panel).to_contain_text("Ingrid Falk")


def _andra_aktivitet(sida: Page, plan: str, **falt: str) -> None:
    sida.goto(plan)
    sida.get_by_role("link", name="Skriv i planen").click()
    sida.get_by_role("link", name=f"Ändra {AKTIVITET}").click()
    steg.skicka(sida, "", **falt)
    steg.raden_sparad(sida)


def _andra_malvarde(varv: steg.Varv, sida: Page, plan: str, varde: str) -> None:
    sida.goto(f"{plan}redigera/")
    sida.get_by_role("link", name=f"Ändra Väntar högst tio minuter, {varv.kontor}").click()
    steg.skicka(sida, "", malvarde=varde)
    steg.raden_sparad(sida)


def _revidera(sida: Page, plan: str) -> None:
    sida.goto(plan)
    sida.get_by_role("link", name="Revidera planen").click()
    steg.skicka(
        sida,
        "Revidera planen",
        skal=REVIDERING,
        beslut_datum=steg.dag(0),
        beslut_paragraf="§ 61",
    )
    expect(sida.locator("main")).to_contain_text(
        "Version 2 skrivs. Den nuvarande gäller tills den nya är fastställd."
    )


def _las_skillnaden(sida: Page, plan: str) -> None:
    """Old and new value in words, the reason, and nothing of what is alike."""
    sida.goto(plan)
    sida.get_by_role("link", name="Ändringar mot version 1").click()
    text = _text(sida)
    assert REVIDERING in text
    assert "§ 61" in text
    assert re.search(r"Målvärde: 90 % → blir 95 %", text), text
    gammal, ny = (steg.dag(om)[-2:].lstrip("0") for om in (360, 330))
    assert re.search(rf"Klart senast: {gammal} \w+ \d+ → blir {ny} \w+ \d+", text), text
    assert EFFEKT not in text


def _las_versionerna(sida: Page, plan: str) -> None:
    sida.goto(plan)
    expect(sida.locator("main")).to_contain_text("95\N{NO-BREAK SPACE}%")
    sida.get_by_role("link", name="Version 1", exact=True).click()
    text = _text(sida)
    assert "Den är ersatt av en senare version." in text
    assert "90 %" in text
    assert "95 %" not in text
    assert EFFEKT in text


def _text(sida: Page) -> str:
    return " ".join((sida.locator("main").text_content() or "").split())

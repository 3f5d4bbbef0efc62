"""A judgement against the indicators: refused without a reason, explained, frozen and reported."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pypdf import PdfReader

from tests.e2e import varv as steg
from tests.e2e.conftest import MED_SKRIPT
from tests.e2e.skarm import HOJD, axe_fel, overskjutande

KV, PLANANSVARIG, KOMMUNCHEF = (
    f"{namn}@kommun.example" for namn in ("leila.nordin", "astrid.holm", "ingrid.falk")
)
MOTIVERING = (
    "Med anledning av ombyggnaden mättes kön bara på förmiddagen, när den är som längst. "
    "På eftermiddagen väntar nästan ingen, och det visar mätningen inte. "
    "Invånarna säger också att det går fort nu."
)
SKAL = "Mätningen täcker bara förmiddagen. På eftermiddagen finns ingen kö."
SAKNAS = "Skriv varför bedömningen skiljer sig från indikatorernas förslag."


@pytest.fixture
def varv(ny_person: Callable[[], BrowserContext]) -> steg.Varv:
    return steg.Varv(
        ny_person, namnd="Socialnämnden", kontor="Socialkontoret", ar=2096, synpunkter=0
    )


@MED_SKRIPT
def test_a_judgement_against_the_indicators(varv: steg.Varv) -> None:
    """Judged on a phone; read wide when it is frozen."""
    leila, astrid, ingrid = (varv.som(epost) for epost in (KV, PLANANSVARIG, KOMMUNCHEF))
    astrid.set_viewport_size({"width": 360, "height": HOJD})
    plan = _i_uppfoljning(varv, leila, astrid, ingrid)

    mal = _nekas(astrid, plan)
    _granska_spraket(astrid)
    steg.skicka(astrid, "Lämna bedömningen", avviker_skal=SKAL)
    _siffran_leder_till_sina_rader(astrid, mal)

    steg.granska_roster(leila, plan)
    steg.godkann(ingrid, plan)
    astrid.set_viewport_size({"width": 1280, "height": HOJD})
    _det_frysta(astrid, mal)
    sidor = PdfReader(io.BytesIO(steg.bestall_rapport(varv, leila))).pages
    text = " ".join(" ".join(sida.extract_text() for sida in sidor).split())
    assert "Bedömningen avviker från indikatorerna" in text
    assert SKAL in text


def _i_uppfoljning(varv: steg.Varv, leila: Page, astrid: Page, ingrid: Page) -> str:
    steg.registrera_mal_och_uppdrag(varv, leila)
    steg.skapa_indikator(varv, leila)
    plan = steg.skriv_plan(varv, leila, fran=-90, till=60)
    steg.skicka_plan(astrid, plan)
    steg.faststall_plan(ingrid, plan)
    steg.rapportera_aktivitet(leila, plan)
    steg.skapa_tillfallen(varv, leila)
    steg.oppna_uppfoljning(varv, leila, plan)
    steg.infor_varde(varv, leila)
    return plan


def _nekas(sida: Page, plan: str) -> str:
    """Judge as met what the indicator says is not; return the address of the goal's page."""
    sida.goto(plan)
    sida.get_by_role("link", name=re.compile("^Bedöm målet")).first.click()
    expect(sida.locator("main")).to_contain_text("Ej uppfyllt")
    for namn, varde in {
        "bedomning": "uppfyllt",
        "motivering": MOTIVERING,
        "fungerade_inte": "Kön räknades för sällan.",
        "prognos": "Väntas uppnås",
        "trend": "Underlag saknas",
    }.items():
        steg.fyll(sida, namn, varde)
    sida.get_by_role("button", name="Lämna bedömningen").click()
    expect(sida.locator(".ds-error-summary")).to_contain_text(SAKNAS)
    expect(sida.locator("[name=motivering]")).to_have_value(MOTIVERING)
    expect(sida.locator("[name=bedomning][value=uppfyllt]")).to_be_checked()
    assert not axe_fel(sida)
    assert not overskjutande(sida)
    return sida.url


def _granska_spraket(sida: Page) -> None:
    """The hints come without a word of what is missing, and nothing that is written is lost."""
    sida.get_by_role("button", name="Granska språket").click()
    expect(sida.locator("main")).to_contain_text(re.compile(r"LIX \d+"))
    expect(sida.locator("main")).to_contain_text("”på grund av” än ”Med anledning av”")
    expect(sida.locator(".ds-error-summary")).to_have_count(0)
    expect(sida.locator("[name=motivering]")).to_have_value(MOTIVERING)


def _siffran_leder_till_sina_rader(sida: Page, mal: str) -> None:
    sida.goto(mal)
    sida.locator("#underlag").get_by_role("link", name=re.compile("^72,5")).click()
    rad = sida.get_by_role("row", name=re.compile("Räknas i bedömningen"))
    expect(rad).to_contain_text("72,5")
    expect(rad).to_contain_text("Leila Nordin")
    expect(rad).to_contain_text("Räknat i dörren")
    assert not axe_fel(sida)
    assert not overskjutande(sida)


def _det_frysta(sida: Page, mal: str) -> None:
    sida.goto(mal)
    main = sida.locator("main")
    expect(main).to_contain_text("Underlaget frystes när uppföljningen godkändes")
    expect(main).to_contain_text("Bedömningen avviker från förslaget")
    expect(main).to_contain_text(SKAL)
    expect(main).to_contain_text("72,5")
    expect(sida.get_by_role("button", name="Lämna bedömningen")).to_have_count(0)
    assert not axe_fel(sida)
    assert not overskjutande(sida)

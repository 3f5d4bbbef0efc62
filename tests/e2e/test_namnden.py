"""A member of the nämnd asks on a phone, and the kontor answers before the meeting."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.conftest import logga_in
from tests.e2e.skarm import HOJD, axe_fel, overskjutande
from tests.e2e.stack import Webbplats

FRAGA = "Hur många väntar på en plats i dag, och hur länge?"
SVAR = "Elva personer väntar. Den som har väntat längst har gjort det i 34 dagar."
TELEFON = {"width": 360, "height": HOJD}


@pytest.fixture(params=["med skript", "utan skript"])
def personer(
    request: pytest.FixtureRequest, webblasare: Browser, webbplats: Webbplats
) -> Iterator[tuple[Page, Page]]:
    """The member's phone and the planansvarig's screen."""
    oppna: list[BrowserContext] = []
    for storlek in (TELEFON, {"width": 1280, "height": HOJD}):
        oppna.append(
            webblasare.new_context(
                base_url=webbplats.adress,
                locale="sv-SE",
                java_script_enabled=request.param == "med skript",
                viewport=storlek,  # type: ignore[arg-type]
            )
        )
        oppna[-1].set_default_timeout(15_000)
    yield oppna[0].new_page(), oppna[1].new_page()
    for ett in oppna:
        ett.close()


def test_a_question_from_a_phone_is_answered_before_the_meeting(
    personer: tuple[Page, Page], request: pytest.FixtureRequest
) -> None:
    per, jonas = personer
    fraga = f"{FRAGA} ({request.node.callspec.id})"
    skript = request.node.callspec.id == "med skript"
    logga_in(per, "Per Åkerman")
    per.get_by_role("link", name="Se vad som har ändrats").click()
    expect(per.get_by_role("heading", name="Sämre än förra gången")).to_be_visible()
    _prova(per, skript)
    per.get_by_role("link", name="från delvis uppfyllt till ej uppfyllt").click()
    assert per.url.endswith("#mal-3")
    per.go_back()
    per.get_by_role("link", name="Ställ en fråga").click()
    expect(per.get_by_text("Skriv inga personuppgifter")).to_be_visible()
    per.get_by_role("button", name="Skicka frågan").click()
    expect(per.get_by_role("link", name="Skriv din fråga.")).to_be_visible()
    per.get_by_label("Vad gäller frågan?").select_option("3")
    per.get_by_label("Din fråga").fill(fraga)
    _prova(per, skript)
    per.get_by_role("button", name="Skicka frågan").click()
    expect(per.get_by_text("Frågan är skickad till Vård- och omsorgskontoret")).to_be_visible()

    logga_in(jonas, "Jonas Wallén")
    jonas.get_by_role("link", name="Nämndens sida").click()
    jonas.get_by_role("link", name=fraga).click()
    jonas.get_by_label("Svar", exact=True).fill(SVAR)
    _prova(jonas, skript)
    jonas.get_by_role("button", name="Skicka svaret").click()
    expect(jonas.get_by_text("Den som frågade får ett mejl")).to_be_visible()

    per.get_by_role("link", name="Frågor och svar inför sammanträdet").click()
    rad = per.locator(".fragesvar", has_text=fraga)
    expect(rad).to_contain_text(SVAR)
    _prova(per, skript)


def _prova(sida: Page, skript: bool) -> None:
    """The page does not scroll sideways, and axe, which needs scripts, finds no fault in it."""
    assert not overskjutande(sida)
    if skript:
        assert not axe_fel(sida)

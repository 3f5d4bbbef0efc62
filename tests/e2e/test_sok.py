"""Finding something: Ctrl+K and the keyboard alone, and the same without script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import MED_SKRIPT, UTAN_SKRIPT, logga_in
from tests.e2e.skarm import axe_fel, overskjutande

PLANEN = "Verksamhetsplan 2026, Hemtjänst"


@MED_SKRIPT
@pytest.mark.parametrize("bredd", [360, 1280])
def test_ctrl_k_finds_a_plan_with_the_keyboard_alone(
    ny_person: Callable[[], BrowserContext], bredd: int
) -> None:
    sida = ny_person().new_page()
    sida.set_viewport_size({"width": bredd, "height": 900})
    logga_in(sida, "Leila Nordin")
    sida.goto("/arbete/planer/")
    sida.keyboard.press("Control+k")
    ruta = sida.get_by_role("dialog", name="Sök")
    falt = ruta.get_by_role("textbox")  # in a search field Esc would empty it first
    expect(falt).to_be_focused()
    sida.keyboard.type("hemtj 2026")
    forst = ruta.get_by_role("link", name=PLANEN)
    expect(forst).to_be_visible()
    expect(ruta.locator("[data-sagt]")).to_contain_text("träff")
    assert not axe_fel(sida)
    assert not overskjutande(sida)
    sida.keyboard.press("ArrowDown")
    expect(forst).to_be_focused()
    sida.keyboard.press("ArrowUp")
    expect(falt).to_be_focused()
    sida.keyboard.press("Escape")
    expect(ruta).to_be_hidden()
    sida.keyboard.press("Control+k")
    expect(falt).to_be_focused()
    sida.keyboard.press("ArrowDown")
    sida.keyboard.press("Enter")
    expect(sida.get_by_role("heading", level=1)).to_contain_text("Hemtjänst")
    assert "/arbete/planer/" in sida.url
    _tillbaka_till_falt(sida)


def _tillbaka_till_falt(sida: Page) -> None:
    """Enter in the field itself leads to the page with every hit; Ctrl+K goes to its field."""
    sida.keyboard.press("Control+k")
    sida.keyboard.type("trygg")
    sida.keyboard.press("Enter")
    sida.wait_for_url("**/arbete/sok/?q=trygg")
    expect(sida.get_by_role("link", name="Mål 1. Trygghet hemma").first).to_be_visible()
    sida.keyboard.press("Control+k")
    falt = sida.get_by_role("searchbox")
    expect(falt).to_be_focused()
    sida.keyboard.type("finnsinte")
    expect(sida.get_by_role("heading", name="Inget stämmer med det du skrev")).to_be_visible()
    sida.wait_for_url("**/arbete/sok/?q=finnsinte")
    assert not axe_fel(sida)


@UTAN_SKRIPT
def test_without_script_the_search_is_a_page(ny_person: Callable[[], BrowserContext]) -> None:
    sida = ny_person().new_page()
    logga_in(sida, "Leila Nordin")
    sida.get_by_role("link", name="Sök", exact=True).click()
    sida.get_by_role("searchbox").fill("hemtj 2026")
    sida.get_by_role("button", name="Sök", exact=True).click()
    sida.get_by_role("link", name=PLANEN).click()
    expect(sida.get_by_role("heading", level=1)).to_contain_text("Hemtjänst")

"""The resident finds a unit, reads of it and writes about it; the wheel opens from the keyboard."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.skarm import sida_ar_tillganglig

ENHET = "Hemtjänst Centrum"


def test_a_unit_is_found_and_its_form_opens_with_it_chosen(
    ny_person: Callable[[], BrowserContext], med_skript: bool
) -> None:
    sida = ny_person().new_page()
    sida.goto("/")
    sida.get_by_role("link", name="Hitta en verksamhet").click()
    falt = sida.get_by_role("textbox", name="Sök verksamhet")
    if med_skript:
        falt.press_sequentially("centrum")
        expect(falt).to_be_focused()
    else:
        falt.fill("centrum")
        sida.get_by_role("button", name="Sök", exact=True).click()
    sida.locator("#lista").get_by_role("link", name=ENHET, exact=True).click()
    expect(sida.get_by_role("heading", level=1)).to_have_text(ENHET)
    sida.get_by_role("link", name=f"Lämna en synpunkt om {ENHET}").click()
    expect(sida.get_by_role("radio", name=ENHET, exact=True)).to_be_checked()


def test_enter_searches_and_going_back_keeps_what_was_chosen(sida: Page) -> None:
    sida.goto("/synpunkter/lamna/")
    sida.locator("[name=typ]").first.check()
    sida.locator("[name=text]").fill("Tiden på morgonen ändras.")
    sida.locator("[name=svarsval][value=nej]").check()
    sida.locator("#id_sok").fill(ENHET)
    sida.locator("#id_sok").press("Enter")
    vald = sida.get_by_role("radio", name=ENHET, exact=True)
    vald.check()
    expect(sida.locator(".ds-error-summary")).to_have_count(0)
    sida.get_by_role("button", name="Granska innan du skickar").last.click()
    expect(sida.get_by_role("heading", level=1)).to_have_text("Stämmer allt?")
    sida.go_back()
    expect(sida.locator("[name=text]")).to_have_value("Tiden på morgonen ändras.")
    expect(vald).to_be_checked()


def test_the_pages_are_accessible_and_a_stage_opens_from_the_keyboard(sida: Page) -> None:
    for adress in ("/enheter/", "/enheter/?sok=finnsinte"):
        sida.goto(adress)
        sida_ar_tillganglig(sida)
    sida.goto("/enheter/?sok=hemtjänst")
    sida.get_by_role("link", name="Hemtjänst", exact=True).click()
    sida_ar_tillganglig(sida)
    sida.goto("/")
    malet = sida.locator("#planera details")
    malet.locator("summary").focus()
    sida.keyboard.press("Enter")
    expect(malet.get_by_role("link", name="Läs mer i rapporten")).to_be_visible()
    sida_ar_tillganglig(sida)

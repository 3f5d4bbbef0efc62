"""The filter bar, the headings that order and the dialog, on a phone, with and without script."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import UTAN_SKRIPT, logga_in
from tests.e2e.skarm import axe_fel, overskjutande, sida_ar_tillganglig


def test_the_filter_is_folded_on_a_phone_and_says_what_is_chosen(sida: Page) -> None:
    sida.set_viewport_size({"width": 360, "height": 800})
    logga_in(sida, "Leila Nordin")
    sida.goto("/arbete/synpunkter/")
    typ = sida.locator("[name=typ]")
    expect(typ).to_be_hidden()
    expect(sida.locator("#id_q")).to_be_visible()
    sida.get_by_text("Filtrera", exact=False).first.click()
    typ.select_option("klagomal")
    expect(sida.locator("#filterantal")).to_have_text("(1 vald)")  # htmx, and no press
    expect(sida.get_by_role("status").filter(has_text="synpunkter")).to_be_visible()
    valt = sida.get_by_role("link", name=re.compile("^Typ: Klagomål"))
    assert axe_fel(sida) == []
    assert overskjutande(sida) == 0
    valt.click()
    expect(sida.locator("#filterantal")).to_have_text("")
    expect(sida).not_to_have_url(re.compile("typ="))


@UTAN_SKRIPT
def test_the_filter_and_the_order_need_no_script(
    ny_person: Callable[[], BrowserContext],
) -> None:
    sida = ny_person().new_page()
    sida.set_viewport_size({"width": 360, "height": 800})
    logga_in(sida, "Leila Nordin")
    sida.goto("/arbete/atgarder/")
    sida.locator("summary", has_text="Filtrera").click()
    sida.locator("[name=visa]").select_option("alla")
    sida.get_by_role("button", name="Visa", exact=True).click()
    sida.get_by_role("link", name="Ålder").click()
    expect(sida).to_have_url(re.compile("visa=alla&.*ordning=alder|ordning=alder.*visa=alla"))
    expect(sida.locator("[aria-sort=descending]")).to_contain_text("Ålder")
    sida.locator("summary", has_text="Filtrera (1 vald)").click()
    sida.get_by_role("button", name="Visa", exact=True).click()
    expect(sida.locator("[aria-sort=descending]")).to_contain_text("Ålder")  # the order stays
    sida.get_by_role("link", name=re.compile("^Visa: Alla")).click()
    expect(sida).to_have_url(re.compile(r"/arbete/atgarder/\?ordning=alder$"))


def test_a_short_question_opens_as_a_dialog_and_gives_focus_back(sida: Page) -> None:
    logga_in(sida, "Leila Nordin")
    sida.goto("/arbete/galleri/")
    lank = sida.get_by_role("link", name="Ta bort exemplet")
    lank.press("Enter")
    dialog = sida.get_by_role("dialog", name="Ta bort exemplet")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("heading")).to_be_focused()
    assert axe_fel(sida) == []
    sida.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(lank).to_be_focused()
    lank.press("Enter")
    dialog.get_by_role("link", name="Behåll exemplet").click()
    expect(dialog).to_have_count(0)


@UTAN_SKRIPT
def test_without_script_the_question_is_a_page(ny_person: Callable[[], BrowserContext]) -> None:
    sida = ny_person().new_page()
    logga_in(sida, "Leila Nordin")
    sida.goto("/arbete/galleri/")
    sida.get_by_role("link", name="Ta bort exemplet").click()
    expect(sida.get_by_role("heading", level=1)).to_have_text("Ta bort exemplet")
    sida.get_by_role("link", name="Behåll exemplet").click()
    expect(sida).to_have_url(re.compile("/arbete/galleri/$"))


def test_the_gallery_is_accessible_in_every_width_and_colour(sida: Page) -> None:
    logga_in(sida, "Leila Nordin")
    sida.goto("/arbete/galleri/")
    sida_ar_tillganglig(sida)

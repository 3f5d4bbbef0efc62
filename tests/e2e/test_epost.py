"""Every letter in the browser: axe 0, light and dark, no sideways scroll; and its preview page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from kvalitet.views.brevslag import BREV
from tests.e2e.conftest import logga_in
from tests.e2e.skarm import sida_ar_tillganglig


@pytest.mark.parametrize("mall", [slag.mall for slag in BREV])
def test_a_letter_is_accessible_and_fits_a_telephone(webblasare: Browser, mall: str) -> None:
    sida = webblasare.new_page()
    hamtat: list[str] = []
    sida.on("request", lambda fraga: hamtat.append(fraga.url))
    sida.set_content(next(slag for slag in BREV if slag.mall == mall).skriv().html)
    sida_ar_tillganglig(sida)
    assert hamtat == []
    sida.close()


def test_the_administrator_finds_a_letter_and_reads_it_in_its_frame(sida: Page) -> None:
    logga_in(sida, "Anders Dahl")
    sida.goto("/arbete/organisation/")
    sida.get_by_role("link", name="Mejlen som skickas härifrån").click()
    sida_ar_tillganglig(sida)
    sida.get_by_role("link", name="Vi har tagit emot din synpunkt").click()
    sida_ar_tillganglig(sida)
    ram = sida.frame_locator("iframe")
    assert ram.get_by_role("heading", level=1).inner_text() == "Vi har tagit emot din synpunkt"
    knapp = ram.get_by_role("link", name="Följ ditt ärende")
    assert knapp.evaluate("k => getComputedStyle(k.parentElement).backgroundColor") == (
        "rgb(28, 68, 98)"
    )
    sida.get_by_role("link", name="English").click()
    assert ram.get_by_role("heading", level=1).inner_text() == "We have received your feedback"

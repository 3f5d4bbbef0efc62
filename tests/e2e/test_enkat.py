"""A survey with every kind of question: answered on a telephone without script, in lättläst, one
question per page; then closed by staff, who read its result."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import logga_in
from tests.e2e.skarm import overskjutande, sida_ar_tillganglig
from tests.e2e.stack import Webbplats

RADER_PER_TAL = """alla => alla.map(ett => {
    const allt = document.createRange();
    allt.selectNodeContents(ett);
    return new Set([...allt.getClientRects()].map(ruta => Math.round(ruta.top))).size;
})"""
TELEFON = {"width": 360, "height": 740}
SVAR = {
    "nki": ("8", "7", "9"),
    "fritext": "Maten är god.",
    "skala5": "4",
    "skala10": "9",
    "ja_nej": "1",
}


def fortsatt(sida: Page, knapp: str) -> None:
    assert overskjutande(sida) == 0
    sida.locator("#enkat button[name=skicka]", has_text=knapp).click()
    fel = sida.locator(".ds-error-summary")
    assert not fel.count(), fel.inner_text()


def besvara(sida: Page, nr: int, kon: str) -> None:
    """Go through all ten pages as a resident does."""
    sida.goto("/sv-lattlast/undersokningar/maten-hemma/")
    for del_nr, tal in enumerate(SVAR["nki"], 1):
        expect(sida.locator("main")).to_contain_text(f"Fråga {del_nr} av 10")
        sida.locator(f"[name=f_nki_{del_nr}][value='{tal}']").check()
        fortsatt(sida, "Nästa fråga")
    sida.locator("textarea[name=f_beratta]").fill(f"{SVAR['fritext']} {nr}")
    fortsatt(sida, "Nästa fråga")
    for slag, text in (
        ("skala5", "Smakar maten bra?"),
        ("skala10", "Är tiderna bra?"),
        ("ja_nej", "Får du välja mat?"),
    ):
        expect(sida.locator("main")).to_contain_text(text)
        sida.locator(f"main [type=radio][value='{SVAR[slag]}']").check()
        fortsatt(sida, "Nästa fråga")
    sida.get_by_role("radio", name="Mejl").check()
    fortsatt(sida, "Nästa fråga")
    sida.get_by_role("checkbox", name="Lunch").check()
    sida.get_by_role("checkbox", name="Middag").check()
    fortsatt(sida, "Nästa fråga")
    sida.locator(f"[name=kon][value={kon}]").check()
    fortsatt(sida, "Skicka svaren")
    expect(sida).to_have_title(re.compile("Tack för dina svar"))


def test_back_in_the_browser_and_a_counter_that_counts_as_the_server(sida: Page) -> None:
    sida.goto("/undersokningar/maten-hemma/")
    for fraga in (1, 2, 3):
        expect(sida.locator("main")).to_contain_text(f"Fråga {fraga} av 10")
        sida.locator("main [type=radio][value='8']").check()
        fortsatt(sida, "Nästa fråga")
    text = sida.locator("main textarea")
    raknare = sida.locator("#id_f_beratta_raknare")
    text.fill("rad\n" * 100 + "x" * 1600)  # a line break is sent as two characters
    expect(raknare).to_have_text(re.compile("^100 tecken för mycket"))
    sida.get_by_role("button", name="Nästa fråga").click()
    expect(sida.locator(".ds-error-summary")).to_contain_text("Texten är för lång")
    text.fill("😀" * 2000)
    expect(raknare).to_have_text("0 tecken kvar")
    fortsatt(sida, "Nästa fråga")
    expect(sida.locator("main")).to_contain_text("Fråga 5 av 10")
    sida.go_back()
    expect(text).to_have_value("😀" * 2000)


def test_a_resident_answers_and_staff_read_the_result(
    webblasare: Browser, webbplats: Webbplats
) -> None:
    telefon = webblasare.new_context(
        base_url=webbplats.adress, locale="sv-SE", java_script_enabled=False, viewport=TELEFON
    )
    sida = telefon.new_page()
    sida.goto("/undersokningar/maten-hemma/")
    sida.get_by_role("button", name="Lättläst").click()
    expect(sida).to_have_url(re.compile("/sv-lattlast/"))
    sida.locator("#enkat button[name=skicka]").click()
    expect(sida.locator(".ds-error-summary")).to_contain_text("Välj ett svar")
    for nr, kon in enumerate("KMKMKMKMKM"):
        besvara(sida, nr, kon)
        assert not telefon.cookies()
    telefon.close()

    arbete = webblasare.new_context(
        base_url=webbplats.adress, locale="sv-SE", java_script_enabled=False
    )
    leila = arbete.new_page()
    logga_in(leila, "Leila Nordin")
    leila.goto("/arbete/undersokningar/")
    leila.get_by_role("link", name="Maten hemma").click()
    innehall = leila.locator("main")
    expect(innehall).to_contain_text("Hittills: 10 svar")
    expect(innehall).not_to_contain_text("95 % intervall")
    leila.locator("summary", has_text="Stäng undersökningen").click()
    leila.get_by_role("button", name="Stäng undersökningen nu").click()
    # (8 + 7 + 9)/3 = 8, and (8 − 1) · 100/9 = 77,8
    expect(innehall).to_contain_text("NKI är 77,8")
    expect(innehall).to_contain_text("100 procent svarar ja")
    expect(innehall).to_contain_text("Medelvärde 9,0.")
    expect(innehall).to_contain_text("Flest väljer ”Mejl”, 100 procent")
    with leila.expect_download() as hamtad:
        leila.get_by_role("link", name="CSV").click()
    assert "77,8" in hamtad.value.path().read_text("utf-8-sig")
    arbete.close()


@pytest.mark.parametrize(
    "adress",
    [
        "/undersokningar/hemtjansten-just-nu/",
        "/en/undersokningar/hemtjansten-just-nu/",
        "/undersokningar/hemtjansten-varen-2026/",
        "/undersokningar/hemtjansten-just-nu/tack/",
    ],
)
def test_the_public_pages_are_accessible(sida: Page, adress: str) -> None:
    sida.goto(adress)
    sida_ar_tillganglig(sida)


def test_no_number_is_broken_in_a_table_on_a_tablet(sida: Page) -> None:
    """Too wide a table is scrolled in its frame; the page itself is not."""
    logga_in(sida, "Leila Nordin")
    sida.set_viewport_size({"width": 768, "height": 900})
    for lista, namn in (
        ("/arbete/undersokningar/", "Hemtjänsten våren 2026"),
        ("/arbete/indikatorer/", "Elever som är trygga i skolan"),
    ):
        sida.goto(lista)
        sida.get_by_role("link", name=namn).click()
        expect(sida.locator("h1")).to_have_text(namn)
        tal = sida.locator("main table.staplad :is([data-rubrik=Alla], td > .siffra)")
        assert tal.count()
        assert max(tal.evaluate_all(RADER_PER_TAL)) == 1
        assert overskjutande(sida) == 0


@pytest.mark.parametrize("del_", ["", "fragor/", "andra/", "indikator/", "forhandsvisa/en/"])
def test_the_pages_of_staff_are_accessible(sida: Page, del_: str) -> None:
    logga_in(sida, "Leila Nordin")
    sida.goto("/arbete/undersokningar/")
    sida.get_by_role("link", name="Kontakten med hemtjänsten").click()
    sida.goto(f"{sida.url}{del_}")
    sida_ar_tillganglig(sida)

"""A resident on a telephone asks whether a report is ours, with and without JavaScript: with it the
file never leaves the telephone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, FilePayload, Page, Request, expect

from tests.e2e.skarm import axe_fel, overskjutande

SLAPP = """([yta, bitar]) => {
    const drag = new DataTransfer();
    drag.items.add(new File([new Uint8Array(bitar)], "rapport.pdf", { type: "application/pdf" }));
    const rad = document.querySelector(yta);
    const val = { dataTransfer: drag, bubbles: true, cancelable: true };
    for (const slag of ["dragenter", "dragover", "drop"])
        rad.dispatchEvent(new DragEvent(slag, val));
}"""


def test_the_published_file_and_a_changed_one(
    ny_person: Callable[[], BrowserContext], med_skript: bool
) -> None:
    sida = ny_person().new_page()
    sida.set_viewport_size({"width": 360, "height": 800})
    skickat: list[Request] = []
    sida.on("request", lambda f: skickat.append(f) if f.method == "POST" else None)
    riktig = _oppna_rapporten(sida)
    andrad = riktig[:-9] + bytes([riktig[-9] ^ 1]) + riktig[-8:]
    sida.get_by_role("link", name="Kontrollera att den är äkta").click()
    expect(sida.locator("main")).to_contain_text("Rapporten är vår och den gäller.")
    _hel(sida, med_skript)
    for data, rubrik in (
        (riktig, "Det här är den publicerade filen"),
        (andrad, "Filen är inte någon av de publicerade rapporterna"),
    ):
        _valj(sida, data)
        expect(sida.get_by_role("heading", name=rubrik)).to_be_visible()
        _hel(sida, med_skript)
    assert bool(skickat) != med_skript


@pytest.mark.parametrize("med_skript", ["med skript"], indirect=True)
def test_a_file_is_dropped_anywhere_on_the_page(
    ny_person: Callable[[], BrowserContext], med_skript: bool
) -> None:
    sida = ny_person().new_page()
    riktig = _oppna_rapporten(sida)
    for data, rubrik in (
        (riktig, "Det här är den publicerade filen"),
        (riktig + b"\n", "Filen är inte någon av de publicerade rapporterna"),
    ):
        sida.goto("/rapporter/kontrollera/")
        sida.evaluate(SLAPP, ["h1", list(data)])
        expect(sida.get_by_role("heading", name=rubrik)).to_be_visible()
        sida.wait_for_url(re.compile(r"/rapporter/kontrollera/\?fil=[0-9a-f]{64}$"))
    sida.goto("/rapporter/kontrollera/")
    sida.evaluate(SLAPP, ["form[data-slappyta]", []])
    expect(sida.locator("[data-slappsvar]")).to_have_text("Filen är tom. Välj en annan fil.")


@pytest.mark.parametrize("med_skript", ["utan skript"], indirect=True)
def test_the_code_is_typed_from_paper(
    ny_person: Callable[[], BrowserContext], med_skript: bool
) -> None:
    sida = ny_person().new_page()
    sida.goto("/rapporter/")
    sida.locator("a.rad-lank").first.click()
    adress = sida.get_by_role("link", name="Kontrollera att den är äkta").get_attribute("href")
    kod = (adress or "").split("/")[-2]
    sida.goto("/rapporter/kontrollera/")
    for skrivet, svar in (
        (f"{kod[:4].upper()} {kod[4:8]} {kod[8:]}", "Rapporten är vår och den gäller."),
        ("0" * 12, "Vi känner inte igen koden"),
    ):
        sida.goto("/rapporter/kontrollera/")
        sida.get_by_label("Kod eller kontrollsumma").fill(skrivet)
        sida.get_by_role("button", name="Sök rapporten").click()
        expect(sida.locator("main")).to_contain_text(svar)


def _oppna_rapporten(sida: Page) -> bytes:
    """Open the demo's published report by its links, and return its file."""
    sida.goto("/rapporter/")
    sida.locator("a.rad-lank").first.click()
    adress = sida.get_by_role("link", name="Öppna som pdf").get_attribute("href")
    svar = sida.request.get(adress or "")
    assert svar.headers["content-type"] == "application/pdf"
    return svar.body()


def _valj(sida: Page, data: bytes) -> None:
    fil = FilePayload(name="rapport.pdf", mimeType="application/pdf", buffer=data)
    sida.locator("[name=fil]").set_input_files([fil])
    sida.get_by_role("button", name="Kontrollera filen").click()


def _hel(sida: Page, med_skript: bool) -> None:
    if med_skript:  # axe is a script itself
        assert not axe_fel(sida)
    assert not overskjutande(sida)

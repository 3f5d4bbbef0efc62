"""Values of many units pasted from a spreadsheet, looked through and saved."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, expect

from tests.e2e.conftest import logga_in
from tests.e2e.skarm import axe_fel, overskjutande

TABELL = "Enhet\tTotalt\tKvinnor\tMän\nHemtjänst\t86,5\t88\t..\nSärskilt boende\t104\t90\t89"


def test_a_table_is_pasted_put_right_and_saved(
    ny_person: Callable[[], BrowserContext], med_skript: bool
) -> None:
    sida = ny_person().new_page()
    logga_in(sida, "Leila Nordin")
    sida.goto("/arbete/indikatorer/")
    sida.get_by_role("link", name="Trygga i hemmet").click()
    sida.get_by_role("link", name="För in för många enheter").click()
    slut = "2026-05-31" if med_skript else "2026-04-30"
    sida.goto(f"{sida.url}?period_fran=2026-01-01&period_till={slut}")
    sida.get_by_label("Kopierade rader").fill(TABELL)
    sida.get_by_role("button", name="Fyll i raderna").click()
    expect(sida.get_by_role("status").filter(has_text="Tabellen fyllde")).to_be_visible()
    expect(sida.get_by_label("Totalt, Hemtjänst")).to_have_value("86,5")
    fel = sida.get_by_role("link", name="Värdet ska vara mellan 0 och 100 procent")
    expect(fel).to_be_visible()
    if med_skript:
        assert not axe_fel(sida)
    assert not overskjutande(sida)
    sida.get_by_label("Totalt, Särskilt boende").fill("89,5")
    sida.get_by_label("Källa").fill("Brukarenkäten")
    sida.get_by_role("button", name="Spara värdena").click()
    expect(sida.get_by_text("6 värden är sparade.")).to_be_visible()
    expect(sida.get_by_label("Totalt, Särskilt boende")).to_have_value("89,5")
    sida.get_by_label("Totalt, Hemtjänst").fill("87")
    sida.get_by_role("button", name="Spara värdena").click()
    expect(sida.get_by_role("link", name="Skriv varför det ändras")).to_be_visible()
    sida.get_by_label("Varför införda värden ändras").fill("Ett svar räknades inte.")
    sida.get_by_role("button", name="Spara värdena").click()
    expect(sida.get_by_text("1 värde är sparat.")).to_be_visible()

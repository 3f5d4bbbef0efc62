"""A unit ends and another takes over, through the pages."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e import varv as steg
from tests.e2e.conftest import MED_SKRIPT

KV, ADMINISTRATOR = "leila.nordin@kommun.example", "anders.dahl@kommun.example"


@pytest.fixture
def varv(ny_person: Callable[[], BrowserContext], med_skript: bool) -> steg.Varv:
    return steg.Varv(
        ny_person,
        namnd="Kultur- och fritidsnämnden",
        kontor="Ljura bibliotek" if med_skript else "Konstmuseet",
        ar=2000,
        synpunkter=0,
    )


@pytest.fixture
def mottagare(med_skript: bool) -> str:
    return "Hageby bibliotek" if med_skript else "Kulturskolan"


@MED_SKRIPT
def test_what_is_open_follows_when_a_unit_ends(varv: steg.Varv, mottagare: str) -> None:
    anders, leila = varv.som(ADMINISTRATOR), varv.som(KV)
    plan = steg.skapa_plan(varv, leila, fran=-30, till=60)
    referens, _ = steg.lamna_synpunkt(varv, varv.ny_person().new_page())
    enhet = _enhet(anders, varv.kontor)

    _avsluta(anders, enhet, mottagare, fran=30)
    expect(anders.locator("main")).to_contain_text(f"{mottagare} tar över.")
    anders.get_by_role("button", name="Ångra beslutet").click()
    expect(anders.locator("main")).to_contain_text(f"{varv.kontor} finns kvar.")
    expect(anders.locator("main")).to_contain_text("Beslutet att enheten upphör togs tillbaka.")

    _avsluta(anders, enhet, mottagare, fran=0)
    expect(anders.locator("main")).to_contain_text(f"{mottagare} tog över.")
    expect(anders.get_by_role("button", name="Ångra beslutet")).to_have_count(0)
    expect(anders.get_by_role("link", name="Avsluta")).to_have_count(0)

    leila.goto(plan)
    expect(leila.get_by_role("heading", level=1)).to_contain_text(mottagare)
    over = f"gick över från {varv.kontor} till {mottagare}."
    expect(leila.locator("main")).to_contain_text(f"Planen {over}")
    leila.goto(f"/arbete/synpunkter/?q={referens}")
    leila.locator("main tbody a").first.click()
    expect(leila.locator("main")).to_contain_text(referens)
    expect(leila.locator("main")).to_contain_text(f"{mottagare}, {varv.namnd}")
    expect(leila.locator("main")).to_contain_text(f"Ärendet {over}")


def _enhet(sida: Page, namn: str) -> str:
    """Find the unit in the tree, as a person does, and return its address."""
    sida.goto("/arbete/organisation/")
    kontor = sida.locator("main details").filter(has=sida.get_by_text(namn, exact=True))
    if kontor.get_attribute("open") is None:
        kontor.locator("summary").click()
    sida.get_by_role("link", name=namn, exact=True).click()
    return sida.url


def _avsluta(sida: Page, enhet: str, mottagare: str, *, fran: int) -> None:
    sida.goto(enhet)
    sida.get_by_role("link", name="Avsluta").click()
    expect(sida.locator("main")).to_contain_text(
        re.compile("[Ee]n öppen synpunkt|öppna synpunkter")
    )
    steg.skicka(
        sida, "Avsluta enheten", mottagare=mottagare, fran=steg.dag(fran), planregel="foljer"
    )

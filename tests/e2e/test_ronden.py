"""A controller runs a round over twelve units, from opened to approved, on the board."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e import varv as steg
from tests.e2e.conftest import MED_SKRIPT
from tests.e2e.ronden import AR
from tests.e2e.stack import Webbplats, vanta

KV, PLANANSVARIG, KOMMUNCHEF = (
    f"{namn}@kommun.example" for namn in ("leila.nordin", "astrid.holm", "ingrid.falk")
)


@pytest.fixture
def varv(ny_person: Callable[[], BrowserContext]) -> steg.Varv:
    return steg.Varv(
        ny_person, namnd="Utbildningsnämnden", kontor="Utbildningskontoret", ar=AR, synpunkter=0
    )


@MED_SKRIPT
def test_a_round_over_twelve_units_to_approval(varv: steg.Varv, webbplats: Webbplats) -> None:
    leila, astrid, ingrid = (varv.som(epost) for epost in (KV, PLANANSVARIG, KOMMUNCHEF))
    steg.skapa_tillfalle(varv, leila, "Kvartal 1", fran=-60, mat=0, oppnar=0)
    rundan = _kor(webbplats, "planer()")
    tavlan = f"/arbete/uppfoljning/{rundan['tillfalle']}/laget/"

    leila.goto(tavlan)
    expect(leila.locator("main")).to_contain_text("0 av 13 uppföljningar är godkända.")
    expect(leila.locator("main tbody tr")).to_have_count(13)
    _paminn(leila, rundan["enheter"][1], webbplats)

    _kor(webbplats, "arbeta()")
    _klarmarkera(astrid, rundan["varv"][1])
    _skicka_ater(leila, rundan, 2)
    leila.goto(tavlan)
    expect(_raden(leila, rundan, 2)).to_contain_text("Astrid Holm: 1\xa0mål")
    expect(_raden(leila, rundan, 1)).to_contain_text("Väntar på att chefen godkänner")

    _godkann(ingrid, rundan["planer"][1])
    _kor(webbplats, f"bedom_om({rundan['varv'][2]}); godkann_enheterna()")
    leila.goto(f"{tavlan}?kvar=1")
    expect(leila.locator("main tbody tr")).to_have_count(1)
    expect(leila.locator("main")).to_contain_text("12 av 13 uppföljningar är godkända.")
    _saknas(leila, rundan)

    _godkann(ingrid, rundan["planer"][0])
    leila.goto(tavlan)
    expect(leila.locator("main")).to_contain_text("13 av 13 uppföljningar är godkända.")
    expect(leila.get_by_role("button", name="Påminn alla")).to_have_count(0)
    _oversikten(leila, rundan)


def _kor(webbplats: Webbplats, anrop: str) -> Any:
    skript = f"from tests.e2e.ronden import *; {anrop}"
    ut = webbplats.manage("shell", "--no-imports", "-c", skript)
    svar = re.search(r"^SVAR (.*)$", ut, re.MULTILINE)
    return json.loads(svar.group(1)) if svar else None


def _raden(sida: Page, rundan: Any, n: int) -> Any:
    return sida.locator(f"#v{rundan['varv'][n]}")


def _paminn(sida: Page, enhet: str, webbplats: Webbplats) -> None:
    sida.get_by_role("button", name=f"Påminn om {enhet}", exact=True).click()
    expect(sida.locator("main")).to_contain_text("En person får en påminnelse med mejl.")
    brev = webbplats.brevlada.texter
    vanta(lambda: any(f"{enhet}, senast" in b for b in brev(PLANANSVARIG)), "the reminder by mail")
    sida.get_by_role("button", name="Påminn alla som har något kvar").click()
    expect(sida.locator("main")).to_contain_text("har redan fått en påminnelse i dag")


def _klarmarkera(sida: Page, varv: int) -> None:
    sida.goto(f"/arbete/uppfoljning/{varv}/delar/")
    expect(sida.locator("main")).to_contain_text("värdet är inte klarmarkerat")
    sida.get_by_role("button", name=re.compile("^Klarmarkera")).click()
    expect(sida.locator("main")).to_contain_text("Ett värde är klarmarkerat.")
    expect(sida.locator("main")).to_contain_text("Klart av Astrid Holm")


def _skicka_ater(sida: Page, rundan: Any, n: int) -> None:
    sida.goto(f"/arbete/uppfoljning/{rundan['varv'][n]}/delar/")
    sida.get_by_role("link", name="Skicka åter en del").click()
    steg.skicka(
        sida, "", del_="Mål 77. Trygg skola", skal="Ta med elevernas egna svar.", senast=steg.dag(5)
    )


def _godkann(sida: Page, plan: int) -> None:
    sida.goto(f"/arbete/planer/{plan}/godkann/")
    steg.skicka(sida, "Godkänn uppföljningen")
    expect(sida.locator("main")).to_contain_text("Uppföljningen är godkänd")


def _saknas(sida: Page, rundan: Any) -> None:
    """The kontor speaks for its nämnd: while it is not approved, the nämnd is missing."""
    sida.goto(f"/arbete/uppfoljning/{rundan['tillfalle']}/kommunen/")
    expect(sida.locator("main")).to_contain_text("Saknas – ansvarig: Astrid Holm")


def _oversikten(sida: Page, rundan: Any) -> None:
    sida.get_by_role("link", name="Hela kommunen").click()
    expect(sida).to_have_url(re.compile(rf"/uppfoljning/{rundan['tillfalle']}/kommunen/$"))
    tabell = sida.get_by_role("region", name=re.compile("^Utbildningsnämnden"))
    expect(tabell).to_contain_text("77. Trygg skola")
    expect(tabell).to_contain_text("Ej uppfyllt")
    sida.set_viewport_size({"width": 360, "height": 780})
    sida.goto(f"/arbete/uppfoljning/{rundan['tillfalle']}/laget/")
    assert sida.evaluate("document.documentElement.scrollWidth") <= 360

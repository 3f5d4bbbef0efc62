"""Each main task with the keyboard alone: every stop is seen, in order, and nothing is a trap.

The resident who leaves a synpunkt and follows it, without script and on a telephone, is in
test_synpunkt_invanare.py.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import MED_SKRIPT
from tests.e2e.stack import Webbplats
from tests.e2e.tangenter import Tangenter

NyPerson = Callable[[], BrowserContext]
BEREDD = "from tests.e2e.ett_mal import bered; bered()"


def ny_sida(ny_person: NyPerson) -> Page:
    sida = ny_person().new_page()
    sida.emulate_media(reduced_motion="reduce")  # so that each stop has come to rest
    return sida


@pytest.fixture
def som(ny_person: NyPerson) -> Callable[[str], Tangenter]:
    def logga_in_med_tangenter(epost: str) -> Tangenter:
        t = Tangenter(ny_sida(ny_person))
        t.sida.goto("/konto/logga-in/")
        t.skriv("[name=username]", f"{epost}@kommun.example")
        t.skriv("[name=password]", "hjulet-rullar-2026")
        t.sida.keyboard.press("Enter")
        t.sida.wait_for_url("**/arbete/")
        return t

    return logga_in_med_tangenter


@MED_SKRIPT
def test_a_synpunkt_is_left_and_followed(ny_person: NyPerson) -> None:
    t = Tangenter(ny_sida(ny_person))
    t.sida.goto("/")
    t.tryck("main a[href='/synpunkter/lamna/']")
    t.sida.wait_for_url("**/synpunkter/lamna/")
    t.kryssa("typ", "fraga")
    t.skriv("#id_text", "När öppnar badet?")
    t.tabba("#id_sok")
    t.sida.keyboard.type("hemtjänst centrum")
    expect(t.sida.locator("#verksamhetsval [type=radio]").first).to_be_visible()
    expect(t.sida.locator("#id_sok")).to_be_focused()
    t.tryck("[name=verksamhet]", tangent="Space")
    t.kryssa("svarsval", "kod")
    t.tryck("#synpunkt button", "Granska")
    expect(t.sida.get_by_role("heading", level=1)).to_have_text("Stämmer allt?")
    t.sida.wait_for_timeout(3_100)  # sent within three seconds it would be suspected spam
    t.tryck("#synpunkt button", "Skicka")
    expect(t.sida.get_by_role("heading", level=1)).to_contain_text("Tack.")
    referens, kod = t.sida.locator(".kod").all_inner_texts()

    t.tryck("main a[href='/synpunkter/folj/']")
    t.sida.wait_for_url("**/synpunkter/folj/")
    t.skriv("#id_referens", referens)
    t.skriv("#id_kod", kod)
    t.tryck("main button", "Visa ärendet")
    expect(t.sida.locator("main")).to_contain_text("Var är ärendet?")


@MED_SKRIPT
def test_a_survey_is_answered(ny_person: NyPerson) -> None:
    t = Tangenter(ny_sida(ny_person))
    t.sida.goto("/undersokningar/hemtjansten-just-nu/")
    namnen = t.sida.locator("#enkat [type=radio]").evaluate_all("alla => alla.map(f => f.name)")
    assert len(set(namnen)) == 4
    for namn in dict.fromkeys(namnen):
        t.tryck(f'#enkat [name="{namn}"]', tangent="Space")
    t.skriv("#enkat textarea", "Hjälpen är bra.")
    t.tryck("#enkat button[name=skicka]")
    expect(t.sida).to_have_title(re.compile("Tack för dina svar"))


@MED_SKRIPT
def test_staff_report_judge_approve_answer_and_order(
    som: Callable[[str], Tangenter], webbplats: Webbplats
) -> None:
    ut = webbplats.manage("shell", "--no-imports", "-c", BEREDD)
    svar = re.search(r"^SVAR (.*)$", ut, re.MULTILINE)
    assert svar, ut
    beredd: dict[str, Any] = json.loads(svar[1])
    plan = f"/arbete/planer/{beredd['plan']}/"

    astrid = som("astrid.holm")
    _rapportera(astrid, plan)
    _bedom(astrid, plan)
    _godkann(som("ingrid.falk"), plan)
    _besvara(som("hanna.berg"), beredd["synpunkt"])
    _bestall(som("leila.nordin"))


def _rapportera(t: Tangenter, plan: str) -> None:
    t.sida.goto(f"{plan}aktiviteter/")
    t.valj("main select[name$=status]", "Pågår")
    t.tryck("main form button", "Spara")
    expect(t.sida.locator("main")).to_contain_text("Pågår")


def _bedom(t: Tangenter, plan: str) -> None:
    t.sida.goto(plan)
    t.tryck("main a", "Bedöm målet")
    t.sida.wait_for_url("**/mal/**")
    t.kryssa("bedomning", "ej")
    t.skriv("[name=motivering]", "Var tredje väntar längre än vi lovar.")
    t.skriv("[name=fungerade_inte]", "Planeraren saknar ersättare.")
    t.skriv("[name=orsak]", "Tjänsten är inte tillsatt.")
    if t.sida.locator("[name=prognos]").count():
        _ett_val(t, "prognos", "Osäkert")
    _ett_val(t, "trend", "Underlag saknas")
    t.tryck("main button", "Lämna bedömningen")
    expect(t.sida.locator(".ds-error-summary")).to_have_count(0)


def _ett_val(t: Tangenter, namn: str, text: str) -> None:
    falt = t.sida.locator(f"main [name={namn}]")
    if falt.first.evaluate("f => f.tagName") == "SELECT":
        t.valj(f"main select[name={namn}]", text)
    else:
        rad = t.sida.locator(".ds-field").filter(has=falt).filter(has_text=text)
        t.kryssa(namn, rad.locator("input").get_attribute("value") or "")


def _godkann(t: Tangenter, plan: str) -> None:
    t.sida.goto(plan)
    t.tryck("main a", "Godkänn")
    t.sida.wait_for_url("**/godkann/")
    t.tryck("main form button", "Godkänn")
    expect(t.sida.locator("main")).to_contain_text("Uppföljningen är godkänd")


def _besvara(t: Tangenter, synpunkt: int) -> None:
    t.sida.goto(f"/arbete/synpunkter/{synpunkt}/")
    t.tryck("main button", "Ta hand om")
    expect(t.sida.locator("main")).to_contain_text("Under handläggning")
    t.skriv("[name=meddelande]", "Hej! Bilen gick sönder. Nu har vi en till.")
    t.tryck("main button", "Förhandsgranska svaret")
    expect(t.sida.get_by_role("heading", level=1)).to_have_text("Läs igenom innan du skickar")
    t.tryck("main button", "Skicka svaret")
    expect(t.sida.locator("main")).to_contain_text("Besvarad")


def _bestall(t: Tangenter) -> None:
    t.sida.goto("/arbete/rapporter/bestall/")
    t.valj("main select[name=namnd]", "Socialnämnden")
    t.valj("main select[name=tillfalle]", "Kvartal 1 2078")
    t.tryck("main form button", "Skapa rapporten")
    t.sida.wait_for_url(re.compile(r"/arbete/rapporter/\d+/$"))
    if not t.sida.get_by_role("link", name="Ladda ner pdf").count():
        t.tabba("a[id$='-visa']")  # the part is fetched anew every other second around it
    expect(t.sida.get_by_role("link", name="Ladda ner pdf")).to_be_visible(timeout=60_000)
    t.tryck("main a", "Läs på webben")

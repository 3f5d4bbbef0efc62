"""The resident: anonymous with a reply; on a telephone with keyboard only and no script."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.e2e.conftest import logga_in
from tests.e2e.skarm import overskjutande, sida_ar_tillganglig
from tests.e2e.stack import Webbplats
from tests.e2e.varv import hitta_verksamhet, skicka

WEBBLASARE = "Spejaren/7.1 (Telefonus; rv:31)"
TELEFON = {"width": 360, "height": 740}
ENHET = "Hemtjänst Centrum"


def koderna(sida: Page) -> tuple[str, str]:
    """Return the reference and the secret code of the receipt."""
    referens, kod = sida.locator(".kod").all_inner_texts()
    return referens, kod


def lamna_anonymt(sida: Page, text: str) -> tuple[str, str]:
    sida.goto("/synpunkter/lamna/")
    hitta_verksamhet(sida, ENHET)
    skicka(sida, "Granska innan du skickar", typ="klagomal", text=text, svarsval="kod")
    expect(sida.locator("main")).to_contain_text(f"Verksamhet\n{ENHET}", use_inner_text=True)
    skicka(sida, "Skicka synpunkten")
    return koderna(sida)


def folj(sida: Page, referens: str, kod: str) -> None:
    sida.goto("/synpunkter/folj/")
    skicka(sida, "Visa ärendet", referens=referens, kod=kod)
    expect(sida.locator("main")).to_contain_text("Var är ärendet?")


def som(ny_person: Callable[[], BrowserContext], namn: str, referens: str) -> Page:
    """Return a colleague's page, at the case."""
    sida = ny_person().new_page()
    logga_in(sida, namn)
    sida.goto(f"/arbete/synpunkter/?q={referens}")
    sida.locator("main a[href^='/arbete/synpunkter/']").filter(has_text=re.compile("Kön")).click()
    expect(sida.locator("main")).to_contain_text(referens)
    return sida


def test_an_anonymous_resident_is_answered_and_replies(
    ny_person: Callable[[], BrowserContext], med_skript: bool
) -> None:
    invanare = ny_person().new_page()
    text = f"Kön var lång {'i går' if med_skript else 'i dag'}. Ingen sa hur lång."
    referens, kod = lamna_anonymt(invanare, text)

    leila = som(ny_person, "Leila Nordin", referens)
    leila.get_by_role("link", name="Tilldela").click()
    skicka(leila, "Tilldela")
    hanna = som(ny_person, "Hanna Berg", referens)
    expect(hanna.locator("main")).to_contain_text("Anonym avsändare")
    hanna.get_by_role("button", name="Ta hand om").click()
    hanna.locator("[name=meddelande]").fill("Vilken tid var det?")
    hanna.get_by_role("button", name="Be om komplettering").click()
    skicka(hanna, "Be om komplettering")

    folj(invanare, referens, kod)
    expect(invanare.locator("main")).to_contain_text("Vi behöver veta mer")
    expect(invanare.locator("main")).to_contain_text("Vilken tid var det?")
    skicka(invanare, "Skicka", text="Klockan fyra.")
    expect(invanare.locator("main")).to_contain_text("Klockan fyra.")

    hanna.reload()
    expect(hanna.locator("main")).to_contain_text("Klockan fyra.")
    hanna.locator("[name=meddelande]").fill("Du har rätt. Nu sitter det en skylt där.")
    skicka(hanna, "Förhandsgranska svaret")
    skicka(hanna, "Skicka svaret")
    hanna.get_by_role("link", name="Avsluta ärendet").click()
    skicka(hanna, "Avsluta ärendet", utfall="atgardat")

    invanare.reload()
    expect(invanare.locator("main")).to_contain_text("Nu sitter det en skylt där.")
    expect(invanare.locator("main")).to_contain_text("Ärendet är avslutat: åtgärdat")
    invanare.get_by_role("button", name="Mycket missnöjd").click()
    expect(invanare.locator("main")).to_contain_text("Vill du öppna ärendet igen?")
    skicka(invanare, "Öppna ärendet igen", skal="Skylten är borta.")
    expect(invanare.locator("main")).to_contain_text("Öppnad igen")


# --- Keyboard only -------------------------------------------------------------------------------


def tabba(sida: Page, urval: str, *, flest: int = 60) -> None:
    """Press Tab until what has focus is the selector's, as a person without a mouse does."""
    for _ in range(flest):
        sida.keyboard.press("Tab")
        if sida.locator(f"{urval}:focus").count():
            return
    raise AssertionError(f"Tab never reaches {urval} on {sida.url}")


def tryck(sida: Page, urval: str, tangent: str = "Enter") -> None:
    tabba(sida, urval)
    sida.keyboard.press(tangent)


def test_on_a_telephone_with_keyboard_only_and_no_script(
    webblasare: Browser, webbplats: Webbplats
) -> None:
    sammanhang = webblasare.new_context(
        base_url=webbplats.adress, locale="sv-SE", java_script_enabled=False, viewport=TELEFON
    )
    sida = sammanhang.new_page()
    sida.goto("/")
    tryck(sida, "main a[href='/synpunkter/lamna/']")
    expect(sida).to_have_title(re.compile("Lämna en synpunkt"))
    assert overskjutande(sida) == 0

    tabba(sida, "#id_sok")
    sida.keyboard.type("hemtjänst centrum")
    sida.keyboard.press("Enter")  # the form's own button, not the languages'
    expect(sida.locator(".ds-error-summary")).to_contain_text("Välj en av träffarna")
    assert "/en/" not in sida.url
    tryck(sida, "[name=verksamhet]", "Space")
    _fyll_med_tangenter(sida)
    expect(sida.get_by_role("heading", level=1)).to_have_text("Stämmer allt?")
    expect(sida.locator("main")).to_contain_text(
        "Det ser ut som om du har skrivit ett personnummer"
    )
    assert overskjutande(sida) == 0
    tryck(sida, "[name=utan_nummer]")
    expect(sida.locator("main")).to_contain_text("[personnummer borttaget]")
    tryck(sida, "main .knappar .ds-button:not([formaction])")
    expect(sida.get_by_role("heading", level=1)).to_contain_text("Tack.")
    assert overskjutande(sida) == 0
    referens, kod = koderna(sida)

    tryck(sida, "main a[href='/synpunkter/folj/']")
    tabba(sida, "#id_referens")
    sida.keyboard.type(referens.lower())
    tabba(sida, "#id_kod")
    sida.keyboard.type(kod.lower().replace("-", " "))
    sida.keyboard.press("Enter")
    expect(sida.locator("main")).to_contain_text("Var är ärendet?")
    expect(sida.locator("main")).to_contain_text(ENHET)
    assert overskjutande(sida) == 0
    assert {kaka["name"] for kaka in sammanhang.cookies()} == {"kvalitet_csrf"}
    sammanhang.close()


def _fyll_med_tangenter(sida: Page) -> None:
    """Answer the rest of the form, from wherever the focus stands, and send it to the check."""
    tryck(sida, "[name=typ]", "Space")
    tabba(sida, "#id_text")
    sida.keyboard.type("Min granne 121212-1212 fick vänta.")
    tabba(sida, "#id_sok")
    sida.keyboard.press("Control+A")
    sida.keyboard.press("Delete")
    tabba(sida, "[name=svarsval]")
    sida.keyboard.press("ArrowDown")
    tryck(sida, "#synpunkt > .knappar > .ds-button")


# --- Accessibility and traces -----------------------------------------------------------------


@pytest.mark.parametrize("forled", ["", "/en", "/sv-lattlast"])
def test_every_page_of_the_resident_is_accessible(sida: Page, forled: str) -> None:
    sida.goto(f"{forled}/synpunkter/lamna/")
    sida.locator("#id_text").fill("Min granne 121212-1212 fick vänta.")
    sida.locator("#id_sok").fill("hemtjänst")
    sida.locator("#verksamhetsval input").first.check()
    sida_ar_tillganglig(sida)
    sida.locator("[name=typ]").first.check()
    sida.locator("[name=svarsval][value=kod]").check()
    knapp = sida.locator("#synpunkt > .knappar > .ds-button").first
    knapp.click()
    expect(sida).to_have_url(re.compile("/granska/$"))
    sida_ar_tillganglig(sida)
    sida.locator("#synpunkt > .knappar > .ds-button").first.click()
    expect(sida).to_have_url(re.compile("/kvittens/$"))
    sida_ar_tillganglig(sida)
    referens, kod = koderna(sida)
    sida.goto(f"{forled}/synpunkter/folj/")
    sida.locator("#id_referens").fill(referens)
    sida.locator("#id_kod").fill(kod)
    sida.keyboard.press("Enter")
    expect(sida).to_have_url(re.compile(f"^[^/]+//[^/]+{forled}/synpunkter/folj/.+"))
    sida_ar_tillganglig(sida)


def test_a_choice_outlives_an_older_answer_to_the_search(
    webblasare: Browser, webbplats: Webbplats
) -> None:
    """On a slow line the hits are fetched twice, and somebody chooses in between."""
    sammanhang = webblasare.new_context(base_url=webbplats.adress)
    sida = sammanhang.new_page()
    sida.goto("/synpunkter/lamna/")
    hitta_verksamhet(sida, ENHET)
    sida.wait_for_load_state("networkidle")
    hallna: list[Route] = []
    sida.route("**/verksamheter/**", lambda route: hallna.append(route))
    vald = sida.get_by_role("radio", name=ENHET, exact=True).first
    vald.evaluate("r => { r.checked = false; }")
    sida.locator("#hitta").click()
    while not hallna:
        sida.wait_for_timeout(20)
    vald.check()
    with sida.expect_response(re.compile("verksamheter")) as svar:
        hallna[0].continue_()
    svar.value.finished()
    sida.wait_for_timeout(200)
    expect(sida.get_by_role("radio", name=ENHET, exact=True).first).to_be_checked()
    sammanhang.close()


def test_no_log_of_the_stack_knows_who_was_there(webblasare: Browser, webbplats: Webbplats) -> None:
    """Web server, worker and beat as they run in production: their files, after the visit."""
    sammanhang = webblasare.new_context(base_url=webbplats.adress, user_agent=WEBBLASARE)
    sida = sammanhang.new_page()
    lamna_anonymt(sida, "Kön var lång. Ingen sa hur lång.")
    sida.goto("/synpunkter/folj/strunt/")
    sammanhang.close()
    loggar = list(Path(webbplats.miljo["KVALITET_VAR"]).glob("*.log"))
    assert {fil.stem for fil in loggar} >= {"webb", "arbetare", "beat"}
    for fil in loggar:
        rader = fil.read_text("utf-8", errors="replace").splitlines()
        assert not [rad for rad in rader if "Spejaren" in rad or "Telefonus" in rad]
        assert not [rad for rad in rader if "127.0.0.1" in rad and "synpunkter" in rad]

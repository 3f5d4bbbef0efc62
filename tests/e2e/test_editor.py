"""A plan written from last year's through the pages, with and without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from kvalitet.demokonton import LOSENORD
from tests.e2e.skarm import axe_fel
from tests.e2e.stack import Webbplats
from tests.e2e.varv import fyll

NyPerson = Callable[[], BrowserContext]
AKTIVITET = "Planeraren ringer när tiden ändras mer än 30 minuter"


@pytest.fixture(params=["med skript", "utan skript"])
def person(
    request: pytest.FixtureRequest, webblasare: Browser, webbplats: Webbplats
) -> Iterator[tuple[NyPerson, bool]]:
    med = request.param == "med skript"
    oppna: list[BrowserContext] = []

    def ny() -> BrowserContext:
        oppna.append(
            webblasare.new_context(
                base_url=webbplats.adress, locale="sv-SE", java_script_enabled=med
            )
        )
        oppna[-1].set_default_timeout(15_000)
        return oppna[-1]

    yield ny, med
    for sammanhang in oppna:
        sammanhang.close()


def som(ny: NyPerson, namn: str) -> Page:
    sida = ny().new_page()
    logga_in(sida, namn)
    return sida


def logga_in(sida: Page, namn: str) -> None:
    sida.goto("/konto/logga-in/")
    sida.locator("[name=username]").fill(f"{namn}@kommun.example")
    sida.locator("[name=password]").fill(LOSENORD)
    inloggning = sida.locator("main form").filter(has=sida.locator("[name=password]"))
    inloggning.get_by_role("button").click()
    expect(sida).to_have_url(re.compile(r"/arbete/$"))


def spara(sida: Page, **falt: str) -> None:
    """Fill the open form of a row, save it, and wait until it has closed."""
    for namn, varde in falt.items():
        fyll(sida, namn, varde)
    sida.locator("main form button[type=submit]").click()
    expect(sida.locator("main form")).to_have_count(0)


def test_a_plan_is_written_from_last_years(person: tuple[NyPerson, bool]) -> None:
    ny, med_skript = person
    vem, enhet = ("sara.lind", "Särskilt boende") if med_skript else ("mikael.strom", "Hemsjukvård")
    sida = som(ny, vem)
    editor = forbered(sida, enhet)
    skriv(sida, editor, med_skript=med_skript)
    tappa_sessionen(sida, vem, editor, med_skript=med_skript)
    krocka(sida, som(ny, vem), editor)
    sida.goto(editor)
    expect(sida.locator("#kvar")).to_contain_text("Allt är skrivet.")
    sida.get_by_role("link", name="Till granskning").click()
    sida.get_by_role("button", name="Skicka till granskning").click()
    expect(sida.locator("main")).to_contain_text("Planen är skickad till granskning.")


def forbered(sida: Page, enhet: str) -> str:
    """Make next year's plan, with all but one row; return the address of its editor."""
    sida.goto("/arbete/planer/")
    sida.get_by_role("link", name=f"{enhet}, 2026").click()
    sida.get_by_role("link", name="Förbered nästa år").click()
    expect(sida.locator("main")).to_contain_text("En plan för 2027 skapas i Styrmodell 2027–2030.")
    rutor = sida.locator("main [name=rader]")
    antal = rutor.count()
    assert antal == sida.locator("main [name=rader]:checked").count()
    sida.get_by_label("Digital planering på alla områden").uncheck()
    sida.get_by_role("button", name="Skapa planen för 2027").click()
    expect(sida.locator("main")).to_contain_text("är skapad.")
    expect(sida.locator("main")).to_contain_text(AKTIVITET)
    expect(sida.locator("main")).not_to_contain_text("Digital planering på alla områden")
    expect(sida.locator("main")).to_contain_text("1 januari 2027 till 1 november 2027")
    return sida.url.partition("?")[0]


def skriv(sida: Page, editor: str, *, med_skript: bool) -> None:
    kvar = sida.locator("#kvar")
    expect(kvar).to_contain_text("ingen aktivitet")
    sida.get_by_role("link", name=re.compile("^Lägg till aktivitet till Mål 3")).click()
    if med_skript:
        assert sida.url.startswith(editor), "the row opens in its place"
    # A form sent empty keeps its place and says what is missing.
    sida.locator("main form button[type=submit]").click()
    expect(sida.locator(".ds-error-summary")).to_contain_text("Skriv vad ni ska göra.")
    if med_skript:
        assert not axe_fel(sida)
    spara(
        sida,
        rubrik="Fråga var och en om tiderna",
        ansvarig="Amir Hosseini",
        rapportor="Amir Hosseini",
        slut="2027-05-31",
        resurser="En timme i veckan",
    )
    rad = sida.locator("li", has_text="Fråga var och en om tiderna")
    expect(rad).to_contain_text("Resurser: En timme i veckan")
    expect(sida.locator("#kvar")).not_to_contain_text("Mål 3")
    rad.get_by_role("link", name=re.compile("^Ändra")).click()
    spara(sida, vantad_effekt="Fler får den tid de vill ha.")
    expect(rad).to_contain_text("Väntad effekt: Fler får den tid de vill ha.")
    malet(sida)
    svaret(sida)
    avbryt(sida)


def malet(sida: Page) -> None:
    """Change the type of a target: only the fields of the type are there to fill."""
    rad = sida.locator("li", has_text="Medarbetare per person under 14 dagar")
    rad.get_by_role("link", name=re.compile("^Ändra")).click()
    sida.locator("main [name=maltyp][value=kvalitativ]").check()
    expect(sida.locator("main [name=malvarde]")).to_be_hidden()
    sida.locator("main [name=maltyp][value=intervall]").check()
    expect(sida.locator("main [name=beskrivning]")).to_be_hidden()
    spara(sida, malvarde="8", malvarde_ovre="12")
    expect(rad).to_contain_text("Mål: 8–12")


def svaret(sida: Page) -> None:
    """A goal with rows cannot be declined; the sentence says what to do."""
    sida.get_by_role("link", name=re.compile("^Ändra svaret ?: Mål 2")).click()
    fyll(sida, "koppling", "beror_inte")
    fyll(sida, "skal", "Ligger hos kontoret.")
    sida.locator("main form button[type=submit]").click()
    expect(sida.locator(".ds-error-summary")).to_contain_text("Ta bort dem innan ni svarar")
    spara(sida, koppling="indirekt", skal="Vi svarar tillsammans med kontoret.")
    expect(sida.locator("main")).to_contain_text("Vi svarar tillsammans med kontoret.")


def avbryt(sida: Page) -> None:
    """What is cancelled is not saved; what is taken out asks first."""
    rad = sida.locator("li", has_text="Fråga var och en om tiderna")
    rad.get_by_role("link", name=re.compile("^Ändra")).click()
    fyll(sida, "rubrik", "Ångrade ord")
    sida.locator("main form").get_by_role("link", name="Avbryt").click()
    expect(rad).to_be_visible()
    expect(sida.locator("main")).not_to_contain_text("Ångrade ord")
    bort = sida.locator("li", has_text="Förbättringsmöte varje månad").first
    bort.get_by_role("link", name=re.compile("^Ta bort")).click()
    sida.locator("main form").get_by_role("link", name="Avbryt").click()
    expect(bort).to_be_visible()


def tappa_sessionen(sida: Page, vem: str, editor: str, *, med_skript: bool) -> None:
    """Signed out while writing: the words stand, and are saved after a sign-in in another tab."""
    sida.goto(editor)
    rad = sida.locator("li", has_text="Fråga var och en om tiderna")
    rad.get_by_role("link", name=re.compile("^Ändra")).click()
    fyll(sida, "resurser", "Två timmar i veckan")
    sida.context.clear_cookies(name="kvalitet_session")
    sida.locator("main form button[type=submit]").click()
    if not med_skript:
        expect(sida.locator("main")).to_contain_text("Det du skickade är inte sparat.")
        expect(sida.locator("main")).to_contain_text("Två timmar i veckan")
        expect(sida.get_by_role("link", name="Logga in").last).to_be_visible()
        logga_in(sida, vem)
        return
    expect(sida.locator("main form").get_by_role("alert")).to_contain_text("Det du skrev står kvar")
    flik = sida.context.new_page()
    logga_in(flik, vem)
    flik.close()
    sida.locator("main form button[type=submit]").click()
    expect(rad).to_contain_text("Resurser: Två timmar i veckan")


def krocka(sida: Page, annan: Page, editor: str) -> None:
    """Two open the same row. The second to save sees both versions and chooses."""
    for ett in (sida, annan):
        ett.goto(editor)
        rad = ett.locator("li", has_text=AKTIVITET)
        rad.get_by_role("link", name=re.compile("^Ändra")).click()
        expect(ett.locator("main form")).to_have_count(1)
    spara(annan, resurser="Det den andra skrev")
    fyll(sida, "resurser", "Det jag skrev")
    sida.locator("main form button[type=submit]").click()
    huvud = sida.locator("main")
    expect(huvud).to_contain_text("Någon annan har sparat raden medan du skrev.")
    expect(huvud.get_by_role("table")).to_contain_text("Det den andra skrev")
    expect(huvud.get_by_role("table")).to_contain_text("Det jag skrev")
    annan.goto(editor)
    expect(annan.locator("main")).to_contain_text("Resurser: Det den andra skrev")
    sida.get_by_role("button", name="Spara det här i stället").click()
    expect(sida.locator("main form")).to_have_count(0)
    expect(huvud).to_contain_text("Resurser: Det jag skrev")

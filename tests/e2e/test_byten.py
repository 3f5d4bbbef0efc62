"""After every part that htmx swaps: focus is where it should be, and the result is said aloud.

A live region is heard only if it stood on the page before the words came, so it is asked for
before and read after.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Locator, Page, expect

from kvalitet import klocka
from synpunkter.actions import utlamnande as akter
from synpunkter.tillstand import Lage
from tests.e2e.conftest import logga_in
from tests.e2e.tangenter import Tangenter
from tests.e2e.tittare import Fonster, hamta, tittare
from tests.factories import Kommun
from tests.fragor import Varld, alva
from tests.fragor.uppfoljning import ny_version, rapporten
from tests.synpunkter.conftest import ONSDAG
from tests.synpunkter.exempel import Personal, i_lage
from tests.uppfoljning.rapporter import fall as rapportfall

MALLAR = Path(__file__).resolve().parents[2] / "templates"
BYTER = re.compile(r"hx-(get|post|boost)=")
BESKED, TRAFFAR = "#besked", "#traffar"


def inkorgen(sida: Page) -> None:
    """The component templates/komponenter/filterrad.html, in the inbox."""
    logga_in(sida, "Leila Nordin")
    sida.goto("/arbete/synpunkter/")
    t, hort = Tangenter(sida), lyssna(sida, TRAFFAR)
    t.skriv("#id_q", "hemtjänst")
    with sida.expect_response(re.compile(r"q=hemtj")):
        sida.keyboard.press("Enter")
    expect(sida).to_have_url(re.compile("q=hemtj"))
    expect(sida.locator("#id_q")).to_be_focused()
    expect(hort).to_contain_text(re.compile("synpunkt"))


def rapporterna(sida: Page) -> None:
    sida.goto("/rapporter/")
    t, hort = Tangenter(sida), lyssna(sida, BESKED)
    t.tabba("select[name=slag]")
    with sida.expect_response(re.compile(r"/rapporter/\?")):
        sida.keyboard.press("ArrowDown")
    expect(sida.locator("select[name=slag]")).to_be_focused()
    expect(hort).to_have_text(re.compile(r"Rapporter: \d+"))


def verksamheten(sida: Page) -> None:
    sida.goto("/synpunkter/lamna/")
    t, hort = Tangenter(sida), lyssna(sida, BESKED)
    t.skriv("#id_sok", "hemtjänst centrum")
    expect(hort).to_contain_text("träff")
    expect(sida.locator("#id_sok")).to_be_focused()


def verksamheterna(sida: Page) -> None:
    sida.goto("/enheter/")
    t, hort = Tangenter(sida), lyssna(sida, BESKED)
    t.skriv("#sok", "hemtjänst")
    expect(hort).to_contain_text("passar")
    expect(sida.locator("#sok")).to_be_focused()


def soksidan(sida: Page) -> None:
    logga_in(sida, "Leila Nordin")
    sida.goto("/arbete/sok/")
    t, hort = Tangenter(sida), lyssna(sida, "main [data-sagt]")
    t.skriv("main [name=q]", "hemtjänst")
    expect(hort).to_contain_text("träff")
    expect(sida.locator("main [name=q]")).to_be_focused()


def sokrutan(sida: Page) -> None:
    """Opened over the page, and closed again to where one was."""
    logga_in(sida, "Leila Nordin")
    t, hort = Tangenter(sida), lyssna(sida, "#sokruta [data-sagt]")
    t.tabba("main a")
    har = sida.evaluate("() => document.activeElement.href")
    sida.keyboard.press("Control+K")
    expect(sida.locator("#sokruta-q")).to_be_focused()
    sida.keyboard.type("hemtjänst")
    expect(hort).to_contain_text("träff")
    expect(sida.locator("#sokruta-q")).to_be_focused()
    sida.keyboard.press("Escape")
    assert sida.evaluate("() => document.activeElement.href") == har


def raden(sida: Page) -> None:
    """A row that is saved closes: focus is still in it, and Tab goes on from there."""
    logga_in(sida, "Amir Hosseini")
    sida.goto("/arbete/uppdatera/")
    t, hort = Tangenter(sida), lyssna(sida, BESKED)
    form = sida.locator("main form:visible").filter(has=sida.locator("select[name$=status]")).first
    nyckel = form.locator("[name=rad]").get_attribute("value")
    t.valj(f"#{nyckel} select[name$=status]", "Pågår")
    t.tryck(f"#spara-{nyckel}")
    expect(hort).to_contain_text("Sparat")
    expect(sida.locator(f"#{nyckel}:focus, #{nyckel} :focus")).to_have_count(1)


def planen(sida: Page) -> None:
    """A row opens at its heading, and what is saved leaves one at the row."""
    logga_in(sida, "Karin Öberg")
    sida.goto("/arbete/planer/")
    sida.get_by_role("link", name="Hemtjänst, 2027").first.click()
    sida.goto(f"{sida.url.partition('?')[0]}redigera/")
    t, hort = Tangenter(sida), lyssna(sida, BESKED)
    t.tryck("main [data-fokus]")
    expect(sida.locator("main form")).to_have_count(1)
    expect(sida.locator("h3[data-fokus]")).to_be_focused()
    t.kryssa("koppling", "direkt")
    t.tryck("main form button[type=submit]")
    expect(sida.locator("main form")).to_have_count(0)
    expect(sida.locator("main [data-fokus]:focus")).to_have_count(1)
    expect(hort).to_have_text(re.compile(r"\w"))


def liknande(sida: Page) -> None:
    """Comes by itself while the page opens, and takes the focus from nobody."""
    logga_in(sida, "Hanna Berg")
    sida.goto("/arbete/synpunkter/")
    sida.locator("#lista a[id^=rad-]").first.click()
    expect(sida.locator("[hx-trigger=load] > p > a[href$='/liknande/']")).to_have_count(0)
    assert sida.evaluate("() => document.activeElement === document.body")


BYTEN: dict[str, Callable[[Page], None]] = {
    "komponenter/filterrad.html": inkorgen,
    "uppfoljning/publicerade.html": rapporterna,
    "uppfoljning/enheter.html": verksamheterna,
    "sok.html": soksidan,
    "komponenter/sokruta.html": sokrutan,
    "synpunkter/_falt_var.html": verksamheten,
    "cykel/_uppdatera_rad.html": raden,
    "cykel/redigera.html": planen,
    "synpunkter/_slinga.html": liknande,
}
AV_SIG_SJALVA = {"synpunkter/utlamnande.html", "komponenter/framsteg.html"}
"""Change when a worker has done its part, which the last two tests play."""


def lyssna(sida: Page, urval: str) -> Locator:
    """Return the live region, which is there already and is still the same element afterwards."""
    region = sida.locator(f"{urval}:is([role=status], [aria-live=polite])")
    expect(region).to_have_count(1)
    region.evaluate("r => { r.dataset.prov = 'samma'; }")
    return sida.locator(f"{urval}[data-prov=samma]")


def test_every_template_that_swaps_is_tried() -> None:
    byter = {
        str(mall.relative_to(MALLAR))
        for mall in MALLAR.rglob("*.html")
        if BYTER.search(mall.read_text())
    }
    assert byter == {*BYTEN, *AV_SIG_SJALVA}, (
        "skriv i BYTEN var fokus ska vara efter bytet, och vad som hörs"
    )


@pytest.mark.parametrize("mall", BYTEN)
def test_focus_and_words_after_the_swap(sida: Page, mall: str) -> None:
    sida.emulate_media(reduced_motion="reduce")
    BYTEN[mall](sida)


def test_the_report_that_is_made_keeps_whoever_stands_in_it(
    kommun: Kommun, client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Fetched anew every other second: first as it was, then with the finished file."""
    v = Varld(kommun, alva(kommun), monkeypatch, tmp_path)
    client.force_login(v.alva)
    with klocka.stalld(rapportfall.NU):
        fall, klar = rapporten(v)
        adress = f"/arbete/rapporter/{ny_version(v, fall).pk}/"
        vantar, an = hamta(client, adress), hamta(client, adress, hx_request="true")
        fardig = hamta(client, f"/arbete/rapporter/{klar.pk}/", hx_request="true")

    def gor(fonster: Fonster) -> None:
        fonster.ga_till(vantar)
        sida, hort = fonster.sida, lyssna(fonster.sida, BESKED)
        lank = sida.locator("a[id$='-visa']")
        lank.focus()
        with sida.expect_response(f"**{adress}"):
            fonster.svar[adress] = an
        expect(lank).to_be_focused()
        fonster.svar[adress] = fardig
        expect(sida.get_by_role("link", name="Ladda ner pdf")).to_be_visible(timeout=15_000)
        expect(hort).to_have_text(re.compile(r"\d+ sid"))
        assert sida.evaluate("() => document.activeElement !== document.body")

    with tittare() as en:
        en.titta(gor)


def test_the_files_of_requested_records_are_said_when_they_come(
    kommun: Kommun, client: Client
) -> None:
    person = alva(kommun)
    client.force_login(person)
    with klocka.stalld(ONSDAG):
        s = i_lage(Lage.AVSLUTAD, kommun, Personal(kommun))
        u = akter.begar(s, begaran="En kopia.", av=person)
        u = akter.bevilja(u, utfall="lamnas", med_anteckningar=True, av=person)
        vantar = hamta(client, f"/arbete/synpunkter/utlamnanden/{u.pk}/")
        u.filer.update(lage="klar", innehall=b"%PDF-", klar=ONSDAG)
        klara = hamta(client, vantar.adress)

    def gor(fonster: Fonster) -> None:
        fonster.ga_till(vantar)
        hort = lyssna(fonster.sida, BESKED)
        fonster.svar[vantar.adress] = klara
        expect(hort).to_contain_text("pdf", timeout=15_000)
        expect(fonster.sida.locator("#filer a")).not_to_have_count(0)

    with tittare() as en:
        en.titta(gor)

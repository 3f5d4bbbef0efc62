"""The 25 main pages, as bench/sidor.py measures them and bin/skarmbilder draws them.

    with startad(None) as adress, webblasare() as chromium:
        for sida, url in hitta(chromium, adress): ...

Rows of the demo have no fixed keys, so a page that shows one is found by following links.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, StorageState, sync_playwright

from tests.e2e.skarm import CHROMIUM, FLAGGOR
from tests.e2e.stack import stack

PLANANSVARIG = "Karin Öberg"
SAMORDNARE = "Leila Nordin"
HANDLAGGARE = "Hanna Berg"
ADMINISTRATOR = "Anders Dahl"
NAMNDSEKRETERARE = "Nina Sand"
PLANEN = "main a:text('Hemtjänst, 2026')"
MALET = "main a[href^='/arbete/uppfoljning/'][href*='/mal/']"


@dataclass(frozen=True)
class Huvudsida:
    namn: str
    """What its picture is called."""
    vag: str
    via: tuple[str, ...] = ()
    """Links (CSS) that are followed from there, one after the other."""
    person: str = ""
    """Who is signed in; nobody on the public pages."""
    mork: bool = False
    """Whether it is drawn in dark too."""


HUVUDSIDOR = (
    Huvudsida("start", "/", mork=True),
    Huvudsida("lamna-synpunkt", "/synpunkter/lamna/"),
    Huvudsida("folj-arende", "/synpunkter/folj/"),
    Huvudsida("ni-sa-vi-gjorde", "/ni-sa-vi-gjorde/"),
    Huvudsida("sa-gar-det", "/sa-gar-det/", mork=True),
    Huvudsida("rapporter-publika", "/rapporter/"),
    Huvudsida("rapport-publik", "/rapporter/", ("main a[href^='/rapporter/']",)),
    Huvudsida("undersokning", "/undersokningar/hemtjansten-just-nu/"),
    Huvudsida("tillganglighet", "/tillganglighet/"),
    Huvudsida("logga-in", "/konto/logga-in/"),
    Huvudsida("finns-inte", "/finns-inte/"),
    Huvudsida("oversikt", "/arbete/", person=PLANANSVARIG),
    Huvudsida("planer", "/arbete/planer/", person=SAMORDNARE),
    Huvudsida("plan", "/arbete/planer/", (PLANEN,), PLANANSVARIG, mork=True),
    Huvudsida("mal", "/arbete/mal/", person=PLANANSVARIG),
    Huvudsida("indikator", "/arbete/indikatorer/", ("main tbody a",), PLANANSVARIG),
    Huvudsida("uppfoljning", "/arbete/uppfoljning/", person=PLANANSVARIG),
    Huvudsida("bedom-mal", "/arbete/planer/", (PLANEN, MALET), PLANANSVARIG),
    Huvudsida("synpunkter", "/arbete/synpunkter/", person=HANDLAGGARE),
    Huvudsida("synpunkt", "/arbete/synpunkter/", ("main tbody a",), HANDLAGGARE, mork=True),
    Huvudsida("atgarder-och-lardomar", "/arbete/larande/", person=PLANANSVARIG),
    Huvudsida("atgard", "/arbete/larande/", ("main tbody a",), PLANANSVARIG),
    Huvudsida("namndens-sida", "/arbete/namnd/", person=NAMNDSEKRETERARE),
    Huvudsida("rapporter", "/arbete/rapporter/", person=NAMNDSEKRETERARE),
    Huvudsida("organisation", "/arbete/organisation/", person=SAMORDNARE),
)
"""Each is looked at beside its target when its template has changed."""
KONTOT = "main tbody a:text('Hanna Berg')"
KONTOSIDOR = (
    Huvudsida("konton", "/arbete/organisation/konton/", person=ADMINISTRATOR),
    Huvudsida("konto", "/arbete/organisation/konton/", (KONTOT,), ADMINISTRATOR),
    Huvudsida(
        "stang-konto",
        "/arbete/organisation/konton/",
        (KONTOT, "main a[href$='/stang/']"),
        ADMINISTRATOR,
    ),
    Huvudsida("nytt-konto", "/arbete/organisation/konton/nytt/", person=ADMINISTRATOR),
    Huvudsida("grupper", "/arbete/organisation/grupper/", person=ADMINISTRATOR),
    Huvudsida("las-in-personer", "/arbete/importera/anvandare/", person=ADMINISTRATOR),
    Huvudsida("mina-inloggningar", "/konto/inloggningar/", person=HANDLAGGARE),
    Huvudsida("tvasteg", "/konto/tvasteg/", person=HANDLAGGARE),
    Huvudsida("glomt-losenord", "/konto/losenord/"),
)
"""The pages of accounts and sign-ins: drawn, and not measured among the main ones."""


@contextmanager
def startad(adress: str | None) -> Iterator[str]:
    """Yield the address of a running demo: the given one, or one that is started for the purpose
    against the environment's database (empty) and broker."""
    if adress:
        yield adress.rstrip("/")
        return
    with (
        tempfile.TemporaryDirectory() as mapp,
        stack(os.environ["DATABASE_URL"], Path(mapp), demo=True) as plats,
    ):
        yield plats.adress


@contextmanager
def webblasare() -> Iterator[Browser]:
    with sync_playwright() as spel:
        chromium = spel.chromium.launch(executable_path=CHROMIUM, args=FLAGGOR)
        yield chromium
        chromium.close()


def inloggad(chromium: Browser, adress: str, person: str) -> StorageState:
    """Return the cookies of someone who has signed in."""
    with fonster(chromium, adress) as sammanhang:
        if person:
            sida = sammanhang.new_page()
            sida.goto("/konto/logga-in/")
            sida.get_by_role("button", name=person).click()
            sida.wait_for_url("**/arbete/")
        return sammanhang.storage_state()


@contextmanager
def fonster(
    chromium: Browser, adress: str, kakor: StorageState | None = None, bredd: int = 1280
) -> Iterator[BrowserContext]:
    """Yield a browser profile with nothing in its cache."""
    sammanhang = chromium.new_context(
        base_url=adress,
        locale="sv-SE",
        timezone_id="Europe/Stockholm",
        viewport={"width": bredd, "height": 900},
        reduced_motion="reduce",
        storage_state=kakor,
    )
    yield sammanhang
    sammanhang.close()


def ga_till(flik: Page, sida: Huvudsida) -> str:
    """Follow the links to the page, and return its address."""
    flik.goto(sida.vag)
    for lank in sida.via:
        flik.goto(flik.locator(lank).first.get_attribute("href") or "")
    return flik.url


MATARE = """
window.matt = { lcp: 0, cls: 0 };
new PerformanceObserver((lista) => {
  for (const post of lista.getEntries()) window.matt.lcp = post.startTime;
}).observe({ type: "largest-contentful-paint", buffered: true });
new PerformanceObserver((lista) => {
  for (const post of lista.getEntries()) window.matt.cls += post.value;
}).observe({ type: "layout-shift", buffered: true });
"""
LAS_MATT = """async () => {
  await document.fonts.ready;
  while (!window.matt.lcp) await new Promise((klar) => requestAnimationFrame(klar));
  for (let bild = 0; bild < 10; bild++) await new Promise((klar) => requestAnimationFrame(klar));
  const filer = performance.getEntriesByType("resource");
  const vikt = filer.filter((fil) => /\\.(css|js)$/.test(new URL(fil.name).pathname));
  return {
    ...window.matt,
    svar: performance.getEntriesByType("navigation")[0].responseStart,
    vikt: vikt.reduce((summa, fil) => summa + fil.encodedBodySize, 0),
  };
}"""


def satt_matare(flik: Page) -> None:
    """Let the tab watch its paints and shifts, from the very first of the next page."""
    flik.add_init_script(MATARE)


def las_matt(flik: Page) -> dict[str, float]:
    """Return lcp and svar (ms since the navigation began), cls (all shifts together) and vikt
    (bytes of style sheets and scripts on the wire), ten frames after all has come."""
    matt: dict[str, float] = flik.evaluate(LAS_MATT)
    return matt

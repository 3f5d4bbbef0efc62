"""Looking at a page in the browser: accessibility, sideways scroll, screenshots.

    sida_ar_tillganglig(page)            # axe, light and dark, at 360 and 1280 px, no scroll at 320
    fel = axe_fel(page)                  # the violations as the page stands now
    skarmbild(page, Path("bild.png"))    # the full page

`page` is a Playwright page that is already where it should be.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

CHROMIUM: Final = "/usr/bin/chromium"
FLAGGOR: Final = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
REGLER: Final = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
    "preload": False,  # the style sheets are fetched anew for a rule that is not among these
}
FARGREGLER: Final = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    "resultTypes": ["violations"],
    "preload": False,
}
"""What can differ between the colour schemes; all else is asked in one of them."""
BREDDER: Final = (360, 1280)
SMALAST: Final = 320
HOJD: Final = 900

Farger = Literal["light", "dark"]


def axe_fel(page: Page, regler: dict[str, Any] = REGLER) -> list[str]:
    """Return axe's violations (WCAG 2.2 A and AA, best practice), a readable line for each."""
    # Evaluated from the test, hence past the page's Content-Security-Policy.
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    svar: dict[str, Any] = page.evaluate("regler => axe.run(document, regler)", regler)
    return [
        f"{fel['id']}: {fel['help']} ({nod['html'][:200]})"
        for fel in svar["violations"]
        for nod in fel["nodes"]
    ]


def overskjutande(page: Page) -> int:
    """Return how many pixels the page can be scrolled sideways; 0 is right."""
    bredd: int = page.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return bredd


def lagen(page: Page) -> Iterator[tuple[int, Farger]]:
    """Set the page in each width and colour scheme in turn; then back to 1280 and light."""
    for bredd in BREDDER:
        page.set_viewport_size({"width": bredd, "height": HOJD})
        for farger in ("light", "dark"):
            page.emulate_media(color_scheme=farger)
            yield bredd, farger
    page.emulate_media(color_scheme="light")


def sida_ar_tillganglig(page: Page) -> None:
    """Assert axe 0 in every width and colour scheme, and no sideways scroll at 320 px and up."""
    for bredd, farger in lagen(page):
        fel = axe_fel(page, REGLER if farger == "light" else FARGREGLER)
        assert not fel, f"{page.url} {bredd} px {farger}:\n" + "\n".join(fel)
    for bredd in (SMALAST, *BREDDER):
        page.set_viewport_size({"width": bredd, "height": HOJD})
        assert overskjutande(page) == 0, f"{page.url} scrolls sideways at {bredd} px"


def skarmbild(page: Page, fil: Path, *, bredd: int = 1280, farger: Farger = "light") -> None:
    """Save the full page as a PNG."""
    page.set_viewport_size({"width": bredd, "height": HOJD})
    page.emulate_media(color_scheme=farger)
    fil.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=fil, full_page=True)

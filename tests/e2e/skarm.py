"""Looking at a page in the browser: accessibility, sideways scroll, screenshots.

    sida_ar_tillganglig(page)            # axe, light and dark, at 320, 360 and 1280 px, no scroll
    fel = lagesfel(page)                 # the same and more: zoom, forced colours, calm, paper
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
VANTAN: Final = 15_000
"""Milliseconds that a page may take to say what is expected, beside other tests on two cores."""
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
SMALREGLER: Final = {
    "runOnly": {"type": "rule", "values": ["target-size", "scrollable-region-focusable"]},
    "resultTypes": ["violations"],
    "preload": False,
}
"""What can differ between 320 and 360 px, where the same things are shown in the same colours."""
BREDDER: Final = (320, 360, 1280)
ZOOMAT: Final = (640, 320)
"""What a window of 1280 px has left at 200 and 400 %."""
PAPPER: Final = 673
"""A4 between the margins of bas.css, in CSS pixels."""
HOJD: Final = 900

Farger = Literal["light", "dark"]

PA_PAPPER: Final = """() => {
  const syns = e => e.checkVisibility({visibilityProperty: true}) && e.getClientRects().length > 0;
  const namn = e => e.outerHTML.slice(0, 120);
  const kvar = [...document.querySelectorAll('.topp, .fot, nav, button, .ds-skip-link')];
  const skurna = [...document.querySelectorAll('main :not(input, select, textarea)')].filter(e =>
    syns(e) && !e.closest('.staplad > thead') &&  // read aloud only, where the table is stacked
    e.clientWidth > 1 && e.scrollWidth > e.clientWidth + 1 &&
    getComputedStyle(e).overflowX !== 'visible');
  return [...kvar.filter(syns).map(e => 'is printed: ' + namn(e)),
          ...skurna.map(e => 'is cut off on paper: ' + namn(e))];
}"""
EGEN_FARG: Final = """() => {
  const prov = document.body.appendChild(document.createElement('span'));
  prov.style.forcedColorAdjust = 'none';
  const systemets = new Set(['Canvas', 'CanvasText', 'HighlightText', 'GrayText'].map(farg => {
    prov.style.color = farg;
    return getComputedStyle(prov).color;
  }));
  prov.remove();
  return [...document.querySelectorAll('svg text')]
    .filter(t => t.getClientRects().length && !systemets.has(getComputedStyle(t).fill))
    .map(t => 'has a colour of its own: ' + t.outerHTML.slice(0, 120));
}"""
ROR_SIG: Final = """() => [
  ...document.getAnimations().filter(a => a.effect.getComputedTiming().duration > 1)
    .map(a => 'moves: ' + (a.effect.target?.outerHTML.slice(0, 120) ?? '')),
  ...(getComputedStyle(document.documentElement).scrollBehavior === 'smooth'
    ? ['scrolls smoothly'] : []),
]"""


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
    """Assert axe 0 in every width and colour scheme, and no sideways scroll in any width."""
    fel = breddfel(page)
    assert not fel, f"{page.url}:\n" + "\n".join(fel)


def breddfel(page: Page) -> list[str]:
    """Return what is wrong with the page in each width and colour scheme."""
    fel: list[str] = []
    for bredd, farger in lagen(page):
        fel += [f"{bredd} px {farger}: {ett}" for ett in rullfel(page)]
        if bredd > min(BREDDER):
            regler = REGLER if farger == "light" else FARGREGLER
        elif farger == "light":
            regler = SMALREGLER
        else:
            continue
        fel += [f"{bredd} px {farger}: {ett}" for ett in axe_fel(page, regler)]
    return fel


def rullfel(page: Page, *, tal: int = 0) -> list[str]:
    px = overskjutande(page)
    return [f"scrolls {px} px sideways"] if px > tal else []


def lagesfel(page: Page) -> list[str]:
    """Return what is wrong with the page in every way of looking at it."""
    fel = breddfel(page)
    for bredd in ZOOMAT:
        page.set_viewport_size({"width": bredd, "height": HOJD * bredd // 1280})
        fel += [f"zoomed to {bredd} px: {ett}" for ett in rullfel(page)]
    page.set_viewport_size({"width": 1280, "height": HOJD})
    page.emulate_media(forced_colors="active")
    fel += [f"forced colours: {ett}" for ett in axe_fel(page, FARGREGLER)]
    fel += [f"forced colours: {ett}" for ett in page.evaluate(EGEN_FARG)]
    page.emulate_media(forced_colors="none", reduced_motion="reduce")
    fel += [f"reduced motion: {ett}" for ett in page.evaluate(ROR_SIG)]
    page.set_viewport_size({"width": PAPPER, "height": HOJD})
    page.emulate_media(reduced_motion="no-preference", media="print")
    # The one pixel of a text for screen readers may lie in the paper's margin.
    fel += [f"print: {ett}" for ett in rullfel(page, tal=1) + page.evaluate(PA_PAPPER)]
    page.set_viewport_size({"width": 1280, "height": HOJD})
    page.emulate_media(media="screen")
    return fel


def skarmbild(page: Page, fil: Path, *, bredd: int = 1280, farger: Farger = "light") -> None:
    """Save the full page as a PNG."""
    page.set_viewport_size({"width": bredd, "height": HOJD})
    page.emulate_media(color_scheme=farger)
    fil.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=fil, full_page=True)

"""A browser that looks at pages that Django's test client has fetched.

The pages come out of a test's own transaction, so no server can serve them: each is fetched
first, and the browser's requests are answered with what was fetched and with the static files.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

from tests.e2e.skarm import CHROMIUM, FLAGGOR

SVAR = TypeVar("SVAR")
PLATS = "http://prov.localhost"
"""The origin of every page, one that browsers trust without TLS; all else is another site."""


@dataclass(frozen=True)
class Svar:
    """What an address answered."""

    adress: str
    status: int
    huvud: dict[str, str]
    innehall: bytes
    mall: str
    """The page's template; empty for what is no template's."""

    @property
    def slag(self) -> str:
        """Return which kind of answer it is: `sida`, `vidare`, `posta`, `fil` or `bit`."""
        if self.status == 405:
            return "posta"
        if 300 <= self.status < 400:
            return "vidare"
        if not self.huvud.get("Content-Type", "").startswith("text/html"):
            return "fil"
        return "sida" if self.innehall.lstrip()[:9].lower() == b"<!doctype" else "bit"


def hamta(client: Client, adress: str, **huvud: str) -> Svar:
    return _svar(adress, client.get(adress, headers=huvud))


def _svar(adress: str, svar: Any) -> Svar:
    innehall = b"".join(svar.streaming_content) if svar.streaming else svar.content
    mallar = [mall.name for mall in getattr(svar, "templates", []) if mall.name]
    return Svar(adress, svar.status_code, dict(svar.items()), innehall, mallar[0] if mallar else "")


@dataclass
class Fonster:
    """One browser window, and what went wrong in it."""

    sida: Page
    svar: dict[str, Svar] = field(default_factory=dict)
    fel: list[str] = field(default_factory=list)

    def ga_till(self, svar: Svar) -> None:
        self.svar[svar.adress] = svar
        self.sida.goto(f"{PLATS}{svar.adress}")

    def besvara(self, vag: Route) -> None:
        if not vag.request.url.startswith(f"{PLATS}/"):
            self.fel.append(f"{self.sida.url} asks another site: {vag.request.url}")
            vag.abort()
            return
        delar = urlsplit(vag.request.url)
        adress = delar.path + (f"?{delar.query}" if delar.query else "")
        svar = self.svar.get(adress)
        if svar:
            vag.fulfill(status=svar.status, headers=svar.huvud, body=svar.innehall)
        elif delar.path.startswith("/static/"):
            _ge_fil(vag, delar.path.removeprefix("/static/"))
        else:
            vag.fulfill(status=204)  # an image or an htmx request that the test has not fetched


def _ge_fil(vag: Route, namn: str) -> None:
    fil = finders.find(namn)
    if fil is None:
        vag.fulfill(status=404)
        return
    slag = mimetypes.guess_type(namn)[0] or "application/octet-stream"
    vag.fulfill(status=200, content_type=slag, body=Path(fil).read_bytes())


class Tittare:
    """Runs the browser in a thread of its own.

    Playwright keeps an event loop running in its thread, where Django would look for another
    database connection than the test's.
    """

    def __init__(self, trad: ThreadPoolExecutor, webblasare: Browser) -> None:
        self._trad, self._webblasare = trad, webblasare

    def titta(self, gor: Callable[[Fonster], SVAR]) -> SVAR:
        """Return what `gor` makes of a new window; fail on what the window complained of."""
        return self._trad.submit(self._titta, gor).result()

    def _titta(self, gor: Callable[[Fonster], SVAR]) -> SVAR:
        sammanhang = self._webblasare.new_context(locale="sv-SE")
        try:
            fonster = _fonster(sammanhang)
            svar = gor(fonster)
            assert not fonster.fel, "\n".join(fonster.fel)
            return svar
        finally:
            sammanhang.close()


def _fonster(sammanhang: BrowserContext) -> Fonster:
    fonster = Fonster(sammanhang.new_page())
    sida, fel = fonster.sida, fonster.fel
    sida.on("pageerror", lambda undantag: fel.append(f"{sida.url}: {undantag}"))
    sida.on(
        "console",
        lambda rad: (
            fel.append(f"{sida.url}: {rad.text}")
            if rad.type == "error" and "Failed to load resource" not in rad.text
            else None
        ),
    )
    sammanhang.route("**/*", fonster.besvara)
    return fonster


@contextmanager
def tittare() -> Iterator[Tittare]:
    with ThreadPoolExecutor(max_workers=1) as trad:
        spel = trad.submit(lambda: sync_playwright().start()).result()
        start = spel.chromium.launch
        webblasare = trad.submit(lambda: start(executable_path=CHROMIUM, args=FLAGGOR)).result()
        try:
            yield Tittare(trad, webblasare)
        finally:
            trad.submit(webblasare.close).result()
            trad.submit(spel.stop).result()

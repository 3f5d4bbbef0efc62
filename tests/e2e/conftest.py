"""The real browser against the real stack. All of it is slow, so all of it is marked so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.databas import slapp
from tests.e2e.demomall import kopiera
from tests.e2e.skarm import CHROMIUM, FLAGGOR, VANTAN
from tests.e2e.stack import Webbplats, stack
from tests.factories import databasadress


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/e2e/" in str(item.path):
            item.add_marker(pytest.mark.langsam)


@pytest.fixture(scope="session")
def webbplats(
    migrerad_databas: str, django_db_blocker: object, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Webbplats]:
    """The demo municipality, running: shared by the tests of the session."""
    klon, mapp = f"{migrerad_databas}_webb", tmp_path_factory.mktemp("stack")
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        connections.close_all()
        kopiera(migrerad_databas, klon, mapp)
    try:
        with stack(databasadress(klon), mapp, demo=False) as plats:
            yield plats
    finally:
        slapp(klon)


@pytest.fixture(scope="module")
def webblasare() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.fail("Chromium saknas: apt-get install --no-install-recommends chromium")
    with pytest.MonkeyPatch.context() as miljo, sync_playwright() as spel:
        # Playwright keeps an event loop running in this thread, which Django would take for async
        # code that reaches for the database. Set while the browser lives, and no longer: the
        # programs that other tests start inherit the environment.
        miljo.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        webblasare = spel.chromium.launch(executable_path=CHROMIUM, args=FLAGGOR)
        expect.set_options(timeout=VANTAN)
        yield webblasare
        webblasare.close()


@pytest.fixture
def sammanhang(webblasare: Browser, webbplats: Webbplats) -> Iterator[BrowserContext]:
    """A fresh browser profile that knows the site's address."""
    sammanhang = webblasare.new_context(base_url=webbplats.adress, locale="sv-SE")
    yield sammanhang
    sammanhang.close()


@pytest.fixture(params=["med skript", "utan skript"])
def med_skript(request: pytest.FixtureRequest) -> bool:
    """Whether the browsers of `ny_person` run scripts: the test is made both ways."""
    return bool(request.param == "med skript")


MED_SKRIPT, UTAN_SKRIPT = (
    pytest.mark.parametrize("med_skript", [satt], indirect=True)
    for satt in ("med skript", "utan skript")
)
"""The longest are made one way each: a whole lap, the editor and the inbox show both."""


@pytest.fixture
def ny_person(
    med_skript: bool, webblasare: Browser, webbplats: Webbplats
) -> Iterator[Callable[[], BrowserContext]]:
    """Gives each person a browser of their own; fails the test on what `vakta` notes."""
    oppna: list[BrowserContext] = []
    fel: list[str] = []

    def ny() -> BrowserContext:
        sammanhang = webblasare.new_context(
            base_url=webbplats.adress, locale="sv-SE", java_script_enabled=med_skript
        )
        sammanhang.set_default_timeout(15_000)
        vakta(sammanhang, webbplats.adress, fel)
        oppna.append(sammanhang)
        return sammanhang

    yield ny
    for sammanhang in oppna:
        sammanhang.close()
    assert not fel, "\n".join(fel)


EGNA = ("data:", "chrome://", "chrome-extension://")
"""Requests that leave no machine: the last two are Chromium's own reader of PDF files."""


@pytest.fixture
def sida(sammanhang: BrowserContext, webbplats: Webbplats) -> Iterator[Page]:
    """A page that fails the test on what `vakta` notes."""
    fel: list[str] = []
    vakta(sammanhang, webbplats.adress, fel)
    yield sammanhang.new_page()
    assert not fel, "\n".join(fel)


def vakta(sammanhang: BrowserContext, adress: str, fel: list[str]) -> None:
    """Note errors in scripts, what the security policy stops, and requests to any other site."""
    sammanhang.on("weberror", lambda ett: fel.append(str(ett.error)))
    sammanhang.on(
        "console", lambda rad: fel.append(rad.text) if _ar_fel(rad.type, rad.text) else None
    )
    sammanhang.on(
        "request", lambda f: None if f.url.startswith((adress, *EGNA)) else fel.append(f.url)
    )


def _ar_fel(slag: str, text: str) -> bool:
    # A page that answers 404 or 409 on purpose is no fault of the page.
    return slag == "error" and "Failed to load resource" not in text


def logga_in(sida: Page, namn: str) -> None:
    """Sign in as one of the demo people, in one click."""
    sida.goto("/konto/logga-in/")
    sida.get_by_role("button", name=namn).click()
    sida.wait_for_url("**/arbete/")

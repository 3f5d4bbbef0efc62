"""Links lead to pages, for each role: none is broken, none asks another site for anything.

What the pages look like, one by one, is in test_alla_sidor.py.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page

from kvalitet.demokonton import DEMOKONTON
from tests.e2e.conftest import logga_in
from tests.e2e.skarm import BREDDER, HOJD, rullfel

ATGARD = {"enhet_avsluta", "enhet_dela", "enhet_sla_ihop", "import_fil"}
"""The administrator's, far down: if the walk finds these it follows links as it should."""
ADMINISTRATOREN = "Anders Dahl"


def test_no_link_is_broken_and_no_page_is_wider_than_a_telephone(sida: Page) -> None:
    sida.set_viewport_size({"width": min(BREDDER), "height": HOJD})
    sedda: set[str] = set()
    fel: list[str] = []
    for vag in ("/", "/tillganglighet/", "/konto/logga-in/"):
        _besok_allt(sida, vag, sedda, fel)
    for konto in DEMOKONTON:
        logga_in(sida, konto.namn)
        _besok_allt(sida, "/arbete/", sedda, fel)
        if konto.namn == ADMINISTRATOREN:
            _besok_allt(sida, _en_enhet_i_tradet(sida), sedda, fel)
            _besok_allt(sida, "/arbete/importera/", sedda, fel)
        sida.context.clear_cookies()
    assert not fel, "\n".join(fel)
    assert sedda >= ATGARD, ATGARD - set(sedda)


def _en_enhet_i_tradet(sida: Page) -> str:
    """The walk meets the top unit first, which is neither moved nor ended."""
    sida.goto("/arbete/organisation/")
    return sida.get_by_text("Hemsjukvård", exact=True).first.get_attribute("href") or ""


def _besok_allt(sida: Page, start: str, sedda: set[str], fel: list[str]) -> None:
    """Follow every link from `start` to the first page of each view."""
    vantar, kanda = [(start, "")], {start}
    while vantar:
        vag, fran = vantar.pop(0)
        vy = _vy(vag)
        if vy in sedda and vag != start:
            continue
        try:
            svar = sida.goto(vag)
        except PlaywrightError as ett:
            if "Download is starting" in str(ett):
                continue  # a file to keep: no page to look at
            raise
        if svar is None or svar.status >= 400:
            fel.append(f"{fran} länkar till {vag}, som svarar {svar and svar.status}")
            continue
        if not svar.headers.get("content-type", "").startswith("text/html"):
            continue
        sedda.add(vy)
        fel += [f"{vag}: {ett}" for ett in rullfel(sida)]
        nya = [lank for lank in _lankar(sida) if lank not in kanda]
        kanda.update(nya)
        vantar.extend((lank, vag) for lank in nya)


def _lankar(sida: Page) -> list[str]:
    adresser: list[str] = sida.eval_on_selector_all("a[href]", "nodes => nodes.map(n => n.href)")
    egen = urlsplit(sida.url).netloc
    delar = [urlsplit(adress) for adress in adresser]
    return [d.path + (f"?{d.query}" if d.query else "") for d in delar if d.netloc == egen]


def _vy(vag: str) -> str:
    try:
        return resolve(urlsplit(vag).path).view_name
    except Resolver404:
        return "404"


@pytest.mark.parametrize("vag", ["/", "/konto/logga-in/", "/tillganglighet/"])
def test_public_pages_set_no_session_cookie(sida: Page, vag: str) -> None:
    sida.goto(vag)
    assert "kvalitet_session" not in {kaka["name"] for kaka in sida.context.cookies()}

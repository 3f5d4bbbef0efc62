"""Every page that links lead to, as each role: axe 0, no sideways scroll."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page

from kvalitet.demokonton import DEMOKONTON
from tests.e2e.conftest import logga_in
from tests.e2e.skarm import sida_ar_tillganglig

MINST = {
    # Must be among the pages that links lead to, whatever else is found.
    "start",
    "tillganglighet",
    "arbete",
    "organisation",
    "enhet",
    "enhet_avsluta",
    "enhet_sla_ihop",
    "enhet_dela",
    "importera",
    "import_fil",
    "cykel:planer",
    "cykel:plan",
    "cykel:mal",
    "cykel:uppdrag",
    "cykel:indikatorer",
    "cykel:larande",
    "cykel:uppdatera",
    "cykel:arshjul",
    "cykel:overlamning",
    "cykel:tackning",
    "cykel:styrmodeller",
    "cykel:styrmodell",
    "cykel:mappning",
    "cykel:redigera",
    "cykel:enheternas_planer",
    "cykel:atgardslista",
    "cykel:aterfall",
    "cykel:lardom_las",
    "cykel:rutiner",
    "cykel:rutin",
    "cykel:risker",
    "cykel:risk",
    "cykel:internkontrollplaner",
    "cykel:internkontroll",
    "cykel:egenkontroller",
    "cykel:egenkontroll",
    "cykel:sprangen",
    "cykel:sprang",
    "synpunkter:lamna",
    "synpunkter:folj",
    "synpunkter:inkorg",
    "synpunkter:arende",
    "synpunkter:monster_lista",
    "synpunkter:aterkopplingar",
    "synpunkter:publiceringar",
    "synpunkter:ni_sa",
    "uppfoljning:kolada",
    "uppfoljning:koladanyckeltal",
    "uppfoljning:koladaindikator",
    "uppfoljning:koladafraga",
    "uppfoljning:uppfoljning",
    "uppfoljning:sa_gar_det",
    "uppfoljning:enheter",
    "uppfoljning:enhet",
    "uppfoljning:rapporter",
    "uppfoljning:publicerade",
    "uppfoljning:publicerad",
    "uppfoljning:kontrollera",
    "uppfoljning:kod",
    "uppfoljning:namnd",
    "uppfoljning:namndsida",
    "uppfoljning:namndfragor",
    "uppfoljning:namndfraga",
    "uppfoljning:namndfraga_ny",
    "uppfoljning:sammantraden",
    "uppfoljning:sammantrade",
}

ADMINISTRATOREN = "Anders Dahl"


def test_every_page_that_links_lead_to_is_accessible(sida: Page) -> None:
    sedda: set[str] = set()
    for vag in ("/", "/tillganglighet/", "/konto/logga-in/", "/finns-inte/"):
        _besok_allt(sida, vag, sedda)
    for konto in DEMOKONTON:
        logga_in(sida, konto.namn)
        _besok_allt(sida, "/arbete/", sedda)
        if konto.namn == ADMINISTRATOREN:
            _besok_allt(sida, _en_enhet_i_tradet(sida), sedda)
            _besok_allt(sida, "/arbete/importera/", sedda)
        sida.context.clear_cookies()
    assert sedda >= MINST, MINST - sedda


def _en_enhet_i_tradet(sida: Page) -> str:
    """The walk meets the top unit first, which is neither moved nor ended."""
    sida.goto("/arbete/organisation/")
    return sida.get_by_text("Hemsjukvård", exact=True).first.get_attribute("href") or ""


def _besok_allt(sida: Page, start: str, sedda: set[str]) -> None:
    """Follow every link from `start`, and examine the first page of each view."""
    vantar, kanda = [start], {start}
    while vantar:
        vag = vantar.pop(0)
        vy = _vy(vag)
        if vy in sedda and vag != start:
            continue
        try:
            svar = sida.goto(vag)
        except PlaywrightError as fel:
            if "Download is starting" in str(fel):
                continue  # a file to keep: no page to look at
            raise
        if svar is None or not svar.headers.get("content-type", "").startswith("text/html"):
            continue
        if vy not in sedda and svar.status in (200, 404):
            sida_ar_tillganglig(sida)
            sedda.add(vy)
        nya = [lank for lank in _lankar(sida) if lank not in kanda]
        kanda.update(nya)
        vantar.extend(nya)


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

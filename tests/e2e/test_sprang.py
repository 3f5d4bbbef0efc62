"""A leap from idea to raised level through the pages."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e import varv as steg
from tests.e2e.conftest import UTAN_SKRIPT

LEILA, INGRID, KARIN = (
    f"{namn}@kommun.example" for namn in ("leila.nordin", "ingrid.falk", "karin.oberg")
)


@pytest.fixture
def varv(ny_person: Callable[[], BrowserContext], med_skript: bool) -> steg.Varv:
    return steg.Varv(
        ny_person,
        namnd="Vård- och omsorgsnämnden",
        kontor=f"Hemtjänst {'med' if med_skript else 'utan'} skript",
        ar=2092,
        synpunkter=0,
    )


@UTAN_SKRIPT
def test_a_leap_from_idea_to_raised_level(varv: steg.Varv) -> None:
    leila, karin, ingrid = (varv.som(epost) for epost in (LEILA, KARIN, INGRID))
    steg.skapa_indikator(varv, leila)
    karin.goto("/arbete/planer/?fas=folja_upp")
    karin.get_by_role("link", name=re.compile("^Hemtjänst, ")).first.click()
    plan = karin.url
    niva = _niva(karin)

    sprang = _skriv(varv, karin)
    _planera(varv, karin)
    ingrid.goto(f"{sprang}starta-prov/")
    steg.skicka(ingrid, "Starta provet")
    expect(ingrid.locator("main")).to_contain_text("Det här återstår innan provet kan utvärderas")

    karin.goto(f"{sprang}utvardera/")
    steg.skicka(karin, "Gå till utvärdering", stopp_natt="Fyra missade besök på en vecka.")
    ingrid.goto(f"{sprang}infor/")
    expect(ingrid.locator("main")).to_contain_text("Minst två mätningar")
    expect(ingrid.get_by_role("button", name="Besluta att införa")).to_have_count(0)

    for fran, varde in ((-30, "81"), (-15, "84,5")):
        _mat(varv, karin, fran, varde)
    _rutin(varv, karin, plan, sprang)
    ingrid.goto(f"{sprang}infor/")
    steg.skicka(
        ingrid, "Besluta att införa", ny_niva="80", beslut_datum=steg.dag(-3), dnr="VON 2026/0400"
    )
    expect(ingrid.locator("main")).to_contain_text(re.compile("från 60.% till 80.%"))

    karin.goto(plan)
    assert _niva(karin) == niva + 1
    expect(karin.locator("figure.trappa")).to_contain_text(f"Nivå {niva + 1}")
    _mat(varv, karin, -2, "55")
    karin.goto(varv.indikator)
    expect(karin.locator("main")).to_contain_text("Tillbaka under nivån")


def _niva(sida: Page) -> int:
    traff = re.search(r"nivå (\d+)", sida.locator("figure.hjul title").first.inner_html())
    assert traff
    return int(traff.group(1))


def _skriv(varv: steg.Varv, sida: Page) -> str:
    sida.goto("/arbete/sprang/")
    sida.get_by_role("link", name="Skriv en idé").click()
    steg.skicka(
        sida,
        "Spara idén",
        rubrik=f"Digital nyckel, {varv.kontor}",
        problem="Nyckelbunten tar en kvart att hitta rätt i.",
        ursprung="medarbetare",
        ursprung_mening="Nattgruppen räknade i maj.",
        enhet="Hemtjänst",
        namnd=varv.namnd,
    )
    expect(sida.locator("main")).to_contain_text("Det här återstår innan provet kan börja")
    return sida.url


def _planera(varv: steg.Varv, sida: Page) -> None:
    sida.get_by_role("link", name="Hypotesen: vad ni tror ska hända").click()
    sida.get_by_label("Hemtjänst Natt").check()
    steg.skicka(
        sida,
        "Spara",
        hypotes="En digital nyckel ger tid tillbaka till besöket.",
        indikator=f"Väntar högst tio minuter, {varv.kontor}",
        baslinje="60",
        baslinje_datum=steg.dag(-60),
        vantad_niva="80",
        pilot_fran=steg.dag(-40),
        pilot_till=steg.dag(40),
        stoppkriterium="Fler än tre missade besök på en vecka.",
        agare="Karin Öberg",
    )
    expect(sida.locator("main")).to_contain_text("Ändringarna är sparade")


def _mat(varv: steg.Varv, sida: Page, fran: int, varde: str) -> None:
    sida.goto(varv.indikator)
    steg.skicka(
        sida,
        "Spara värdet",
        enhet="Hemtjänst",
        period_fran=steg.dag(fran),
        period_till=steg.dag(fran + 1),
        matdatum=steg.dag(fran + 1),
        kalla="Räknat i dörren",
        varde_t=varde,
    )


def _rutin(varv: steg.Varv, sida: Page, plan: str, sprang: str) -> None:
    sida.goto(f"{plan}lardom/rutin/")
    steg.skicka(
        sida,
        "",
        namn=f"Digital nyckel, {varv.kontor}",
        version="1",
        agare="Karin Öberg",
        galler_fran=steg.dag(-5),
    )
    sida.goto(f"{sprang}andra/")
    steg.skicka(sida, "Spara", rutin=f"Digital nyckel, {varv.kontor}")

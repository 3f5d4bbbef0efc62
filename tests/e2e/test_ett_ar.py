"""A whole year through the pages: three laps, the close, and a correction afterwards."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e import kilen
from tests.e2e import varv as steg
from tests.e2e.conftest import UTAN_SKRIPT
from tests.e2e.stack import Webbplats, vanta

KV, PLANANSVARIG, KOMMUNCHEF = (
    f"{namn}@kommun.example" for namn in ("leila.nordin", "astrid.holm", "ingrid.falk")
)
SKICKAS_ATER = "Skriv vad ni har gjort sedan kvartal 1."
RATT = "Det var 92 procent. Bedömningen ändras inte."


@dataclass(frozen=True)
class Tillfalle:
    """A round, with its days counted from today. It opens by itself in two days, so that a
    person opens it for this plan only, and no plan of another test is followed up in it."""

    slag: str
    fran: int
    mat: int
    varde: str
    bedomning: dict[str, str]
    oppnar: int = 2


def tillfallen() -> tuple[Tillfalle, ...]:
    """Kvartal 1 and delår behind us, helår today: whatever the date, all can be gone through."""
    nu = date.today()  # noqa: DTZ011  (the browser's day)
    delar = date(nu.year if nu > date(nu.year, 8, 31) else nu.year - 1, 8, 31)
    mitt = (delar - nu).days
    vidare = {"fungerade_inte": "Kön räknades inte i helgen."}
    nadde = {
        "bedomning": "uppfyllt",
        "motivering": "Nio av tio väntar högst tio minuter.",
        "orsak": "",
        "trend": "Förbättring",
    }
    return (
        Tillfalle("Kvartal 1", mitt - 200, mitt - 120, "72,5", {}),
        Tillfalle("Delår", mitt - 119, mitt, "81", vidare),
        Tillfalle("Helår", mitt + 1, 0, "93", vidare | nadde),
    )


@pytest.fixture
def varv(ny_person: Callable[[], BrowserContext], med_skript: bool) -> steg.Varv:
    return steg.Varv(
        ny_person,
        namnd="Kultur- och fritidsnämnden" if med_skript else "Utbildningsnämnden",
        kontor="Kultur- och fritidskontoret" if med_skript else "Utbildningskontoret",
        ar=2094 if med_skript else 2095,
        synpunkter=0,
    )


@UTAN_SKRIPT
def test_a_year_of_three_laps_is_closed(varv: steg.Varv, webbplats: Webbplats) -> None:
    leila, astrid, ingrid = (varv.som(epost) for epost in (KV, PLANANSVARIG, KOMMUNCHEF))
    kv1, delar, helar = tillfallen()
    steg.registrera_mal_och_uppdrag(varv, leila)
    steg.skapa_indikator(varv, leila)
    for ett in (kv1, delar, helar):
        steg.skapa_tillfalle(varv, leila, ett.slag, fran=ett.fran, mat=ett.mat, oppnar=ett.oppnar)
    plan = steg.skriv_plan(varv, leila, fran=kv1.fran, till=30)
    steg.skicka_plan(astrid, plan)
    steg.faststall_plan(ingrid, plan)

    _folj_upp(varv, leila, plan, kv1)
    steg.godkann(ingrid, plan)
    kilen.besluta_atgarder(leila, plan)
    kilen.kvalitetssakra(astrid, plan)
    atgard = kilen.rapportera_atgard_klar(leila, plan)
    kilen.verifiera_effekt(ingrid, atgard)
    kilen.skriv_lardom(leila, plan)
    kilen.nasta_varv(ingrid, plan)

    _folj_upp(varv, leila, plan, delar)
    _skicka_malet_ater(ingrid, plan)
    vanta(lambda: _fick_brev(webbplats), "the mail to the one who does the part again")
    _bedom_igen(leila, plan, delar)
    steg.godkann(ingrid, plan)
    kilen.besluta_atgarder(leila, plan, klar_senast=20)
    kilen.kvalitetssakra(astrid, plan)
    _ingen_lardom(leila, plan)
    kilen.nasta_varv(ingrid, plan)

    _folj_upp(varv, leila, plan, helar)
    steg.godkann(ingrid, plan)
    kilen.besluta_atgarder(leila, plan, klar_senast=20)
    kilen.kvalitetssakra(astrid, plan)
    _ingen_lardom(leila, plan)
    nasta = steg.skapa_plan(varv, leila, fran=31, till=395)
    _stang_aret(ingrid, plan, nasta)
    _las_det_som_gick_vidare(leila, nasta)
    _prova_arkivet(ingrid, plan)
    _ratta(ingrid, plan)


# --- a lap --------------------------------------------------------------------------------------


def _folj_upp(varv: steg.Varv, sida: Page, plan: str, ett: Tillfalle) -> None:
    steg.oppna_uppfoljning(varv, sida, plan, ett.slag)
    steg.rapportera_aktivitet(sida, plan)
    steg.infor_varde(varv, sida, fran=ett.fran, till=ett.mat, varde=ett.varde)
    steg.bedom_malet(sida, plan, **ett.bedomning)
    steg.granska_roster(sida, plan)


def _skicka_malet_ater(sida: Page, plan: str) -> None:
    """The chef sends the goal back (row 7), and cannot approve before it is done again."""
    sida.goto(plan)
    sida.get_by_role("link", name="Skicka åter en del").click()
    steg.skicka(
        sida, "Skicka åter", del_="Mål 7. Korta köer", skal=SKICKAS_ATER, senast=steg.dag(5)
    )
    expect(sida.get_by_role("region", name="Skickat åter")).to_contain_text(SKICKAS_ATER)
    sida.goto(f"{plan}godkann/")
    expect(sida.locator("main")).to_contain_text("är skickad åter och ska göras om")


def _fick_brev(webbplats: Webbplats) -> bool:
    return any(SKICKAS_ATER in text for text in webbplats.brevlada.texter(KV))


def _bedom_igen(sida: Page, plan: str, ett: Tillfalle) -> None:
    sida.goto(plan)
    sida.get_by_role("region", name="Skickat åter").get_by_role("link").click()
    expect(sida.locator("main")).to_contain_text(SKICKAS_ATER)
    text = "Sedan kvartal 1 är en lokal till öppen på förmiddagen."
    steg.skicka(sida, "Lämna bedömningen", motivering=text, **ett.bedomning)
    sida.goto(plan)
    expect(sida.get_by_role("region", name="Skickat åter")).to_have_count(0)


def _ingen_lardom(sida: Page, plan: str) -> None:
    for knapp in ("Varvet gav ingen ny lärdom", "Ingen rutin berörs"):
        sida.goto(f"{plan}lardom/")
        steg.skicka(sida, knapp)


# --- the year's end -----------------------------------------------------------------------------


def _stang_aret(sida: Page, plan: str, nasta: str) -> None:
    sida.goto(plan)
    sida.get_by_role("link", name="Avsluta planen").click()
    oppen = sida.get_by_role("link", name=re.compile(f"Åtgärden ”{kilen.BRIST_ATGARD}” är öppen"))
    expect(sida.get_by_role("button", name="Avsluta planen")).to_have_count(0)
    oppen.first.click()
    steg.skicka(sida, "Flytta åtgärderna")
    expect(sida.locator("main")).to_contain_text("Åtgärderna går vidare i")
    sida.goto(f"{plan}avsluta/")
    steg.skicka(sida, "Avsluta planen", beslut_datum=steg.dag(0), beslut_paragraf="§ 140")
    expect(sida.locator("main")).to_contain_text("Planen avslutades")
    expect(sida.locator("main")).to_contain_text("§ 140")
    expect(sida.get_by_role("link", name="Nästa plan:")).to_have_attribute("href", nasta)


def _las_det_som_gick_vidare(sida: Page, nasta: str) -> None:
    sida.goto(f"{nasta}lardomar/")
    expect(sida.locator("main")).to_contain_text(kilen.LARDOM)
    sida.goto(f"{nasta}atgarder/")
    expect(sida.locator("main")).to_contain_text(kilen.BRIST_ATGARD)
    expect(sida.locator("main")).to_contain_text("Följde med från")


def _prova_arkivet(sida: Page, plan: str) -> None:
    """Every file of the package has the checksum that the package says."""
    sida.goto(plan)
    lank = sida.get_by_role("link", name="Arkivpaket (zip)").get_attribute("href") or ""
    svar = sida.request.get(lank)
    assert svar.ok
    with zipfile.ZipFile(io.BytesIO(svar.body())) as paket:
        filer = {namn: paket.read(namn) for namn in paket.namelist()}
    rader = filer.pop("kontrollsummor.txt").decode().splitlines()
    summor = {namn: summa for summa, namn in (rad.split("  ", 1) for rad in rader)}
    assert summor == {namn: sha256(data).hexdigest() for namn, data in filer.items()}
    assert {"version-1.json", "varv-1.json", "varv-2.json", "varv-3.json"} <= filer.keys()
    assert kilen.LARDOM in filer["lardomar.csv"].decode()


def _ratta(sida: Page, plan: str) -> None:
    sida.goto(plan)
    sida.get_by_role("region", name="Rättelser").get_by_role(
        "link", name="Skriv en rättelse"
    ).click()
    steg.skicka(sida, "Spara rättelsen", fel="I helåret står 93 procent.", ratt=RATT)
    rattelser = sida.get_by_role("region", name="Rättelser")
    expect(rattelser).to_contain_text(RATT)
    expect(rattelser).to_contain_text("Ingrid Falk")
    expect(sida.get_by_role("link", name="Skriv i planen")).to_have_count(0)

"""One lap of the wheel through the pages, with and without JavaScript."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect
from pypdf import PdfReader

from tests.e2e import kilen
from tests.e2e import varv as steg
from tests.e2e.stack import Webbplats, vanta
from uppfoljning.rapport.skrift import DOLT

KV, PLANANSVARIG, KOMMUNCHEF = "leila.nordin", "astrid.holm", "ingrid.falk"


FEM_SVAR = (
    # Page 1: what is not met, what is worse, what is done, what to decide, how sure it is.
    "Läs detta först",
    "Korta köer: ej uppfyllt",
    "Det finns inget tidigare tillfälle att jämföra med",
    f"{kilen.BRIST_ATGARD}, gjort och hjälpte",
    "Fastställa rapporten för kvartal 1",
    "Indikatorn har jämförbart värde",
)


@pytest.fixture
def varv(ny_person: Callable[[], BrowserContext], med_skript: bool) -> steg.Varv:
    return steg.Varv(
        ny_person,
        namnd="Valnämnden" if med_skript else "Överförmyndarnämnden",
        kontor="Valkansliet" if med_skript else "Överförmyndarkontoret",
        ar=2090 if med_skript else 2091,
        synpunkter=1 if med_skript else 2,
    )


def test_the_wheel_turns_once(varv: steg.Varv, webbplats: Webbplats) -> None:
    leila = varv.som(f"{KV}@kommun.example")
    astrid = varv.som(f"{PLANANSVARIG}@kommun.example")
    ingrid = varv.som(f"{KOMMUNCHEF}@kommun.example")
    invanare = varv.ny_person().new_page()

    steg.registrera_mal_och_uppdrag(varv, leila)
    steg.skapa_indikator(varv, leila)
    plan = steg.skriv_plan(varv, leila, fran=-90, till=60)
    steg.skicka_plan(astrid, plan)
    steg.faststall_plan(ingrid, plan)

    steg.rapportera_aktivitet(leila, plan)
    steg.skapa_tillfallen(varv, leila)
    enkat = steg.skapa_undersokning(varv, leila)
    steg.svara_pa_undersokning(invanare, enkat)
    steg.stang_undersokning(varv, leila)
    referens, _kod = steg.lamna_synpunkt(varv, invanare)
    brev = webbplats.brevlada.texter
    vanta(lambda: any(referens in text for text in brev(steg.INVANARE)), "the receipt by mail")

    steg.oppna_uppfoljning(varv, leila, plan)
    steg.infor_varde(varv, leila)
    underlag = steg.bedom_malet(leila, plan)
    assert "NKI" in underlag
    assert "72,5" in underlag
    assert f"Synpunkter: {varv.synpunkter}" in underlag
    steg.granska_roster(leila, plan)
    steg.godkann(ingrid, plan)

    kilen.besluta_atgarder(leila, plan)
    kilen.kvalitetssakra(astrid, plan)
    atgard = kilen.rapportera_atgard_klar(leila, plan)
    kilen.verifiera_effekt(ingrid, atgard)
    kilen.skriv_lardom(leila, plan)
    kilen.nasta_varv(ingrid, plan)

    nasta = steg.skriv_plan(varv, leila, fran=61, till=150)
    steg.skicka_plan(astrid, nasta)
    ingrid.goto(f"{nasta}faststall/")
    expect(ingrid.locator("main")).to_contain_text(f"”{kilen.LARDOM}” är inte besvarad")
    expect(ingrid.get_by_role("button", name="Fastställ planen")).to_have_count(0)
    kilen.svara_pa_lardom(leila, nasta)
    steg.faststall_plan(ingrid, nasta)

    text = _text(steg.bestall_rapport(varv, leila))
    for ord_ in ("Ej uppfyllt", "NKI 84,4", kilen.LARDOM, *FEM_SVAR):
        assert ord_ in text, ord_
    # One or two synpunkter are too few to be told in a report: their sum is hidden.
    hittad = re.search(r"Synpunkter efter typ .{0,300}? Alla \S+ (\S+) ", text)
    assert hittad, text[text.find("Invånarnas röst") :][:3000]
    assert hittad[1] == DOLT


def _text(pdf: bytes) -> str:
    sidor = (sida.extract_text() for sida in PdfReader(io.BytesIO(pdf)).pages)
    return " ".join(" ".join(sidor).split())

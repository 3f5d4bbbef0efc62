"""The steps of the wedge: what fell short is remedied, and what was learnt is secured."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.varv import dag, skicka

BRIST_ATGARD = "Öppna en lokal till på förmiddagen"
LARDOM = "Räkna kön innan den blir lång"


def besluta_atgarder(sida: Page, plan: str, *, klar_senast: int = 0) -> None:
    sida.goto(f"{plan}atgarder/")
    lankar = sida.get_by_role("link", name=re.compile("^Besluta en åtgärd"))
    while lankar.count():
        lankar.first.click()
        skicka(
            sida,
            "",
            rubrik=BRIST_ATGARD,
            ansvarig="Amir Hosseini",
            klar_senast=dag(klar_senast),
            vantad_effekt="Ingen väntar mer än tio minuter.",
        )
        sida.goto(f"{plan}atgarder/")


def kvalitetssakra(sida: Page, plan: str) -> None:
    sida.goto(f"{plan}kvalitetssakra/")
    skicka(sida, "Gå vidare till kvalitetssäkring")


def rapportera_atgard_klar(sida: Page, plan: str) -> str:
    sida.goto(f"{plan}atgarder/")
    sida.get_by_role("link", name=BRIST_ATGARD).first.click()
    adress = sida.url
    skicka(sida, "Spara läget", status="klar")
    return adress


def verifiera_effekt(sida: Page, atgard: str) -> None:
    sida.goto(atgard)
    skicka(sida, "Spara bedömningen", effekt="ja", effekt_text="Väntan mättes till sex minuter.")


def skriv_lardom(sida: Page, plan: str) -> None:
    sida.goto(f"{plan}lardom/ny/")
    skicka(
        sida,
        "Föreslå lärdomen",
        atgard=BRIST_ATGARD,
        rubrik=LARDOM,
        hande="Kön växte utan att någon såg det.",
        orsak="Ingen räknade den.",
        gor_annorlunda="Kön räknas varje timme.",
    )
    sida.goto(f"{plan}lardom/")
    skicka(sida, "Ingen rutin berörs")


def nasta_varv(sida: Page, plan: str) -> None:
    sida.goto(f"{plan}nasta-varv/")
    skicka(sida, "Säkra lärdomarna och börja nästa varv")


def svara_pa_lardom(sida: Page, plan: str) -> None:
    sida.goto(f"{plan}lardomar/")
    if sida.get_by_text("Arbeta in eller avvisa").count():
        summering = sida.locator("summary", has_text="Arbeta in eller avvisa").first
        summering.click()
    plats = sida.locator("main select").first
    plats.select_option(label="Räkna kön varje timme")
    sida.get_by_role("button", name=re.compile("^Arbeta in i planen")).first.click()
    expect(sida.locator("main")).to_contain_text("Inarbetad")

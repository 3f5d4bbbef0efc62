"""The wheel turned through the pages, with and without JavaScript: so far to the adopted plan."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.e2e import varv as steg
from tests.e2e.stack import Webbplats

KV, KOMMUNCHEF = "leila.nordin", "ingrid.falk"


@pytest.fixture(params=["med skript", "utan skript"])
def varv(
    request: pytest.FixtureRequest, webblasare: Browser, webbplats: Webbplats
) -> Iterator[steg.Varv]:
    med = request.param == "med skript"
    oppna: list[BrowserContext] = []

    def ny_person() -> BrowserContext:
        oppna.append(
            webblasare.new_context(
                base_url=webbplats.adress, locale="sv-SE", java_script_enabled=med
            )
        )
        oppna[-1].set_default_timeout(15_000)
        return oppna[-1]

    yield steg.Varv(
        ny_person,
        namnd="Valnämnden" if med else "Överförmyndarnämnden",
        kontor="Valkansliet" if med else "Överförmyndarkontoret",
        ar=2090 if med else 2091,
    )
    for sammanhang in oppna:
        sammanhang.close()


def test_a_plan_is_written_reviewed_adopted_and_reported_on(varv: steg.Varv) -> None:
    leila = varv.som(f"{KV}@kommun.example")
    ingrid = varv.som(f"{KOMMUNCHEF}@kommun.example")

    steg.registrera_mal_och_uppdrag(varv, leila)
    steg.skapa_indikator(varv, leila)
    plan = steg.skriv_plan(varv, leila, fran=-90, till=60)
    leila.goto(f"{plan}faststall/")
    expect(leila.get_by_role("button", name="Fastställ planen")).to_have_count(0)
    steg.skicka_plan(leila, plan)
    steg.faststall_plan(ingrid, plan)
    steg.rapportera_aktivitet(leila, plan)

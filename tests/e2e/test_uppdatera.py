"""A head's update from the link in the reminder, on a phone, with and without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e import varv as steg
from tests.e2e.skarm import HOJD, axe_fel, overskjutande
from tests.e2e.stack import Webbplats, vanta

KV, PLANANSVARIG, KOMMUNCHEF = (
    f"{namn}@kommun.example" for namn in ("leila.nordin", "astrid.holm", "ingrid.falk")
)
MED_SKRIPT = 2092
"""Label of the round of the phone that runs scripts."""
TELEFON = {"width": 360, "height": HOJD}
PAMINN = """
from datetime import date, datetime, time
from cykel.actions.paminnelse import skicka_paminnelser
from kvalitet import klocka
from kvalitet.kalender import SVENSK_TID, plus_arbetsdagar
from kvalitet.models import Utskick
dag = plus_arbetsdagar(date.fromisoformat("{senast}"), {dagar})
with klocka.stalld(datetime.combine(dag, time(6, 30), SVENSK_TID)):
    skicka_paminnelser()
Utskick.objects.filter(mall="paminnelse").update(nasta_forsok=klocka.nu())
"""


@pytest.fixture(params=["med skript", "utan skript"])
def varv(
    request: pytest.FixtureRequest, webblasare: Browser, webbplats: Webbplats
) -> Iterator[steg.Varv]:
    med = request.param == "med skript"
    oppna: list[BrowserContext] = []

    def ny_person() -> BrowserContext:
        oppna.append(
            webblasare.new_context(
                base_url=webbplats.adress,
                locale="sv-SE",
                java_script_enabled=med,
                viewport=TELEFON,
            )
        )
        oppna[-1].set_default_timeout(15_000)
        return oppna[-1]

    yield steg.Varv(
        ny_person,
        namnd="Samhällsplaneringsnämnden" if med else "Bygg- och miljönämnden",
        kontor="Samhällsbyggnadskontoret" if med else "Bygg- och miljökontoret",
        ar=MED_SKRIPT if med else 2093,
        synpunkter=0,
    )
    for sammanhang in oppna:
        sammanhang.close()


def lank_ur_brevet(varv: steg.Varv, webbplats: Webbplats) -> str:
    """Send the reminders of a working day next to the kontor's day, and return Leila's link.

    One has one reminder a day: the two phones, which may share the site, have a day each.
    """
    fore = len(webbplats.brevlada.texter(KV))
    dagar = -1 if varv.ar == MED_SKRIPT else 1
    senast = steg.dag(14)
    webbplats.manage("shell", "--no-imports", "-c", PAMINN.format(senast=senast, dagar=dagar))

    def brev() -> list[str]:
        nya = webbplats.brevlada.texter(KV)[fore:]
        return [text for text in nya if "Räkna kön varje timme" in text and varv.kontor in text]

    vanta(brev, "the reminder by mail")
    traff = re.search(r"http\S+/uppdatera/\S+", brev()[-1])
    assert traff, brev()[-1]
    return traff[0]


def ny_lapp(varv: steg.Varv) -> str:
    """Bring a plan of the kontor to its open round; Leila reports and owns the indicator."""
    leila = varv.som(KV)
    steg.registrera_mal_och_uppdrag(varv, leila)
    steg.skapa_indikator(varv, leila)
    plan = steg.skriv_plan(varv, leila, fran=-90, till=60)
    steg.skicka_plan(varv.som(PLANANSVARIG), plan)
    steg.faststall_plan(varv.som(KOMMUNCHEF), plan)
    steg.skapa_tillfallen(varv, leila)
    steg.oppna_uppfoljning(varv, leila, plan)
    return plan


def rad(sida: Page, rubrik: str, kontor: str) -> str:
    """Return the id of the kontor's row with the heading, which its fields are named by."""
    rader = sida.locator("main ul.rader > li").filter(has_text=kontor)
    li = rader.filter(has=sida.get_by_role("heading", name=rubrik))
    return str(li.get_attribute("id"))


def spara(sida: Page, nyckel: str, **falt: str) -> None:
    for namn, varde in falt.items():
        ett = sida.locator(f"[name={nyckel}-{namn}]")
        if ett.evaluate("f => f.tagName") == "SELECT":
            ett.select_option(varde)
        else:
            ett.fill(varde)
    sida.locator(f"#spara-{nyckel}").click()


def test_an_update_from_the_link_in_the_mail(varv: steg.Varv, webbplats: Webbplats) -> None:
    plan = ny_lapp(varv)
    sida = varv.ny_person().new_page()  # a phone where nobody has signed in
    sida.goto(lank_ur_brevet(varv, webbplats))
    expect(sida.locator("main")).to_contain_text("sparas i ditt namn, Leila Nordin")
    assert overskjutande(sida) == 0
    if varv.ar == MED_SKRIPT:  # axe is a script itself
        assert axe_fel(sida) == []

    aktivitet = rad(sida, "Räkna kön varje timme", varv.kontor)
    spara(sida, aktivitet, status="forsenad", framsteg="40")
    expect(sida.locator(".ds-error-summary")).to_contain_text(
        "Skriv varför aktiviteten är försenad"
    )
    spara(sida, aktivitet, kommentar="Två vakanser sedan i våras.")
    expect(sida.locator(f"#{aktivitet}")).to_contain_text("Försenad, 40\N{NO-BREAK SPACE}% gjort.")
    varde = rad(sida, "Väntar högst tio minuter", varv.kontor)
    spara(sida, varde, varde_t="72,5", kalla="Räknat i dörren")
    expect(sida.locator("main")).to_contain_text(re.compile("värdet är infört|är sparad"))
    assert overskjutande(sida) == 0

    sida.reload()
    expect(sida.locator("main")).to_contain_text("Försenad, 40\N{NO-BREAK SPACE}% gjort.")
    expect(sida.locator(f"#{varde}")).to_have_count(0)
    leila = varv.som(KV)
    leila.goto(f"{plan}aktiviteter/")
    expect(leila.locator("main")).to_contain_text("Två vakanser sedan i våras.")
    leila.goto(varv.indikator)
    expect(leila.locator("main")).to_contain_text("72,5")

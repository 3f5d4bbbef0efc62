"""A handler's whole day: twenty cases, with every act that a handler and a registrator has.

Each act is a function of its own, so that a new one is added by a line in the day.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.conftest import logga_in
from tests.e2e.skarm import VANTAN, axe_fel
from tests.e2e.stack import Webbplats, vanta

FRAN_INVANARE = 17
TILLDELADE = 14
"""The first so many are assigned before the day begins; the rest the registrator assigns."""
INKORG = "/arbete/synpunkter/"
BERED = """
import json
from kvalitet.models import Anvandare, Enhet, Namnd
from synpunkter.actions import mottagning
from synpunkter.actions import synpunkt as akter
leila = Anvandare.objects.get(epost="leila.nordin@kommun.example")
hanna = Anvandare.objects.get(epost="hanna.berg@kommun.example")
enhet = Enhet.objects.get(namn="Hemtjänst Centrum")
namnd = Namnd.objects.get(kod="VON")
ut = {{}}
for n in range(1, {antal} + 1):
    svar = "kod" if n in (5, 9) else "epost"
    kvitto = mottagning.ta_emot(
        token=f"handlaggarens-dag-{{n}}", typ=("klagomal", "fraga", "forslag", "berom")[n % 4],
        text=f"Dagsprov nummer {{n}}. Personalen kom senare än vi hade fått besked om.",
        namnd=namnd, enhet=enhet, svarsval=svar,
        epost=f"dag{{n}}@exempel.example" if svar == "epost" else "", namn="Gunilla Ek")
    if n <= {tilldelade}:
        akter.tilldela(kvitto.synpunkt, enhet=enhet, handlaggare=hanna, av=leila)
    ut[n] = [kvitto.synpunkt.pk, kvitto.synpunkt.referens]
print("BERETT" + json.dumps(ut))
"""
KVALL = """
import json
from synpunkter.models import Synpunkt
rader = Synpunkt.objects.filter(text__contains="agsprov").order_by("pk")
lagen = {s.referens: [s.lage, s.utfall, s.handlaggare and s.handlaggare.namn] for s in rader}
print("KVALL" + json.dumps(lagen))
"""


@dataclass
class Dag:
    """The day's browsers and cases."""

    webblasare: Browser
    webbplats: Webbplats
    arenden: dict[int, tuple[int, str]]
    oppna: list[BrowserContext] = field(default_factory=list)
    fel: list[str] = field(default_factory=list)

    def som(self, namn: str) -> Page:
        """Sign in, in a browser of one's own; with no name, be a resident."""
        sammanhang = self.webblasare.new_context(base_url=self.webbplats.adress, locale="sv-SE")
        sammanhang.set_default_timeout(30_000)
        self.oppna.append(sammanhang)
        sida = sammanhang.new_page()
        sida.on("pageerror", lambda ett: self.fel.append(str(ett)))
        if namn:
            logga_in(sida, namn)
        return sida

    def adress(self, nummer: int) -> str:
        return f"{INKORG}{self.arenden[nummer][0]}/"

    def lank(self, nummer: int) -> str:
        """The link in the latest mail to the sender."""
        brev = self.webbplats.brevlada.texter(f"dag{nummer}@exempel.example")
        traff = re.search(r"http\S+/synpunkter/folj/\S+", brev[-1])
        assert traff, brev[-1]
        return traff[0]

    def antal_brev(self, nummer: int) -> int:
        return len(self.webbplats.brevlada.texter(f"dag{nummer}@exempel.example"))


def _ur(utskrift: str, ord_: str) -> dict[str, list[str]]:
    rad = next(rad for rad in utskrift.splitlines() if rad.startswith(ord_))
    return json.loads(rad.removeprefix(ord_))  # type: ignore[no-any-return]


@pytest.fixture
def dag(webblasare: Browser, webbplats: Webbplats) -> Iterator[Dag]:
    skript = BERED.format(antal=FRAN_INVANARE, tilldelade=TILLDELADE)
    berett = _ur(webbplats.manage("shell", "--no-imports", "-c", skript), "BERETT")
    arenden = {int(n): (int(pk), referens) for n, (pk, referens) in berett.items()}
    dagen = Dag(webblasare, webbplats, arenden)
    expect.set_options(timeout=30_000)
    yield dagen
    expect.set_options(timeout=VANTAN)
    for sammanhang in dagen.oppna:
        sammanhang.close()
    assert not dagen.fel, "\n".join(dagen.fel)


# --- Acts ----------------------------------------------------------------------------------


def knapp(sida: Page, namn: str) -> None:
    sida.get_by_role("button", name=namn, exact=True).click()


def lank(sida: Page, namn: str) -> None:
    sida.locator("main").get_by_role("link", name=namn, exact=True).first.click()


def fel(sida: Page) -> None:
    rader = sida.locator(".ds-error-summary")
    assert not rader.count(), rader.inner_text()


def tilldela(dag: Dag, sida: Page, nummer: int, *, till: str = "") -> None:
    sida.goto(dag.adress(nummer) + "tilldela/")
    if till:
        sida.locator("[name=handlaggare]").select_option(label=till)
    sida.locator("main form button[type=submit]").click()
    fel(sida)


def ta_hand_om(dag: Dag, sida: Page, nummer: int) -> None:
    sida.goto(dag.adress(nummer))
    knapp(sida, "Ta hand om")
    expect(sida.locator("main")).to_contain_text("Under handläggning")


def svara(dag: Dag, sida: Page, nummer: int, text: str, *, mall: str = "") -> None:
    """Write to the sender, from a template when one is named; read it through; send it."""
    sida.goto(dag.adress(nummer))
    sida.locator("[name=meddelande]").fill(text)
    if mall:
        sida.locator("[name=mall]").select_option(label=mall)
        knapp(sida, "Använd mallen")
        expect(sida.locator("[name=meddelande]")).to_have_value(re.compile("Hej"))
        knapp(sida, "Förhandsgranska")
    else:
        knapp(sida, "Förhandsgranska svaret")
    expect(sida.get_by_role("heading", level=1)).to_have_text("Läs igenom innan du skickar")
    knapp(sida, "Skicka svaret")
    expect(sida.locator("main")).to_contain_text("Besvarad")


def be_om_komplettering(dag: Dag, sida: Page, nummer: int, fraga: str) -> None:
    sida.goto(dag.adress(nummer))
    sida.locator("[name=meddelande]").fill(fraga)
    knapp(sida, "Be om komplettering")
    expect(sida.get_by_role("heading", level=1)).to_have_text("Läs igenom innan du skickar")
    knapp(sida, "Be om komplettering")
    expect(sida.locator("main")).to_contain_text("Väntar på komplettering")


def komplettera_sjalv(dag: Dag, sida: Page, nummer: int, text: str) -> None:
    sida.goto(dag.adress(nummer) + "komplettera/")
    sida.locator("[name=text]").fill(text)
    sida.locator("main form button[type=submit]").click()
    expect(sida.locator("main")).to_contain_text("Under handläggning")


def invanaren_skriver(dag: Dag, sida: Page, nummer: int, text: str, *, fore: int) -> None:
    """The resident opens the link of the mail that has come since, and writes."""
    vanta(lambda: dag.antal_brev(nummer) > fore, "the mail to the sender")
    sida.goto(dag.lank(nummer))
    sida.locator("[name=text]").fill(text)
    knapp(sida, "Skicka")
    expect(sida.locator("main")).to_contain_text(text)


def invanaren_oppnar_igen(dag: Dag, sida: Page, nummer: int, skal: str) -> None:
    sida.goto(dag.lank(nummer))
    sida.locator("[name=skal]").fill(skal)
    knapp(sida, "Öppna ärendet igen")
    expect(sida.locator("main")).to_contain_text(skal)


def anteckna(dag: Dag, sida: Page, nummer: int, text: str) -> None:
    sida.goto(dag.adress(nummer))
    sida.locator("[name=text]").fill(text)
    knapp(sida, "Spara bara för kollegor")
    expect(sida.locator(".samtal .inlagg--intern")).to_contain_text(text)


def avsluta(dag: Dag, sida: Page, nummer: int, utfall: str, *, skal: str = "") -> None:
    sida.goto(dag.adress(nummer) + "avsluta/")
    sida.locator(f'[name=utfall][value="{utfall}"]').check()
    sida.locator("[name=utfall_skal]").fill(skal)
    sida.locator("main form button[type=submit]").click()
    expect(sida.locator("main")).to_contain_text("Utfall:")


def byt_handlaggare(dag: Dag, sida: Page, nummer: int, till: str) -> None:
    sida.goto(dag.adress(nummer))
    lank(sida, "Byt handläggare")
    sida.locator("[name=till]").select_option(label=till)
    knapp(sida, "Byt handläggare")
    fel(sida)


def sok_och_spara_filter(sida: Page) -> None:
    """Search in another form of the word, and keep the search under a name."""
    sida.goto(INKORG)
    sida.locator("#id_q").fill("dagsproven")
    sida.locator("[name=lage]").select_option("alla")
    knapp(sida, "Visa")
    expect(sida.locator("#lista table")).to_contain_text("Dagsprov nummer 1")
    sida.get_by_role("link", name="Spara som filter").click()
    sida.locator("[name=namn]").fill("Dagens")
    knapp(sida, "Spara filtret")
    expect(sida.get_by_role("link", name="Dagens")).to_have_attribute("aria-current", "true")


def skriv_in_med_tangentbordet(sida: Page) -> float:
    """Write in a call by the keyboard alone; return how many seconds it took."""
    borjan = time.monotonic()
    sida.goto(f"{INKORG}ny/")
    expect(sida.locator("[name=text]")).to_be_focused()
    sida.keyboard.type("Dagsprov per telefon. Larmet hördes inte i natt.")
    sida.keyboard.press("Tab")
    sida.keyboard.press("Space")  # klagomål
    for _ in range(3):  # past verksamhet and plats to the answer
        sida.keyboard.press("Tab")
    sida.keyboard.press("ArrowUp")  # the last choice: no answer wanted
    sida.keyboard.press("Control+Enter")
    expect(sida.get_by_role("heading", level=1)).to_have_text("Synpunkten är sparad")
    return time.monotonic() - borjan


def skriv_in_flera(sida: Page) -> None:
    """Two verbal ones of the period; a row with a fault saves neither."""
    sida.goto(f"{INKORG}flera/")
    enhet = sida.locator("[name=enhet] option").filter(has_text="Hemtjänst Centrum")
    sida.locator("[name=enhet]").select_option(enhet.first.get_attribute("value"))
    idag = sida.evaluate("() => new Date().toLocaleDateString('sv-SE')")
    for nr, (typ, text) in enumerate(
        (("berom", "Dagsprov: bra mat."), ("fraga", "Dagsprov: när?"))
    ):
        sida.locator(f"[name=r-{nr}-typ]").select_option(typ)
        sida.locator(f"[name=r-{nr}-text]").fill(text)
    sida.locator("[name=r-0-dag]").fill(idag)
    knapp(sida, "Spara alla")
    expect(sida.locator(".ds-error-summary")).to_contain_text("Rad 2: Skriv vilken dag")
    sida.locator("[name=r-1-dag]").fill(idag)
    knapp(sida, "Spara alla")
    expect(sida.get_by_role("heading", level=1)).to_have_text("Två synpunkter är sparade")


def anmal_franvaro(sida: Page) -> None:
    """The day's last act: she is away, and her open cases go back to their units."""
    sida.goto(f"{INKORG}franvaro/")
    idag = sida.evaluate("() => new Date().toLocaleDateString('sv-SE')")
    sida.locator("[name=fran]").fill(idag)
    sida.locator("[name=till]").fill(idag)
    knapp(sida, "Anmäl frånvaron")
    expect(sida.locator("main")).to_contain_text("tillbaka hos sina enheter")


# --- The day -------------------------------------------------------------------------------


def test_a_handlers_day_of_twenty_cases(dag: Dag) -> None:
    leila, hanna, invanare = dag.som("Leila Nordin"), dag.som("Hanna Berg"), dag.som("")

    # Morning: the registrator assigns what has come in since, to a person or to the unit.
    tilldela(dag, leila, 15, till="Hanna Berg")
    tilldela(dag, leila, 16)
    tilldela(dag, leila, 17, till="Omar Lindqvist")
    sok_och_spara_filter(hanna)

    # The calls of the morning.
    assert skriv_in_med_tangentbordet(hanna) < 60
    skriv_in_flera(hanna)

    # Answers from a template, of every kind of outcome.
    utfall = ("atgardat", "delvis", "planerad", "framfort", "fraga_besvarad", "annan_process")
    for nummer, blev in enumerate(utfall, start=1):
        ta_hand_om(dag, hanna, nummer)
        svara(dag, hanna, nummer, "", mall="Fel rättat")
        avsluta(dag, hanna, nummer, blev)

    # Questions to the sender: one is answered on the page, one on the telephone.
    for nummer in (7, 8):
        fore = dag.antal_brev(nummer)
        ta_hand_om(dag, hanna, nummer)
        be_om_komplettering(dag, hanna, nummer, "Vilken dag var det?")
        if nummer == 7:
            invanaren_skriver(dag, invanare, nummer, "Det var i tisdags.", fore=fore)
        else:
            komplettera_sjalv(dag, hanna, nummer, "Hon ringde. Det var i onsdags.")
        svara(dag, hanna, nummer, "Hej! Nu vet vi vad som hände, och det är rättat.")

    # A note among colleagues, and a case that leads to nothing, with its reason.
    ta_hand_om(dag, hanna, 9)
    anteckna(dag, hanna, 9, "Kolla med Centrum hur schemat såg ut.")
    svara(dag, hanna, 9, "Hej! Vi har läst det du skrev.")
    avsluta(dag, hanna, 9, "ingen", skal="Schemat följdes den dagen.")

    # Not satisfied: opened again, answered again.
    fore = dag.antal_brev(1)
    assert fore
    invanaren_oppnar_igen(dag, invanare, 1, "Det hände igen i dag.")
    ta_hand_om(dag, hanna, 1)
    svara(dag, hanna, 1, "Hej igen! Nu har vi talat med alla.")

    # To a colleague, and back to the unit.
    byt_handlaggare(dag, hanna, 10, "Omar Lindqvist")
    byt_handlaggare(dag, hanna, 11, "Enheten tillsammans")
    for nummer in (12, 13, 14):
        ta_hand_om(dag, hanna, nummer)
    anmal_franvaro(hanna)

    _kvall(dag)
    _sidorna_ar_tillgangliga(dag, leila)


def _kvall(dag: Dag) -> None:
    """Twenty cases, each where the day left it; no open one with whoever has gone home."""
    kvall = _ur(dag.webbplats.manage("shell", "--no-imports", "-c", KVALL), "KVALL")
    assert len(kvall) == 20
    blev = {n: kvall[referens] for n, (_, referens) in dag.arenden.items()}
    assert blev[1][0] == "besvarad"
    assert [blev[n][:2] for n in range(2, 7)] == [
        ["avslutad", utfall]
        for utfall in ("delvis", "planerad", "framfort", "fraga_besvarad", "annan_process")
    ]
    assert [blev[n][0] for n in (7, 8)] == ["besvarad", "besvarad"]
    assert blev[9][:2] == ["avslutad", "ingen"]
    assert (blev[10][2], blev[11][2], blev[17][2]) == ("Omar Lindqvist", None, "Omar Lindqvist")
    assert [blev[n][0] for n in (12, 13, 14)] == ["under_handlaggning"] * 3
    oppna = [rad for rad in kvall.values() if rad[0] != "avslutad"]
    assert "Hanna Berg" not in {vem for _, _, vem in oppna}


def _sidorna_ar_tillgangliga(dag: Dag, sida: Page) -> None:
    vagar = [
        INKORG,
        dag.adress(12),
        dag.adress(12) + "byt-handlaggare/",
        f"{INKORG}ny/",
        f"{INKORG}flera/",
        f"{INKORG}filter/?typ=fraga",
        f"{INKORG}franvaro/",
        f"{INKORG}installningar/",
        f"{INKORG}installningar/mallar/ny/",
        f"{INKORG}regler/",
        f"{INKORG}regler/ny/",
    ]
    for vag in vagar:
        sida.goto(vag)
        assert axe_fel(sida) == [], vag

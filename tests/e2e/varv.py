"""The steps of one lap of the wheel, as people take them in the pages.

Every step goes through forms and links only, so that the lap can be turned with and without
JavaScript. Days are counted from today, so that it turns in any year.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from playwright.sync_api import BrowserContext, Page, expect

from kvalitet.demokonton import LOSENORD

MAL_TEXT = "Alla ska kunna rösta utan att vänta mer än tio minuter."
INVANARE = "gunilla@exempel.example"


def dag(om: int) -> str:
    """The day so many days from today, as a date field takes it."""
    return (date.today() + timedelta(days=om)).isoformat()  # noqa: DTZ011  (the browser's day)


@dataclass
class Varv:
    """One lap for one nämnd and kontor; remembers the addresses that it comes by."""

    ny_person: Callable[[], BrowserContext]
    namnd: str
    kontor: str
    ar: int
    """Label of the round, so that two laps on the same site have rounds of their own."""
    synpunkter: int
    """How many synpunkter the period has when the resident's has come: the demo has some."""
    indikator: str = ""
    """Address of the page where the lap's indicator gets its values."""

    def som(self, epost: str) -> Page:
        """Sign in with a password, in a browser of one's own."""
        sida = self.ny_person().new_page()
        sida.goto("/konto/logga-in/")
        sida.locator("[name=username]").fill(epost)
        sida.locator("[name=password]").fill(LOSENORD)
        sida.locator("main form").filter(has=sida.locator("[name=password]")).get_by_role(
            "button"
        ).click()
        expect(sida).to_have_url(re.compile(r"/arbete/$"))
        return sida


def skicka(sida: Page, knapp: str, **falt: str) -> None:
    """Fill the page's form and press the button named, or its first; fail if it is refused."""
    for namn, varde in falt.items():
        fyll(sida, namn, varde)
    knappar = sida.locator("main form button[type=submit]")
    (knappar.filter(has_text=knapp) if knapp else knappar).first.click()
    fel = sida.locator(".ds-error-summary")
    assert not fel.count(), fel.inner_text()


def fyll(sida: Page, namn: str, varde: str) -> None:
    falt = sida.locator(f"main [name={namn}]")
    slag = falt.first.evaluate("f => f.type")
    if slag == "radio":
        sida.locator(f'main [name="{namn}"][value="{varde}"]').check()
    elif slag == "checkbox":
        falt.set_checked(varde == "ja")
    elif slag == "select-one":
        vald = falt.locator("option").filter(has_text=re.compile(rf"^\s*{re.escape(varde)}"))
        falt.select_option(vald.first.get_attribute("value"))
    else:
        falt.fill(varde)


# --- planera ------------------------------------------------------------------------------------


def registrera_mal_och_uppdrag(varv: Varv, sida: Page) -> None:
    beslut = {"beslut_datum": dag(-30), "beslut_paragraf": "§ 44"}
    sida.goto("/arbete/mal/nytt/")
    skicka(
        sida,
        "",
        niva="Nämndens mål (Styrmodell 2023–2026)",
        namnd=varv.namnd,
        nummer="7",
        kort="Korta köer",
        text=MAL_TEXT,
        beslut_organ="Nämnden",
        kriterium_a="Nio av tio väntar högst tio minuter.",
        **beslut,
    )
    sida.goto("/arbete/uppdrag/nytt/")
    skicka(
        sida,
        "",
        rubrik="Redovisa väntetiderna",
        givare="Kommunfullmäktige",
        namnd=varv.namnd,
        enhet=varv.kontor,
        forfaller=dag(60),
        **beslut,
    )


def skapa_indikator(varv: Varv, sida: Page) -> None:
    sida.goto("/arbete/indikatorer/ny/")
    skicka(
        sida,
        "",
        namn=f"Väntar högst tio minuter, {varv.kontor}",
        definition="Andel som väntar högst tio minuter, räknat i dörren.",
        matt="procent",
        riktning="Högre",
        kalla="Förs in för hand",
        frekvens="Varje uppföljning",
        skal_ej_kon="Räknas i dörren, utan att fråga vem det är.",
    )
    sida.goto("/arbete/indikatorer/")
    sida.get_by_role("link", name=f"Väntar högst tio minuter, {varv.kontor}").click()
    varv.indikator = sida.url


def skapa_plan(varv: Varv, sida: Page, *, fran: int, till: int) -> str:
    """Return the address of the new plan, which holds nothing yet."""
    sida.goto("/arbete/planer/ny/")
    skicka(
        sida,
        "",
        enhet=varv.kontor,
        namnd=varv.namnd,
        styrmodell="Styrmodell 2023–2026",
        period_fran=dag(fran),
        period_till=dag(till),
    )
    found = re.search(r"/arbete/planer/(\d+)/", sida.url)
    assert found, sida.url
    return found.group(0)


def skriv_plan(varv: Varv, sida: Page, *, fran: int, till: int) -> str:
    plan = skapa_plan(varv, sida, fran=fran, till=till)
    sida.goto(f"{plan}redigera/")
    lankar = sida.get_by_role("link", name=re.compile("^Besvara"))
    while lankar.count():
        egen = "Korta köer" in (lankar.first.inner_text())
        lankar.first.click()
        if egen:
            skicka(sida, "", koppling="direkt")
        else:
            skicka(sida, "", koppling="beror_inte", skal="Ligger hos en annan enhet i år.")
        raden_sparad(sida)
        sida.goto(f"{plan}redigera/")
    _aktivitet_och_indikator(varv, sida, plan, fran=fran, till=till)
    return plan


def _aktivitet_och_indikator(varv: Varv, sida: Page, plan: str, *, fran: int, till: int) -> None:
    sida.get_by_role("link", name=re.compile("Lägg till aktivitet till.*Korta köer")).click()
    skicka(
        sida,
        "",
        rubrik="Räkna kön varje timme",
        ansvarig="Amir Hosseini",
        rapportor="Leila Nordin",
        start=dag(fran),
        slut=dag(till),
    )
    raden_sparad(sida)
    sida.goto(f"{plan}redigera/")
    sida.get_by_role("link", name=re.compile("Lägg till indikator till.*Korta köer")).click()
    skicka(
        sida,
        "",
        indikator=f"Väntar högst tio minuter, {varv.kontor}",
        kriterium="A",
        maltyp="absolut",
        malvarde="90",
        basar="2022",
        baslinje="60",
    )
    raden_sparad(sida)


def raden_sparad(sida: Page) -> None:
    """Wait until the editor has closed the row's form, with scripts or without."""
    expect(sida.locator("main form")).to_have_count(0)


def skicka_plan(sida: Page, plan: str) -> None:
    sida.goto(f"{plan}skicka/")
    skicka(sida, "Skicka till granskning")


def faststall_plan(sida: Page, plan: str) -> None:
    sida.goto(f"{plan}faststall/")
    skicka(
        sida,
        "Fastställ planen",
        beslut_datum=dag(0),
        beslut_paragraf="§ 12",
        dnr="VN 2026/0042",
        mbl_berors_inte="ja",
    )
    expect(sida.locator("main")).to_contain_text("Fastställd")


# --- genomföra och följa upp --------------------------------------------------------------------


def rapportera_aktivitet(sida: Page, plan: str) -> None:
    sida.goto(f"{plan}aktiviteter/")
    val = sida.locator("main select[name$=status]")
    if not val.is_visible():
        sida.locator("summary", has_text="Rapportera").first.click()
    val.select_option(label="Pågår")
    skicka(sida, "Spara")
    expect(sida.locator("main")).to_contain_text("Pågår")


def skapa_tillfallen(varv: Varv, sida: Page) -> None:
    """A round that is open today, and a later one that the next lap can turn on."""
    skapa_tillfalle(varv, sida, "Kvartal 1", fran=-60, mat=0, oppnar=0)
    skapa_tillfalle(varv, sida, "Helår", fran=-60, mat=20, oppnar=21)


def skapa_tillfalle(varv: Varv, sida: Page, slag: str, *, fran: int, mat: int, oppnar: int) -> None:
    sida.goto("/arbete/uppfoljning/tillfallen/nytt/")
    skicka(
        sida,
        "",
        slag=slag,
        ar=str(varv.ar),
        period_fran=dag(fran),
        matdatum=dag(mat),
        oppnar=dag(oppnar),
        enheter_senast=dag(oppnar + 7),
        stanger=dag(oppnar + 14),
    )


def skapa_undersokning(varv: Varv, sida: Page) -> str:
    sida.goto("/arbete/undersokningar/ny/")
    skicka(
        sida,
        "",
        namn=f"Så var det att rösta, {varv.kontor}",
        om="röstningen",
        enhet=varv.kontor,
        namnd=varv.namnd,
        mal=f"Mål 7. Korta köer ({varv.namnd})",
        oppnar=dag(-1),
        stanger=dag(10),
        urval="40",
    )
    lank = sida.locator("a[href*='/undersokningar/']", has_text=re.compile("/undersokningar/"))
    return lank.first.get_attribute("href") or ""


def svara_pa_undersokning(sida: Page, adress: str) -> None:
    for nojd in ("9", "8", "9", "7", "10"):
        sida.goto(adress)
        nki = {f"f_nki_{nr}": nojd for nr in (1, 2, 3)}
        skicka(sida, "Skicka svaren", **nki, kon="K")


def stang_undersokning(varv: Varv, sida: Page) -> None:
    """Its result is not shown before; closed, it takes no more answers."""
    sida.goto("/arbete/undersokningar/")
    sida.get_by_role("link", name=f"Så var det att rösta, {varv.kontor}").click()
    expect(sida.locator("main")).to_contain_text("Resultatet visas när undersökningen har stängt")
    expect(sida.locator("main")).not_to_contain_text("NKI är")
    sida.locator("summary", has_text="Stäng undersökningen").click()
    skicka(sida, "Stäng undersökningen nu")
    expect(sida.locator("main")).to_contain_text("NKI är 84,4")


def lamna_synpunkt(varv: Varv, sida: Page) -> tuple[str, str]:
    """Return the reference and the secret code of the receipt."""
    sida.goto("/synpunkter/lamna/")
    hitta_verksamhet(sida, varv.kontor)
    skicka(
        sida,
        "Granska innan du skickar",
        typ="klagomal",
        text="Vi stod i kö i fyrtio minuter med en vagn.",
        svarsval="epost",
        epost=INVANARE,
    )
    sida.wait_for_timeout(3_100)  # sent within three seconds it would be suspected spam
    skicka(sida, "Skicka synpunkten")
    text = sida.locator("main").inner_text()
    referens = re.search(r"SP-[\w-]+", text)
    kod = re.search(
        r"\b\w{4}-\w{4}-\w{4}\b", text.replace(referens.group(0) if referens else "", "")
    )
    assert referens, text
    assert kod, text
    return referens.group(0), kod.group(0)


def koderna(sida: Page) -> tuple[str, str]:
    """Return the reference and the secret code of the receipt."""
    expect(sida.locator(".kod")).to_have_count(2)  # the receipt may be on its way
    referens, kod = sida.locator(".kod").all_inner_texts()
    return referens, kod


def hitta_verksamhet(sida: Page, namn: str) -> None:
    """Search for the unit in the public form and choose it among the hits."""
    sida.locator("main [name=sok]").fill(namn)
    sida.locator("#hitta").click()
    # A kontor and a unit of it may share a name; either will do.
    sida.get_by_role("radio", name=namn, exact=True).first.check()


def oppna_uppfoljning(varv: Varv, sida: Page, plan: str, slag: str = "Kvartal 1") -> None:
    sida.goto(f"{plan}oppna-uppfoljning/")
    if sida.get_by_role("button", name="Öppna uppföljningen").count():
        sida.get_by_label(re.compile(f"{slag} {varv.ar}")).check()
        skicka(sida, "Öppna uppföljningen")


def infor_varde(
    varv: Varv, sida: Page, *, fran: int = -60, till: int = -1, varde: str = "72,5"
) -> None:
    sida.goto(varv.indikator)
    skicka(
        sida,
        "",
        enhet=varv.kontor,
        period_fran=dag(fran),
        period_till=dag(till),
        matdatum=dag(till),
        kalla="Räknat i dörren",
        varde_t=varde,
    )


def bedom_malet(sida: Page, plan: str, **andra: str) -> str:
    """Judge the goal with indicator, survey and synpunkter on the page; return its text."""
    sida.goto(plan)
    sida.get_by_role("link", name=re.compile("^Bedöm målet")).first.click()
    underlag = sida.locator("main").inner_text()
    falt = {
        "bedomning": "ej",
        "motivering": "Var fjärde väntar mer än tio minuter, och invånarna skriver om det.",
        "fungerade_inte": "Kön räknades för sällan.",
        "orsak": "En lokal för lite på förmiddagen.",
        "prognos": "Osäkert",
        "trend": "Underlag saknas",
    } | andra
    if not sida.locator("[name=prognos]").count():  # the whole year has passed
        del falt["prognos"]
    skicka(sida, "Lämna bedömningen", **falt)
    return underlag


def granska_roster(sida: Page, plan: str) -> None:
    """Go through what residents said; with nothing said, the plan's page asks for nothing."""
    sida.goto(plan)
    lankar = sida.locator("main a[href*='/roster/']")
    if not lankar.count():
        return
    adress = lankar.first.get_attribute("href") or ""
    for vad in ("synpunkter", "undersokningar"):
        sida.goto(adress)
        form = sida.locator("form").filter(has=sida.locator(f"[name=del][value={vad}]"))
        form.locator("textarea").fill("Det som återkommer är väntan på förmiddagen.")
        form.get_by_role("button").click()


def godkann(sida: Page, plan: str) -> None:
    sida.goto(f"{plan}godkann/")
    skicka(sida, "Godkänn uppföljningen")


# --- rapporten ----------------------------------------------------------------------------------


def bestall_rapport(varv: Varv, sida: Page) -> bytes:
    """Order the report, wait until a worker has made it, and return the file."""
    sida.goto("/arbete/rapporter/bestall/")
    skicka(sida, "", namnd=varv.namnd, tillfalle=f"Kvartal 1 {varv.ar}")
    lank = sida.get_by_role("link", name="Ladda ner pdf")
    for _ in range(60):
        if lank.count():
            break
        sida.wait_for_timeout(500)
        sida.reload()
    svar = sida.request.get(lank.get_attribute("href") or "")
    assert svar.ok
    return svar.body()

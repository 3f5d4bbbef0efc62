"""What a reader meets on paper: page 1 answers, nothing leaves the page, the order is right."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any

import pikepdf
import pytest
import weasyprint
from pypdf import PdfReader

from kvalitet.pdf import Pdf
from kvalitet.texter import GRADER
from tests.uppfoljning import rapportexempel
from uppfoljning.bedomning import Bedomning
from uppfoljning.rapport.html import MAPP, rapport_html
from uppfoljning.rapport.modell import Rapportlage
from uppfoljning.rapport.tryck import rapport_pdf
from uppfoljning.rapport.vy import rapportvy

STORA = [
    pytest.param(n, marks=() if n == "full" else pytest.mark.langsam)
    for n in ("full", "fyrtio_mal", "langa_ord", "tre_hundra_rader", "utan_mal")
]


@cache
def ritad(namn: str) -> Pdf:
    u = rapportexempel.ALLA[namn]()
    return rapport_pdf(u, utkast=u.status.lage is not Rapportlage.FASTSTALLD)


def text(namn: str, sida: int) -> str:
    return " ".join(PdfReader(io.BytesIO(ritad(namn).bytes)).pages[sida - 1].extract_text().split())


def bara_ord(text: str) -> str:
    """Without spaces and hyphens, which come and go where lines are broken."""
    return re.sub(r"[\s\u00ad-]+", "", text)


# --- page 1 -------------------------------------------------------------------------------------


@pytest.mark.parametrize("namn", STORA)
def test_page_1_stands_alone_and_answers_the_five_questions(namn: str) -> None:
    """domain.md section 8: not met, worse, what is done, what to decide, how sure."""
    u = rapportexempel.ALLA[namn]()
    forst = rapportvy(u, utkast=False, fingeravtryck="0" * 64).forst
    sida = bara_ord(text(namn, 1))
    svar = {
        "Mål som inte är uppfyllda": forst.ej_uppfyllda,
        "Sämre än förra gången": forst.samre,
        "Det här gör kontoret nu": forst.gor,
        "Detta behöver nämnden ta ställning till": forst.beslut,
        "Så säker är rapporten": forst.sakerhet,
    }
    for rubrik, meningar in svar.items():
        assert bara_ord(rubrik) in sida
        for mening in meningar:
            assert bara_ord(mening.text) in sida, mening
    assert bara_ord(forst.omdome) in sida
    assert ritad(namn).ankare["innehall"] == 2


def test_page_1_names_the_answers_of_the_example() -> None:
    sida = text("full", 1)
    for del_ in (
        "Kontinuitet i hemtjänsten: ej uppfyllt andra året i rad",
        "från delvis uppfyllt till ej uppfyllt",
        "Mäta matsvinn i två veckor med den nya metoden",
        "Ställa sig bakom införande av små team",
        "16 av 18 indikatorer har jämförbart värde",
    ):
        assert del_ in sida, del_


@pytest.mark.langsam
def test_forty_goals_in_a_draft_keep_page_1() -> None:
    u = rapportexempel.fyrtio_mal_utkast()
    pdf = rapport_pdf(u, utkast=True)
    assert pdf.varningar == ()
    assert pdf.ankare["innehall"] == 2


# --- many goals, many rows ----------------------------------------------------------------------


@pytest.mark.langsam
def test_forty_goals_are_read_in_thirty_pages_with_their_detail() -> None:
    u, svar = rapportexempel.fyrtio_mal(), ritad("fyrtio_mal")
    assert svar.sidor <= 30
    html = rapport_html(u, utkast=False)
    assert html.count('class="mal kort"') == 40
    assert "<figure" not in html.split('id="sprang-1"')[0]
    for mal in u.mal:
        for del_ in (mal.text, mal.motivering, *(a.rubrik for a in mal.atgarder)):
            assert del_ in html
        for i in mal.indikatorer:
            assert f"{i.nummer} {i.namn}" in html


@pytest.mark.parametrize(("antal", "delar"), [(12, False), (13, True)])
def test_more_than_twelve_goals_share_pages(antal: int, delar: bool) -> None:
    u = rapportexempel.med_mal(antal)
    assert rapportvy(u, utkast=False, fingeravtryck="0" * 64).kompakt is delar
    assert not rapportvy(u, utkast=False, fingeravtryck="0" * 64, webb=True).kompakt


@pytest.mark.langsam
def test_a_long_table_is_cut_and_says_where_the_rest_is() -> None:
    u, svar = rapportexempel.tre_hundra_rader(), ritad("tre_hundra_rader")
    assert svar.sidor <= 30
    html = rapport_html(u, utkast=False)
    for vad in ("uppdrag", "brister", "åtgärder", "lärdomar", "nyckeltal", "kontroller", "frågor"):
        assert re.search(rf"Här visas 30 av 30\d {vad}", html), vad
    assert html.count("Hela tabellen finns i Excel-bilagan.") >= 15


# --- nothing leaves the page ---------------------------------------------------------------------


def _utanfor(ruta: Any, hoger: float) -> Iterator[str]:
    """The text that goes further right than the block it stands in."""
    for barn in getattr(ruta, "children", ()):
        if type(barn).__name__ == "TextBox":
            if barn.position_x + barn.width > hoger + 1:
                yield barn.text
        elif type(barn).__name__ in ("InlineBox", "LineBox"):
            yield from _utanfor(barn, hoger)
        else:
            kant = barn.position_x + barn.margin_width() if barn.width != "auto" else hoger
            yield from _utanfor(barn, min(kant, hoger) if barn.is_table_wrapper else kant)


@pytest.mark.parametrize("namn", ["full", pytest.param("langa_ord", marks=pytest.mark.langsam)])
def test_no_word_leaves_its_column(namn: str) -> None:
    u = rapportexempel.ALLA[namn]()
    html = rapport_html(u, utkast=False)
    dokument = weasyprint.HTML(string=html, base_url=f"{MAPP.as_uri()}/").render()
    for nummer, sida in enumerate(dokument.pages, 1):
        ruta = sida._page_box
        ute = list(_utanfor(ruta, ruta.width + ruta.margin_left + ruta.margin_right))
        assert not ute, (nummer, ute)


# --- the order in which it is read ----------------------------------------------------------------


def _taggar(nod: Any) -> Iterator[tuple[str, list[Any]]]:
    """Every structure element in order, with its own marked contents (page, MCID)."""
    barn = nod.get("/K")
    if barn is None:
        return
    for ett in barn if isinstance(barn, pikepdf.Array) else [barn]:
        if isinstance(ett, pikepdf.Dictionary) and "/S" in ett:
            yield str(ett.S), []
            yield from _taggar(ett)


def test_the_headings_are_tagged_in_reading_order() -> None:
    with pikepdf.open(io.BytesIO(ritad("full").bytes)) as oppnad:
        rubriker = [s for s, _ in _taggar(oppnad.Root.StructTreeRoot) if re.fullmatch("/H[1-6]", s)]
    assert rubriker[:2] == ["/H1", "/H2"]
    assert rubriker.count("/H1") == 1
    for fore, efter in pairwise(int(r[2]) for r in rubriker):
        assert efter <= fore + 1


ORDNING = {
    1: (
        "Vård- och omsorgsnämnden",
        "Måluppfyllelserapport",
        "Läs detta först",
        "Två av sex mål är uppfyllda",
        "Antal mål, av 6",
        "Mål som inte är uppfyllda",
        "Det här gick bra",
        "Detta behöver nämnden ta ställning till",
        "Sämre än förra gången",
        "Prognos för helåret",
        "Det här gör kontoret nu",
        "Så säker är rapporten",
    ),
    3: ("Målöversikt", "Uppdrag från fullmäktige och nämnden", "Alla indikatorer"),
    4: ("Ekonomi och personal", "Budgetavvikelse", "Intern kontroll", "Läkemedelsskåp"),
    5: (
        "Mål 1.",
        "Bedömning",
        "Varför vi bedömer så",
        "Kriterium och indikator",
        "Tillfälle",
        "Det här har vi gjort",
        "Det här fungerade inte, och varför",
        "Klart senast",
    ),
}


@pytest.mark.parametrize("sida", ORDNING)
def test_the_text_is_extracted_in_the_order_it_is_read(sida: int) -> None:
    hela = text("full", sida)
    plats = 0
    for del_ in ORDNING[sida]:
        assert del_ in hela[plats:], del_
        plats = hela.index(del_, plats) + len(del_)


# --- the last page --------------------------------------------------------------------------------


def test_the_last_page_says_how_the_report_is_checked() -> None:
    svar = ritad("full")
    u = rapportexempel.full()
    sist = bara_ord(text("full", svar.sidor))
    vy = rapportvy(u, utkast=False, fingeravtryck="ab12cd34ef56" + "0" * 52)
    assert vy.kontroll == "https://kvalitet.norrkoping.se/r/ab12cd34ef56/"
    assert bara_ord("Så kan rapporten kontrolleras") in sist
    hela = re.search(r"\(SHA256\):([0-9a-f]{64})", sist)
    assert hela
    assert f"{u.adress}/r/{hela[1][:12]}/" in sist
    with pikepdf.open(io.BytesIO(svar.bytes)) as oppnad:
        lankar = [str(a.A.URI) for a in oppnad.pages[-1].get("/Annots", []) if "/URI" in a.A]
    assert lankar == [f"{u.adress}/r/{hela[1][:12]}/"]


def test_a_snapshot_without_an_address_prints_none() -> None:
    html = rapport_html(rapportexempel.utan_mal(), utkast=True)
    assert "/r/" not in html
    assert "fingeravtryck" in html


# --- greyscale ------------------------------------------------------------------------------------

PALETT = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", (MAPP / "rapport.css").read_text("utf-8")))


def luminans(farg: str) -> float:
    """Relative luminance (WCAG 2): what is left of a colour in greyscale."""
    tal = [int(farg[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    r, g, b = (t / 12.92 if t <= 0.04045 else ((t + 0.055) / 1.055) ** 2.4 for t in tal)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def kontrast(a: str, b: str) -> float:
    ljus, mork = sorted((luminans(a), luminans(b)), reverse=True)
    return (ljus + 0.05) / (mork + 0.05)


@pytest.mark.parametrize("grad", [b.value for b in Bedomning])
def test_a_grade_is_read_without_its_colour(grad: str) -> None:
    """Word and symbol stand out in grey, on white and on the grade's own tint."""
    for grund in ("#ffffff", PALETT[f"{grad}-ton"]):
        assert kontrast(PALETT[grad], grund) >= 4.5
    assert f'bed {grad}">{GRADER[grad]}' in rapport_html(rapportexempel.full(), utkast=False)


def test_no_two_grades_have_the_same_symbol_shape() -> None:
    former = {}
    for grad in Bedomning:
        svg = (MAPP / "symboler" / f"{grad.value}.svg").read_text("utf-8")
        assert PALETT[grad.value] in svg
        former[grad] = re.sub(r"#[0-9a-f]{3,6}", "", svg)
    assert len(set(former.values())) == len(Bedomning)

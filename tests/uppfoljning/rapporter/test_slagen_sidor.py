"""The kinds kommun, manad and enhet as pages: in every size, in print and on the web."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string

from kvalitet.pdf import Pdf
from tests.uppfoljning import rapportexempel
from tests.uppfoljning.rapporter import kommunexempel, manadexempel
from tests.uppfoljning.rapporter.pdfprov import ar_giltig, sidans_text
from tests.uppfoljning.test_rapport_html import Text
from uppfoljning.rapport import kanon
from uppfoljning.rapport.alla import SLAG
from uppfoljning.rapport.html import rapport_html, tvilling_vy
from uppfoljning.rapport.modell import OkantSchema, Rapportlage
from uppfoljning.rapport.sidbudget import FORSTA_SIDAN
from uppfoljning.rapport.tryck import rapport_pdf

Exempel = tuple[str, str]
ENHETEN = "Hemtjänst Centrum, Vård- och omsorgsnämnden"
ENHETER: dict[str, Callable[[], Any]] = {
    namn: lambda gor=gor: replace(gor(), namnd=ENHETEN)
    for namn, gor in rapportexempel.ALLA.items()
    if namn in ("full", "allt_saknas", "utan_mal")
}
ALLA: dict[Exempel, Callable[[], Any]] = {
    **{("kommun", namn): gor for namn, gor in kommunexempel.ALLA.items()},
    **{("manad", namn): gor for namn, gor in manadexempel.ALLA.items()},
    **{("enhet", namn): gor for namn, gor in ENHETER.items()},
}
SNABB = ("manad", "en")
FEM_SVAR = {
    "kommun": (
        *("Mål som inte är uppfyllda", "Sämre än förra gången", "Det här gör kontoren nu"),
        *("Detta behöver kommunstyrelsen ta ställning till", "Så säker är rapporten"),
    ),
    "manad": (
        *("Indikatorer som inte når årets mål", "Sämre än förra gången"),
        *("Det här gör kontoret nu", "Detta behöver nämnden ta ställning till"),
        "Så säker är rapporten",
    ),
    "enhet": (
        *("Mål som inte är uppfyllda", "Sämre än förra gången", "Det här gör kontoret nu"),
        *("Detta behöver nämnden ta ställning till", "Så säker är rapporten"),
    ),
}


def utkast(u: Any) -> bool:
    return u.status.lage is not Rapportlage.FASTSTALLD


@cache
def ritad(exempel: Exempel) -> Pdf:
    u = ALLA[exempel]()
    return rapport_pdf(u, utkast=utkast(u), slag=SLAG[exempel[0]])


def tryckt(exempel: Exempel) -> str:
    u = ALLA[exempel]()
    return rapport_html(u, utkast=utkast(u), slag=SLAG[exempel[0]])


def tvilling(exempel: Exempel) -> str:
    u, slag = ALLA[exempel](), SLAG[exempel[0]]
    vy = tvilling_vy(u, utkast=utkast(u), slag=slag)
    return render_to_string(slag.webbmall, {"r": vy, "u": vy.u})


def namn(exempel: Exempel) -> str:
    return "-".join(exempel)


@pytest.mark.parametrize(
    "exempel",
    [pytest.param(e, marks=() if e == SNABB else pytest.mark.langsam) for e in ALLA],
    ids=namn,
)
def test_the_file_is_valid_and_keeps_its_pages(exempel: Exempel, tmp_path: Path) -> None:
    ar_giltig(ritad(exempel), tmp_path)


@pytest.mark.parametrize(
    "exempel", [SNABB, pytest.param(("kommun", "full"), marks=pytest.mark.langsam)], ids=namn
)
def test_page_1_alone_gives_the_five_answers(exempel: Exempel) -> None:
    text = sidans_text(ritad(exempel), 1)
    platser = [text.find(rubrik) for rubrik in ("Läs detta först", *FEM_SVAR[exempel[0]])]
    assert min(platser) >= 0, platser
    nasta = "Innehåll" if exempel[0] == "kommun" else "Indikatorer"
    assert sidans_text(ritad(exempel), 2).find(nasta) >= 0


@pytest.mark.langsam
def test_eleven_namnder_with_twelve_goals_are_readable() -> None:
    pdf = ritad(("kommun", "full"))
    assert 8 <= pdf.sidor <= 20
    ordning = ["forst", "innehall", "namnder", "oversikt", "namnd-1", "uppdrag", "rost", "larande"]
    sidor = [pdf.ankare[a] for a in [*ordning, "om"]]
    assert sidor == sorted(sidor)
    # Two nämnder on a page, and the one that is missing beside the counts.
    nio = [pdf.ankare[f"namnd-{n}"] for n in range(1, 11)]
    assert nio == [nio[0] + n // 2 for n in range(10)]
    assert pdf.ankare["namnd-11"] == pdf.ankare["namnder"]


@pytest.mark.langsam
@pytest.mark.parametrize("storlek", ["full", "hundratals", "tom"])
def test_a_month_is_two_to_four_pages(storlek: str) -> None:
    assert 2 <= ritad(("manad", storlek)).sidor <= 4


@pytest.mark.langsam
@pytest.mark.parametrize("exempel", [("kommun", "dolda"), ("manad", "full")], ids=namn)
def test_the_same_snapshot_gives_the_same_bytes(exempel: Exempel) -> None:
    slag = SLAG[exempel[0]]
    igen = slag.las(kanon.till_json(ALLA[exempel]()))
    assert rapport_pdf(igen, utkast=utkast(igen), slag=slag).bytes == ritad(exempel).bytes


@pytest.mark.langsam
def test_a_first_page_that_overflows_warns() -> None:
    u = manadexempel.full()
    lang = replace(u.atgarder[-1].atgard, rubrik="Gör något som tar mycket plats " * 40)
    atgarder = (*u.atgarder[:5], *(replace(a, atgard=lang) for a in u.atgarder[5:]))
    pdf = rapport_pdf(replace(u, atgarder=atgarder), utkast=True, slag=SLAG["manad"])
    assert FORSTA_SIDAN in pdf.varningar


@pytest.mark.parametrize("exempel", ALLA, ids=namn)
def test_every_size_is_whole_in_print_and_on_the_web(exempel: Exempel) -> None:
    u = ALLA[exempel]()
    for html in (tryckt(exempel), tvilling(exempel)):
        sida = Text(html)
        assert len(sida.idn) == len(set(sida.idn))
        assert sida.lankar <= set(sida.idn)
        assert "None" not in sida.text
        for fore, efter in zip(sida.rubriker, sida.rubriker[1:], strict=False):
            assert efter <= fore + 1
        for rubrik in FEM_SVAR[exempel[0]]:
            assert rubrik in sida.text
    webb = tvilling(exempel)
    assert "style=" not in webb
    assert "<script" not in webb
    assert SLAG[exempel[0]].titel(u, utkast(u)) in tryckt(exempel)


@pytest.mark.parametrize("exempel", ALLA, ids=namn)
def test_the_snapshot_comes_back_as_it_was(exempel: Exempel) -> None:
    u, slag = ALLA[exempel](), SLAG[exempel[0]]
    assert slag.las(kanon.till_json(u)) == u


@pytest.mark.parametrize("exempel", [e for e in ALLA if e[0] != "enhet"], ids=namn)
def test_exports_hold_every_row_and_the_five_answers(exempel: Exempel) -> None:
    u, slag = ALLA[exempel](), SLAG[exempel[0]]
    assert slag.dokument is not None
    d = slag.dokument(u)
    assert d.avsnitt[0].rubrik == "Läs detta först"
    assert set(FEM_SVAR[exempel[0]]) <= {a.rubrik for a in d.avsnitt}
    tabeller = {t.namn: t for t in d.tabeller}
    assert len(tabeller) == len(d.tabeller)
    assert all(re.fullmatch("[a-z0-9-]+", namnet) for namnet in tabeller)
    if exempel[0] == "kommun":
        assert len(tabeller["mal"].rader) == len(u.mal) + len(u.utan)
    else:
        assert len(tabeller["aktiviteter"].rader) == len(u.aktiviteter)
        assert len(tabeller["atgarder"].rader) == len(u.atgarder)


@pytest.mark.parametrize("nyckel", ["kommun", "manad", "enhet"])
def test_an_unknown_schema_is_refused(nyckel: str) -> None:
    exempel = next(e for e in ALLA if e[0] == nyckel)
    text = kanon.till_json(replace(ALLA[exempel](), schema=99))
    with pytest.raises(OkantSchema):
        SLAG[nyckel].las(text)


def test_the_titles_say_what_and_whose() -> None:
    titlar = {e: SLAG[e[0]].titel(gor(), False) for e, gor in ALLA.items()}
    assert titlar["manad", "full"] == "Månadsrapport mars 2027, Vård- och omsorgsnämnden"
    assert titlar["kommun", "full"] == "Måluppfyllelserapport delår 2026, Norrköpings kommun"
    assert titlar["enhet", "full"] == f"Måluppfyllelserapport delår 2026, {ENHETEN}"


def test_what_people_wrote_is_not_markup() -> None:
    u = kommunexempel.en()
    ond = replace(u.namnder[0], namnd="<script>alert(1)</script> & sånt")
    u = replace(u, namnder=(ond,))
    slag = SLAG["kommun"]
    vy = tvilling_vy(u, utkast=True, slag=slag)
    for html in (
        rapport_html(u, utkast=True, slag=slag),
        render_to_string(slag.webbmall, {"r": vy, "u": u}),
    ):
        assert "<script" not in html
        assert "&lt;script&gt;" in html

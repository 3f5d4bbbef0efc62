"""The kvalitetsberättelse as pages: valid, the same twice, five questions answered on page 1."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from kvalitet.pdf import Pdf
from tests.uppfoljning.rapporter import kvalitetsexempel
from tests.uppfoljning.rapporter.pdfprov import ar_giltig, sidans_text
from uppfoljning.bedomning import Bedomning
from uppfoljning.rapport import kanon
from uppfoljning.rapport.html import rapport_html
from uppfoljning.rapport.kvalitet.block import FLEST_RADER
from uppfoljning.rapport.kvalitet.modell import fran_json
from uppfoljning.rapport.kvalitet.slag import KVALITET
from uppfoljning.rapport.tryck import rapport_pdf

SNABBA = ("full",)
STORLEKAR = [
    pytest.param(n, marks=() if n in SNABBA else pytest.mark.langsam) for n in kvalitetsexempel.ALLA
]
FRAGOR = (
    "Det här är inte bra nog",
    "Sämre än året före",
    "Det här gör kontoret nu",
    "Detta behöver nämnden ta ställning till",
    "Så säker är berättelsen",
)


@cache
def ritad(namn: str) -> Pdf:
    return rapport_pdf(kvalitetsexempel.ALLA[namn](), utkast=True, slag=KVALITET)


@pytest.mark.parametrize("namn", STORLEKAR)
def test_valid_in_both_profiles_and_within_its_pages(namn: str, tmp_path: Path) -> None:
    ar_giltig(ritad(namn), tmp_path)


@pytest.mark.parametrize("namn", STORLEKAR)
def test_page_one_answers_the_five_questions(namn: str) -> None:
    text = sidans_text(ritad(namn), 1)
    for fraga in FRAGOR:
        assert fraga in text
    assert "Kvalitetsberättelse" in text


def test_what_the_first_page_says() -> None:
    f = KVALITET.vy(kvalitetsexempel.full(), utkast=True, fingeravtryck="a" * 64).forst
    assert f.omdome == (
        "Två av fem mål är uppfyllda. Nio åtgärder hjälpte och fem lärdomar är säkrade."
    )
    assert f.ej.meningar[0].text.startswith("Få olika personer: ej uppfyllt")
    assert f.samre.meningar[0].text == "Få olika personer: från delvis uppfyllt till ej uppfyllt"
    assert f.gor.meningar[0].text.startswith("Fasta team i två områden, klart")
    assert f.beslut.meningar[1].text == "Se till att nästa plan svarar på en lärdom"
    assert f.sakerhet.meningar[0].text.startswith("1 av 10 planer har ingen godkänd uppföljning")


@pytest.mark.parametrize("namn", kvalitetsexempel.ALLA)
def test_the_same_page_from_the_snapshot_read_back(namn: str) -> None:
    u = kvalitetsexempel.ALLA[namn]()
    igen = fran_json(kanon.till_json(u))
    assert igen == u
    assert rapport_html(u, utkast=False, slag=KVALITET) == rapport_html(
        igen, utkast=False, slag=KVALITET
    )


def test_the_same_file_twice() -> None:
    igen = rapport_pdf(kvalitetsexempel.full(), utkast=True, slag=KVALITET)
    assert igen.bytes == ritad("full").bytes


def test_headings_follow_the_law() -> None:
    skola = rapport_html(kvalitetsexempel.skola(), utkast=True, slag=KVALITET)
    assert "Skollagen 4 kap. 7–8 §§" in skola
    assert "SOSFS" not in skola
    vard = rapport_html(kvalitetsexempel.full(), utkast=True, slag=KVALITET)
    assert "SOSFS 2011:9, 7 kap. 1 §: vilka resultat som har uppnåtts" in vard


def test_print_is_short_and_the_export_whole() -> None:
    u = kvalitetsexempel.manga()
    vy = KVALITET.vy(u, utkast=True, fingeravtryck="a" * 64)
    (enheter,) = [b for a in vy.avsnitt for b in a.block if b.ankare == "b-enheter"]
    assert (len(enheter.rader), enheter.fler) == (FLEST_RADER, 300 - FLEST_RADER)
    webb = KVALITET.vy(u, utkast=True, fingeravtryck="a" * 64, webb=True)
    assert all(b.fler == 0 for a in webb.avsnitt for b in a.block)
    assert KVALITET.dokument is not None
    tabeller = {t.namn: t for t in KVALITET.dokument(u).tabeller}
    assert len(tabeller["enheter"].rader) == 300
    assert len(tabeller) == len(KVALITET.dokument(u).tabeller)
    assert ("Kan vara oro för ett barn", "..", "..") in tabeller["signaler"].rader


def test_missing_texts_stand_with_their_owner() -> None:
    html = rapport_html(kvalitetsexempel.tom(), utkast=True, slag=KVALITET)
    assert html.count("Saknas – ansvarig: Viveka Verksamhetschef") >= 5
    assert "Ingen uppföljning av målen är godkänd under året." in html


def test_what_could_not_be_judged_before_is_not_worse_now() -> None:
    u = kvalitetsexempel.full()
    ett = replace(u.mal[0], bedomning=Bedomning.UPPFYLLT, i_fjol=Bedomning.OKANT)
    samre = KVALITET.vy(replace(u, mal=(ett,)), utkast=True, fingeravtryck="a" * 64).forst.samre
    assert not any(m.text.startswith(ett.kort) for m in samre.meningar)

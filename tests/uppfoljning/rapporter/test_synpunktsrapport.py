"""The synpunktsrapport as pages: valid, the same twice, five questions answered on page 1."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from kvalitet.pdf import Pdf
from tests.uppfoljning.rapporter import synpunktsexempel
from tests.uppfoljning.rapporter.pdfprov import ar_giltig, sidans_text
from uppfoljning.rapport import kanon
from uppfoljning.rapport.dokument import Dokument
from uppfoljning.rapport.html import rapport_html
from uppfoljning.rapport.synpunkter.modell import Synpunktsrapport, fran_json
from uppfoljning.rapport.synpunkter.slag import SYNPUNKTER
from uppfoljning.rapport.tryck import rapport_pdf
from uppfoljning.rapportkrav import punkter

SNABBA = ("full",)
STORLEKAR = [
    pytest.param(n, marks=() if n in SNABBA else pytest.mark.langsam) for n in synpunktsexempel.ALLA
]
FRAGOR = (
    "Det här håller inte vad vi lovar",
    "Sämre än förra gången",
    "Det här gör kontoret nu",
    "Detta behöver nämnden ta ställning till",
    "Så säker är rapporten",
)


@cache
def ritad(namn: str) -> Pdf:
    return rapport_pdf(synpunktsexempel.ALLA[namn](), utkast=True, slag=SYNPUNKTER)


@pytest.mark.parametrize("namn", STORLEKAR)
def test_valid_in_both_profiles_and_within_its_pages(namn: str, tmp_path: Path) -> None:
    ar_giltig(ritad(namn), tmp_path)


@pytest.mark.parametrize("namn", STORLEKAR)
def test_page_one_answers_the_five_questions(namn: str) -> None:
    text = sidans_text(ritad(namn), 1)
    for fraga in FRAGOR:
        assert fraga in text
    assert "Synpunktsrapport" in text


def test_what_the_first_page_says() -> None:
    f = SYNPUNKTER.vy(synpunktsexempel.full(), utkast=True, fingeravtryck="a" * 64).forst
    assert f.omdome == (
        "312 synpunkter kom in, 25 fler än förra perioden. 84 procent fick svar i tid."
    )
    assert f.ej.meningar[0].text == "16 procent fick inte svar inom 10 arbetsdagar"
    assert f.samre.meningar[0].text == "Klagomålen ökade från 174 till 201"
    assert "Två områden provar fasta team" in f.gor.meningar[0].text
    assert "temat matens kvalitet (12 synpunkter)" in f.beslut.meningar[1].text


def test_an_empty_report_says_who_should_have_written() -> None:
    html = rapport_html(synpunktsexempel.tom(), utkast=True, slag=SYNPUNKTER)
    assert "Ingen synpunkt kom in under perioden." in html
    assert html.count("Saknas – ansvarig: Viveka Verksamhetschef") >= 2
    assert _texterna(synpunktsexempel.tom()) == [("/texterna/", False)] * 2
    assert _texterna(synpunktsexempel.full()) == [("/texterna/", True)] * 2


def _texterna(u: Synpunktsrapport) -> list[tuple[str, bool]]:
    krav = punkter(SYNPUNKTER, u, klar=True, varningar=(), texterna="/texterna/")
    return [(p.lank, p.klar) for p in krav if p.mening.startswith("Texten ")]


@pytest.mark.parametrize("namn", synpunktsexempel.ALLA)
def test_the_same_bytes_and_the_same_snapshot(namn: str) -> None:
    u = synpunktsexempel.ALLA[namn]()
    fryst = kanon.till_json(u)
    assert fran_json(fryst) == u
    a = rapport_html(u, utkast=False, slag=SYNPUNKTER)
    assert a == rapport_html(fran_json(fryst), utkast=False, slag=SYNPUNKTER)


def test_the_same_file_twice() -> None:
    igen = rapport_pdf(synpunktsexempel.full(), utkast=True, slag=SYNPUNKTER)
    assert igen.bytes == ritad("full").bytes


@pytest.mark.parametrize("namn", synpunktsexempel.ALLA)
def test_what_is_hidden_is_hidden_in_every_form(namn: str) -> None:
    """Print, web and exports say ".." where the snapshot does; a table has every row."""
    u = synpunktsexempel.ALLA[namn]()
    assert SYNPUNKTER.dokument is not None
    dokument: Dokument = SYNPUNKTER.dokument(u)
    enheter = next(t for t in dokument.tabeller if t.namn == "enheter")
    assert len(enheter.rader) == len(u.tal.enheter)
    for rad, e in zip(enheter.rader, u.tal.enheter, strict=True):
        assert (rad[2] == "..") == e.nu.dold
        if e.nu.dold:
            assert rad[-1] == ".."


def test_the_two_shares_of_answers_make_a_hundred() -> None:
    u = synpunktsexempel.full()
    svar = replace(u.tal.svar, andel_i_tid=Decimal("84.5"))
    f = SYNPUNKTER.vy(
        replace(u, tal=replace(u.tal, svar=svar)), utkast=True, fingeravtryck="a" * 64
    ).forst
    assert "85 procent fick svar i tid" in f.omdome
    assert f.ej.meningar[0].text.startswith("15 procent fick inte svar")

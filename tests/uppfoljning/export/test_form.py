"""How the files are made: what a screen reader, a pivot table and a reader at a desk need."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from docx.oxml.ns import qn

from tests.uppfoljning import rapportexempel
from tests.uppfoljning.export import lasare
from uppfoljning.export import cell
from uppfoljning.export.excel import INNEHALL
from uppfoljning.export.underlag import Exportunderlag
from uppfoljning.rapport import celler
from uppfoljning.rapport.dokument import Avsnitt, Dokument, Samling, Tabell
from uppfoljning.rapport.maldokument import dokument
from uppfoljning.templatetags import rapport as filter_


def underlag(*tabeller: Tabell, titel: str = "En rapport") -> Exportunderlag:
    ett = lasare.underlag(rapportexempel.full())
    avsnitt = (Avsnitt(rubrik="Ett", tabeller=tabeller),)
    return replace(ett, dokument=Dokument(titel=titel, avsnitt=avsnitt))


def tabell(namn: str = "ett", **andrat: Any) -> Tabell:
    return Tabell(**{"namn": namn, "rubrik": "Rubrik", "kolumner": ("A", "B"), **andrat})


# --- Word -----------------------------------------------------------------------------------


@pytest.mark.parametrize("namn", rapportexempel.ALLA)
def test_words_rubriker_hoppar_aldrig_over_en_niva(namn: str) -> None:
    fil = lasare.fil(rapportexempel.ALLA[namn](), "word")
    stilar = [p.style.name for p in lasare.word(fil.data).paragraphs]
    assert stilar.count("Title") == 1
    nivaer = [int(stil[-1]) for stil in stilar if stil.startswith("Heading")]
    assert nivaer[0] == 1
    assert all(efter <= fore + 1 for fore, efter in pairwise(nivaer))


def test_words_tabeller_har_rubrikrad_och_beskrivning() -> None:
    word = lasare.word(lasare.fil(rapportexempel.full(), "word").data)
    assert word.tables
    for tabell_ in word.tables:
        xml = tabell_._tbl
        forst, *resten = xml.tr_lst
        assert forst.find(f".//{qn('w:tblHeader')}") is not None
        assert not any(rad.findall(f".//{qn('w:tblHeader')}") for rad in resten)
        assert xml.find(f".//{qn('w:tblCaption')}").get(qn("w:val"))
        assert "Kolumner: " in xml.find(f".//{qn('w:tblDescription')}").get(qn("w:val"))
        assert {cell.paragraphs[0].style.name for cell in tabell_.rows[0].cells} == {"Tabellrubrik"}
        assert {rad.cells[0].paragraphs[0].style.name for rad in tabell_.rows} == {"Tabellrubrik"}


def test_word_ar_pa_svenska_och_vet_vad_det_ar() -> None:
    u = rapportexempel.full()
    word = lasare.word(lasare.fil(u, "word").data)
    sprak = {e.get(qn("w:val")) for e in word.styles.element.iter(qn("w:lang"))}
    assert sprak == {"sv-SE"}
    e = word.core_properties
    assert e.title == dokument(u).titel
    assert (e.language, e.author) == ("sv-SE", f"{u.kontor}, {u.kommun}")
    assert e.created == e.modified == u.skapad.replace(microsecond=0)
    assert e.identifier == lasare.underlag(u).fingeravtryck
    assert e.comments == ""


@pytest.mark.parametrize(("namn", "utkast"), [("utkast", True), ("full", False)])
def test_words_sidhuvud_sager_att_det_ar_ett_utkast(namn: str, utkast: bool) -> None:
    word = lasare.word(lasare.fil(rapportexempel.ALLA[namn](), "word").data)
    (avsnitt,) = word.sections
    text = avsnitt.header.paragraphs[0].text
    assert text.startswith("UTKAST") is utkast
    assert "Måluppfyllelserapport delår 2026" in text
    falt = [f.get(qn("w:instr")) for f in avsnitt.footer._element.iter(qn("w:fldSimple"))]
    assert falt == ["PAGE", "NUMPAGES"]


def test_word_har_inga_bilder_eller_tabeller_i_tabeller() -> None:
    word = lasare.word(lasare.fil(rapportexempel.full(), "word").data)
    assert not list(word.element.body.iter(qn("w:drawing")))
    assert not [t for t in word.tables if t._tbl.findall(f".//{qn('w:tbl')}")]


def test_en_kolumn_utan_nagot_varde_tar_ingen_plats_i_word() -> None:
    ett = tabell(kolumner=("A", "B", "C"), rader=(("a", None, 1), ("b", None, None)))
    (avsnitt,) = [a for a in lasare.ur_word(lasare.fil(underlag(ett), "word").data) if a.tabeller]
    assert avsnitt.tabeller == [[["A", "C"], ["a", "1"], ["b", "–"]]]


# --- Excel ----------------------------------------------------------------------------------


def test_forsta_bladet_sager_vad_det_ar_och_leder_till_de_andra() -> None:
    u = replace(rapportexempel.utkast(), adress="https://kvalitet.example")
    export = lasare.underlag(u)
    bok = lasare.bok(lasare.fil(u, "excel").data)
    forst = bok[INNEHALL]
    texter = [str(c.value) for rad in forst.iter_rows() for c in rad if c.value is not None]
    assert texter[0] == dokument(u).titel
    assert texter[1].startswith("UTKAST")
    assert export.fingeravtryck in texter
    assert f"https://kvalitet.example/r/{export.fingeravtryck[:12]}/" in texter
    lankar = [c.hyperlink.location for rad in forst.iter_rows() for c in rad if c.hyperlink]
    assert lankar == [f"'{namn}'!A1" for namn in bok.sheetnames[1:]]


def test_varje_blad_har_fast_rubrikrad_och_filter() -> None:
    bok = lasare.bok(lasare.fil(rapportexempel.full(), "excel").data)
    for blad in bok.worksheets[1:]:
        assert blad.freeze_panes == "A2"
        assert blad.print_title_rows == "$1:$1"
        assert blad.auto_filter.ref == blad.dimensions
        assert all(c.font.bold for c in blad[1])
        assert all(9 <= d.width <= 50 for d in blad.column_dimensions.values())


def test_ett_tal_visas_med_de_decimaler_som_det_har() -> None:
    varden = (Decimal("1234.50"), 1234, Decimal("-0.5"), "2026", None)
    ett = tabell(kolumner=("A", *"BCDEF"), rader=(("a", *varden),), tecken=("B", "C"))
    bok = lasare.bok(lasare.fil(underlag(ett), "excel").data)
    rad = bok["Rubrik"][2]
    assert [c.number_format for c in rad[1:5]] == [
        "+#,##0.00;-#,##0.00;#,##0.00",
        "+#,##0;-#,##0;#,##0",
        "#,##0.0",
        "General",
    ]
    assert [c.value for c in rad[1:]] == [1234.5, 1234, -0.5, "2026", None]


def test_bladens_namn_ar_olika_och_tillatna() -> None:
    namn = ("Ett: två", "ett", "A/B*?[x]", "Långa ord " * 9, "Långa ord " * 9, "Innehåll", "''")
    tabeller = [tabell(f"t{n}", rubrik=rubrik) for n, rubrik in enumerate(namn)]
    bok = lasare.bok(lasare.fil(underlag(*tabeller), "excel").data)
    assert bok.sheetnames == [
        INNEHALL, "Ett", "ett 2", "A B x", "Långa ord Långa ord Långa ord",
        "Långa ord Långa ord Långa ord 2", "Innehåll 2", "t6",
    ]  # fmt: skip


# --- CSV ------------------------------------------------------------------------------------


def test_en_enda_tabell_ar_en_csv_och_flera_en_zip() -> None:
    rader = (("=1", Decimal("-1234.50")), ("å;ä", None))
    ensam = lasare.fil(underlag(tabell(rader=rader)), "csv")
    assert (ensam.andelse, ensam.typ) == ("csv", "text/csv; charset=utf-8")
    assert ensam.data.decode("utf-8-sig") == 'A;B\r\n\'=1;-1234,50\r\n"å;ä";\r\n'
    flera = lasare.fil(underlag(tabell("a"), tabell("b")), "csv")
    assert flera.andelse == "zip"
    assert list(lasare.ur_csv(flera.data)) == ["a", "b"]


# --- what they have in common -----------------------------------------------------------------


def delade(**andrat: Any) -> Iterator[Tabell]:
    samling = Samling(namn="alla", rubrik="Alla", kolumn="Del")
    for n in (1, 2):
        yield tabell(f"del-{n}", rader=((f"rad {n}", n),), samling=samling, del_=str(n), **andrat)


def test_delar_av_en_samling_ar_en_tabell_i_excel_och_csv() -> None:
    u = underlag(*delade(), tabell("egen"))
    filer = lasare.ur_csv(lasare.fil(u, "csv").data)
    assert filer["alla"] == [["Del", "A", "B"], ["1", "rad 1", "1"], ["2", "rad 2", "2"]]
    assert list(filer) == ["alla", "egen"]
    assert sum(len(a.tabeller) for a in lasare.ur_word(lasare.fil(u, "word").data)) == 3


def test_en_samling_har_lika_kolumner_och_ett_namn_en_tabell() -> None:
    forst, _ = delade()
    _, andra = delade(kolumner=("A", "C"))
    with pytest.raises(ValueError, match="different columns"):
        _ = underlag(forst, andra).dokument.datatabeller
    with pytest.raises(ValueError, match="two tables are named ett"):
        _ = underlag(tabell(), tabell()).dokument.datatabeller


@pytest.mark.parametrize(
    ("varde", "decimaler", "visat"),
    [
        ("0.05", 1, "0,1"),
        ("-0.04", 1, "0,0"),
        ("-0.05", 1, "−0,1"),
        ("1234567.5", 0, "1\u00a0234\u00a0568"),
    ],
)
def test_ett_tal_avrundas_som_pa_sidorna(varde: str, decimaler: int, visat: str) -> None:
    tal = celler.tal(Decimal(varde), decimaler)
    assert cell.som_text(tal) == visat == filter_.rtal(Decimal(varde), decimaler)


@pytest.mark.parametrize("ansvarig", ["", "Måltidschef"])
def test_det_som_saknas_skrivs_som_pa_sidorna(ansvarig: str) -> None:
    assert celler.saknas(ansvarig) in filter_.saknas(ansvarig)

"""Excel, Word and CSV say what the pages say, figure for figure, whatever the report is like."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from decimal import Decimal
from functools import cache
from html.parser import HTMLParser

import pytest
from django.template.loader import render_to_string

from tests.uppfoljning import rapportexempel
from tests.uppfoljning.export import lasare
from tests.uppfoljning.export.lasare import Wordavsnitt
from uppfoljning.export.excel import _med_bladnamn
from uppfoljning.rapport import skrift
from uppfoljning.rapport.dokument import Cell, Tabell
from uppfoljning.rapport.html import rapport_html, tvilling_vy
from uppfoljning.rapport.maldokument import dokument
from uppfoljning.rapport.modell import Maluppfyllelserapport, Rapportlage

ALLA = pytest.mark.parametrize("namn", rapportexempel.ALLA)
TAL = re.compile(r"[+−]?\d[\d\u00a0]*(?:,\d+)?")


def utkast(u: Maluppfyllelserapport) -> bool:
    return u.status.lage is not Rapportlage.FASTSTALLD


@cache
def i_word(namn: str) -> list[Wordavsnitt]:
    return lasare.ur_word(lasare.fil(rapportexempel.ALLA[namn](), "word").data)


# --- the three formats hold the document ------------------------------------------------------


def vantad(cell: Cell, *, tomt: str, tecken: bool = False) -> str:
    if cell is None:
        return tomt
    if isinstance(cell, Decimal):
        text = skrift.tal(cell, max(0, -int(cell.as_tuple().exponent)))
        return f"+{text}" if tecken and cell > 0 else text
    if isinstance(cell, int):
        return f"+{cell}" if tecken and cell > 0 else skrift.heltal(cell)
    return cell if isinstance(cell, str) else cell.isoformat()


def rader(tabell: Tabell, *, tomt: str) -> list[list[str]]:
    med = [kolumn in tabell.tecken for kolumn in tabell.kolumner]
    return [
        list(tabell.kolumner),
        *(
            [vantad(c, tomt=tomt, tecken=t) for c, t in zip(rad, med, strict=True)]
            for rad in tabell.rader
        ),
    ]


@ALLA
def test_excel_har_varje_tabell(namn: str) -> None:
    u = rapportexempel.ALLA[namn]()
    bladen = lasare.ur_excel(lasare.fil(u, "excel").data)
    tabeller = dict(_med_bladnamn(dokument(u).datatabeller))
    assert list(bladen) == list(tabeller)
    for blad, tabell in tabeller.items():
        assert bladen[blad] == rader(tabell, tomt=""), blad


@ALLA
def test_csv_har_varje_tabell(namn: str) -> None:
    u = rapportexempel.ALLA[namn]()
    filerna = lasare.ur_csv(lasare.fil(u, "csv").data)
    tabeller = {t.namn: t for t in dokument(u).datatabeller}
    assert list(filerna) == list(tabeller)
    for fil, tabell in tabeller.items():
        utan_form = [
            [
                maskintal(c) if isinstance(v, int | Decimal) else c
                for c, v in zip(r, rad, strict=True)
            ]
            for r, rad in zip(rader(tabell, tomt="")[1:], tabell.rader, strict=True)
        ]
        assert filerna[fil] == [list(tabell.kolumner), *utan_form], fil


def maskintal(text: str) -> str:
    return text.replace("−", "-").replace("\u00a0", "").removeprefix("+")


@ALLA
def test_word_har_varje_del_i_samma_ordning(namn: str) -> None:
    dok = dokument(rapportexempel.ALLA[namn]())
    avsnitten = i_word(namn)
    assert avsnitten[0].stycken == [dok.titel, *dok.huvud]
    for a, w in zip(dok.avsnitt, avsnitten[1:], strict=False):
        assert (w.rubrik, w.niva) == (a.rubrik, a.niva)
        assert w.stycken == [*a.stycken, *a.punkter]
        assert len(w.tabeller) == len(a.tabeller)
        for tabell, i_fil in zip(a.tabeller, w.tabeller, strict=True):
            assert i_fil == _for_papper(tabell)


def _for_papper(tabell: Tabell) -> list[list[str]]:
    """Dates in words, a dash for nothing, and no column of nothing but dashes."""
    alla = [
        [
            skrift.datum_kort(c) if isinstance(c, date) else text
            for c, text in zip(r, rad, strict=True)
        ]
        for r, rad in zip(tabell.rader, rader(tabell, tomt="–")[1:], strict=True)
    ]
    med = [
        n
        for n in range(len(tabell.kolumner))
        if not n or any(r[n] is not None for r in tabell.rader)
    ]
    return [[rad[n] for n in med] for rad in (list(tabell.kolumner), *alla)]


# --- and the document holds the pages ---------------------------------------------------------


class Sida(HTMLParser):
    """The rows of a page's tables and its list items, under the id of each h2."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rubriker: dict[str, str] = {}
        self.rader: list[tuple[str, list[str]]] = []
        self.punkter: list[tuple[str, str]] = []
        self.tal: dict[str, Counter[str]] = {}
        self.oppna: list[str] = []
        self.under = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("meta", "link", "br", "img"):
            return
        self.oppna.append(tag)
        if tag == "h2":
            self.under = dict(attrs).get("id") or ""
            self.rubriker[self.under] = ""
        elif tag == "tr":
            self.rader.append((self.under, []))
        elif tag in ("td", "th"):
            self.rader[-1][1].append("")
        elif tag == "li":
            self.punkter.append((self.under, ""))

    def handle_endtag(self, tag: str) -> None:
        self.oppna.pop()

    def handle_data(self, data: str) -> None:
        if {"svg", "nav"} & set(self.oppna):
            return
        if "h2" in self.oppna:
            self.rubriker[self.under] += data
        if {"td", "th"} & set(self.oppna):
            self.rader[-1][1][-1] += data
        elif "li" in self.oppna:
            self.punkter[-1] = (self.under, self.punkter[-1][1] + data)
        if self.under:
            self.tal.setdefault(self.under, Counter()).update(TAL.findall(data))


@cache
def tvilling(namn: str) -> Sida:
    u = rapportexempel.ALLA[namn]()
    vy = tvilling_vy(u, utkast=utkast(u))
    return Sida(render_to_string("rapport/tvilling.html", {"r": vy, "u": u}))


def delar(namn: str, rubrik: str) -> list[Wordavsnitt]:
    """The section of Word with that heading, and all below it."""
    ut: list[Wordavsnitt] = []
    for a in i_word(namn):
        if a.niva == 1 and ut:
            break
        if ut or (a.niva == 1 and a.rubrik == rubrik):
            ut.append(a)
    return ut


@ALLA
def test_varje_rad_i_webbsidans_tabeller_finns_i_word(namn: str) -> None:
    """The figures of a row stand in Word's rows of the same heading, in the same section."""
    sida = tvilling(namn)
    for under, celler in sida.rader:
        avsnitt = delar(namn, sida.rubriker[under])
        assert avsnitt, sida.rubriker[under]
        rubrik = celler[0]
        motsvarar = [rad for a in avsnitt for t in a.tabeller for rad in t if _samma(rubrik, rad)]
        finns = {tal for rad in motsvarar for cell in rad for tal in TAL.findall(cell)}
        sokta = {tal for cell in celler[1:] for tal in TAL.findall(cell)}
        assert sokta <= finns, (rubrik, sokta - finns)


def _samma(rubrik: str, rad: list[str]) -> bool:
    return rad[0] in rubrik or any(rubrik in cell for cell in rad)


@ALLA
def test_varje_svar_pa_forsta_sidan_finns_i_word(namn: str) -> None:
    sida = tvilling(namn)
    stycken = [s for a in delar(namn, "Läs detta först") for s in a.stycken]
    for under, text in sida.punkter:
        if under == "forst":
            assert " ".join(text.split()) in [" ".join(s.split()) for s in stycken]


@ALLA
def test_varje_tal_pa_de_tryckta_sidorna_finns_i_word(namn: str) -> None:
    u = rapportexempel.ALLA[namn]()
    sida = Sida(rapport_html(u, utkast=utkast(u)))
    texter = [
        text
        for a in i_word(namn)
        for text in (a.rubrik, *a.stycken, *(c for t in a.tabeller for rad in t for c in rad))
    ]
    finns = {tal for text in texter for tal in TAL.findall(text)}
    for under, tal in sida.tal.items():
        # The snapshot's moment and fingerprint are told by each format itself.
        if under not in ("innehall", "om"):
            assert set(tal) <= finns, (under, set(tal) - finns)


@ALLA
def test_varje_rubrik_finns_i_word(namn: str) -> None:
    finns = {a.rubrik for a in i_word(namn)}
    assert set(tvilling(namn).rubriker.values()) <= finns


def test_det_som_ar_dolt_syns_ingenstans() -> None:
    u = rapportexempel.full()
    dolda = [f for x in u.undersokningar for f in x.fragor if "T" in f.varde.dolda]
    assert dolda
    tabell = next(t for t in dokument(u).datatabeller if t.namn == "undersokningar")
    for fraga in dolda:
        rad = next(rad for rad in tabell.rader if fraga.text in rad)
        assert rad[3:] == ("under 30", "..", "..", "..", "..", "..", "..")


def test_det_som_saknas_har_en_ansvarig() -> None:
    u = rapportexempel.full()
    lagen = [rad[4] for t in dokument(u).datatabeller if t.namn == "indikatorer" for rad in t.rader]
    assert "Saknas – ansvarig: Måltidschef" in lagen
    tomt = dokument(rapportexempel.allt_saknas())
    texter = [text for a in tomt.avsnitt for text in a.stycken]
    assert "Saknas – ansvarig: inte utsedd" in texter
    assert "Saknas – ansvarig: VA-chef" in texter

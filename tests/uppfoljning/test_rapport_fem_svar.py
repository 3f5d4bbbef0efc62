"""The five-minute test: page 1 alone tells what the nämnd must know."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import permutations

import pytest

from kvalitet.statistik import Forandring
from tests.uppfoljning import rapportexempel
from uppfoljning.bedomning import Bedomning
from uppfoljning.rapport.fem_svar import forsta_sidan
from uppfoljning.rapport.mening import Mening, ankare
from uppfoljning.rapport.modell import (
    Antal,
    Effekt,
    Lucka,
    Mal,
    Malatgard,
    Maluppfyllelserapport,
    Slag,
    Synpunkter,
)

D = Decimal
FULL = rapportexempel.full()


def text(meningar: tuple[Mening, ...]) -> str:
    return " | ".join(m.text for m in meningar)


def med(*bedomningar: Bedomning | None) -> Maluppfyllelserapport:
    mal = tuple(
        Mal(id=str(n), nummer=str(n), kort=f"Mål {n}", text="x", bedomning=b)
        for n, b in enumerate(bedomningar, 1)
    )
    return replace(FULL, mal=mal, sprang=(), beslut=(), uppdrag=(), saknas=(), undersokningar=())


U, DELVIS, EJ, OKANT = Bedomning.UPPFYLLT, Bedomning.DELVIS, Bedomning.EJ, Bedomning.OKANT


@pytest.mark.parametrize(
    ("bedomningar", "mening"),
    [
        ((), "Rapporten innehåller inga mål."),
        ((U,), "Målet är uppfyllt."),
        ((EJ,), "Målet är inte uppfyllt."),
        ((None,), "Målet är ännu inte bedömt."),
        ((U, U), "Alla två mål är uppfyllda."),
        (
            (EJ, OKANT),
            "Inget av två mål är uppfyllt. Ett är inte uppfyllt och\u00a0ett kan inte bedömas.",
        ),
        ((U, EJ, EJ), "Ett av tre mål är uppfyllt. Två är inte uppfyllda."),
        ((U, U, None), "Två av tre mål är uppfyllda. Ett är ännu inte bedömt."),
    ],
)
def test_omdomet(bedomningar: tuple[Bedomning | None, ...], mening: str) -> None:
    assert forsta_sidan(med(*bedomningar)).omdome == mening


def test_a_varje_mal_som_inte_ar_uppfyllt_namns() -> None:
    for ordning in permutations((U, DELVIS, EJ, OKANT, None)):
        u = med(*ordning, *ordning)
        sida = forsta_sidan(u)
        namnda = text(sida.ej_uppfyllda)
        rader = {a.bedomning: a.vilka for a in sida.antal}
        for m in u.mal:
            if m.bedomning is not U:
                assert m.kort in namnda or m.nummer in namnda
                assert m.nummer in rader[m.bedomning]


def test_a_varst_forst_med_skal() -> None:
    forst = forsta_sidan(FULL).ej_uppfyllda[0]
    assert forst.ankare == "mal-3"
    assert forst.text == (
        "Kontinuitet i hemtjänsten: ej uppfyllt andra året i rad. "
        "Olika medarbetare på 14 dagar, medelvärde: 16,1, mål högst 14,0"
    )


def test_b_lagre_bedomning_och_samre_utveckling() -> None:
    assert text(forsta_sidan(FULL).samre) == (
        "Kontinuitet i hemtjänsten: från delvis uppfyllt till ej uppfyllt"
    )
    mal = replace(FULL.mal[0], trend=Forandring.FORSAMRING)
    u = replace(FULL, mal=(mal,))
    assert "Gott bemötande: utvecklingen går åt fel håll" in text(forsta_sidan(u).samre)


def test_b_fran_kan_inte_bedomas_ar_inte_samre() -> None:
    mal = replace(FULL.mal[0], bedomning=EJ, forra_bedomning=OKANT)
    assert not forsta_sidan(replace(FULL, mal=(mal,))).samre


def test_b_invanarnas_siffror() -> None:
    s = Synpunkter(
        per_typ=(Antal(namn="Klagomål", antal=12, forra=9), Antal(namn="Beröm", antal=1, forra=5)),
        median_dagar=D(9),
        median_dagar_forra=D("7.5"),
    )
    svar = text(forsta_sidan(replace(FULL, synpunkter=s)).samre)
    assert "Klagomålen ökade från 9 till 12" in svar
    assert "Tiden till svar ökade från 7,5 till 9 dagar" in svar
    assert "Beröm" not in svar


def test_c_en_atgard_per_mal_fore_den_andra() -> None:
    gor = forsta_sidan(FULL).gor
    assert [m.ankare for m in gor] == ["mal-3", "mal-6", "mal-1", "larande"]
    assert "klart 30\u00a0nov\u00a02026" in gor[0].text
    assert gor[-1].text == "Fyra åtgärder till"


def test_d_beslut_skrivna_och_foljande() -> None:
    beslut = forsta_sidan(rapportexempel.utkast()).beslut
    assert beslut[0].ankare == "sprang-1"
    assert "fyra uppdrag" in text(beslut)
    assert beslut[-1].text == "Fastställa rapporten för delår 2026"
    assert "Fastställa" not in text(forsta_sidan(FULL).beslut)


def test_d_mal_utan_atgard_blir_ett_beslut() -> None:
    svar = text(forsta_sidan(med(EJ, DELVIS, U, OKANT)).beslut)
    assert "Begära en åtgärd för mål\u00a01 och\u00a02" in svar


def test_d_okant_ankare_lankas_inte() -> None:
    punkt = replace(FULL.beslut[0], ankare="finns-inte")
    beslut = forsta_sidan(replace(FULL, beslut=(punkt,))).beslut
    assert beslut[0].ankare == ""


def test_e_hur_saker_rapporten_ar() -> None:
    svar = text(forsta_sidan(FULL).sakerhet)
    assert "16 av 18 indikatorer har jämförbart värde" in svar
    assert "inköpschefen och\u00a0måltidschefen" in svar
    assert "1 av 3 enheter är inte godkända" in svar
    assert "felmarginal" in svar
    assert "avviker från indikatorerna i mål\u00a05" in svar


def test_e_manga_luckor_far_plats() -> None:
    luckor = tuple(Lucka(vad=f"Sak {n}", ansvarig="Chef") for n in range(9))
    svar = forsta_sidan(replace(FULL, saknas=luckor)).sakerhet
    assert "Sju uppgifter till" in text(svar)


def test_prognosen_namner_varje_mal_en_gang_och_inte_vid_helar() -> None:
    assert forsta_sidan(FULL).prognos == (
        "Vid årets slut: mål\u00a02, 4 och\u00a05 väntas uppnås; mål\u00a01 är osäkert; "
        "mål\u00a03 väntas inte uppnås; mål\u00a06 kan inte bedömas."
    )
    helar = replace(FULL, tillfalle=replace(FULL.tillfalle, slag=Slag.HELAR))
    assert forsta_sidan(helar).prognos == ""


def test_alltid_fyra_bedomningar() -> None:
    assert len(forsta_sidan(med(U)).antal) == 4
    assert len(forsta_sidan(med(U, None)).antal) == 5
    assert sum(a.nu for a in forsta_sidan(FULL).antal) == len(FULL.mal)


@pytest.mark.parametrize("namn", rapportexempel.ALLA)
def test_lankarna_leder_nagonstans(namn: str) -> None:
    u = rapportexempel.ALLA[namn]()
    sida = forsta_sidan(u)
    mal = {ankare(m) for m in u.mal}
    finns = mal | {"oversikt", "uppdrag", "rost", "larande", "om", "sprang-1", ""}
    for lista in (sida.bra, sida.ej_uppfyllda, sida.samre, sida.gor, sida.beslut, sida.sakerhet):
        for m in lista:
            assert m.ankare in finns
            assert bool(m.ankare) == bool(m.lank)


def test_c_en_atgard_som_hjalpte_sags_sist_och_saknas_inte() -> None:
    atgarder = (
        Malatgard(rubrik="Ring före besöket", effekt=Effekt.JA),
        Malatgard(rubrik="Anställ en planerare", klar_senast=date(2026, 11, 30)),
    )
    u = med(EJ)
    svar = forsta_sidan(replace(u, mal=(replace(u.mal[0], atgarder=atgarder),)))
    assert [m.text for m in svar.gor] == [
        "Anställ en planerare, klart 30\N{NO-BREAK SPACE}nov\N{NO-BREAK SPACE}2026",
        "Ring före besöket, gjort och hjälpte",
    ]
    assert not any("Begära en åtgärd" in m.text for m in svar.beslut)


def test_mal_utan_atgard_begars_i_en_hel_mening() -> None:
    u = rapportexempel.full()
    utan = replace(u, mal=(replace(u.mal[2], atgarder=()),))
    meningar = [m.text.replace("\N{NO-BREAK SPACE}", " ") for m in forsta_sidan(utan).beslut]
    assert "Begära en åtgärd för mål 3, som inte har någon" in meningar

"""LIX on texts that are counted by hand, and the officialese that is pointed at."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvalitet.lasbarhet import FORKORTNINGAR, KANSLISPRAK, MINST_ORD, STEG, Lix, lix, ordtips

LATT = (
    "Vi ringer alla som får en ny tid. Det tar lite mer tid på morgonen. "
    "Men ingen står och väntar i onödan längre."
)
"""8 + 7 + 8 words, one of them long: morgonen. "ringer", "onödan" and "längre" have six letters."""
SVART = (
    "Verksamhetens kvalitetsarbete förutsätter kontinuerlig dokumentation av avvikelser. "
    "Bemanningssituationen föranledde omprioriteringar beträffande återkopplingen, "
    "varigenom tillgängligheten försämrades avsevärt under sommarperioden. Ny rutin gäller."
)


def test_worked_by_hand() -> None:
    resultat = lix(LATT)
    assert resultat == Lix(ord=23, meningar=3, langa=1)
    assert resultat.varde == 12  # 23/3 + 100·1/23 = 7.67 + 4.35
    assert str(resultat) == "LIX 12, mycket lätt att läsa"


def test_long_words_and_long_sentences_raise_it() -> None:
    svart = lix(SVART)
    assert svart == Lix(ord=21, meningar=3, langa=16)
    assert svart.varde == 83  # 21/3 + 100·16/21 = 7 + 76.19
    assert svart.omdome == "mycket svår"


@pytest.mark.parametrize(
    ("varde", "omdome"),
    [
        (29, "mycket lätt att läsa"),
        (30, "lätt att läsa"),
        (39, "lätt att läsa"),
        (40, "medelsvår"),
        (50, "svår"),
        (59, "svår"),
        (60, "mycket svår"),
    ],
)
def test_the_steps(varde: int, omdome: str) -> None:
    """100 words in one sentence would give 100; the share of long words sets the rest."""
    assert Lix(ord=100, meningar=10, langa=varde - 10).varde == varde
    assert Lix(ord=100, meningar=10, langa=varde - 10).omdome == omdome
    assert [grans for grans, _ in STEG] == [30, 40, 50, 60]


def test_a_short_text_has_no_index() -> None:
    assert lix("Implementeringsprocessen fortskrider.") is None
    assert lix("") is None
    assert lix("ord " * (MINST_ORD - 1)) is None


def test_lines_of_a_list_are_sentences_and_abbreviations_end_none() -> None:
    lista = lix("\n".join(["fem små ord i rad"] * 4))
    assert lista == Lix(ord=20, meningar=4, langa=0)
    forkortat = lix("Vi har t.ex. inte ringt dem som bl.a. bor i norr. " * 2)
    assert forkortat is not None
    assert forkortat.meningar == 2


def test_decimals_and_ellipsis_split_nothing() -> None:
    resultat = lix("Det tog 3,5 timmar i veckan och 12.30 var alla klara med sitt arbete... " * 2)
    assert resultat is not None
    assert resultat.meningar == 2


@given(st.text(max_size=400))
def test_any_text_is_read(text: str) -> None:
    resultat = lix(text)
    if resultat is not None:
        assert resultat.meningar >= 1
        assert 0 <= resultat.langa <= resultat.ord
    ordtips(text)


def test_officialese_and_abbreviations_are_pointed_at_once_in_the_order_of_the_text() -> None:
    tips = ordtips(
        "Med anledning av läget, bl.a. i norr, erfordras mer. Detta p.g.a. bl a frånvaro."
    )
    assert [(t.skrivet, t.hellre) for t in tips] == [
        ("Med anledning av", "på grund av"),
        ("bl.a.", "bland annat"),
        ("erfordras", "behövs"),
        ("p.g.a.", "på grund av"),
    ]


def test_a_word_within_another_is_left_alone() -> None:
    assert ordtips("Utnyttja rummen. Vi samtliggör inget. 5 mm regn.") == ()


@pytest.mark.parametrize("uttryck", [*FORKORTNINGAR, *KANSLISPRAK])
def test_every_expression_is_found(uttryck: str) -> None:
    assert uttryck in [t.skrivet for t in ordtips(f"Vi såg {uttryck} det här.")]

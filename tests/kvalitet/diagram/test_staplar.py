"""Bars and stacked bars: coordinates and words."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from kvalitet.diagram import (
    TRYCK,
    WEBB,
    Andelsrad,
    Stapelrad,
    stapeldiagram,
    staplad,
)
from kvalitet.diagram.rita import Matt
from kvalitet.texter import HART
from tests.kvalitet.diagram.svg import krockar, med_roll, ord_i, punkter, skriv, utanfor

rader = st.lists(
    st.builds(
        Stapelrad,
        st.text("abc ÅÄÖW", min_size=1, max_size=120),
        st.none() | st.integers(-(10**9), 10**9),
        st.booleans(),
        st.none() | st.integers(-100, 10**6),
        st.none() | st.tuples(st.integers(-50, 50), st.integers(-50, 50)),
    ),
    max_size=8,
)


def test_the_longest_bar_fills_the_width_and_the_others_are_in_proportion() -> None:
    d = stapeldiagram([Stapelrad("a", 14), Stapelrad("b", 7), Stapelrad("c", 0)])
    bredder = [max(x for x, _ in punkter(p)) for p in med_roll(d, "df-egen")]
    assert bredder == [560, 280, 0]
    assert d.titel == "Störst är a, 14. Minst är c, 0."


def test_sorted_has_the_largest_first_and_what_is_not_shown_last() -> None:
    ordning = [
        Stapelrad("x"),
        Stapelrad("liten", 1),
        Stapelrad("stor", 9),
        Stapelrad("y", dold=True),
    ]
    assert [r[0] for r in stapeldiagram(ordning, sorterat=True).tabell.rader] == [
        "stor", "liten", "x", "y",
    ]  # fmt: skip
    assert [r[0] for r in stapeldiagram(ordning).tabell.rader] == ["x", "liten", "stor", "y"]


def test_a_hidden_value_is_hatched_and_says_so() -> None:
    d = stapeldiagram(
        [Stapelrad("K", 98765, dold=True, intervall=(98764, 98766)), Stapelrad("M", 8)]
    )
    assert ".. för få svar" in ord_i(d)
    assert len(med_roll(d, "dl-skraffering")) == len(med_roll(d, "dl-ram")) == 1
    assert not med_roll(d, "dl-fel")
    assert "98" not in "".join([*ord_i(d), d.titel, d.beskrivning, str(d.tabell)])


def test_a_missing_value_has_no_bar() -> None:
    d = stapeldiagram([Stapelrad("a"), Stapelrad("b", 3, mal=5)], mal_text="minst 5")
    assert len(med_roll(d, "df-egen")) == 1
    assert {"saknas", "Mål: minst 5"} <= set(ord_i(d))
    assert d.tabell.kolumner == ("Namn", "Värde", "Mål")
    assert d.tabell.rader == (("a", "saknas", "–"), ("b", "3", "5"))


def test_a_negative_bar_goes_to_the_left_of_zero() -> None:
    d = stapeldiagram([Stapelrad("a", -10), Stapelrad("b", 10)])
    vanster, hoger = ([x for x, _ in punkter(p)] for p in med_roll(d, "df-egen"))
    assert max(vanster) == min(hoger) == 280


@settings(deadline=None)
@given(rader, st.sampled_from([WEBB, TRYCK]), st.booleans())
def test_bars_stay_within_and_labels_apart(rader: list[Stapelrad], matt: Matt, s: bool) -> None:
    d = stapeldiagram(rader, enhet="kr", mal_text="minst " * 20, matt=matt, sorterat=s)
    assert utanfor(d, luft=0.05) == []
    assert krockar(d) == []
    assert len(d.tabell.rader) == len(rader)


# --- stacked ----------------------------------------------------------------------------


def test_the_shares_fill_the_bar_in_the_order_of_the_legend() -> None:
    d = staplad(["Ja", "Nej", "Vet inte"], [Andelsrad("Trygg", (60, 30, 10), 1234)])
    kanter = [
        sorted({x for x, _ in punkter(p)})
        for t in ("t1", "t3", "t5")
        for p in med_roll(d, f"df-{t}")[:1]
    ]
    assert kanter == [[0, 336], [336, 504], [504, 560]]
    assert ord_i(d) == [f"1{HART}234 svar", "Trygg", "60", "30", "10", "Ja", "Nej", "Vet inte"]
    assert d.tabell.rader == (("Trygg", *(f"{v}{HART}%" for v in (60, 30, 10)), f"1{HART}234"),)
    assert d.titel == f"Trygg: vanligaste svaret är Ja, 60{HART}%."


def test_a_hidden_row_tells_neither_shares_nor_answers() -> None:
    d = staplad(["Ja", "Nej"], [Andelsrad("Trygg", (75, 25), 4, dold=True)])
    assert "75" not in skriv(d).split("</desc>")[0] + " ".join(ord_i(d)) + str(d.tabell)
    assert d.tabell.rader == (("Trygg", "..", "..", ".."),)


def test_more_alternatives_than_shades_are_joined_in_the_drawing_only() -> None:
    d = staplad([str(i) for i in range(9)], [Andelsrad("x", [20, 20, 10, 10, 10, 10, 10, 5, 5])])
    assert ord_i(d)[-1] == "Övriga svar"
    assert "20" in ord_i(d)
    assert len(d.tabell.kolumner) == 10


@settings(deadline=None)
@given(
    st.lists(st.text("abc ÅÄÖW", min_size=1, max_size=80), min_size=1, max_size=9),
    st.lists(st.lists(st.integers(0, 100), min_size=9, max_size=9), max_size=5),
    st.sampled_from([WEBB, TRYCK]),
)
def test_stacked_bars_stay_within(
    alternativ: list[str], andelar: list[list[int]], matt: Matt
) -> None:
    rader = [
        Andelsrad(a[0] * 40, r[: len(alternativ)], 7)
        for a, r in zip(alternativ, andelar, strict=False)
    ]
    d = staplad(alternativ, rader, matt=matt)
    assert utanfor(d, luft=0.05) == []
    assert krockar(d) == []

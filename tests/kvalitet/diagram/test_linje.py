"""The line, the spark line, the step of a leap: coordinates and words."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kvalitet.diagram import (
    TRYCK,
    WEBB,
    Jamforelseserie,
    Nivasteg,
    Seriebryt,
    gnista,
    kolumnbredd,
    linje,
    spann,
    sprangdiagram,
)
from kvalitet.diagram.rita import Matt, Ruta, isar, kortad, textbredd
from kvalitet.diagram.skala import skala
from kvalitet.texter import HART
from tests.kvalitet.diagram.svg import krockar, med_roll, ord_i, punkter, skriv, utanfor

D = Decimal
tal = st.integers(-(10**7), 10**7).map(lambda x: x / 100)
SERIE = [("2023", 60), ("2024", None), ("2025", 66), ("2026", 68)]


def test_a_missing_value_breaks_the_line() -> None:
    d = linje(SERIE, 70, enhet="%")
    (vag,) = med_roll(d, "dl-egen")
    assert (vag.count("M"), vag.count("L")) == (2, 1)
    assert [p.sist for p in d.punkter] == [False, False, True]
    assert [p.varde for p in d.punkter] == [f"{v}{HART}%" for v in (60, 66, 68)]
    assert f"2024: saknas, 2025: 66{HART}%" in d.beskrivning
    assert d.titel == f"Från 60{HART}% (2023) till 68{HART}% (2026). Mål: 70{HART}%."


def test_no_line_is_drawn_across_a_break() -> None:
    steg = [Seriebryt(1, "Ny fråga"), Nivasteg(3, "Ny nivå 70")]
    d = linje([(str(i), 60 + i) for i in range(5)], steg=steg)
    (vag,) = med_roll(d, "dl-egen")
    assert vag.count("M") == 3
    assert len(med_roll(d, "dl-brott")) == len(med_roll(d, "dl-niva")) == 1
    assert {"Ny fråga", "Ny nivå 70"} <= set(ord_i(d))
    assert d.tabell.kolumner == ("Period", "Värde", "Vad som ändrades")
    assert d.tabell.rader[3] == ("3", "63", "Ny nivå 70")


def test_a_hidden_value_is_two_points_and_never_drawn() -> None:
    d = linje([("a", 10), ("b", 99), ("c", 12)], dolda=[1], intervall=[None, (98, 100), None])
    assert ".." in ord_i(d)
    assert len(d.punkter) == 2
    assert d.tabell.rader[1] == ("b", "..", "–")
    assert "99" not in skriv(d)


def test_the_table_has_the_points_of_the_chart() -> None:
    d = linje(
        [("a", D("1.5")), ("b", D("2.0"))],
        intervall=[(D("1"), D("2")), None],
        jamforelser=[Jamforelseserie("Riket", [D("1.7"), None])],
        decimaler=1,
    )
    assert d.tabell.kolumner == ("Period", "Värde", "95 % intervall", "Riket")
    assert d.tabell.rader == (("a", "1,5", "1,0–2,0", "1,7"), ("b", "2,0", "–", "–"))


def test_uncertainty_is_bars_while_few_and_a_band_when_many() -> None:
    def rita(n: int) -> tuple[int, int]:
        d = linje([(str(i), i) for i in range(n)], intervall=[(i - 1, i + 1) for i in range(n)])
        return len(med_roll(d, "dl-fel")), len(med_roll(d, "df-spann"))

    assert rita(5) == (1, 0)
    assert rita(40) == (0, 1)


def test_the_target_is_dashed_and_an_interval_has_a_band() -> None:
    assert len(med_roll(linje(SERIE, 70), "dl-mal")) == 1
    d = linje(SERIE, (60, 65), enhet="%")
    assert (len(med_roll(d, "dl-mal")), len(med_roll(d, "df-band"))) == (2, 1)
    assert f"Mål: 60–65{HART}%" in ord_i(d)


def test_the_words_of_the_target_avoid_the_line() -> None:
    """The series goes over the target to the left, and so the words stand to the right."""
    d = linje([("a", 71), ("b", 71), ("c", 60), ("d", 55)], 70)
    (malet,) = (x for x in d.delar if x.text == "Mål: 70")
    assert ("text-anchor", "end") in malet.drakt


def test_without_values_nothing_is_drawn() -> None:
    for d in (linje([("a", None)], 5), linje([])):
        assert (d.tomt, d.punkter, d.titel) == (True, (), "Inget värde finns.")
    d = gnista([("a", None)])
    assert (d.tomt, d.titel) == (True, "Inget värde finns.")


def test_the_columns_of_print_are_those_of_the_table() -> None:
    d = linje(SERIE, matt=TRYCK)
    bredd = kolumnbredd(4, TRYCK)
    assert [float(p.x) for p in d.punkter] == [
        pytest.approx(30 + bredd * (i + 0.5), abs=0.01) for i in (0, 2, 3)
    ]
    for n in range(1, 30):
        assert 30 + n * kolumnbredd(n, TRYCK) + 31 <= 170.001


@pytest.mark.parametrize("matt", [WEBB, TRYCK])
def test_a_typical_chart_is_small(matt: Matt) -> None:
    varden = [(str(2019 + i), D("85.5") + i) for i in range(7)]
    riket = Jamforelseserie("Riket", [D("86.1")] * 7)
    d = linje(varden, D(88), mal_text="minst 88,0", namn="Utfall", jamforelser=[riket], matt=matt)
    assert len(skriv(d).encode()) <= 2600


@settings(deadline=None)
@given(
    st.lists(st.none() | tal, max_size=24),
    st.none() | tal | st.tuples(tal, tal),
    st.lists(st.tuples(st.integers(-1, 25), st.text("abc ÅÄÖW", max_size=60)), max_size=4),
    st.text("abc ÅÄÖW", max_size=60),
    st.sampled_from([WEBB, TRYCK]),
)
def test_always_within_and_never_touching(
    varden: list[float | None],
    mal: float | tuple[float, float] | None,
    steg: list[tuple[int, str]],
    ord_: str,
    matt: Matt,
) -> None:
    andra = [Jamforelseserie(ord_, [None if v is None else v / 3 for v in varden])] * 3
    d = linje(
        [(f"{ord_} {i}", v) for i, v in enumerate(varden)], mal, namn=ord_, mal_text=ord_,
        steg=[Nivasteg(i, text) for i, text in steg], jamforelser=andra, matt=matt,
    )  # fmt: skip
    assert utanfor(d, luft=0.05) == []
    assert krockar(d) == []
    assert len(d.punkter) == sum(v is not None for v in varden)


@settings(deadline=None)
@given(st.lists(tal, min_size=1, max_size=20), st.booleans())
def test_the_axis_holds_every_value(varden: list[float], noll: bool) -> None:
    s = skala(varden, noll=noll)
    luft = 1e-6 * max(1, *map(abs, varden))
    assert s.lag <= min(varden) + luft
    assert s.hog >= max(varden) - luft
    assert 2 <= len(s.streck) <= 5
    assert not noll or s.lag <= 0 <= s.hog
    assert len(set(s.texter)) == len(s.texter)


def test_the_axis_writes_large_numbers_short() -> None:
    assert skala([0, 4_000_000]).texter == [f"{n}{HART}mn" for n in range(5)]
    assert skala([0.0, 0.4]).texter == ["0,0", "0,1", "0,2", "0,3", "0,4"]
    assert skala([-4, 0]).texter[0] == "−4"


@settings(deadline=None)
@given(st.lists(st.floats(0, 40), min_size=1, max_size=8))
def test_labels_are_parted_and_keep_their_order(ys: list[float]) -> None:
    ut = isar(ys, 3.4, 0, 40)
    ordnade = [ut[i] for i in sorted(range(len(ys)), key=lambda i: (ys[i], i))]
    assert all(b - a >= 3.4 - 1e-9 for a, b in pairwise(ordnade))
    assert min(ut) >= -1e-9
    assert max(ut) <= 40 + 1e-9


@settings(deadline=None)
@given(st.text(max_size=60), st.floats(1, 40))
def test_a_cut_text_fits(text: str, bredd: float) -> None:
    kort = kortad(text, bredd, 1.0)
    assert textbredd(kort) <= bredd or kort == "…"
    assert kort == text or kort.endswith("…")


def test_a_curve_through_a_room_is_seen() -> None:
    ruta = Ruta(10, 10, 20, 20)
    assert ruta.korsas([(0, 0), (30, 30)])
    assert ruta.korsas([(15, 0), (15, 12)])
    assert not ruta.korsas([(0, 25), (30, 25)])
    assert not ruta.korsas([(0, 0), (9, 30)])


# --- the other small ones ---------------------------------------------------------------


def test_the_spark_line_is_parted_at_the_step() -> None:
    d = gnista([("a", 1), ("b", 2), ("c", 3)], 2, steg=[Nivasteg(2, "Ny nivå")])
    (vag,) = med_roll(d, "dl-egen")
    assert vag == "M6 30L60 18M114 6"
    assert med_roll(d, "dl-niva") == ["M87 2V34"]
    (punkt,) = med_roll(gnista([("a", 5)]), "df-egen")
    assert punkt.startswith("M114 18m")
    assert ord_i(d) == []


@settings(deadline=None)
@given(st.lists(st.none() | tal, max_size=40), st.none() | tal)
def test_the_spark_line_stays_in_its_box(varden: list[float | None], mal: float | None) -> None:
    d = gnista([(str(i), v) for i, v in enumerate(varden)], mal)
    assert utanfor(d, luft=0.05) == []


def test_no_line_is_drawn_across_the_leap() -> None:
    d = sprangdiagram(
        [(str(i), v) for i, v in enumerate([15, 15.6, 15.9, 12.1, 11, None])],
        start=3, ny_fran=4, gammal=15.4, ny=10.8, start_text="Små team börjar",
    )  # fmt: skip
    assert {"Gammal nivå 15,4", "Ny nivå 10,8", "Små team börjar"} <= set(ord_i(d))
    (fore,), (ny,) = med_roll(d, "dl-niva-fore"), med_roll(d, "dl-niva-ny")
    assert max(x for x, _ in punkter(fore)) < min(x for x, _ in punkter(ny))
    assert d.tabell.rader[2:5] == (("2", "15,9", "15,4"), ("3", "12,1", "–"), ("4", "11", "10,8"))


@settings(deadline=None)
@given(st.floats(0, 100), st.floats(0, 100), st.none() | st.integers(0, 100))
def test_the_interval_keeps_its_order(a: float, b: float, mal: int | None) -> None:
    undre, ovre = sorted((a, b))
    d = spann((undre + ovre) / 2, (undre, ovre), mal=mal)
    assert utanfor(d, luft=0.05) == []
    assert krockar(d) == []
    (yta,) = med_roll(d, "df-spann")
    xs = [x for x, _ in punkter(yta)]
    assert max(xs) - min(xs) == pytest.approx((ovre - undre) / 100 * 544, abs=0.21)
    assert f"{ord_i(d)[0]}".replace(",", "").isdigit()

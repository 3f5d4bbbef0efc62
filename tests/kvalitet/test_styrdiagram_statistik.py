"""Control charts against published worked examples, and what must hold of every series."""

from __future__ import annotations

from itertools import pairwise
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvalitet.statistik import (
    MINST_PUNKTER,
    Malgrans,
    Monster,
    Styrserie,
    Traff,
    Variation,
    p_prim,
    u_prim,
    utsaga,
    xmr,
)
from kvalitet.statistik import styrdiagram as sd

# NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2: ten batches of a flow rate.
FLODE = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
# Montgomery, Introduction to Statistical Quality Control, the frozen orange juice cans (also
# NIST 6.3.3.2): non-conforming cans in thirty samples of fifty.
BURKAR = [
    *(12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22),
    *(8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6),
]
# Montgomery, the printed circuit boards: non-conformities in twenty-six samples.
KRETSKORT = [
    *(21, 24, 16, 12, 15, 5, 28, 20, 31, 25, 20, 24, 16),
    *(19, 10, 17, 13, 22, 18, 39, 30, 24, 16, 19, 17, 15),
]
LUGNT = [10.0, 11.0, 9.0, 10.0, 12.0, 8.0, 10.0, 11.0, 9.0, 10.0, 11.0, 9.0]

tal = st.floats(-1e6, 1e6, allow_nan=False)
serier = st.lists(st.none() | tal, max_size=60)


def monster(serie: Styrserie) -> list[set[Monster]]:
    return [set(p.monster) for p in serie.punkter]


# --- worked examples -------------------------------------------------------------------------


def test_xmr_as_in_the_nist_handbook(monkeypatch: pytest.MonkeyPatch) -> None:
    """x̄ = 50.81, MR̄ = 1.8778, limits 45.8159 and 55.8041."""
    monkeypatch.setattr(sd, "MINST_PUNKTER", 10)  # the handbook's example has ten values
    punkt = xmr(FLODE).punkter[0]
    assert punkt.mitt == pytest.approx(50.81)
    assert punkt.sigma == pytest.approx(1.8778 / 1.128, abs=1e-4)
    assert punkt.undre == pytest.approx(45.8159, abs=1e-3)
    assert punkt.ovre == pytest.approx(55.8041, abs=1e-3)


def test_p_as_montgomery_with_the_orange_juice_cans() -> None:
    """p̄ = 0.2313, limits 0.0524 and 0.4102; samples 15 and 23 are out of control."""
    serie = p_prim(BURKAR, [50] * 30, spridning=False)
    punkt = serie.punkter[0]
    assert punkt.mitt == pytest.approx(23.13, abs=0.005)
    assert punkt.undre == pytest.approx(5.24, abs=0.01)
    assert punkt.ovre == pytest.approx(41.02, abs=0.01)
    ute = [i + 1 for i, p in enumerate(serie.punkter) if Monster.UTANFOR in p.monster]
    assert ute == [15, 23]


def test_u_as_montgomery_with_the_circuit_boards() -> None:
    """516 in 26 samples: c̄ = 19.85, limits 6.48 and 33.22; samples 6 and 20 are outside."""
    serie = u_prim(KRETSKORT, [1] * 26, spridning=False)
    punkt = serie.punkter[0]
    assert punkt.mitt == pytest.approx(19.85, abs=0.005)
    assert punkt.undre == pytest.approx(6.48, abs=0.01)
    assert punkt.ovre == pytest.approx(33.21, abs=0.01)
    ute = [i + 1 for i, p in enumerate(serie.punkter) if Monster.UTANFOR in p.monster]
    assert ute == [6, 20]


def test_u_with_unequal_exposure_has_a_limit_for_each_period() -> None:
    """Centre Σx/Σn = 60/24 = 2.5; a period of four units: 2.5 ± 3·√(2.5/4)."""
    serie = u_prim([2, 3] * 6 + [10] * 3, [1] * 12 + [4] * 3, spridning=False)
    assert serie.punkter[-1].mitt == pytest.approx(2.5)
    assert serie.punkter[-1].ovre == pytest.approx(2.5 + 3 * (2.5 / 4) ** 0.5)
    assert serie.punkter[0].undre == 0  # cut where nothing can be


def test_p_prim_with_equal_samples_is_xmr_of_the_shares() -> None:
    """Laney 2002: with constant n the p′ chart and the chart of individuals coincide."""
    andelar = [100 * x / 50 for x in BURKAR]
    for a, b in zip(p_prim(BURKAR, [50] * 30).punkter, xmr(andelar).punkter, strict=True):
        assert a.mitt == pytest.approx(b.mitt)
        assert a.sigma == pytest.approx(b.sigma)


def test_p_prim_widens_the_limits_of_very_large_samples() -> None:
    """95 % ± 1 of 250 000 each time: every point is outside a p chart, none outside p′."""
    andelar = [95.0, 94.2, 95.8, 94.9, 95.3, 94.5, 95.6, 94.8, 95.2, 94.4, 95.7, 95.1]
    antal = [round(2500 * a) for a in andelar]
    smal = p_prim(antal, [250_000] * 12, spridning=False)
    vid = p_prim(antal, [250_000] * 12)
    assert sum(Monster.UTANFOR in p.monster for p in smal.punkter) >= 10
    assert not any(Monster.UTANFOR in p.monster for p in vid.punkter)


# --- the rules -------------------------------------------------------------------------------


def test_a_point_beyond_the_limits_is_a_signal() -> None:
    serie = xmr([*LUGNT, 30.0])
    assert Monster.UTANFOR in serie.punkter[-1].monster
    assert serie.punkter[-1].riktning == 1
    assert not any(Monster.UTANFOR in p.monster for p in serie.punkter[:-1])


def test_seven_on_one_side_are_a_signal_and_six_are_not() -> None:
    def sviten(antal: int) -> list[set[Monster]]:
        return monster(
            xmr([*[9.5, 9.4, 9.6] * 4, *[10.5, 10.7, 10.4, 10.6, 10.3, 10.8, 10.45][:antal]])
        )

    assert all(Monster.SVIT in m for m in sviten(7)[-7:])
    assert not any(Monster.SVIT in m for m in sviten(6)[-6:])


def test_seven_rising_are_a_signal_and_a_stop_on_the_way_breaks_them() -> None:
    stiger = [9.4, 9.6, 9.8, 10.0, 10.2, 10.4, 10.6]
    assert all(Monster.TREND in m for m in monster(xmr([*LUGNT, *stiger]))[-7:])
    assert xmr([*LUGNT, *stiger]).punkter[-1].riktning == 1
    stannar = [9.4, 9.6, 9.8, 9.8, 10.2, 10.4, 10.6]
    assert not any(Monster.TREND in m for m in monster(xmr([*LUGNT, *stannar]))[-7:])


def test_two_of_three_near_a_limit_are_a_signal() -> None:
    bas = xmr(LUGNT).punkter[0]
    assert bas.mitt is not None
    assert bas.sigma is not None
    nara = bas.mitt + 2.6 * bas.sigma
    serie = xmr([*LUGNT * 3, nara, bas.mitt + 0.4, nara])
    assert all(Monster.NARA in p.monster for p in serie.punkter[-3:])
    assert Monster.NARA not in xmr([*LUGNT * 3, nara, bas.mitt - 1, nara]).punkter[-1].monster


def test_a_break_restarts_the_limits_and_no_rule_reaches_across() -> None:
    fore, efter = LUGNT, [v + 50 for v in LUGNT]
    serie = xmr([*fore, *efter], brott=[12])
    assert [p.fas for p in serie.punkter] == [0] * 12 + [1] * 12
    assert serie.punkter[0].mitt == pytest.approx(fmean(fore))
    assert serie.punkter[-1].mitt == pytest.approx(fmean(efter))
    assert not any(p.monster for p in serie.punkter)
    assert any(p.monster for p in xmr([*fore, *efter]).punkter)


def test_a_phase_that_is_too_short_has_no_limits() -> None:
    serie = xmr([*LUGNT, 30.0, 31.0], brott=[12])
    assert serie.punkter[-1].mitt is None
    assert serie.punkter[0].mitt is not None
    assert serie.i_sista_fasen == 2


def test_a_period_without_a_value_is_passed_over_and_not_taken_for_zero() -> None:
    med_lucka = [*LUGNT[:6], None, *LUGNT[6:]]
    serie = xmr(med_lucka)
    assert serie.punkter[6].undre is None
    assert serie.punkter[0].mitt == pytest.approx(fmean(LUGNT))
    steg = [abs(b - a) for a, b in pairwise(LUGNT)]
    del steg[5]  # the range across the gap is not of neighbours
    assert serie.punkter[0].sigma == pytest.approx(fmean(steg) / 1.128)
    assert p_prim([1, 0] * 6, [10, 0] * 6).punkter[1].varde is None


@pytest.mark.parametrize(
    ("antal", "av"), [([3], [2]), ([-1], [2]), ([1, 2], [3])], ids=["more", "negative", "lengths"]
)
def test_impossible_counts_are_refused(antal: list[int], av: list[int]) -> None:
    with pytest.raises(ValueError):
        p_prim(antal, av)


# --- what it says ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mal", "traff", "kort"),
    [
        (Malgrans(minst=5), Traff.NAR, "stabilt, når målet"),
        (Malgrans(minst=11), Traff.IBLAND, "stabilt, når målet ibland"),
        (Malgrans(minst=20), Traff.NAR_INTE, "stabilt, når inte målet"),
        (Malgrans(hogst=20), Traff.NAR, "stabilt, når målet"),
        (Malgrans(hogst=2), Traff.NAR_INTE, "stabilt, når inte målet"),
        (Malgrans(minst=1, hogst=19), Traff.NAR, "stabilt, når målet"),
        (Malgrans(minst=9, hogst=11), Traff.IBLAND, "stabilt, når målet ibland"),
        (Malgrans(minst=30, hogst=40), Traff.NAR_INTE, "stabilt, når inte målet"),
        (Malgrans(), Traff.OKAND, "stabilt"),
        (None, Traff.OKAND, "stabilt"),
    ],
)
def test_a_stable_series_against_its_target(mal: Malgrans | None, traff: Traff, kort: str) -> None:
    """The limits of LUGNT are about 5.8 and 14.2."""
    sagt = utsaga(xmr(LUGNT), mal=mal, hogre_ar_battre=True)
    assert (sagt.variation, sagt.traff, sagt.kort) == (Variation.SLUMP, traff, kort)


@pytest.mark.parametrize(
    ("sist", "hogre", "variation"),
    [
        (30.0, True, Variation.FORBATTRING),
        (30.0, False, Variation.FORSAMRING),
        (-9.0, True, Variation.FORSAMRING),
        (-9.0, False, Variation.FORBATTRING),
        (30.0, None, Variation.ANDRING),
        (10.0, True, Variation.SLUMP),
    ],
)
def test_a_signal_is_better_or_worse_by_the_direction(
    sist: float, hogre: bool | None, variation: Variation
) -> None:
    sagt = utsaga(xmr([*LUGNT, sist]), hogre_ar_battre=hogre)
    assert sagt.variation is variation
    assert sagt.mening.endswith(".")


def test_too_few_values_say_how_many_are_missing() -> None:
    assert "8 av de 12" in utsaga(xmr(LUGNT[:8])).mening
    assert "sedan serien bröts" in utsaga(xmr([*LUGNT, 1.0], brott=[12])).mening
    assert utsaga(xmr([])).variation is Variation.OKAND


# --- properties ------------------------------------------------------------------------------


@given(serier, st.sets(st.integers(0, 60)))
def test_a_point_is_outside_just_when_it_is_marked_so(
    varden: list[float | None], brott: set[int]
) -> None:
    serie = xmr(varden, brott=brott)
    assert [p.varde for p in serie.punkter] == varden
    for p in serie.punkter:
        assert (p.riktning == 0) == (not p.monster)
        if p.varde is None or p.undre is None or p.ovre is None or p.mitt is None:
            assert not p.monster
            continue
        assert p.undre <= p.mitt + 1e-6 * max(1, abs(p.mitt))
        marginal = 1e-6 * max(1, abs(p.varde), abs(p.ovre), abs(p.undre))
        if p.varde > p.ovre + marginal or p.varde < p.undre - marginal:
            assert Monster.UTANFOR in p.monster


@given(tal, st.integers(MINST_PUNKTER, 60))
def test_what_never_varies_is_never_a_signal(varde: float, antal: int) -> None:
    assert not any(p.monster for p in xmr([varde] * antal).punkter)


@given(st.lists(st.floats(-1000, 1000, allow_nan=False), min_size=MINST_PUNKTER, max_size=40))
def test_turned_upside_down_every_signal_turns(varden: list[float]) -> None:
    fram, spegel = xmr(varden), xmr([-v for v in varden])
    for a, b in zip(fram.punkter, spegel.punkter, strict=True):
        assert a.monster == b.monster
        assert a.riktning == -b.riktning


@given(
    st.lists(
        st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
        min_size=MINST_PUNKTER,
        max_size=40,
    )
)
def test_shares_and_their_limits_are_possible(par: list[tuple[int, int]]) -> None:
    for p in p_prim([x for x, _ in par], [n for _, n in par]).punkter:
        assert p.undre is not None
        assert p.ovre is not None
        assert 0 <= p.undre <= p.ovre <= 100

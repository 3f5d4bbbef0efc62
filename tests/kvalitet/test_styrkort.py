"""The control chart of counts: worked examples, properties, and how often it cries wolf."""

from __future__ import annotations

from math import comb, exp, isclose
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kvalitet.statistik.styrkort import (
    ALFA_SVIT,
    ALFA_TOPP,
    SVIT,
    Signal,
    Styrkort,
    _binomialsvans,
    signal,
    styrkort,
)

LUGN = [3, 2, 4, 3, 3, 2, 5, 3, 1, 4, 3, 2, 3, 4, 3, 2, 4, 3, 3, 3, 2, 4, 3, 3, 3, 3]
"""Twenty-six weeks with 78 in all: three a week."""


def test_worked_example_of_the_limits() -> None:
    """ū = 3, n = 1: 3 ± 3·√3 = (0, 8.196); n = 4: 3 ± 3·√(3/4) = (0.402, 5.598)."""
    kort = styrkort([*LUGN, *[3] * SVIT], [1.0] * 34)
    assert kort == Styrkort(26, 78, 26.0)
    assert kort.mitt == 3
    assert kort.granser(1) == (0, pytest.approx(8.1962, abs=1e-4))
    assert kort.granser(4) == (pytest.approx(0.4019, abs=1e-4), pytest.approx(5.5981, abs=1e-4))


def test_worked_example_of_the_exact_test() -> None:
    """With 78 in 26 weeks, 10 in one week: P(Bin(88, 1/27) ≥ 10), summed term by term."""
    facit = sum(comb(88, k) * (1 / 27) ** k * (26 / 27) ** (88 - k) for k in range(10, 89))
    assert isclose(_binomialsvans(10, 88, 1 / 27), facit, rel_tol=1e-9)
    assert facit < 0.0025


def test_a_week_far_above_is_a_signal_and_one_within_is_noise() -> None:
    assert signal([*LUGN, *[3] * 7, 7]) is None
    assert signal([*LUGN, *[3] * 7, 12]) == Signal.OVER
    assert signal([n * 8 for n in LUGN] + [24] * 7 + [3]) == Signal.UNDER


def test_eight_weeks_a_little_above_are_a_signal_together() -> None:
    assert signal([*LUGN, *[6] * 8]) == Signal.SVIT_OVER
    assert signal([*LUGN, 6, 6, 6, 3, 6, 6, 6, 6]) is None  # one of them is not above the centre
    assert signal([*LUGN, *[1] * 8]) == Signal.SVIT_UNDER
    assert signal([n * 8 for n in LUGN] + [25] * 8) is None  # all above, but by next to nothing


def test_too_little_history_says_nothing() -> None:
    assert signal([3] * 19 + [3] * 7 + [90]) is None  # nineteen weeks before
    assert signal([3] * 20 + [3] * 7 + [90]) == Signal.OVER
    assert signal([0] * 50 + [4, 0] + [0] * 7 + [9]) is None  # four in a year
    assert signal([]) is None
    assert signal([5]) is None


def test_the_exposure_counts() -> None:
    """Twelve in a week is much; in four weeks' worth it is what there always is."""
    tid = [1.0] * 34
    assert signal([*LUGN, *[3] * 7, 12], tid) == Signal.OVER
    assert signal([*LUGN, *[3] * 7, 12], [*tid[:-1], 4.0]) is None


def test_the_limit_of_the_chart_is_where_the_signal_begins() -> None:
    kort = styrkort([*LUGN, *[3] * SVIT], [1.0] * 34)
    grans = kort.signalgrans()
    assert signal([*LUGN, *[3] * 7, grans]) == Signal.OVER
    assert signal([*LUGN, *[3] * 7, grans - 1]) != Signal.OVER


@pytest.mark.parametrize(
    ("antal", "tid"), [([1, 2], [1.0]), ([-1], [1.0]), ([1], [0.0]), ([1], [-1.0])]
)
def test_nonsense_is_refused(antal: list[int], tid: list[float]) -> None:
    with pytest.raises(ValueError, match="exposure"):
        styrkort(antal, tid)


serier = st.lists(st.integers(0, 40), min_size=28, max_size=60)


@given(serier)
def test_a_signal_above_lies_beyond_three_sigma_and_more_is_still_a_signal(
    antal: list[int],
) -> None:
    if signal(antal) == Signal.OVER:
        kort = styrkort(antal, [1.0] * len(antal))
        assert antal[-1] > kort.granser(1.0)[1]
        assert signal([*antal[:-1], antal[-1] + 1]) == Signal.OVER


@given(serier, st.floats(0.1, 50))
@settings(max_examples=60)
def test_the_unit_of_the_exposure_does_not_matter(antal: list[int], matt: float) -> None:
    """Weeks or days: the judgement is the same (but for what lies on a limit to the last digit)."""
    i_veckor = styrkort(antal, [1.0] * len(antal))
    i_matt = styrkort(antal, [matt] * len(antal))
    assert isclose(i_veckor.mitt, i_matt.mitt * matt)
    if i_veckor.racker:
        assert i_veckor.signalgrans(1.0) == i_matt.signalgrans(matt)


@given(st.integers(0, 60), st.integers(0, 400), st.floats(0.001, 0.9))
def test_the_tail_is_a_probability_and_falls(k: int, mer: int, p: float) -> None:
    n = k + mer
    svans = _binomialsvans(k, n, p)
    assert 0 <= svans <= 1
    assert _binomialsvans(k + 1, n + 1, p) <= svans + p  # one more success at most
    facit = sum(comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k, n + 1))
    assert isclose(svans, facit, rel_tol=1e-6, abs_tol=1e-12)


def poisson(slump: Random, medel: float) -> int:
    """Knuth's method: multiply until the product is below e^-m."""
    grans, antal, produkt = exp(-medel), 0, slump.random()
    while produkt > grans:
        antal, produkt = antal + 1, produkt * slump.random()
    return antal


def andel_signaler(medel: float, *, sista: float, svit: float, antal: int = 2000) -> float:
    """The share of series whose last week gives a signal upwards: 52 weeks at the mean `medel`,
    seven at `svit` and the last at `sista`. Seeded, so the figure is the same each time."""
    slump = Random(f"{medel}-{sista}-{svit}")
    uppat = 0
    for _ in range(antal):
        serie = [poisson(slump, medel) for _ in range(52)]
        serie += [poisson(slump, svit) for _ in range(SVIT - 1)] + [poisson(slump, sista)]
        uppat += signal(serie) in (Signal.OVER, Signal.SVIT_OVER)
    return uppat / antal


@pytest.mark.parametrize("medel", [0.2, 0.5, 1.0, 3.0, 10.0])
def test_it_cries_wolf_in_less_than_one_week_in_two_hundred(medel: float) -> None:
    """Measured on 2 000 series without change for each mean; the two rules promise at most
    0.00135 + 0.0039 together."""
    assert ALFA_TOPP + ALFA_SVIT < 0.0053
    assert andel_signaler(medel, sista=medel, svit=medel) <= 0.005


@pytest.mark.parametrize(("medel", "nu", "minst"), [(1.0, 8.0, 0.75), (3.0, 14.0, 0.8)])
def test_it_finds_a_week_that_is_much_worse(medel: float, nu: float, minst: float) -> None:
    assert andel_signaler(medel, sista=nu, svit=medel, antal=500) >= minst


@pytest.mark.parametrize(("medel", "nu"), [(3.0, 9.0), (10.0, 20.0)])
def test_it_finds_a_level_that_has_risen(medel: float, nu: float) -> None:
    assert andel_signaler(medel, sista=nu, svit=nu, antal=500) >= 0.85

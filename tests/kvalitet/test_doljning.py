"""No published set of numbers lets anyone solve a hidden cell by subtraction."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvalitet.statistik import dolj_tabell

Cell = tuple[str, str]
Summor = list[tuple[Cell, list[Cell]]]


def tabell(rader: list[tuple[int, int, int]]) -> tuple[dict[Cell, int], Summor, set[Cell]]:
    """Units by sex, with the sums of both: K + M + A is T, and the units are the nämnd's."""
    antal: dict[Cell, int] = {}
    for nr, (k, m, a) in enumerate(rader):
        antal |= {(f"e{nr}", kon): n for kon, n in (("K", k), ("M", m), ("A", a))}
        antal[f"e{nr}", "T"] = k + m + a
    enheter = [f"e{nr}" for nr in range(len(rader))]
    antal |= {("alla", kon): sum(antal[e, kon] for e in enheter) for kon in "KMAT"}
    summor: Summor = [((e, "T"), [(e, kon) for kon in "KMA"]) for e in [*enheter, "alla"]]
    summor += [(("alla", kon), [(e, kon) for e in enheter]) for kon in "KMAT"]
    return antal, summor, {(e, "A") for e in [*enheter, "alla"]}


def losta(summor: Summor, okanda: set[Cell]) -> set[Cell]:
    """Solve for the unknown cells with fractions, row by row, another way than the code does."""
    kolumner = sorted(okanda)
    rader = []
    for hel, delar in summor:
        rad = [Fraction((c in delar) - (c == hel)) for c in kolumner]
        if any(rad):
            rader.append(rad)
    rang = 0
    for kol in range(len(kolumner)):
        pivot = next((r for r in range(rang, len(rader)) if rader[r][kol]), None)
        if pivot is None:
            continue
        rader[rang], rader[pivot] = rader[pivot], rader[rang]
        rader[rang] = [x / rader[rang][kol] for x in rader[rang]]
        for r in range(len(rader)):
            if r != rang and rader[r][kol]:
                rader[r] = [
                    x - rader[r][kol] * y for x, y in zip(rader[r], rader[rang], strict=True)
                ]
        rang += 1
    ensamma = [[i for i, x in enumerate(rad) if x] for rad in rader[:rang]]
    return {kolumner[i[0]] for i in ensamma if len(i) == 1}


antal_i_grupp = st.integers(0, 12) | st.integers(0, 60)
tabeller = st.lists(
    st.tuples(antal_i_grupp, antal_i_grupp, st.integers(0, 4)), min_size=1, max_size=6
)


@given(tabeller, st.sampled_from([5, 10]))
def test_no_small_cell_can_be_solved_from_what_is_shown(
    rader: list[tuple[int, int, int]], troskel: int
) -> None:
    antal, summor, aldrig = tabell(rader)
    dolda = dolj_tabell(antal, summor, troskel, visas_inte=aldrig)
    synliga = set(antal) - dolda - aldrig
    assert all(antal[cell] >= troskel for cell in synliga)
    kansliga = {cell for cell in dolda if antal[cell] < troskel}
    assert not losta(summor, set(dolda)) & kansliga  # also by who knows who is neither
    ovriga = {cell for cell in aldrig if 0 < antal[cell] < troskel}
    assert not losta(summor, set(dolda) | aldrig) & (kansliga | ovriga)


@given(tabeller, st.sampled_from([5, 10]))
def test_one_subtraction_leaves_nobody_or_enough(
    rader: list[tuple[int, int, int]], troskel: int
) -> None:
    antal, summor, aldrig = tabell(rader)
    dolda = dolj_tabell(antal, summor, troskel, visas_inte=aldrig)
    for hel, delar in summor:
        if hel not in dolda | aldrig:
            rest = antal[hel] - sum(antal[c] for c in delar if c not in dolda | aldrig)
            assert rest == 0 or rest >= troskel


@given(st.lists(st.tuples(st.integers(5, 60), st.integers(5, 60)), min_size=1, max_size=6))
def test_a_table_of_large_groups_is_shown_whole(par: list[tuple[int, int]]) -> None:
    antal, summor, aldrig = tabell([(k, m, 0) for k, m in par])
    assert not dolj_tabell(antal, summor, 5, visas_inte=aldrig)


def test_worked_example_a_small_group_takes_the_smallest_neighbours_with_it() -> None:
    """e0 has three women. Its men go too, and in each column one unit more."""
    antal, summor, aldrig = tabell([(3, 20, 0), (30, 40, 0), (12, 15, 0)])
    dolda = dolj_tabell(antal, summor, 5, visas_inte=aldrig)
    assert dolda == {("e0", "K"), ("e0", "M"), ("e2", "K"), ("e2", "M")}


def test_a_bridge_between_two_hidden_blocks_is_seen() -> None:
    """Every sum has two unknown, and still the cell that joins the blocks can be solved."""
    block = [("a", "b"), ("c", "d")]
    celler = {x: 20 for par in block for x in par} | {
        "bro": 3,
        "s1": 43,
        "s2": 43,
        "s3": 40,
        "s4": 40,
    }
    summor = [
        ("s1", ["a", "b", "bro"]),
        ("s3", ["a", "b"]),
        ("s2", ["c", "d", "bro"]),
        ("s4", ["c", "d"]),
    ]
    dolda = dolj_tabell(celler, summor, 5)
    assert "bro" in dolda
    assert len(dolda) > 1


def test_the_threshold_is_at_least_one() -> None:
    with pytest.raises(ValueError):
        dolj_tabell({}, [], 0)

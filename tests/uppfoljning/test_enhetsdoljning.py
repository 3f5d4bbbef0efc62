"""The counts of units that may stand beside each other, in any tree."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from uppfoljning.enhetsdoljning import NAMNDEN, visbara

TROSKEL = 5
Trad = dict[int, int | None]


@st.composite
def trad(draw: Any) -> tuple[dict[int, int], Trad]:
    antal = draw(st.integers(1, 12))
    ovanfor: Trad = {1: None}
    for n in range(2, antal + 1):
        ovanfor[n] = draw(st.sampled_from([None, *range(1, n)]))
    tal = st.sampled_from([0, 0, 1, 2, 3, 4, 5, 6, 9, 40])
    return {n: draw(tal) for n in range(NAMNDEN, antal + 1)}, ovanfor


def med_under(egna: dict[int, int], ovanfor: Trad) -> dict[int, int]:
    ut = dict(egna)
    for n in sorted(ovanfor, reverse=True):
        ut[ovanfor[n] or NAMNDEN] += ut[n]
    return ut


def kvar(visas: dict[int, int], ovanfor: Trad) -> dict[int, int]:
    """What a reader has when all that is told below is taken away from each told count."""
    ut = dict(visas)
    for n, antal in visas.items():
        over = ovanfor.get(n, NAMNDEN) or NAMNDEN
        while over not in visas and over != NAMNDEN:
            over = ovanfor[over] or NAMNDEN
        if n != NAMNDEN and over in ut:
            ut[over] -= antal
    return ut


@given(trad())
def test_no_subtraction_leaves_few(ett: tuple[dict[int, int], Trad]) -> None:
    egna, ovanfor = ett
    hela = med_under(egna, ovanfor)
    visas = visbara(egna, ovanfor, troskel=TROSKEL)
    assert all(visas[n] == hela[n] and (hela[n] == 0 or hela[n] >= TROSKEL) for n in visas)
    med_namnden = visas | ({NAMNDEN: hela[NAMNDEN]} if hela[NAMNDEN] >= TROSKEL else {})
    assert all(n == 0 or n >= TROSKEL for n in kvar(med_namnden, ovanfor).values())


def test_all_is_told_where_nothing_is_few() -> None:
    egna = {NAMNDEN: 0, 1: 5, 2: 7, 3: 0}
    assert visbara(egna, {1: None, 2: 1, 3: 1}, troskel=TROSKEL) == {1: 12, 2: 7, 3: 0}


def test_the_smallest_sister_is_hidden_with_the_few() -> None:
    egna = {2: 8, 3: 20, 4: 3}
    ovanfor = {1: None, 2: 1, 3: 1, 4: 1}
    assert visbara(egna, ovanfor, troskel=TROSKEL) == {1: 31, 3: 20}


def test_few_without_a_unit_hide_a_unit_beside_the_namnds_total() -> None:
    assert visbara({NAMNDEN: 2, 1: 9, 2: 6}, {1: None, 2: None}, troskel=TROSKEL) == {1: 9}

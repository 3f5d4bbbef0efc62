"""Suppression over units and sexes: what is shown never lets a hidden figure be worked out."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from uppfoljning.externfil.dolj import dolj, narmast_ovan
from uppfoljning.externfil.utdrag import Siffra

TROSKEL = 5
GRUPPER = ("K", "M", "A")
Antal = tuple[int, int, int]


def siffra(n: int) -> Siffra:
    return Siffra(n=n) if n == 0 else Siffra(n, Fraction(50))  # type: ignore[arg-type]


def figurer(antal: dict[int, Antal]) -> dict[int, dict[str, Siffra]]:
    return {
        enhet: {"T": siffra(sum(a)), "K": siffra(a[0]), "M": siffra(a[1])}
        for enhet, a in antal.items()
    }


@st.composite
def trad(draw: st.DrawFn) -> tuple[dict[int, Antal], dict[int, int]]:
    """Units in a tree of up to three levels; what holds others is exactly the sum of them."""
    bredder = draw(st.lists(st.integers(0, 4), min_size=1, max_size=4))
    foraldrar: dict[int, int] = {}
    nasta = 2
    lov: list[int] = []
    for bredd in bredder:
        omrade, nasta = nasta, nasta + 1
        foraldrar[omrade] = 1
        if not bredd:
            lov.append(omrade)
        for _ in range(bredd):
            foraldrar[nasta] = omrade
            lov.append(nasta)
            nasta += 1
    tal = st.tuples(st.integers(0, 14), st.integers(0, 14), st.sampled_from([0, 0, 0, 1, 3, 7]))
    antal: dict[int, Antal] = defaultdict(lambda: (0, 0, 0))
    for ett in lov:
        eget = draw(tal)
        plats: int | None = ett
        while plats is not None:
            forut = antal[plats]
            antal[plats] = (forut[0] + eget[0], forut[1] + eget[1], forut[2] + eget[2])
            plats = foraldrar.get(plats)
    return dict(antal), foraldrar


def losbara(
    synligt: dict[int, dict[str, Siffra]], foraldrar: dict[int, int], antal: dict[int, Antal]
) -> set[tuple[int, str]]:
    """Solve all that follows from what is shown, and return the hidden cells that are known.

    The unknowns are the cells that are not shown. The equations: a total is its women, men and
    others, and a unit is the sum of the units in it. Gauss elimination in exact numbers.
    """
    okanda = [(enhet, g) for enhet in synligt for g in ("T", "K", "M") if _dold(synligt, enhet, g)]
    okanda += [(enhet, "A") for enhet in synligt]
    plats = {cell: i for i, cell in enumerate(okanda)}
    ekvationer: list[dict[int, Fraction]] = []

    def lagg(termer: list[tuple[tuple[int, str], int]]) -> None:
        rad: dict[int, Fraction] = defaultdict(Fraction)
        for cell, faktor in termer:
            if cell in plats:
                rad[plats[cell]] += faktor
        if rad:
            ekvationer.append(dict(rad))

    barn: dict[int, list[int]] = defaultdict(list)
    for ett, ovan in foraldrar.items():
        barn[ovan].append(ett)
    for enhet in synligt:
        lagg([((enhet, "T"), 1), *(((enhet, g), -1) for g in GRUPPER)])
        if barn[enhet]:
            for g in ("T", *GRUPPER):
                lagg([((enhet, g), 1), *(((ett, g), -1) for ett in barn[enhet])])
    return {
        cell for cell in okanda if cell[1] != "A" and _foljer(ekvationer, plats[cell], len(okanda))
    }


def _dold(synligt: dict[int, dict[str, Siffra]], enhet: int, g: str) -> bool:
    return synligt[enhet][g].varde is None


def _foljer(ekvationer: list[dict[int, Fraction]], mal: int, bredd: int) -> bool:
    """Whether the unknown is determined: its unit vector lies in the row space."""
    bas: dict[int, dict[int, Fraction]] = {}
    for rad in ekvationer:
        kvar = _reducera(dict(rad), bas)
        if kvar:
            bas[min(kvar)] = kvar
    return not _reducera({mal: Fraction(1)}, bas)


def _reducera(rad: dict[int, Fraction], bas: dict[int, dict[int, Fraction]]) -> dict[int, Fraction]:
    for kolumn in sorted(bas):
        if faktor := rad.get(kolumn):
            grund = bas[kolumn]
            kvot = faktor / grund[kolumn]
            for i, varde in grund.items():
                rad[i] = rad.get(i, Fraction(0)) - kvot * varde
    return {i: varde for i, varde in rad.items() if varde}


@settings(max_examples=150, deadline=None)
@given(trad())
@example(({1: (40, 40, 0), 2: (37, 38, 0), 3: (3, 2, 0)}, {2: 1, 3: 1}))
@example(({1: (40, 40, 3), 2: (20, 20, 3), 3: (20, 20, 0)}, {2: 1, 3: 1}))
def test_no_hidden_figure_follows_from_those_that_are_shown(
    fallet: tuple[dict[int, Antal], dict[int, int]],
) -> None:
    antal, foraldrar = fallet
    synligt = dolj(figurer(antal), foraldrar, TROSKEL)
    for enhet, per_kon in synligt.items():
        for kon, ett in per_kon.items():
            fler = sum(antal[enhet]) if kon == "T" else antal[enhet]["KM".index(kon)]
            assert ett.varde is None or fler >= TROSKEL
            assert (ett.varde is None) == (ett.n is None)
    assert losbara(synligt, foraldrar, antal) == set()


@settings(max_examples=150, deadline=None)
@given(trad(), st.dictionaries(st.integers(1, 6), st.tuples(*[st.integers(0, 6)] * 3)))
def test_what_is_left_of_a_unit_is_nobody_or_enough(
    fallet: tuple[dict[int, Antal], dict[int, int]], egna: dict[int, Antal]
) -> None:
    """Also of those who answered for a unit itself, or for one that the file leaves out."""
    antal, foraldrar = fallet
    for enhet, eget in egna.items():
        plats: int | None = enhet if enhet in antal else None
        while plats is not None:
            k, m, a = antal[plats]
            antal[plats] = (k + eget[0], m + eget[1], a + eget[2])
            plats = foraldrar.get(plats)
    synligt = dolj(figurer(antal), foraldrar, TROSKEL)
    for hel in set(foraldrar.values()):
        barn = [ett for ett, ovan in foraldrar.items() if ovan == hel]
        for g in ("T", "K", "M"):
            visade = [ett for ett in barn if not _dold(synligt, ett, g)]
            if visade and not _dold(synligt, hel, g):
                kvar = _n(antal[hel], g) - sum(_n(antal[ett], g) for ett in visade)
                assert kvar == 0 or kvar >= TROSKEL


def _n(antal: Antal, g: str) -> int:
    return sum(antal) if g == "T" else antal["KM".index(g)]


def test_the_solver_finds_what_can_be_solved() -> None:
    """Suppression of each unit by itself is not enough, and the test above would see it."""
    antal = {1: (40, 40, 0), 2: (37, 38, 0), 3: (3, 2, 0)}
    for_sig = {enhet: dolj({enhet: f}, {}, TROSKEL)[enhet] for enhet, f in figurer(antal).items()}
    assert losbara(for_sig, {2: 1, 3: 1}, antal) == {(3, "K"), (3, "M")}


@pytest.mark.parametrize(
    ("antal", "visas"),
    [
        ({1: (60, 40, 0), 2: (30, 20, 0), 3: (30, 20, 0)}, {1: "TKM", 2: "TKM", 3: "TKM"}),
        # one small unit takes the smallest of the others with it
        ({1: (46, 36, 0), 2: (30, 20, 0), 3: (14, 15, 0), 4: (2, 1, 0)}, {1: "TKM", 2: "TKM"}),
        # one small sex hides both, here and in the smallest of the others
        (
            {1: (52, 43, 0), 2: (30, 20, 0), 3: (20, 20, 0), 4: (2, 3, 0)},
            {1: "TKM", 2: "TKM", 3: "T", 4: "T"},
        ),
        # who answered for the whole alone, or for a unit that the file leaves out
        ({1: (46, 46, 0), 2: (25, 25, 0), 3: (20, 20, 0)}, {1: "TKM"}),
        ({1: (40, 40, 0), 2: (37, 40, 0)}, {1: "TKM"}),
        ({1: (48, 52, 0), 2: (25, 25, 0), 3: (20, 25, 0)}, {1: "TKM", 2: "T", 3: "T"}),
        ({1: (55, 55, 0), 2: (25, 25, 0), 3: (20, 20, 0)}, {1: "TKM", 2: "TKM", 3: "TKM"}),
        # nobody of a sex is a hidden sex too
        ({1: (0, 40, 0)}, {1: "T"}),
        # others than women and men would be what is left
        ({1: (20, 20, 3)}, {1: "T"}),
        ({1: (20, 20, 9)}, {1: "TKM"}),
        ({1: (2, 2, 0)}, {}),
    ],
)
def test_what_is_shown(antal: dict[int, Antal], visas: dict[int, str]) -> None:
    foraldrar = {enhet: 1 for enhet in antal if enhet != 1}
    synligt = dolj(figurer(antal), foraldrar, TROSKEL)
    assert {
        enhet: text
        for enhet, per_kon in synligt.items()
        if (text := "".join(kon for kon, ett in per_kon.items() if ett.varde is not None))
    } == visas


def test_the_nearest_unit_above_that_has_figures() -> None:
    vagar = {1: "1.", 3: "1.2.3.", 4: "1.2.3.4.", 9: "9."}
    assert narmast_ovan([1, 3, 4, 9], vagar) == {3: 1, 4: 3}

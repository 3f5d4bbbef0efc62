"""Codes: what a person reads from a letter and types comes back the same."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from synpunkter.kod import ALFABET
from uppfoljning.svarskod import koder, koduppslag

tokens = st.text(min_size=1, max_size=40)
LIKA = {"0": "0oO", "1": "1iIlL", "V": "vVuU"}
MELLAN = ["", "-", "–", " - ", "\N{NO-BREAK SPACE}", "_", ".", "\t"]


@st.composite
def skrivna(rita: st.DrawFn) -> tuple[str, str]:
    """A code, and the same code as somebody might type it."""
    (kod,) = koder(rita(tokens), 1)
    ut = rita(st.sampled_from(["", " ", "\n"]))
    for tecken in kod.replace("-", ""):
        ut += rita(st.sampled_from(LIKA.get(tecken, tecken + tecken.lower())))
        ut += rita(st.sampled_from(MELLAN))
    return kod, ut


@settings(deadline=None)
@given(skrivna())
def test_however_it_is_typed_it_is_understood(par: tuple[str, str]) -> None:
    kod, skriven = par
    assert koduppslag(skriven) == koduppslag(kod)


@settings(deadline=None)
@given(tokens, st.integers(0, 9), st.sampled_from(ALFABET))
def test_another_letter_is_another_code(token: str, plats: int, tecken: str) -> None:
    (kod,) = koder(token, 1)
    rent = kod.replace("-", "")
    annan = rent[:plats] + tecken + rent[plats + 1 :]
    assert (koduppslag(annan) == koduppslag(kod)) == (annan == rent)


@settings(deadline=None)
@given(st.text(max_size=80))
def test_anything_can_be_typed(skrivet: str) -> None:
    assert re.fullmatch(r"[0-9a-f]{64}", koduppslag(skrivet))


def test_full_width_digits_are_digits() -> None:
    assert koduppslag("０１２３４-５６７８９") == koduppslag("01234-56789")


@settings(deadline=None)
@given(tokens, st.integers(1, 60))
def test_a_token_gives_the_same_codes_all_different(token: str, antal: int) -> None:
    nya = koder(token, antal)
    assert nya == koder(token, antal)
    assert len(set(nya)) == antal
    assert all(re.fullmatch(rf"[{ALFABET}]{{5}}-[{ALFABET}]{{5}}", kod) for kod in nya)


def test_the_codes_are_spread_over_all_letters() -> None:
    nya = koder("spridda", 4999)
    assert len(set(nya)) == 4999
    for plats in (0, 1, 2, 3, 4, 6, 7, 8, 9, 10):
        assert {kod[plats] for kod in nya} == set(ALFABET)

"""Personnummer are found in every way people write them, and little else is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synpunkter import personnummer

GILTIGA = [
    "19121212-1212",
    "191212121212",
    "121212-1212",
    "1212121212",
    "121212+1212",
    "1912 12 12 1212",
    "1912-12-12-1212",
    "121212 - 1212",
    "20000229-0005",  # a leap day
    "701063-2391",  # samordningsnummer: the day with 60 added
    "19701063-2391",
    "7010632391",
]
OGILTIGA = [
    "121212-1213",  # the check digit
    "121312-1212",  # no thirteenth month
    "011-15 00 00",
    "070-123 45 67",
    "SP-2026-7K3Q",
    "20261014",
    "1234567890123456",
    "0000000000",
    "",
]


@pytest.mark.parametrize("nummer", GILTIGA)
def test_a_number_is_found_however_it_is_written(nummer: str) -> None:
    assert personnummer.hitta(f"Min mamma ({nummer}), bor här.") == [nummer]
    assert nummer not in personnummer.ta_bort(f"Hon heter så: {nummer}.")


@pytest.mark.parametrize("text", OGILTIGA)
def test_what_only_looks_like_one_is_left_alone(text: str) -> None:
    assert personnummer.hitta(text) == []
    assert personnummer.ta_bort(text) == text


def test_each_is_named_once_and_every_one_is_taken_out() -> None:
    text = "121212-1212 och 701063-2391, och så 121212-1212 igen"
    assert personnummer.hitta(text) == ["121212-1212", "701063-2391"]
    assert personnummer.hitta(personnummer.ta_bort(text)) == []
    assert personnummer.ta_bort(text).count(personnummer.BORTTAGET) == 3


@given(st.dates(), st.integers(0, 999), st.booleans(), st.sampled_from(["", "-", "+", " "]))
def test_every_number_that_can_be_issued_is_found(
    fodd: object, lopnummer: int, samordning: bool, tecken: str
) -> None:
    dag = f"{fodd:%y%m}{int(f'{fodd:%d}') + 60 * samordning:02}"
    nio = f"{dag}{lopnummer:03}"
    summa = sum(sum(map(int, str(int(s) * (2 - i % 2)))) for i, s in enumerate(nio))
    nummer = f"{dag}{tecken}{lopnummer:03}{-summa % 10}"
    assert personnummer.hitta(f"Det gäller {nummer} i dag") == [nummer]


@given(st.text(max_size=300))
def test_no_text_breaks_it(text: str) -> None:
    assert personnummer.hitta(personnummer.ta_bort(text)) == []

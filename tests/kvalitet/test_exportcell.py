"""A cell that a spreadsheet takes for what it is: words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvalitet.exportcell import CELL, ofarlig

FORMLER = [
    "=cmd|' /C calc'!A0",
    '+HYPERLINK("http://x")',
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "'=1",
    '"=1',
    "＝1",
    "＋1",
    "|calc",
    "%0A=1",
    "\u200b=1",
]


@pytest.mark.parametrize("cell", FORMLER)
def test_no_cell_is_read_as_a_formula(cell: str) -> None:
    assert ofarlig(cell).startswith("'")
    assert ofarlig(cell, hogst=None).startswith("'")


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=20))
def test_whatever_is_written_a_cell_never_begins_as_a_formula(text: str) -> None:
    assert not ofarlig(text).lstrip(' \t\r\n\ufeff\u200b"').startswith(("=", "+", "-", "@"))


def test_a_long_text_fits_in_a_cell_or_is_kept_whole() -> None:
    langt = "ord " * CELL
    assert len(ofarlig(langt)) == CELL
    assert ofarlig(langt, hogst=None) == langt


@pytest.mark.parametrize("text", ["", "Hej", "3-4 dagar", "ett = ett", "100 %"])
def test_ordinary_words_are_left_as_they_are(text: str) -> None:
    assert ofarlig(text) == text

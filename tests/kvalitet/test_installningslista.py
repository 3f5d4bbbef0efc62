"""docs/installningar.md names the settings that the code reads, and what production demands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kvalitet.settings import miljo
from tests.kvalitet.test_installningar import KRAVS

FIL = Path(__file__).resolve().parents[2] / "docs" / "installningar.md"
RAD = re.compile(r"^\| `([A-Z_]+)` \| (must)? ?\| ([^|]+) \| ([^|]*)\|$", re.MULTILINE)


@pytest.fixture(scope="module")
def rader() -> dict[str, str]:
    return {namn: kravs for namn, kravs, *_ in RAD.findall(FIL.read_text("utf-8"))}


def test_every_name_that_is_read_is_in_the_list_and_no_other(rader: dict[str, str]) -> None:
    assert set(rader) == miljo.lasta


def test_what_must_be_given_is_what_production_asks_for(rader: dict[str, str]) -> None:
    assert sorted(namn for namn, kravs in rader.items() if kravs) == KRAVS


def test_what_must_be_given_has_no_default() -> None:
    assert all(not utan.strip() for _, kravs, _, utan in RAD.findall(FIL.read_text()) if kravs)

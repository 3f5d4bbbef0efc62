"""docs/regler.md names a test for every rule, and each of those tests exists."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROT = Path(__file__).resolve().parents[1]
RAD = re.compile(r"^\| (?P<regel>[^|]+) \| (?P<prov>[^|]*) \|$", re.MULTILINE)
PROV = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def regler() -> list[tuple[str, str]]:
    text = (ROT / "docs" / "regler.md").read_text("utf-8")
    rader = [(m["regel"].strip(), m["prov"]) for m in RAD.finditer(text)]
    return [rad for rad in rader if rad[0] != "Regel" and not rad[0].startswith("---")]


@cache
def namn_i(fil: str) -> frozenset[str]:
    trad = ast.parse((ROT / fil).read_text("utf-8"))
    return frozenset(nod.name for nod in trad.body if isinstance(nod, ast.FunctionDef))


def test_there_are_rules() -> None:
    assert len(regler()) > 60


@pytest.mark.parametrize(("regel", "prov"), regler(), ids=lambda v: v[:40])
def test_each_rule_is_shown_by_tests_that_exist(regel: str, prov: str) -> None:
    namngivna = PROV.findall(prov)
    assert namngivna, f"no test shows: {regel}"
    for fil, namn in namngivna:
        assert namn in namn_i(fil), f"{fil} has no {namn}"

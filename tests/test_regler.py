"""The lists of rules in docs/ name a test for every rule, and each of those tests exists."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROT = Path(__file__).resolve().parents[1]
RAD = re.compile(r"^\| (?P<regel>[^|]+) \| (?P<prov>[^|]*) \|$", re.MULTILINE)
PROV = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
LISTOR = {"regler.md": 60, "synpunkter.md": 44}
"""The lists, and how many rules each has more than."""


def regler(*listor: str) -> list[tuple[str, str]]:
    text = "".join((ROT / "docs" / lista).read_text("utf-8") for lista in listor)
    rader = [(m["regel"].strip(), m["prov"]) for m in RAD.finditer(text)]
    return [
        rad for rad in rader if rad[0] not in ("Regel", "Krav") and not rad[0].startswith("---")
    ]


@cache
def namn_i(fil: str) -> frozenset[str]:
    trad = ast.parse((ROT / fil).read_text("utf-8"))
    return frozenset(nod.name for nod in trad.body if isinstance(nod, ast.FunctionDef))


@pytest.mark.parametrize(("lista", "minst"), LISTOR.items())
def test_there_are_rules(lista: str, minst: int) -> None:
    assert len(regler(lista)) > minst


@pytest.mark.parametrize(("regel", "prov"), regler(*LISTOR), ids=lambda v: v[:40])
def test_each_rule_is_shown_by_tests_that_exist(regel: str, prov: str) -> None:
    namngivna = PROV.findall(prov)
    assert namngivna, f"no test shows: {regel}"
    for fil, namn in namngivna:
        assert namn in namn_i(fil), f"{fil} has no {namn}"

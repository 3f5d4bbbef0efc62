"""docs/asvs.md answers each requirement once, and all that it names exists."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

ROT = Path(__file__).resolve().parents[1]
TEXT = (ROT / "docs" / "asvs.md").read_text("utf-8")
KRAV = [rad.split() for rad in (ROT / "docs" / "asvs-krav.txt").read_text("utf-8").splitlines()]
"""Id and level of every requirement of level 1 and 2, as OWASP publishes them."""
SVAR = ("met", "partly", "not met", "operator", "not applicable")
RAD = re.compile(
    r"^\| (?P<id>V\d+\.\d+\.\d+) \| (?P<niva>\d) \| (?P<fragar>[^|]+) \| (?P<svar>[^|]+) "
    r"\| (?P<var>[^|]+) \|$",
    re.MULTILINE,
)
RADER = [m.groupdict() for m in RAD.finditer(TEXT)]
NAMNT = re.compile(r"`([^`\s/:][^`\s]*)`")
ANDELSER = (".py", ".md", ".html", ".js", ".txt", ".toml", ".yml", ".json")
UTAN_ANDELSE = ("Dockerfile", ".dockerignore", ".ci/run")


def namnda(var: str) -> list[str]:
    """Return the files and folders, with or without a test in them, that the answer names."""
    return [
        ett
        for ett in NAMNT.findall(var)
        if ("://" not in ett and ett.partition("::")[0].endswith((*ANDELSER, "/")))
        or ett in UTAN_ANDELSE
    ]


@cache
def prov_i(fil: str) -> frozenset[str]:
    trad = ast.parse((ROT / fil).read_text("utf-8"))
    return frozenset(nod.name for nod in trad.body if isinstance(nod, ast.FunctionDef))


def test_the_standard_has_70_and_183() -> None:
    assert Counter(niva for _, niva in KRAV) == {"1": 70, "2": 183}


def test_each_requirement_stands_once_with_its_level_in_the_standards_order() -> None:
    assert [[rad["id"], rad["niva"]] for rad in RADER] == KRAV


def test_no_row_is_written_so_that_it_is_not_read() -> None:
    assert len(re.findall(r"^\| V\d+\.", TEXT, re.MULTILINE)) == len(RADER)


@pytest.mark.parametrize("rad", RADER, ids=lambda rad: str(rad["id"]))
def test_the_answer_is_one_of_the_words_and_what_it_names_exists(rad: dict[str, str]) -> None:
    assert rad["svar"] in SVAR
    assert namnda(rad["var"]) or rad["svar"] != "met", "what shows it?"
    for ett in namnda(rad["var"]):
        fil, _, prov = ett.partition("::")
        assert (ROT / fil).exists(), fil
        assert not prov or prov in prov_i(fil), ett


def test_the_counts_at_the_top_are_those_of_the_rows() -> None:
    antal = Counter((rad["svar"], rad["niva"]) for rad in RADER)
    for svar in SVAR:
        ett, tva = antal[svar, "1"], antal[svar, "2"]
        assert f"| {svar} | {ett} | {tva} | {ett + tva} |" in TEXT


@pytest.mark.parametrize("niva", ["1", "2"])
def test_what_remains_is_told_at_the_top(niva: str) -> None:
    (lista,) = re.findall(rf"What remains in part, level {niva}: (.+?)\.\n\n", TEXT, re.DOTALL)
    kvar = [r["id"] for r in RADER if r["niva"] == niva and r["svar"] in ("partly", "not met")]
    assert re.split(r",\s", lista) == kvar

"""docs/sakerhet.md says what the code says: the limits, and where there is cryptography."""

from __future__ import annotations

import ast
import re
from datetime import timedelta
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from synpunkter.views import lamna

ROT = Path(__file__).resolve().parents[1]
TEXT = (ROT / "docs" / "sakerhet.md").read_text("utf-8")
I_KODEN = re.compile(r"`([\w/]+)\.py::([A-Z_]+)`")
ENHETER = {"MB": 1024**2, "GB": 1024**3, "hours": 3600, "": 1, "characters": 1}
RUM = ("kvalitet", "cykel", "synpunkter", "uppfoljning")
KRYPTERAR = ("cryptography", "hmac", "django.core.signing", "django.contrib.auth.tokens")


def granser() -> list[tuple[str, str, str]]:
    """Return module, name and value of each row that points into the code; a row with two names
    has a value for each."""
    ut = []
    for rad in TEXT.splitlines():
        if namn := I_KODEN.findall(rad):
            varden = re.findall(r"\| (\d+) ?(MB|GB|hours|characters|) (?=\|)", rad)
            assert len(varden) == len(namn), rad
            for (modul, konstant), (tal, enhet) in zip(namn, varden, strict=True):
                ut.append((modul.replace("/", "."), konstant, f"{tal} {enhet}".strip()))
    return ut


def test_there_are_limits() -> None:
    assert len(granser()) >= 25


@pytest.mark.parametrize(("modul", "namn", "varde"), granser())
def test_each_limit_is_what_the_code_says(modul: str, namn: str, varde: str) -> None:
    tal, _, enhet = varde.partition(" ")
    i_koden = getattr(import_module(modul), namn)
    if isinstance(i_koden, timedelta):
        i_koden = i_koden.total_seconds()
    assert i_koden == int(tal) * ENHETER[enhet]


def test_the_limits_of_an_hour_are_those_that_are_counted() -> None:
    rader = re.findall(r"\| (\d+) \| (\w+) \|$", TEXT, re.MULTILINE)
    skrivna = {namn: int(tal) for tal, namn in rader}
    assert {namn: skrivna.get(namn) for namn in lamna.tak.HOGST} == lamna.tak.HOGST


@cache
def moduler_med_kryptering() -> tuple[str, ...]:
    filer = (fil for rum in RUM for fil in (ROT / rum).rglob("*.py"))
    utan = [fil for fil in filer if not {"migrations", "demo"} & set(fil.parts)]
    return tuple(sorted(str(f.relative_to(ROT)) for f in utan if _krypterar(f)))


def _krypterar(fil: Path) -> bool:
    for nod in ast.walk(ast.parse(fil.read_text("utf-8"))):
        if isinstance(nod, ast.Import):
            namn = [alias.name for alias in nod.names]
        elif isinstance(nod, ast.ImportFrom):
            namn = [f"{nod.module}.{alias.name}" for alias in nod.names]
        else:
            continue
        if any(f"{ett}.".startswith(f"{vad}.") for ett in namn for vad in KRYPTERAR):
            return True
    return False


def test_every_module_that_uses_cryptography_is_in_the_inventory() -> None:
    assert "kvalitet/krypto.py" in moduler_med_kryptering()
    saknas = [modul for modul in moduler_med_kryptering() if f"`{modul}`" not in TEXT]
    assert not saknas, "docs/sakerhet.md, section 5"


PROV = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


@pytest.mark.parametrize(("fil", "namn"), PROV.findall(TEXT))
def test_a_test_that_is_named_exists(fil: str, namn: str) -> None:
    trad = ast.parse((ROT / fil).read_text("utf-8"))
    assert namn in {nod.name for nod in trad.body if isinstance(nod, ast.FunctionDef)}


def test_every_file_that_is_named_exists() -> None:
    filer = re.findall(r"`([\w/]+\.(?:py|md|txt))[`:]", TEXT)
    assert [fil for fil in filer if "/" in fil and not (ROT / fil).exists()] == []

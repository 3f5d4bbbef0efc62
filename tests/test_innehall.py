"""What the site stands on is listed with licences that go with EUPL-1.2, and known flaws fail."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from bin.startare import innehall
from bin.startare.innehall import MEDFOLJER, PROVADE, Del, bedom, otillatna, tillaten
from bin.startare.platser import ROT


@pytest.mark.parametrize(
    ("licens", "far"),
    [
        ("MIT", True),
        ("Apache-2.0 AND BSD-2-Clause", True),
        ("Apache Software License; BSD License", True),
        ("GPL-3.0-only OR MIT", True),
        ("LGPL-3.0-only", True),
        ("MPL-2.0", True),
        ("GPL-3.0-only", False),
        ("AGPL-3.0-or-later", False),
        ("BSD License; Other/Proprietary License", False),
        ("MIT AND GPL-2.0-only", False),
        ("UNKNOWN", False),
        ("", False),
    ],
)
def test_which_licences_go_with_ours(licens: str, far: bool) -> None:
    assert tillaten(licens) is far


def test_what_nobody_has_tried_is_told() -> None:
    (mening,) = otillatna([Del("a", "1", "MIT"), Del("b", "2", "GPL-3.0-only")])
    assert mening.startswith("b 2 har licensen GPL-3.0-only")


def test_every_licence_file_in_the_repository_is_in_the_list() -> None:
    filer = {str(f.relative_to(ROT)) for f in (ROT / "static").rglob("*LICENSE*")}
    assert filer == {bit.kalla for bit in MEDFOLJER}


@pytest.mark.langsam
def test_the_bill_holds_every_locked_package_with_hash_and_licence(tmp_path: Path) -> None:
    svar = subprocess.run(
        [ROT / "bin" / "innehall", tmp_path], capture_output=True, text=True, check=False
    )
    assert svar.returncode == 0, svar.stdout + svar.stderr
    lista = json.loads((tmp_path / "sbom.json").read_text())
    assert lista["bomFormat"] == "CycloneDX"
    paket = {k["name"]: k for k in lista["components"] if k["type"] == "library"}
    assert {n: k["version"] for n, k in paket.items()} == innehall.krav()
    for namn in ("django", "psycopg", "weasyprint", "boto3"):
        assert paket[namn]["licenses"]
        assert paket[namn]["externalReferences"][0]["hashes"]
    tabell = (tmp_path / "licenser.md").read_text()
    for bit in (*MEDFOLJER, *(Del(n, "", "") for n in PROVADE)):
        assert f"| {bit.namn} |" in tabell
    assert str(ROT) not in tabell + json.dumps(lista)


def test_a_known_flaw_fails_and_says_what_mends_it() -> None:
    fel = {"id": "PYSEC-1", "fix_versions": ["2"], "aliases": [], "description": ""}
    meningar, kod = bedom([{"name": "a", "version": "1", "vulns": [fel]}])
    assert kod == 1
    assert meningar == ["a 1: PYSEC-1, rättat i 2.", "1 paket prövade, 0 okända för databasen."]


def test_without_a_database_it_is_said_and_passes() -> None:
    okand = {"name": "a", "skip_reason": "not found"}
    assert bedom([okand]) == bedom([]) == (["Ingen databas över sårbarheter nås, hoppas över."], 0)
    assert bedom([okand, {"name": "b", "version": "1", "vulns": []}]) == (
        ["1 paket prövade, 1 okända för databasen."],
        0,
    )

"""bin/innehall: what the site stands on (CycloneDX), under what licences, with what known flaws.

Standard library only, as its neighbours; the work is done by programs of krav-utv.txt. Licences
that may be combined with EUPL-1.2 are named one by one: permissive ones, and those that keep to
their own files (MPL, LGPL), whose packages are used as they are and can be changed for another
version. A package under GPL or AGPL would bind what the municipality gives on to that licence
(EUPL article 5), so one needs a decision, and does not slip in with a dependency.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .fel import Startfel
from .miljo import PYTHON
from .platser import ROT
from .utskrift import skriv

KRAV = ROT / "krav-tillval.txt"
"""All that can run: krav.txt and what is chosen besides."""

FRIA = {
    "Apache-2.0", "Apache Software License", "0BSD", "BSD", "BSD License", "BSD-2-Clause",
    "BSD-3-Clause", "3-Clause BSD License", "MIT", "MIT License", "MIT-0", "MIT-CMU", "ISC",
    "PSF-2.0", "Python Software Foundation License", "Unlicense", "Zlib", "OFL-1.1",
}  # fmt: skip
EGNA_FILER = {
    "MPL-2.0", "Mozilla Public License 2.0 (MPL 2.0)", "LGPL-2.1-or-later", "LGPL-3.0-only",
    "LGPL-3.0-or-later",
}  # fmt: skip
PROVADE = {
    "pyphen": "GPL, LGPL eller MPL efter eget val; vi väljer LGPL",
    "qrcode": "BSD; det andra är en rad om att QR Code är ett varumärke",
}
"""Read by a person: what the package's own words say differently from what they mean."""


@dataclass(frozen=True)
class Del:
    namn: str
    version: str
    licens: str
    kalla: str = ""


MEDFOLJER = (
    Del("Designsystemet (css)", "1", "MIT", "static/css/LICENSE-designsystemet.txt"),
    Del("Aksel Icons", "8.16.2", "MIT", "static/icons/LICENSE.txt"),
    Del("Inter", "4", "OFL-1.1", "static/fonts/LICENSE-Inter-OFL.txt"),
)
"""What others made that lies in the repository itself, with its licence beside it."""


def main(argument: list[str]) -> int:
    if len(argument) != 1 or argument[0].startswith("-"):
        skriv("Skriv bin/innehall MAPP: dit läggs sbom.json och licenser.md.")
        return 2
    mapp = Path(argument[0])
    mapp.mkdir(parents=True, exist_ok=True)
    delar = [*licenser(), *MEDFOLJER]
    (mapp / "sbom.json").write_text(json.dumps(sbom(delar), indent=1), encoding="utf-8")
    (mapp / "licenser.md").write_text(tabell(delar), encoding="utf-8")
    fel = list(otillatna(delar))
    for mening in fel:
        skriv(mening)
    if not fel:
        skriv(f"{len(delar)} delar, alla under licenser som går ihop med EUPL-1.2.")
    return 1 if fel else 0


def krav() -> dict[str, str]:
    """Return name and version of what the lock file installs on this machine or another."""
    rader = re.findall(r"^([a-z0-9._-]+)==([^ ;\\]+)", KRAV.read_text("utf-8"), re.MULTILINE)
    return dict(rader)


def licenser() -> Iterator[Del]:
    """What the installed packages say of themselves. What the lock has for other systems or
    Pythons is not installed here, and is named without a licence in the bill alone."""
    valda = krav()
    svar = _kor(
        "pip-licenses", "--from=mixed", "--format=json", "--with-urls", "--packages", *valda
    )
    for rad in sorted(json.loads(svar), key=lambda r: _namn(r["Name"])):
        yield Del(_namn(rad["Name"]), rad["Version"], rad["License"], rad["URL"])


def _namn(namn: str) -> str:
    return re.sub(r"[-_.]+", "-", namn).lower()


def otillatna(delar: list[Del]) -> Iterator[str]:
    for bit in delar:
        if bit.namn not in PROVADE and not tillaten(bit.licens):
            yield (
                f"{bit.namn} {bit.version} har licensen {bit.licens}, som ingen har prövat mot "
                "EUPL-1.2 (bin/startare/innehall.py)."
            )


def tillaten(licens: str) -> bool:
    """Whether one of the choices (OR) is allowed in all its parts (AND; classifiers: all)."""
    for val in re.split(r" OR ", licens):
        delar = [d.strip(" ") for d in re.split(r" AND |;", val)]
        if all(d in FRIA | EGNA_FILER for d in delar):
            return True
    return False


def sbom(delar: list[Del]) -> dict[str, Any]:
    """The lock file as CycloneDX, each part with its licence, and what lies in the repository."""
    svar = _kor(
        "cyclonedx-py",
        "requirements",
        "--output-reproducible",
        "--of",
        "JSON",
        "-o",
        "-",
        str(KRAV),
    )
    lista: dict[str, Any] = json.loads(svar)
    licens = {bit.namn: bit.licens for bit in delar}
    for komponent in lista["components"]:
        komponent.pop("description", None)
        if given := licens.get(_namn(komponent["name"])):
            komponent["licenses"] = [{"license": {"name": given}}]
    lista["components"] += [
        {
            "type": "file",
            "bom-ref": bit.kalla,
            "name": bit.namn,
            "version": bit.version,
            "licenses": [{"license": {"name": bit.licens}}],
        }
        for bit in MEDFOLJER
    ]
    return lista


def tabell(delar: list[Del]) -> str:
    rader = ["# Licenser", "", "| del | version | licens | källa |", "|---|---|---|---|"]
    for bit in delar:
        licens = bit.licens + (f" ({PROVADE[bit.namn]})" if bit.namn in PROVADE else "")
        rader.append(f"| {bit.namn} | {bit.version} | {licens} | {bit.kalla} |")
    return "\n".join([*rader, ""])


def _kor(program: str, *argument: str) -> str:
    svar = subprocess.run(
        [PYTHON.parent / program, *argument], cwd=ROT, capture_output=True, text=True, check=False
    )
    if svar.returncode != 0:
        raise Startfel(f"{program} misslyckades: {svar.stderr.strip()[-300:]}")
    return svar.stdout


# --- Known flaws ------------------------------------------------------------------------------


SA_HAR = ("--disable-pip", "--no-deps", "--progress-spinner", "off", "-f", "json")


def sarbarheter(argument: list[str]) -> int:
    """bin/sarbarheter: 1 when something that runs has a known flaw; says so where nobody knows."""
    svar = subprocess.run(
        [str(PYTHON.parent / "pip-audit"), "-r", str(KRAV), *SA_HAR, *argument],
        cwd=ROT,
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        delar = json.loads(svar.stdout)["dependencies"]
    except (ValueError, KeyError):
        delar = []
    meningar, kod = bedom(delar)
    for mening in meningar:
        skriv(mening)
    return kod


def bedom(delar: list[dict[str, Any]]) -> tuple[list[str], int]:
    """What pip-audit's answer says, and the exit code that follows."""
    provade = [d for d in delar if "skip_reason" not in d]
    if not provade:
        return ["Ingen databas över sårbarheter nås, hoppas över."], 0
    fel = [
        f"{d['name']} {d['version']}: {s['id']}, rättat i {', '.join(s['fix_versions']) or '–'}."
        for d in provade
        for s in d.get("vulns", ())
    ]
    utan = len(delar) - len(provade)
    tal = f"{len(provade)} paket prövade, {utan} okända för databasen."
    return [*fel, tal], 1 if fel else 0

"""The sealed log as files that can be verified without the application."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

from kvalitet import loggkedja
from kvalitet.fel import Regelbrott
from kvalitet.models import Loggsigill

_BREDVID = Path(__file__).parent


def exportera(mapp: Path, *, fran: date, till: date) -> int:
    """Write the events that were sealed within the days; return how many they are.

    `handelser.jsonl` holds the very lines that the sums are over, one event each.
    """
    if mapp.exists() and any(mapp.iterdir()):
        raise Regelbrott(f"Mappen {mapp} är inte tom.")
    sigillen = Loggsigill.objects.filter(dag__gte=fran, dag__lte=till).order_by("nummer")
    if not sigillen:
        raise Regelbrott("Inga förseglade händelser finns mellan de dagarna.")
    mapp.mkdir(parents=True, exist_ok=True)
    antal = 0
    with (
        (mapp / "handelser.jsonl").open("wb") as handelser,
        (mapp / "sigill.jsonl").open("w", encoding="utf-8") as kedja,
    ):
        for sigill in sigillen.select_related("foregaende"):
            forut = sigill.foregaende
            kedja.write(json.dumps(_post(sigill, forut)) + "\n")
            efter = forut.till_id if forut else loggkedja.FORE_ALLA
            for rad in loggkedja.rader(efter, sigill.till_id, schema=sigill.schema):
                handelser.write(rad.text + b"\n")
                antal += 1
    for namn in ("kontrollera.py", "LAS_MIG.txt"):
        shutil.copyfile(_BREDVID / namn, mapp / namn)
    return antal


def _post(sigill: Loggsigill, forut: Loggsigill | None) -> dict[str, str | int]:
    foregaende = forut.summa if forut else ""
    return {
        "nummer": sigill.nummer,
        "dag": sigill.dag.isoformat(),
        "antal": sigill.antal,
        "huvud": loggkedja.huvud(sigill, foregaende).decode(),
        "foregaende": foregaende,
        "nyckel": sigill.nyckel,
        "summa": sigill.summa,
    }

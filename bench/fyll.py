#!/usr/bin/env python3
"""Fill a database with a municipality of any size, the same each time from the same seed.

    python3 bench/fyll.py [hundratusen|miljon|liten] [--synpunkter N] [--enheter U] [--ar N]
                          [--fro N] [--dag ÅÅÅÅ-MM-DD] [--data MAPP]

The database lies in the folder (without one: in the user's cache) and is started again by the next
command that asks for the same size and seed. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

ROT = Path(__file__).resolve().parents[1]


def main() -> int:
    sys.path[0] = str(ROT)
    from bin.startare import miljo
    from bin.startare.processer import kor_till_slut

    miljo.se_till(miljo.UTV)
    if Path(sys.prefix).resolve() != miljo.VENV_MAPP.resolve():
        kommando = [miljo.PYTHON, __file__, *sys.argv[1:]]
        return subprocess.run(kommando, check=False).returncode
    return kor_till_slut(_kor)


def _kor() -> int:
    from bench.fyllning.plats import cachemapp, fylld, protokoll

    val = _argument()
    storlek = _storlek(val)
    mapp = val.data or cachemapp(storlek)
    with fylld(storlek, mapp=mapp):
        print(json.dumps({"mapp": str(mapp), **protokoll(mapp)}, ensure_ascii=False))
    return 0


def _argument() -> argparse.Namespace:
    from bench.fyllning.varlden import FORVAL

    tolk = argparse.ArgumentParser(description="Fyller en databas med en kommun.")
    tolk.add_argument("forval", nargs="?", choices=FORVAL, default="miljon")
    for namn in ("synpunkter", "enheter", "ar", "fro"):
        tolk.add_argument(f"--{namn}", type=int)
    tolk.add_argument("--dag", type=date.fromisoformat)
    tolk.add_argument("--data", type=Path)
    return tolk.parse_args()


def _storlek(val: argparse.Namespace) -> Any:
    from bench.fyllning.varlden import FORVAL

    falt = ("synpunkter", "enheter", "ar", "fro", "dag")
    givna = {namn: getattr(val, namn) for namn in falt if getattr(val, namn) is not None}
    return replace(FORVAL[val.forval], **givna)


if __name__ == "__main__":
    sys.exit(main())

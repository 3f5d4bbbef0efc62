#!/usr/bin/env python3
"""Sends generated requests over all forms, pages and imports, as every role; none may end in a 5xx.

    python3 bench/fuzz.py [--antal 100000] [--fro 1] [--processer 2] [--scen NAMN [--nummer N]]

Starts a database and a broker of its own (as bin/test does). Each scene of tests/fragor is built
in a transaction; the forms are read from its pages; each request is sent in-process through all
of the middleware and taken back. A request that fails is written with its seed, scene and number,
which send it again: --fro N --scen NAMN --nummer N. The last line is JSON. Exit code 1 when
anything failed.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

ROT = Path(__file__).resolve().parents[1]


def main() -> int:
    if os.environ.get("KVALITET_BENCH") == "ja":
        sys.path.insert(0, str(ROT))
        return kor()
    _val()
    sys.path.insert(0, str(ROT / "bin"))
    from startare import miljo, prov

    miljo.se_till(miljo.UTV)
    with prov.tjanster() as miljon:
        egen = {**miljon, "KVALITET_BENCH": "ja"}
        return subprocess.run(
            [miljo.PYTHON, __file__, *sys.argv[1:]], env=egen, check=False
        ).returncode


def _val() -> argparse.Namespace:
    tolk = argparse.ArgumentParser()
    tolk.add_argument("--antal", type=int, default=100_000)
    tolk.add_argument("--fro", type=int, default=1)
    tolk.add_argument("--processer", type=int, default=2)
    tolk.add_argument("--scen", default="")
    tolk.add_argument("--nummer", type=int)
    tolk.add_argument("--del", type=int, dest="del_", help=argparse.SUPPRESS)
    return tolk.parse_args()


def kor() -> int:
    val = _val()
    if val.del_ is None and val.processer > 1 and not val.scen:
        return _dela(val)
    import django

    django.setup()
    logging.disable(logging.CRITICAL)
    from django.db import connection

    from tests.databas import klona, migrerad_mall

    egen = f"{connection.settings_dict['NAME']}_fuzz_{val.del_ or 0}"
    klona(migrerad_mall(), egen)
    connection.settings_dict["NAME"] = egen
    return _sand(val)


def _dela(val: argparse.Namespace) -> int:
    """Each process takes its share of the scenes; what they tell is summed."""
    barn = [
        subprocess.Popen(
            [sys.executable, __file__, *sys.argv[1:], "--del", str(n)],
            stdout=subprocess.PIPE,
            text=True,
        )
        for n in range(val.processer)
    ]
    borjan = time.monotonic()
    status: Counter[str] = Counter()
    fel = 0
    for ett in barn:
        *rader, sista = (ett.communicate()[0].strip() or "{}").splitlines()
        print("\n".join(rader))
        svar = json.loads(sista)
        status.update(svar["status"])
        fel += svar["fel"]
    return _beratta(val.fro, status, fel, time.monotonic() - borjan)


def _sand(val: argparse.Namespace) -> int:
    from tests.fragor import las_alla
    from tests.fuzz.korning import kor as kor_scen

    alla = [b for b in las_alla() if val.scen in ("", b.namn)]
    per_scen = -(-val.antal // len(alla))
    egna = alla if val.del_ is None else alla[val.del_ :: val.processer]
    borjan, status, fel = time.monotonic(), Counter[str](), 0
    for bygge in egna:
        nummer = range(per_scen) if val.nummer is None else [val.nummer]
        utfall = kor_scen(bygge, val.fro, nummer)
        status.update({str(kod): antal for kod, antal in utfall.status.items()})
        fel += len(utfall.fel)
        for ett in utfall.fel:
            print(ett)
            print(ett.spar if val.scen else "", end="", flush=True)
    return _beratta(val.fro, status, fel, time.monotonic() - borjan)


def _beratta(fro: int, status: Counter[str], fel: int, tid: float) -> int:
    antal = status.total()
    rad = {
        "antal": antal,
        "fro": fro,
        "status": dict(sorted(status.items())),
        "fel": fel,
        "sekunder": round(tid),
        "per_sekund": round(antal / tid, 1),
    }
    print(json.dumps(rad), flush=True)
    return 1 if fel else 0


if __name__ == "__main__":
    sys.exit(main())

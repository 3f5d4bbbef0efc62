#!/usr/bin/env python3
"""What sealing and verifying the event log costs: a million events, in one go.

    python3 bench/loggkedja.py [events]

Starts a database of its own (as bin/test does), writes the events, seals and verifies them, and
then alters one byte, which must be found. Goal: less than 60 s and 300 MB each for a million.
The last line is JSON.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

ROT = Path(__file__).resolve().parents[1]
ANTAL = 1_000_000
MAL_S = 60.0
MAL_MB = 300
FYLL = """
insert into kvalitet_handelse (tid, slag, objekttyp, objekt_id, roll, data)
select now() - n * interval '1 second', 'synpunkt.tilldelad', 'synpunkter.synpunkt', n, 'HS',
    jsonb_build_object('fran_enhet', n %% 300, 'till_enhet', n %% 299, 'lage', 'tilldelad')
from generate_series(1, %s) n
"""


def main() -> int:
    antal = int(sys.argv[1]) if len(sys.argv) > 1 else ANTAL
    if os.environ.get("KVALITET_BENCH") == "ja":
        sys.path.insert(0, str(ROT))
        return mat(antal)
    sys.path.insert(0, str(ROT / "bin"))
    from startare import miljo, prov

    miljo.se_till(miljo.UTV)
    with prov.tjanster() as miljon:
        egen = {**miljon, "KVALITET_BENCH": "ja"}
        return subprocess.run(
            [miljo.PYTHON, __file__, *sys.argv[1:]], env=egen, check=False
        ).returncode


def mat(antal: int) -> int:
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import setup_databases

    from kvalitet import klocka
    from kvalitet.actions import sigill
    from kvalitet.loggkontroll import kontrollera

    setup_databases(verbosity=0, interactive=False, aliases={"default"})
    with connection.cursor() as markor:
        markor.execute(FYLL, [antal])
        markor.execute("analyze kvalitet_handelse")
    start = time.perf_counter()
    nya = sigill.forsegla(av=None, nu=klocka.nu())
    forseglat = time.perf_counter() - start
    start = time.perf_counter()
    kontroll = kontrollera()
    kontrollerat = time.perf_counter() - start
    assert kontroll.fel == []
    assert kontroll.handelser == antal
    with connection.cursor() as markor:
        markor.execute("alter table kvalitet_handelse disable trigger user")
        markor.execute(
            "update kvalitet_handelse set roll = 'HT' where objekt_id = %s", [antal // 2]
        )
    hittat = len(kontrollera().fel) == 2  # the row, and the sum of its seal
    minne = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    svar = {
        "handelser": antal,
        "sigill": len(nya),
        "forsegla_s": round(forseglat, 1),
        "kontrollera_s": round(kontrollerat, 1),
        "minne_mb": minne,
        "andrad_byte_hittad": hittat,
        "klarat": hittat and max(forseglat, kontrollerat) < MAL_S and minne < MAL_MB,
    }
    print(json.dumps(svar))
    return 0 if svar["klarat"] else 1


if __name__ == "__main__":
    sys.exit(main())

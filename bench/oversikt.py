#!/usr/bin/env python3
"""The start page of staff and the overviews, with 5 000 units and ten years of plans.

    python3 bench/oversikt.py [hundratusen|miljon|liten] [--data DIR] [rounds]

In the process, through all of the middleware, without a server: each page as several roles, and in
the same rounds a sequential scan of every activity for comparison. Told: p50, p95, p99, statements.
Goals: the start page p95 < 50 ms, the overviews p95 < 80 ms. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import quantiles
from typing import Any

ROT = Path(__file__).resolve().parents[1]
FOLK = ("kv", "chef", "pa", "ns.von", "ch.von", "pa.von", "hs1.von", "adm", "rev")
START_MS, OVERSIKT_MS = 50, 80
GOLV = "select sum(length(rubrik)) from cykel_aktivitet"


def main() -> int:
    tolk = argparse.ArgumentParser(description="Mäter översikterna.")
    tolk.add_argument("storlek", nargs="?", default="hundratusen")
    tolk.add_argument("rundor", nargs="?", type=int, default=20)
    tolk.add_argument("--data", type=Path)
    val = tolk.parse_args()
    sys.path.insert(0, str(ROT))
    if os.environ.get("KVALITET_BENCH") == "ja":
        return mat(val.rundor)
    from bench.fyllning.plats import PYTHON, fylld
    from bench.fyllning.varlden import FORVAL

    with fylld(FORVAL[val.storlek], mapp=val.data) as miljon:
        egen = {**os.environ, **miljon, "KVALITET_BENCH": "ja"}
        return subprocess.run(
            [PYTHON, __file__, *sys.argv[1:]], cwd=ROT, env=egen, check=False
        ).returncode


def mat(rundor: int) -> int:
    import django

    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from cykel.models import Uppfoljningstillfalle
    from kvalitet.models import Anvandare
    from tests.inloggad import logga_in

    runda = (
        Uppfoljningstillfalle.objects.filter(varv__avslutades=None).order_by("-matdatum").first()
    )
    sidor = [(vem, "/arbete/", START_MS) for vem in FOLK]
    if runda:
        bas = f"/arbete/uppfoljning/{runda.pk}/"
        sidor += [
            (vem, f"{bas}{sida}/", OVERSIKT_MS)
            for vem in ("kv", "ns.von")
            for sida in ("laget", "kommunen")
        ]
    klienter = {}
    for vem in {vem for vem, *_ in sidor}:
        klienter[vem] = Client(HTTP_HOST="127.0.0.1", headers={"X-Forwarded-Proto": "https"})
        logga_in(klienter[vem], Anvandare.objects.get(epost=f"{vem}@kommun.example"))
    tider: dict[tuple[str, str], list[float]] = {(vem, sida): [] for vem, sida, _ in sidor}
    golv: list[float] = []
    satser: dict[tuple[str, str], int] = {}
    for varv in range(rundor + 1):
        for vem, sida, _ in sidor:
            with CaptureQueriesContext(connection) as fragor:
                borjan = time.perf_counter()
                svar = klienter[vem].get(sida)
                tid = (time.perf_counter() - borjan) * 1000
            if svar.status_code == 200 and varv:  # the first round warms the process
                tider[vem, sida].append(tid)
                satser[vem, sida] = len(fragor)
        borjan = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute(GOLV)
        golv.append((time.perf_counter() - borjan) * 1000)
    return _beratta(sidor, tider, satser, golv)


def _beratta(sidor: Any, tider: Any, satser: Any, golv: list[float]) -> int:
    rader, klarat = [], True
    for vem, sida, mal in sidor:
        matt = tider[vem, sida]
        if len(matt) < 2:  # a page that the role does not open
            continue
        delar = quantiles(matt, n=100, method="inclusive")
        rader.append(
            {
                "vem": vem,
                "sida": sida,
                "p50": round(delar[49], 1),
                "p95": round(delar[94], 1),
                "p99": round(delar[98], 1),
                "satser": satser[vem, sida],
                "mal": mal,
            }
        )
        klarat &= delar[94] < mal
        print(rader[-1], flush=True)
    print(
        json.dumps(
            {
                "sidor": rader,
                "genomsokning_ms": round(min(golv), 1),
                "last": os.getloadavg()[0],
                "klarat": klarat,
            }
        )
    )
    return 0 if klarat else 1


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Every staff page on a filled database: time in the server, statements and weight, dearest first.

    python3 bench/arbetssidor.py [storlek] [--data MAPP] [--bara DEL] [--rundor 20]

Each named GET page below /arbete/ is asked for through all of the middleware, as the person of the
filled database that uses it most and as the quality strategist of the whole municipality, who sees
everything. Not here: files, the inbox (`bench/inkorg.py`), the start page and the overviews
(`bench/overblickar.py`), what asks another server, and what no row of the database leads to. One
round warms up, the rest are counted; a page that takes more than two seconds is asked for thrice.

`ms` is the clock, and `cpu` what the process and its database backend spent: on a machine that
others use the clock is a ceiling. `lugn` is that CPU at the pace of a machine that nobody else uses
(`plats.LUGN`), by a fixed piece of Python timed before and after each page. Beside them stands a
floor: a signed-in page with nothing but the frame (the search page without a question). The goal is
p95 below 50 ms; where the clock misses it, CPU below it is told as `av andra`. The plan with 12
goals, 60 indicators and 200 activities has 60 ms and 15 statements. KANDA lists what misses today;
exit code 1 when any other page does. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parents[1])

from bench.driften import plats  # noqa: E402

MAL_MS = 50.0
SARSKILDA = {"cykel:plan": (60.0, 15)}
"""Pages with a goal of their own: milliseconds, and statements at most."""
FLEST_FRAGOR = 40
GOLV = "sok"
KANDA = frozenset(
    {
        # At the edge at the quiet pace: counted, ordered or likened over all years, or much of one
        # plan in one page. Kept counts, and lighter rows, are next.
        *("cykel:indikator", "cykel:larande", "cykel:mal", "cykel:overlamning", "cykel:redigera"),
        *("cykel:tavla", "synpunkter:liknande"),
        # Above it only while the machine is slow (takt 10 and more).
        *("cykel:aktiviteter", "cykel:aterfall", "cykel:atgarder", "cykel:atgardslista"),
        *("cykel:brist", "cykel:for_in", "cykel:lardomar", "cykel:mappning", "cykel:nasta_ar"),
        *("cykel:plan", "cykel:planer", "cykel:skicka_rader", "cykel:tackning", "cykel:uppdatera"),
        *("drift", "enhet_sla_ihop", "organisation", "synpunkter:diarium", "synpunkter:franvaro"),
        *("synpunkter:koppla", "uppfoljning:rapporter", "uppfoljning:uppfoljning"),
    }
)
"""What missed the goal in the last walks to their end, with the next step."""


def main() -> int:
    val = _argument()
    if os.environ.get("KVALITET_BENCH") == "ja":
        return mat(val)
    from bench.fyllning.plats import fylld
    from bench.fyllning.varlden import FORVAL
    from bin.startare import miljo

    miljo.se_till(miljo.UTV)
    with fylld(FORVAL[val.storlek], mapp=val.data, lage="test") as miljon:
        from bench.fyllning.plats import cachemapp, protokoll

        stor = protokoll(val.data or cachemapp(FORVAL[val.storlek]))["stor_plan"]
        egen = {**miljon, "KVALITET_BENCH": "ja", "STOR_PLAN": str(stor)}
        kommando = [miljo.PYTHON, __file__, *sys.argv[1:]]
        return subprocess.run(kommando, env=egen, check=False).returncode


def _argument() -> argparse.Namespace:
    tolk = argparse.ArgumentParser(description="Varje sida i arbetet på en fylld databas.")
    tolk.add_argument("storlek", nargs="?", default="miljon")
    tolk.add_argument("--data", type=Path)
    tolk.add_argument("--bara", default="")
    tolk.add_argument("--rundor", type=int, default=20)
    return tolk.parse_args()


def mat(val: argparse.Namespace) -> int:
    import django

    django.setup()
    logging.disable(logging.WARNING)  # pages that the person may not see
    from django.conf import settings
    from django.test import Client

    from bench.sidorna.vagar import vagar
    from kvalitet.models import Anvandare
    from kvalitet.uppstart import lagg_undan
    from tests.inloggad import logga_in

    lagg_undan()  # as the web server
    settings.ALLOWED_HOSTS = ["*"]
    klienter: dict[str, Client] = {}
    rader: list[dict[str, Any]] = []
    takt: list[float] = []
    for vag in vagar(int(os.environ["STOR_PLAN"])):
        if val.bara not in vag.namn and vag.namn != GOLV:
            continue
        if vag.vem not in klienter:
            klienter[vag.vem] = Client(raise_request_exception=False)
            logga_in(klienter[vag.vem], Anvandare.objects.get(epost=f"{vag.vem}@kommun.example"))
        takt.append(plats.takt())
        rad = _sidan(klienter[vag.vem], vag.url, val.rundor)
        takt.append(plats.takt())
        if rad is not None:
            lugn = plats.i_lugn(rad["cpu"]["p50"], sum(takt[-2:]) / 2)
            rader.append({"namn": vag.namn, "vem": vag.vem, **rad, "lugn": lugn})
            print(_text(rader[-1]), flush=True)
    return _beratta(rader, plats.p(takt, gang=1))


def _sidan(klient: Any, url: str, rundor: int) -> dict[str, Any] | None:
    """None where the address gives no page: another method, no right, or a way onwards."""
    with plats.fragor() as fragor:
        svar, forsta, _ = _en_gang(klient, url)
    if svar.status_code < 500 and svar.status_code != 200:
        return None
    if svar.status_code != 200 or "html" not in svar.get("Content-Type", ""):
        return None if svar.status_code == 200 else {**_tomt(), "status": svar.status_code}
    gangerna = [_en_gang(klient, url)[1:] for _ in range(3 if forsta > 2 else rundor)]
    return {
        "status": 200,
        "ms": plats.p([tid for tid, _ in gangerna], decimaler=1),
        "cpu": plats.p([cpu for _, cpu in gangerna], decimaler=1),
        "fragor": len(fragor),
        "kB": round(len(svar.content) / 1024, 1),
    }


def _tomt() -> dict[str, Any]:
    inget = {"p50": 0.0, "p95": 0.0, "p99": 0.0}
    return {"ms": inget, "cpu": inget, "fragor": 0, "kB": 0}


def _en_gang(klient: Any, url: str) -> tuple[Any, float, float]:
    """The answer, seconds by the clock, and CPU seconds of the process and its backend."""
    fore, start = plats.arbete(), time.perf_counter()
    svar = klient.get(url, headers={"X-Forwarded-Proto": "https"})
    return svar, time.perf_counter() - start, plats.arbete() - fore


def _text(rad: dict[str, Any]) -> str:
    return (
        f"{rad['namn']:<34}{rad['vem']:<9}{rad['ms']['p50']:>8.1f}{rad['ms']['p95']:>8.1f} ms "
        f"{rad['cpu']['p50']:>7.1f} ms CPU ({rad['lugn']:>5.1f} i lugn) "
        f"{rad['fragor']:>4} frågor {rad['kB']:>7.1f} kB"
        + ("" if rad["status"] == 200 else f"  {rad['status']}!")
    )


def _brister(rad: dict[str, Any]) -> list[str]:
    ms, fragor = SARSKILDA.get(rad["namn"], (MAL_MS, FLEST_FRAGOR))
    brister = []
    if rad["status"] != 200:
        brister.append(f"svar {rad['status']}")
    if rad["cpu"]["p50"] >= ms:
        brister.append("tid")
    elif rad["ms"]["p95"] >= ms:
        brister.append("av andra")
    if rad["fragor"] > fragor:
        brister.append("frågor")
    return brister


def _beratta(rader: list[dict[str, Any]], takt: dict[str, float]) -> int:
    print("\nDyrast först:")
    ordnade = sorted(rader, key=lambda rad: -rad["cpu"]["p50"])
    for rad in ordnade:
        print(_text(rad), ", ".join(_brister(rad)))
    i_lugn = sorted(rader, key=lambda rad: -rad["lugn"])
    brister = {
        f"{rad['namn']} {rad['vem']}": vad
        for rad in ordnade
        if (vad := [brist for brist in _brister(rad) if brist != "av andra"])
    }
    okanda = {namn: vad for namn, vad in brister.items() if namn.split()[0] not in KANDA}
    golv = [rad["cpu"]["p50"] for rad in rader if rad["namn"] == GOLV]
    svar = {
        "sidor": len({rad["namn"] for rad in rader}),
        "matningar": len(rader),
        "golv_cpu_ms": min(golv, default=None),
        "dyrast": [[r["namn"], r["vem"], r["cpu"]["p50"], r["ms"]["p95"]] for r in ordnade[:10]],
        "dyrast_i_lugn": [[r["namn"], r["vem"], r["lugn"]] for r in i_lugn[:12]],
        "brister": brister,
        "okanda": okanda,
        "mal_ms": MAL_MS,
        "last": plats.last(),
        "takt_ms": takt,
        "klarat": not okanda,
    }
    print(json.dumps(svar, ensure_ascii=False))
    return 0 if not okanda else 1


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""The inbox on a filled database: each filter and search, the counts, and the page itself.

    python3 bench/inkorg.py [storlek] [--data MAPP] [--varv N]

In turns within one run, warm, against floors of the same run: for the questions of the list, the
same 50 rows fetched by their primary keys; for the counts, that and `count(*)`; for the page, a
view of bare Django (bench/inkorgen/golv.py) that shows 50 rows and counts what is open. Buffers
are those of EXPLAIN (ANALYZE, BUFFERS), of the keys' own question, without the rows that are
fetched by them (`--plan` prints where each goes). Times are in ms of CPU, of the process and of its
database backend together, which tell what waits for nobody else; `--klocka` takes the clock.

Goals: a filter ≤ 1.5 × the floor and ≤ 200 buffers; a search p95 < 50 ms; what is open ≤ 2 × the
floor; all there is ≤ 0.3 × count(*); the page ≤ 1.2 × the bare one, ≤ 6 statements, alike at page
1 and nine tenths down. The last line is JSON; exit code 1 when a goal is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parents[1])

from bench.driften import plats  # noqa: E402

FILTER, BUFFRAR, SOK_MS, OPPNA, ALLA, SIDAN, FRAGOR = 1.5, 200, 50.0, 2.0, 0.3, 1.2, 6
DJUPT = 1.3
"""How much more a page far down may take: what two rounds of the same differ by."""


def main() -> int:
    val = _argument()
    if os.environ.get("KVALITET_BENCH") == "ja":
        return mat(val)
    from bench.fyllning.plats import fylld
    from bench.fyllning.varlden import FORVAL
    from bin.startare import miljo

    miljo.se_till(miljo.UTV)
    with fylld(FORVAL[val.storlek], mapp=val.data) as miljon:
        kommando = [miljo.PYTHON, __file__, *sys.argv[1:]]
        egen = {**miljon, "KVALITET_BENCH": "ja"}
        return subprocess.run(kommando, env=egen, check=False).returncode


def _argument() -> argparse.Namespace:
    tolk = argparse.ArgumentParser(description="Inkorgen på en fylld databas.")
    tolk.add_argument("storlek", nargs="?", default="miljon")
    tolk.add_argument("--data", type=Path)
    tolk.add_argument("--varv", type=int, default=20)
    tolk.add_argument("--plan", action="store_true")
    tolk.add_argument("--klocka", action="store_true")
    return tolk.parse_args()


def mat(val: argparse.Namespace) -> int:
    import django

    django.setup()
    from django.db import connection

    from bench.inkorgen import golv, katalog

    with connection.cursor() as markor:
        markor.execute("vacuum (analyze) synpunkter_synpunkt")  # as autovacuum leaves it
    fel: list[str] = []
    svar: dict[str, Any] = {"last": plats.last()}
    rader = katalog.golvets_rader()
    svar["filter"] = {f.namn: _fraga(f, rader, val, fel) for f in katalog.filter_()}
    svar["sokning"] = {f.namn: _fraga(f, rader, val, fel) for f in katalog.sokningar()}
    svar["antal"] = _antal(katalog, rader, val, fel)
    svar["sidan"] = _sidan(golv, katalog, val, fel)
    svar["last_efter"] = plats.last()
    for rad in fel:
        print(f"MISSAT: {rad}")
    print(json.dumps({"mal": not fel, **svar}, ensure_ascii=False))
    return 1 if fel else 0


def _fraga(fall: Any, rader: str, val: argparse.Namespace, fel: list[str]) -> dict[str, Any]:
    from bench.inkorgen import katalog

    fraga, nycklar = katalog.sql(fall)
    plan = katalog.plan(nycklar)
    golv, egen = _i_tur([_kor(rader), _kor(fraga, forberedd=fall.forberedd)], val)
    kvot = round(golv_mot(egen, golv), 2)
    svar = {**plats.p(egen), "golv": plats.p(golv)["p50"], "kvot": kvot, "buffrar": plan.buffrar}
    if fall.sokning:
        _prova(fel, f"{fall.namn}: p95 {svar['p95']} ms", svar["p95"] < SOK_MS)
    else:
        _prova(fel, f"{fall.namn}: {kvot} × golvet", kvot <= FILTER)
        _prova(fel, f"{fall.namn}: {plan.buffrar} buffrar", plan.buffrar <= BUFFRAR)
    print(f"{fall.namn:<40} {json.dumps(svar)}{f' {plan.vagar}' if val.plan else ''}", flush=True)
    return svar


def fragan(fall: Any) -> Callable[[], object]:
    """Return the asking of the page's own question."""
    from bench.inkorgen import katalog

    return _kor(katalog.sql(fall)[0], forberedd=fall.forberedd)


def golv_mot(egen: list[float], golv: list[float]) -> float:
    """Median against median."""
    return plats.p(egen, decimaler=6)["p50"] / plats.p(golv, decimaler=6)["p50"]


def _antal(katalog: Any, rader: str, val: argparse.Namespace, fel: list[str]) -> dict[str, Any]:
    fragor = [rader, "select count(*) from synpunkter_synpunkt"]
    golv, helt, egen = _i_tur([*map(_kor, fragor), katalog.rakning()], val)
    # One question counts both: held against the rows for what is open, count(*) for all there is.
    svar = {
        "oppna": {**plats.p(egen), "kvot": round(golv_mot(egen, golv), 2)},
        "alla": {**plats.p(egen), "kvot": round(golv_mot(egen, helt), 2)},
        "count(*)": plats.p(helt)["p50"],
    }
    _prova(fel, f"antal öppna: {svar['oppna']['kvot']} × golvet", svar["oppna"]["kvot"] <= OPPNA)
    _prova(fel, f"antal av alla: {svar['alla']['kvot']} × count(*)", svar["alla"]["kvot"] <= ALLA)
    print(f"{'antal':<40} {json.dumps(svar)}", flush=True)
    return svar


def _sidan(golv: Any, katalog: Any, val: argparse.Namespace, fel: list[str]) -> dict[str, Any]:
    hamta = {"golv": golv.sida(), **katalog.sidor()}
    tider = dict(zip(hamta, _i_tur(list(hamta.values()), val), strict=True))
    bar = tider["golv"]
    svar: dict[str, Any] = {"golv": plats.p(bar)}
    for namn, hamtning in hamta.items():
        if namn == "golv":
            continue
        kvot = round(golv_mot(tider[namn], bar), 2)
        antal = katalog.fragor(hamtning)
        svar[namn] = {**plats.p(tider[namn]), "kvot": kvot, "fragor": antal}
        _prova(fel, f"{namn}: {kvot} × den bara sidan", kvot <= SIDAN)
        _prova(fel, f"{namn}: {antal} frågor", antal <= FRAGOR)
    djupt = golv_mot(tider["sidan, djupt"], tider["sidan"])
    svar["djupt_mot_forsta"] = round(djupt, 2)
    _prova(fel, f"djupt: {djupt:.2f} × första sidan", djupt <= DJUPT)
    print(f"{'sidan':<40} {json.dumps(svar, ensure_ascii=False)}", flush=True)
    return svar


def _prova(fel: list[str], mening: str, haller: bool) -> None:
    if not haller:
        fel.append(mening)


def _kor(fraga: str, *, forberedd: bool = False) -> Callable[[], object]:
    """Return its asking, `forberedd` as the page does where the server keeps the question."""
    from django.db import connection

    def kor() -> None:
        with connection.forberedd() if forberedd else connection.cursor() as markor:
            markor.execute(fraga)
            markor.fetchall()

    return kor


def _i_tur(akter: list[Callable[[], object]], val: argparse.Namespace) -> list[list[float]]:
    """Do each in turn, so that what disturbs one disturbs all; the first two rounds warm."""
    klocka = time.perf_counter if val.klocka else plats.arbete
    tider: list[list[float]] = [[] for _ in akter]
    for varvet in range(val.varv + 2):
        for akt, egna in zip(akter, tider, strict=True):
            borjan = klocka()
            akt()
            if varvet >= 2:
                egna.append(klocka() - borjan)
    return tider


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""The public pages under load, beside bare Django of the same shape (bench/publika/golv.py).

    python3 bench/publikt.py [--rundor 3] [--sekunder 4] [--bara post,form]

Starts a site of its own with production's settings and PostgreSQL's safe ones, and the floor on the
same database server; both are served by granian, two processes of one thread. Rounds are
interleaved: floor and ours in turns at 1, 8 and 32 clients. What counts is the ratio of the
medians within the run. CPU per request is that of the server's processes and of their PostgreSQL
backends, from the kernel's own count, so that it holds on a busy machine too; `annat` is how many
cores other processes used meanwhile. What a post asks of the database is counted by
tests/synpunkter/views/test_snabb_inlamning.py. The last line is JSON; exit code 1 when a goal is
missed.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any

ROT = Path(__file__).resolve().parents[1]
KLIENTER = (1, 8, 32)
ENHETER = 300
MEST = 1500
"""Requests a second that a cell may send at most, for which they are made ready."""
MAL = {"post": 1.0, "p99": 1.5, "form": 0.4, "start": 0.4, "sa_gar_det": 0.4}
SIDOR = {"form": "/synpunkter/lamna/", "start": "/", "sa_gar_det": "/sa-gar-det/"}


@dataclass
class Cell:
    """One scenario at one number of clients: a figure for each round."""

    per_sekund: list[float] = field(default_factory=list)
    ms: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    annat: list[float] = field(default_factory=list)

    def rad(self) -> dict[str, float]:
        delar = quantiles(self.ms, n=100) if len(self.ms) > 1 else [0.0] * 99
        return {
            "per_s": round(median(self.per_sekund), 1),
            "p50": round(delar[49], 2),
            "p95": round(delar[94], 2),
            "p99": round(delar[98], 2),
            "cpu_ms": round(median(self.cpu), 3),
            "annat": round(median(self.annat), 2),
        }


def main() -> int:
    sys.path[0] = str(ROT)
    from bench.start import i_miljon

    return i_miljon(__file__, _argument, _kor)


def _argument() -> argparse.Namespace:
    tolk = argparse.ArgumentParser(description=__doc__)
    tolk.add_argument("--rundor", type=int, default=3)
    tolk.add_argument("--sekunder", type=float, default=4.0)
    tolk.add_argument("--klienter", default=",".join(map(str, KLIENTER)))
    tolk.add_argument("--bara", default="post," + ",".join(SIDOR))
    tolk.add_argument("--demo", action="store_true", help="med hela visningskommunen")
    return tolk.parse_args()


def _kor(val: argparse.Namespace) -> int:
    from bench.publika.stallning import Stallning

    with Stallning(ENHETER, demo=val.demo) as stallning:
        return Matning(stallning, val).kor()


class Matning:
    def __init__(self, stallning: Any, argument: argparse.Namespace) -> None:
        self._stallning, self._argument = stallning, argument
        self._celler: dict[tuple[str, int], Cell] = {}
        self._nr = 0

    def kor(self) -> int:
        klienter = [int(k) for k in self._argument.klienter.split(",")]
        bara = self._argument.bara.split(",")
        sidor = [namn for namn in SIDOR if namn in bara]
        scener = (["golv_post", "post"] if "post" in bara else []) + (
            ["hej", *sidor] if sidor else []
        )
        for namn in scener:  # templates, plans and shells are warm before anything is measured
            self._en(namn, 4, 1.0, Cell())
        self._stallning.analysera()
        for _ in range(self._argument.rundor):
            for antal in klienter:
                for namn in scener:
                    cell = self._celler.setdefault((namn, antal), Cell())
                    self._en(namn, antal, self._argument.sekunder, cell)
        return self._beratta()

    def _en(self, namn: str, klienter: int, sekunder: float, cell: Cell) -> None:
        from bench.publika import klient

        server, fragor = self._fragor(namn, int(MEST * sekunder))
        fore, andra = self._stallning.cpu(server), self._stallning.annat()
        utfall = klient.kor(
            self._stallning.port(server), fragor, klienter=klienter, sekunder=sekunder
        )
        cpu, annat = self._stallning.cpu(server) - fore, self._stallning.annat() - andra
        fel = {status: n for status, n in utfall.status.items() if status != "200"}
        if fel:
            raise SystemExit(f"{namn}: {fel}")
        cell.per_sekund.append(len(utfall.ms) / utfall.sekunder)
        cell.ms.extend(utfall.ms)
        cell.cpu.append(cpu * 1000 / max(1, len(utfall.ms)))
        cell.annat.append(annat / utfall.sekunder)

    def _fragor(self, namn: str, antal: int) -> tuple[str, list[bytes]]:
        from bench.publika import fragor

        if namn == "hej":
            return "golv", [fragor.hamta("/hej/")] * antal * 8
        if namn in SIDOR:
            return "vart", [fragor.hamta(SIDOR[namn])] * antal * 8
        nummer = range(self._nr, self._nr + antal)
        self._nr += antal
        enheter = self._stallning.enheter
        vald = [enheter[nr % len(enheter)] for nr in nummer]
        if namn == "golv_post":
            par = zip(nummer, range(antal), strict=True)
            svar = [(nr, fragor.svaret(nr, e % ENHETER + 1)) for nr, e in par]
            return "golv", [fragor.posta("/lamna/", nr, s, "csrftoken") for nr, s in svar]
        kaka, vag = self._stallning.kaka, "/synpunkter/lamna/kvittens/"
        par = zip(nummer, vald, strict=True)
        return "vart", [fragor.posta(vag, nr, fragor.vart(nr, e), kaka) for nr, e in par]

    def _beratta(self) -> int:
        rader = {f"{namn}@{antal}": cell.rad() for (namn, antal), cell in self._celler.items()}
        for namn, rad in rader.items():
            print(f"{namn:16s}", "  ".join(f"{n} {v:8.2f}" for n, v in rad.items()))
        kvoter = self._kvoter(rader)
        brister = [n for n, v in kvoter.items() if not _klarar(n, v)]
        resultat = {
            "kvoter": {n: round(v, 2) for n, v in kvoter.items()},
            "mal": MAL,
            "brister": brister,
            "celler": rader,
            "last": os.getloadavg()[0],
            "tid": time.strftime("%Y-%m-%d"),
        }
        print(json.dumps(resultat))
        return 1 if brister else 0

    def _kvoter(self, rader: dict[str, dict[str, float]]) -> dict[str, float]:
        kvoter = {}
        for namn, antal in self._celler:
            if namn.startswith(("golv", "hej")):
                continue
            golv = rader[f"{'golv_post' if namn == 'post' else 'hej'}@{antal}"]
            eget = rader[f"{namn}@{antal}"]
            if antal == 8:
                kvoter[namn] = eget["per_s"] / golv["per_s"]
                kvoter[f"{namn}_cpu"] = golv["cpu_ms"] / eget["cpu_ms"]
            if antal == 32 and namn == "post":
                kvoter["p99"] = eget["p99"] / golv["p99"]
        return kvoter


def _klarar(namn: str, kvot: float) -> bool:
    if namn not in MAL:
        return True  # told, not judged
    return kvot <= MAL[namn] if namn == "p99" else kvot >= MAL[namn]


if __name__ == "__main__":
    sys.exit(main())

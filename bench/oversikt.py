#!/usr/bin/env python3
"""The start page of staff and the overviews, with 5 000 units and ten years of plans.

    python3 bench/oversikt.py [hundratusen|miljon|liten] [--data DIR] [--rundor 20]

In the process, through all of the middleware, without a server: each page as every role that may
open it, in turns; a page that answers anything but 200 is a fault. A page whose first answer takes
more than two seconds of CPU is asked once more only, so that the command ends. In the same rounds
the whole municipality's goals of the year (`uppfoljning.kommunen.namnderna`) and, as its floor, a
sequential scan of every judgement. Told: CPU of the process and its database backend, p50, p95 and
p99, time on the clock, statements. Goals: start page p95 < 50 ms, overviews < 80 ms, the year at
most 3 × the scan. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Any

ROT = Path(__file__).resolve().parents[1]
FOLK = (
    *("kv", "chef", "pa", "adm", "rev", "ns.von", "fv.von", "kv.von", "ch.von", "pa.von"),
    *("aa.von", "hs1.von"),
)
START_MS, OVERSIKT_MS, ARET = 50, 80, 3.0
DYR_MS = 2000
GOLV = "select count(*) filter (where bedomning = 'ej') from uppfoljning_malbedomning"


@dataclass
class Matt:
    """What a page took each time, in ms."""

    vem: str
    sida: str
    mal: int
    cpu: list[float] = field(default_factory=list)
    klocka: list[float] = field(default_factory=list)
    lugn: list[float] = field(default_factory=list)
    """The CPU at the pace of a machine that nobody else uses (`plats.LUGN`)."""
    satser: int = 0
    status: int = 200

    @property
    def klar(self) -> bool:
        """Dear, and asked twice; or faulty."""
        return self.status != 200 or (bool(self.cpu) and self.cpu[-1] > DYR_MS)


def main() -> int:
    tolk = argparse.ArgumentParser(description="Mäter översikterna.")
    tolk.add_argument("storlek", nargs="?", default="hundratusen")
    tolk.add_argument("--rundor", type=int, default=20)
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
    from django.conf import settings
    from django.db import connection
    from django.db.models import Count
    from django.test import Client

    from bench.driften import plats
    from cykel.models import Uppfoljningstillfalle
    from kvalitet.models import Anvandare
    from kvalitet.uppstart import lagg_undan
    from tests.inloggad import logga_in
    from uppfoljning.kommunen import namnderna

    lagg_undan()  # as the web server
    settings.ALLOWED_HOSTS = ["*"]
    folk = {vem: Anvandare.objects.get(epost=f"{vem}@kommun.example") for vem in FOLK}
    klienter = {}
    for vem in FOLK:
        klienter[vem] = Client(
            raise_request_exception=False, headers={"X-Forwarded-Proto": "https"}
        )
        logga_in(klienter[vem], folk[vem])
    per_runda = Uppfoljningstillfalle.objects.filter(varv__avslutades=None).annotate(
        n=Count("varv")
    )
    rundan = per_runda.order_by("-n", "-matdatum").first()  # the one with most laps at work
    sidor = list(_sidor(folk, rundan))
    aret: list[float] = []
    golv: list[float] = []
    takt: list[float] = []
    for varv in range(rundor + 1):  # the first warms the process
        for sida in sidor:
            _en_gang(klienter[sida.vem], sida, varv)
        takt.append(plats.takt())
        if rundan is not None:
            aret.append(_tid(lambda: namnderna(rundan, folk["kv"])))
        with connection.cursor() as markor:
            golv.append(_tid(lambda markor=markor: markor.execute(GOLV)))
    return _beratta(sidor, aret[1:], golv[1:], takt)


def _sidor(folk: dict[str, Any], rundan: Any) -> Iterator[Matt]:
    """The start page of everybody, and each overview of those who may open it."""
    from django.urls import reverse

    from kvalitet.behorighet import far
    from kvalitet.roller import Rattighet
    from uppfoljning.namnden import synliga_namnder

    for vem, person in folk.items():
        yield Matt(vem, reverse("arbete"), START_MS)
        if far(person, Rattighet.PLAN_SE):
            yield Matt(vem, reverse("cykel:tavla"), OVERSIKT_MS)
            yield Matt(vem, reverse("uppfoljning:kommunen", args=[rundan.pk]), OVERSIKT_MS)
        if far(person, Rattighet.UPPFOLJNING_FOLJA):
            yield Matt(vem, reverse("uppfoljning:laget", args=[rundan.pk]), OVERSIKT_MS)
        namnd = synliga_namnder(person).first() if far(person, Rattighet.NAMND_FOLJA) else None
        if namnd is not None:
            yield Matt(vem, reverse("uppfoljning:namndsida", args=[namnd.pk]), OVERSIKT_MS)


def _en_gang(klient: Any, sida: Matt, varv: int) -> None:
    from bench.driften import plats

    if sida.klar:
        return
    if not varv:  # the first warms the process, and its statements are counted
        with plats.fragor() as fragor:
            svar = klient.get(sida.sida)
        sida.status, sida.satser = svar.status_code, len(fragor)
        return
    borjan, klocka = plats.arbete(), time.perf_counter()
    sida.status = klient.get(sida.sida).status_code
    cpu, tid = (plats.arbete() - borjan) * 1000, (time.perf_counter() - klocka) * 1000
    sida.cpu.append(cpu)
    sida.lugn.append(plats.i_lugn(cpu, plats.takt()))
    sida.klocka.append(tid)


def _tid(akt: Callable[[], object]) -> float:
    from bench.driften import plats

    borjan = plats.arbete()
    akt()
    return (plats.arbete() - borjan) * 1000


def _delar(tider: list[float]) -> dict[str, float]:
    if len(tider) < 2:
        return dict.fromkeys(("p50", "p95", "p99"), round(tider[0], 1)) if tider else {}
    delar = quantiles(tider, n=100, method="inclusive")
    return {"p50": round(delar[49], 1), "p95": round(delar[94], 1), "p99": round(delar[98], 1)}


def _beratta(sidor: list[Matt], aret: list[float], golv: list[float], takt: list[float]) -> int:
    fel, rader = [], []
    for sida in sorted(sidor, key=lambda s: -max(s.cpu, default=0)):
        cpu = _delar(sida.cpu)
        rader.append(
            {
                "vem": sida.vem,
                "sida": sida.sida,
                "status": sida.status,
                "mal": sida.mal,
                "cpu": cpu,
                "lugn": _delar(sida.lugn),
                "klocka": _delar(sida.klocka),
                "satser": sida.satser,
            }
        )
        print(rader[-1], flush=True)
        if sida.status != 200:
            fel.append(f"{sida.vem} {sida.sida}: svarade {sida.status}")
        elif cpu.get("p95", 0) >= sida.mal:
            fel.append(f"{sida.vem} {sida.sida}: {cpu['p95']} ms, målet är {sida.mal}")
    kvot = round(min(aret) / min(golv), 2) if aret and golv else None
    if kvot is None or kvot > ARET:
        fel.append(f"året över hela kommunen: {kvot} gånger en genomläsning, målet är {ARET}")
    for ett in fel:
        print("–", ett)
    svar = {
        "sidor": rader,
        "aret_ms": _delar(aret),
        "genomlasning_ms": _delar(golv),
        "kvot": kvot,
        "last": os.getloadavg()[0],
        "takt_ms": _delar(takt),
        "fel": fel,
        "klarat": not fel,
    }
    print(json.dumps(svar, ensure_ascii=False))
    return 1 if fel else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""What a web process keeps in memory after a thousand pages, and a worker's after a thousand jobs.

    python3 bench/minne.py [pages] [jobs]

Starts a database and a broker of its own (as bin/test does) with the demo municipality.

Web: granian with the flags of the image and two processes. A signed-in quality coordinator and the
public go through every page that a link leads to, over and over. Worker: one process, and the mix
that beat sends in a quarter of an hour (pulse, outbox, sweeps), every nightly task of
kvalitet/schema.py once but Kolada's, and 30 of the demo's longest report.

Told at the start and at the end: `rss`, all that is mapped, and `pss`, where what several processes
share is divided between them. Goal, of the greatest rss: web < 180 MB, worker < 250 MB. The last
line is JSON.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import cycle, islice
from pathlib import Path
from random import Random
from typing import Any

ROT = Path(__file__).resolve().parents[1]
sys.path[0] = str(ROT)

from bench.driften import plats  # noqa: E402

SIDOR, JOBB, RAPPORTER = 1000, 1000, 30
OLIKA = 300
"""Pages to know at most; the demo has many more that are alike."""
MAL_WEBB, MAL_ARBETARE = 180, 250
_LANK = re.compile(r'href="(/[^"#]*)"')
_UTANFOR = re.compile(r"/konto/logga-ut|\.(pdf|xlsx|docx|csv|ics|json)\b|/static/|/export|/i18n/")
_direkt = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def main() -> int:
    return plats.kor(__file__, mat, demo=True)


def mat() -> int:
    import django

    django.setup()
    tal = [int(a) for a in sys.argv[1:]]
    sidor, jobb = [*tal, *(SIDOR, JOBB)[len(tal) :]]
    svar = {"webb": _webb(sidor), "arbetare": _arbetare(jobb)}
    webb = max(m["rss"] for m in svar["webb"]["efter"])
    arbetare = max(m["rss"] for m in svar["arbetare"]["efter"])
    rad = {
        **svar,
        "webb_mb": webb,
        "arbetare_mb": arbetare,
        "mal_mb": {"webb": MAL_WEBB, "arbetare": MAL_ARBETARE},
        "last": plats.last(),
        "klarat": webb < MAL_WEBB and arbetare < MAL_ARBETARE,
    }
    print(json.dumps(rad, ensure_ascii=False))
    return 0 if rad["klarat"] else 1


# --- web ----------------------------------------------------------------------------------------


def _webb(antal: int) -> dict[str, Any]:
    from bin.startare import portar

    port, kaka = portar.ledig(), _inloggad()
    with _granian(port) as pid:
        plats.vanta(lambda: _hamta(port, "/", ""), "webbservern", frist=300)
        barn = _webbprocesser(pid)
        fore = [plats.minne(b) for b in barn]
        sidor = _sidor(port, kaka)
        for vag, med in islice(cycle(sidor), max(0, antal - len(sidor))):
            _hamta(port, vag, med)
        assert _webbprocesser(pid) == barn, "en webbprocess har ersatts"
        efter = [plats.minne(b) for b in barn]
    print(f"webb: {len(sidor)} olika sidor, {antal} begäranden: {efter}", flush=True)
    return {"olika_sidor": len(sidor), "begaranden": antal, "fore": fore, "efter": efter}


def _webbprocesser(pid: int) -> list[int]:
    """Those that have read the site in; the main process has not."""
    return [b for b in plats.tradet(pid)[1:] if plats.minne(b)["rss"] > 80]


@contextmanager
def _granian(port: int) -> Iterator[int]:
    from bench.kaosen.stall import webbflaggor

    flaggor = f"--interface wsgi --host 127.0.0.1 --port {port} --workers 2 {webbflaggor()}"
    program = Path(sys.executable).parent / "granian"
    with (Path(os.environ["KVALITET_VAR"]) / "webb.log").open("ab") as ut:
        process = subprocess.Popen(
            [program, *flaggor.split(), "kvalitet.wsgi:application"],
            cwd=ROT,
            env={**os.environ, "EMAIL_URL": "memorymail://"},
            stdout=ut,
            stderr=ut,
        )
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(60)


def _inloggad() -> str:
    from django.conf import settings
    from django.test import Client

    from kvalitet.models import Anvandare

    klient = Client()
    klient.force_login(Anvandare.objects.filter(tilldelningar__roll="KV").order_by("pk")[0])
    namn = settings.SESSION_COOKIE_NAME
    return f"{namn}={klient.cookies[namn].value}"


def _sidor(port: int, kaka: str) -> list[tuple[str, str]]:
    """Every page that links lead to, the public's first and then the coordinator's."""
    kanda: dict[tuple[str, str], None] = {}
    for borjan, med in (("/", ""), ("/arbete/", kaka)):
        vantar = deque([borjan])
        while vantar and len(kanda) < OLIKA:
            vag = vantar.popleft()
            if (vag, med) not in kanda and (sida := _hamta(port, vag, med)):
                kanda[vag, med] = None
                vantar += [v.replace("&amp;", "&") for v in _LANK.findall(sida)]
                vantar = deque(v for v in dict.fromkeys(vantar) if not _UTANFOR.search(v))
    return list(kanda)


def _hamta(port: int, vag: str, kaka: str) -> str:
    fraga = urllib.request.Request(f"http://127.0.0.1:{port}{vag}", headers={"Cookie": kaka})
    with suppress(OSError), _direkt.open(fraga, timeout=120) as svar:
        if svar.status == 200 and "html" in svar.headers.get("Content-Type", ""):
            return str(svar.read().decode())
    return ""


# --- worker -------------------------------------------------------------------------------------


def _arbetare(antal: int) -> dict[str, Any]:
    from bench.driften import start

    fil = Path(os.environ["KVALITET_VAR"]) / "starter"
    fil.unlink(missing_ok=True)
    egen = {"EMAIL_URL": "memorymail://", "BENCH_START": str(fil)}
    flaggor = [*plats.ARBETARE, "-c", "1", "-I", "bench.driften.start"]
    with plats.celery(*flaggor, logg="arbetare", **egen):
        start.tom.delay(0)
        plats.vanta(lambda: 0 in start.las(fil, start.tom.name), "arbetaren", frist=300)
        pid = start.hos(fil, start.tom.name, 0)
        fore = plats.minne(pid)
        borjan = time.monotonic()
        slag = _lagg_ut(antal)
        start.tom.delay(1)
        plats.vanta(lambda: 1 in start.las(fil, start.tom.name), "jobben", frist=3600, paus=0.5)
        plats.vanta(_alla_klara, "rapporterna", frist=3600, paus=0.5)
        tid = time.monotonic() - borjan
        efter, topp = plats.minne(pid), plats.topp(pid)
        assert start.hos(fil, start.tom.name, 1) == pid, "arbetarens process har ersatts"
    print(f"arbetare: {antal} jobb på {tid:.0f} s: {efter}, som mest {topp} MB", flush=True)
    return {"jobb": slag, "fore": [fore], "efter": [efter], "topp_mb": topp, "s": round(tid)}


def _lagg_ut(antal: int) -> dict[str, int]:
    """Send the jobs, spread over each other. Returns how many of each kind."""
    from bench.rapporter_parallellt import _lagg_upp, _langsta
    from kvalitet.celery import app
    from kvalitet.schema import SCHEMA
    from uppfoljning import rapportjobb

    rader = [r for r in SCHEMA.values() if not r["task"].endswith("hamta_kolada")]
    ofta = [r["task"] for r in rader if isinstance(r["schedule"], int)]
    natt = [r["task"] for r in rader if not isinstance(r["schedule"], int)]
    rapporter = _lagg_upp(_langsta(), min(RAPPORTER, antal // 10))
    vanliga = antal - len(natt) - len(rapporter)
    vikter = {r["task"]: 1 / r["schedule"] for r in rader if r["task"] in ofta}
    alla = [n for n, v in vikter.items() for _ in range(int(vanliga * v / sum(vikter.values())))]
    alla += ["kvalitet.tasks.puls"] * (vanliga - len(alla)) + natt
    glest = max(1, len(alla) // len(rapporter))
    Random(1).shuffle(alla)
    for nr, namn in enumerate(alla):
        app.send_task(namn)
        if nr % glest == 0 and rapporter:
            app.send_task(rapportjobb.UPPGIFT, (rapporter.pop(),))
    for pk in rapporter:
        app.send_task(rapportjobb.UPPGIFT, (pk,))
    return {"ofta": vanliga, "natt": len(natt), "rapporter": antal - vanliga - len(natt)}


def _alla_klara() -> bool:
    from uppfoljning.models import Rapportjobb

    return not Rapportjobb.objects.filter(lage__in=("koad", "pagar")).exists()


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""What beat sends, on a filled database: each task's time and memory, killed half-way and again.

    python3 bench/natten.py [storlek] [--data MAPP] [--demo] [--bara DEL] [--inte DEL]

Starts a filled database (bench/fyll.py; `--demo`: the demo municipality instead) and runs every
task of kvalitet/schema.py, once in the order of the schedule, as a worker does: in a process
forked from one that has read the site in. Each is first begun and killed (kill -9) after two
seconds or when it has ended, then run to its end, and then once more, when it must find nothing
left to do: no new event, no new mail. Not run: the fetching from Kolada, which asks another server.
On a day that is no working day all of them are told that it is the next one, for reminders go out
on no other.

Goal for each: less than 60 s and less than 300 MB, what is killed is gone on with, and nothing is
done twice. `last` is what the machine did meanwhile; `cpu` is the process and its database backend.
The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parents[1])

from bench.driften import plats  # noqa: E402

MAL_S, MAL_MB = 60.0, 300
DODAS_EFTER = 2.0
UTANFOR = {"uppfoljning.tasks.hamta_kolada"}


def main() -> int:
    val = _argument()
    if val.demo or os.environ.get("KVALITET_BENCH") == "ja":
        return plats.kor(__file__, mat, demo=True)
    from bench.fyllning.plats import fylld
    from bench.fyllning.varlden import FORVAL
    from bin.startare import miljo

    miljo.se_till(miljo.UTV)
    with fylld(FORVAL[val.storlek], mapp=val.data) as miljon:
        egen = {**miljon, "KVALITET_BENCH": "ja"}
        kommando = [miljo.PYTHON, __file__, *sys.argv[1:]]
        return subprocess.run(kommando, env=egen, check=False).returncode


def _argument() -> argparse.Namespace:
    tolk = argparse.ArgumentParser(description="Nattens arbete på en fylld databas.")
    tolk.add_argument("storlek", nargs="?", default="miljon")
    tolk.add_argument("--data", type=Path)
    tolk.add_argument("--demo", action="store_true")
    tolk.add_argument("--bara", default="")
    tolk.add_argument("--inte", default="ingen")
    return tolk.parse_args()


def mat() -> int:
    import django

    django.setup()
    from kvalitet.celery import app
    from kvalitet.schema import SCHEMA

    app.loader.import_default_modules()
    val, svar = _argument(), {}
    namnen = dict.fromkeys(rad["task"] for rad in SCHEMA.values())
    for namn in namnen:
        if namn not in UTANFOR and val.bara in namn and val.inte not in namn:
            svar[namn] = rad = _prova(namn)
            print(f"{namn:<45} {json.dumps(rad)}", flush=True)
    return _beratta(svar)


def _prova(namn: str) -> dict[str, Any]:
    brutet = _kor(namn, frist=DODAS_EFTER)
    helt = _kor(namn)
    fore = _spar()
    igen = _kor(namn)
    return {
        **helt,
        "dodad": brutet["dodad"],
        "igen_s": igen["s"],
        "nytt_igen": [efter - innan for innan, efter in zip(fore, _spar(), strict=True)],
        "last": plats.last(),
    }


def _kor(namn: str, frist: float = 1800) -> dict[str, Any]:
    """Run the task in a process of its own; it tells of itself through a pipe when it has ended."""
    from django.db import connections

    connections.close_all()
    las, skriv = os.pipe()
    start = time.perf_counter()
    pid = os.fork()
    if pid == 0:
        os.close(las)
        _barnet(namn, skriv)
    os.close(skriv)
    dodad = not _slut(pid, start + frist)
    tid = time.perf_counter() - start
    with os.fdopen(las, "rb") as ut:
        sagt = ut.read()
    egna = json.loads(sagt) if sagt else {"cpu": 0.0, "mb": 0, "fel": "" if dodad else "dog"}
    return {"s": round(tid, 2), **egna, "dodad": dodad}


def _slut(pid: int, nar: float) -> bool:
    """Wait until the process has ended; kill it when the time has come. Whether it ended itself."""
    while os.waitpid(pid, os.WNOHANG)[0] == 0:
        if time.perf_counter() > nar:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            return False
        time.sleep(0.005)
    return True


def _barnet(namn: str, skriv: int) -> None:
    import resource

    from django.db import connection

    from kvalitet import klocka
    from kvalitet.celery import app

    fel, fore = "", time.process_time()
    try:
        connection.ensure_connection()
        backend = connection.connection.info.backend_pid
        with klocka.stalld(_arbetsdag()):
            app.tasks[namn].run()
        fil = Path(f"/proc/{backend}/schedstat")
        databas = int(fil.read_text().split()[0]) / 1e9 if fil.exists() else 0.0
    except BaseException as undantag:  # told, whatever it is
        fel, databas = f"{type(undantag).__name__}: {str(undantag)[:200]}", 0.0
    svar = {
        "cpu": round(time.process_time() - fore + databas, 2),
        "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "fel": fel,
    }
    os.write(skriv, json.dumps(svar).encode())
    os._exit(0)


def _arbetsdag() -> datetime:
    """Now, or at this time of the next working day."""
    from django.utils import timezone

    from kvalitet import klocka
    from kvalitet.kalender import ar_arbetsdag

    nu = klocka.nu()
    return next(
        dag for n in range(10) if ar_arbetsdag(timezone.localdate(dag := nu + timedelta(days=n)))
    )


def _spar() -> tuple[int, int]:
    """How many events and mails there are."""
    from kvalitet.models import Handelse, Utskick

    return Handelse.objects.count(), Utskick.objects.count()


def _beratta(svar: dict[str, dict[str, Any]]) -> int:
    brister = {
        namn: [
            vad
            for vad, brast in (
                ("tid", rad["s"] >= MAL_S),
                ("minne", rad["mb"] >= MAL_MB),
                ("fel", bool(rad["fel"])),
                ("dubbelt", any(rad["nytt_igen"])),
            )
            if brast
        ]
        for namn, rad in svar.items()
    }
    klarat = not any(brister.values())
    rad = {
        "uppgifter": svar,
        "langst_s": max(r["s"] for r in svar.values()),
        "mest_mb": max(r["mb"] for r in svar.values()),
        "brister": {namn: vad for namn, vad in brister.items() if vad},
        "mal": {"s": MAL_S, "mb": MAL_MB},
        "klarat": klarat,
    }
    print(json.dumps(rad, ensure_ascii=False))
    return 0 if klarat else 1


if __name__ == "__main__":
    sys.exit(main())

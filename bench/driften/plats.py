"""A database and a broker of one's own, the figures, and what else the machine is doing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROT = Path(__file__).resolve().parents[2]


def kor(fil: str, mat: Callable[[], int], *, demo: bool = False) -> int:
    """Run `mat` in a process with a site of its own, migrated; with `demo` the municipality too.

    Where KVALITET_BENCH=ja and DATABASE_URL stand already, that database is the one measured.
    """
    if os.environ.get("KVALITET_BENCH") == "ja":
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # all that was started is stopped
        return mat()
    sys.path.insert(0, str(ROT / "bin"))
    from startare import miljo, prov

    miljo.se_till(miljo.UTV)
    with prov.tjanster() as miljon:
        lage = "demo" if demo else "test"
        ladda = ["demo", "--migrera"] if demo else ["migrate", "-v0"]
        subprocess.run(
            [miljo.PYTHON, "manage.py", *ladda],
            cwd=ROT,
            env={**miljon, "KVALITET_LAGE": lage},
            check=True,
            stdout=subprocess.DEVNULL,
        )
        egen = {**miljon, "KVALITET_BENCH": "ja"}
        kommando = [miljo.PYTHON, fil, *sys.argv[1:]]
        return subprocess.run(kommando, cwd=ROT, env=egen, check=False).returncode


@contextmanager
def celery(*argument: str, logg: str, **miljo: str) -> Iterator[subprocess.Popen[bytes]]:
    """A Celery program (worker or beat) of the site's for as long as the block runs."""
    program = str(Path(sys.executable).parent / "celery")
    with (Path(os.environ["KVALITET_VAR"]) / f"{logg}.log").open("ab") as ut:
        process = subprocess.Popen(
            [program, "-A", "kvalitet", *argument],
            cwd=ROT,
            env={**os.environ, "PYTHONPATH": str(ROT), **miljo},
            stdout=ut,
            stderr=ut,
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(60)


ARBETARE = ("worker", "-c", "2", "--without-gossip", "--without-mingle", "-l", "info")


def tidtagare() -> tuple[str, ...]:
    schema = Path(os.environ["KVALITET_VAR"]) / "schema"
    return ("beat", "--schedule", str(schema), "--pidfile=")


def vanta(klart: Callable[[], Any], vad: str, *, frist: float, paus: float = 0.05) -> None:
    slut = time.monotonic() + frist
    while not klart():
        if time.monotonic() > slut:
            raise TimeoutError(f"väntade förgäves i {frist:.0f} s på {vad}")
        time.sleep(paus)


def p(tider: Sequence[float], gang: float = 1000, decimaler: int = 2) -> dict[str, float]:
    """p50, p95 and p99 of the times, in milliseconds unless `gang` says otherwise."""
    ordnade = sorted(tider)

    def vid(andel: float) -> float:
        plats = min(len(ordnade) - 1, int(andel * len(ordnade)))
        return round(ordnade[plats] * gang, decimaler)

    return {"p50": vid(0.50), "p95": vid(0.95), "p99": vid(0.99)}


@contextmanager
def fragor() -> Iterator[list[str]]:
    """The statements put to the database meanwhile. Not around what is timed: Django's own way to
    keep them (CaptureQueriesContext) writes each out with its values, half a millisecond."""
    from django.db import connection

    sagt: list[str] = []

    def skriv(kor: Any, sql: str, *resten: Any) -> Any:
        sagt.append(sql)
        return kor(sql, *resten)

    with connection.execute_wrapper(skriv):
        yield sagt


def arbete() -> float:
    """CPU seconds of this process and of its database backend."""
    from django.db import connection

    connection.ensure_connection()
    fil = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    databas = int(fil.read_text().split()[0]) / 1e9 if fil.exists() else 0.0
    return time.process_time() + databas


def takt() -> float:
    """CPU ms of a fixed piece of Python: how fast the machine is at the moment, where it is shared
    with others. Figures of two runs are compared by it."""
    borjan, summa = time.process_time(), 0
    sett: dict[int, int] = {}
    for nr in range(60_000):
        sett[nr & 255] = summa
        summa = (summa * 31 + nr) & 0xFFFFFFFF
    return (time.process_time() - borjan) * 1000


LUGN = 8.1
"""What `takt` takes where bench/README.md was measured, when its cores had nothing else to do."""


def i_lugn(ms: float, takt: float) -> float:
    """What it would have taken then, by the `takt` of the same moment."""
    return round(ms * LUGN / takt, 1)


def last() -> float:
    return round(os.getloadavg()[0], 1)


def tradet(pid: int) -> list[int]:
    """The process and all that it has started."""
    barn = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(en for b in barn for en in tradet(int(b)))]


def minne(pid: int) -> dict[str, float]:
    """What the process has in memory, in MB: `rss` all of it, `pss` its part of what is shared."""
    rader = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    tal = {rad.split(":")[0]: int(rad.split()[-2]) for rad in rader if rad.endswith(" kB")}
    return {namn.lower(): round(tal[namn] / 1024, 1) for namn in ("Rss", "Pss")}


def cpu(pid: int) -> float:
    """CPU seconds of the process and of all that it has started and that still runs."""
    return sum(
        int(Path(f"/proc/{en}/schedstat").read_text().split()[0]) / 1e9 for en in tradet(pid)
    )


def topp(pid: int) -> float:
    """The most that the process has had in memory, in MB."""
    rader = Path(f"/proc/{pid}/status").read_text().splitlines()
    (kb,) = (int(rad.split()[1]) for rad in rader if rad.startswith("VmHWM"))
    return round(kb / 1024, 1)

#!/usr/bin/env python3
"""A pool that lends connections for one transaction at a time, tried with PgBouncer itself.

    python3 bench/pool.py [--program PGBOUNCER] [--klienter N] [--sekunder S]

Starts a database, PgBouncer in front of it (`pool_mode = transaction`, two connections to the
server) and a web server of four processes with `KVALITET_POOL=transaktion`. Shows that PgBouncer
refuses the site without that setting; that many clients on two connections get their pages; that
of two processes that want to fetch from Kolada one is turned away, though they share a connection
in turns; that a limit of time which the pool sets reaches each connection; and that the log can be
sealed and verified (a cursor on the server within a transaction). The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROT = Path(__file__).resolve().parents[1]
INI = """\
[databases]
kvalitet = host=127.0.0.1 port={databas} connect_query='set statement_timeout = 15000'
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {anvandare}
pool_mode = transaction
default_pool_size = 2
max_client_conn = 200
"""
_LAS = """
import sys, time, django
django.setup()
from uppfoljning.actions.koladalas import ensam
with ensam() as min_tur:
    print("ja" if min_tur else "nej", flush=True)
    if min_tur:
        sys.stdin.readline()
"""
_HANDELSER = """
insert into kvalitet_handelse (tid, slag, objekttyp, objekt_id, roll, data)
select now(), 'synpunkt.tilldelad', 'synpunkter.synpunkt', n, 'HS', '{}'
from generate_series(1, 20000) n
"""


def main() -> int:
    sys.path[0] = str(ROT)
    from bench.start import i_miljon

    return i_miljon(__file__, _argument, _kor)


def _argument() -> argparse.Namespace:
    tolk = argparse.ArgumentParser(description="PgBouncer prövad på riktigt.")
    tolk.add_argument("--program", default=shutil.which("pgbouncer", path="/usr/sbin:/usr/bin"))
    tolk.add_argument("--klienter", type=int, default=16)
    tolk.add_argument("--sekunder", type=float, default=5.0)
    val = tolk.parse_args()
    if not val.program:
        tolk.error("pgbouncer finns inte här; ange den med --program")
    return val


def _kor(val: argparse.Namespace) -> int:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    from bench.kopian.pool import Poolstall

    rot = Path(tempfile.mkdtemp(prefix="kvalitet-pool-")).resolve()
    rot.chmod(0o711)
    stall = Poolstall(rot, val.program, INI)
    try:
        stall.starta()
        rad = {
            "utan_installningen": _nekas(stall),
            **_sidor(stall, val.klienter, val.sekunder),
            "kolada": _las(stall),
            "gransen": stall.fraga("show statement_timeout"),
            "loggen": _loggen(stall),
        }
    finally:
        stall.stang()
        shutil.rmtree(rot, ignore_errors=True)
    rad["klarat"] = (
        "options" in rad["utan_installningen"]
        and not rad["fel"]
        and rad["kolada"] == ["ja", "nej", "ja"]
        and rad["gransen"] == "15s"
        and rad["loggen"]
    )
    print(json.dumps(rad))
    return 0 if rad["klarat"] else 1


def _nekas(stall: Any) -> str:
    """What PgBouncer answers a web process that sends its limits with the connection."""
    miljo = {**stall.miljo, "KVALITET_PROCESS": "webb", "KVALITET_POOL": "ingen"}
    kod = "import django; django.setup(); from django.db import connection as c; c.cursor()"
    svar = stall.kor(miljo, "-c", kod)
    return svar.stderr.strip().splitlines()[-1] if svar.returncode else "släpptes in"


def _sidor(stall: Any, klienter: int, sekunder: float) -> dict[str, Any]:
    from bench.kopian.besok import Besok
    from bench.kopian.pool import PROCESSER

    with Besok([stall.port], antal=klienter) as besok:
        time.sleep(sekunder)
        hogst = stall.anslutna()
    u = besok.utfall
    return {
        "klienter": klienter,
        "webbprocesser": PROCESSER,
        "anslutningar_till_servern": hogst,
        "sidor_per_s": round(u.per_sekund, 1),
        "p50_ms": round(u.andel(0.5), 1),
        "p95_ms": round(u.andel(0.95), 1),
        "fel": u.fel[:5],
    }


def _las(stall: Any) -> list[str]:
    """Whose turn it is: the first that asks, a second meanwhile, and one after."""
    turer = []
    forsta = stall.process(_LAS)
    turer.append(forsta.stdout.readline().strip())
    turer.append(stall.kor(stall.miljo, "-c", _LAS).stdout.strip())
    forsta.communicate("\n")
    turer.append(stall.kor(stall.miljo, "-c", _LAS, indata="\n").stdout.strip())
    return turer


def _loggen(stall: Any) -> bool:
    stall.direkt(_HANDELSER)
    forseglat = stall.kor(stall.miljo, "manage.py", "logg", "forsegla")
    assert forseglat.returncode == 0, forseglat.stderr
    return "Allt stämmer" in stall.kor(stall.miljo, "manage.py", "logg", "kontrollera").stdout


if __name__ == "__main__":
    sys.exit(main())

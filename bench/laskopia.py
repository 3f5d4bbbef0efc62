#!/usr/bin/env python3
"""A read replica, tried for real: what it spares the primary, how far behind it is, and its death.

    python3 bench/laskopia.py [--liten] [--sekunder S] [--rundor N]

Starts a primary and a standby that follows it by streaming (pg_basebackup), both with PostgreSQL's
safe settings, the demo municipality (`--liten`: a small one), and four web nodes of one process:
two that read the primary alone and two that may read the standby. Four visitors read five public
pages, from the nodes of one kind and the other in turns. Something is written to the primary every
50 ms meanwhile, and the time from its commit until the standby shows it is measured. Then the
standby is held still while a name changes at the primary: no page may show the old one for longer
than the limit, a second and the page's own time. Last it is killed (kill -9) under load, where
nobody may be given anything but the page, and started again.

On one machine with two cores all of it shares the same CPU, so that the pages a second tell little:
what counts is what the primary no longer does. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

ROT = Path(__file__).resolve().parents[1]
FORVARM = 1.0
MARGINAL = 1.0
"""Seconds for a page under load to be made, beyond the limit."""
TYST = 10.5
"""Seconds until every idle backend has told what it read (PGSTAT_IDLE_INTERVAL of PostgreSQL)."""
NYTT = "Nämnden som bytte namn"
SIDAN = "/personuppgifter/"
"""Lists the nämnder by name."""


def main() -> int:
    sys.path[0] = str(ROT)
    from bench.start import i_miljon

    return i_miljon(__file__, _argument, _kor)


def _argument() -> argparse.Namespace:
    tolk = argparse.ArgumentParser(description="Läskopian prövad på riktigt.")
    tolk.add_argument("--liten", action="store_true")
    tolk.add_argument("--sekunder", type=float, default=4.0)
    tolk.add_argument("--rundor", type=int, default=3)
    return tolk.parse_args()


def _kor(val: argparse.Namespace) -> int:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    from bench.kopian.stall import Stall

    rot = Path(tempfile.mkdtemp(prefix="kvalitet-kopia-")).resolve()
    rot.chmod(0o711)
    stall = Stall(rot)
    try:
        stall.starta(demo=not val.liten)
        with _skrivare(stall):
            rad = {
                **_jamfor(stall, val.sekunder, val.rundor),
                **_efterslap(stall, val.sekunder),
                **_stilla(stall),
                **_dod(stall, val.sekunder),
            }
        return _beratta({**rad, "last": os.getloadavg()[0], "karnor": os.cpu_count()})
    finally:
        stall.stang()
        shutil.rmtree(rot, ignore_errors=True)


@contextmanager
def _skrivare(stall: Any) -> Iterator[None]:
    """Write something every 50 ms, as a site with its worker always does now and then."""
    slut = threading.Event()
    with stall.anslut(stall.adress) as forbindelse:
        forbindelse.execute("create table eko (n int not null)")
        forbindelse.execute("insert into eko values (0)")

    def skriv() -> None:
        with stall.anslut(stall.adress) as forbindelse:
            while not slut.wait(0.05):
                forbindelse.execute("update eko set n = n + 1")

    trad = threading.Thread(target=skriv)
    trad.start()
    try:
        yield
    finally:
        slut.set()
        trad.join()


# --- what the primary is spared ------------------------------------------------------------------


def _jamfor(stall: Any, sekunder: float, rundor: int) -> dict[str, Any]:
    from bench.kopian.besok import SIDOR, las
    from bench.kopian.stall import vanta_pa_webben

    for port in (*stall.utan, *stall.med):
        vanta_pa_webben(port)
        for sida in SIDOR:
            assert las(port, sida)[0] == 200, sida
    matt: dict[str, list[dict[str, float]]] = {"utan": [], "med": []}
    fel: list[str] = []
    for runda in range(rundor):
        for slag in ("utan", "med") if runda % 2 == 0 else ("med", "utan"):
            matt[slag].append(_omgang(stall, getattr(stall, slag), sekunder, fel))
    return {
        slag: {namn: round(median(m[namn] for m in alla), 3) for namn in alla[0]}
        for slag, alla in matt.items()
    } | {"fel": fel[:5]}


def _omgang(stall: Any, portar: list[int], sekunder: float, fel: list[str]) -> dict[str, float]:
    from bench.kopian.besok import Besok
    from bench.kopian.stall import cpu

    with Besok(portar) as varm:
        time.sleep(FORVARM)
    fore, cpu_fore = _lasta(stall), [cpu(t) for t in (stall.primar, stall.kopia)]
    with Besok(portar) as besok:
        time.sleep(sekunder)
    u = besok.utfall
    cpu_efter = [cpu(t) for t in (stall.primar, stall.kopia)]
    lasta = [b - a for a, b in zip(fore, _lasta(stall), strict=True)]
    fel += varm.utfall.fel + u.fel
    antal = len(u.ms)
    return {
        "sidor_per_s": u.per_sekund,
        "p50_ms": u.andel(0.5),
        "p95_ms": u.andel(0.95),
        "primarens_cpu_ms_per_sida": (cpu_efter[0] - cpu_fore[0]) * 1000 / antal,
        "kopians_cpu_ms_per_sida": (cpu_efter[1] - cpu_fore[1]) * 1000 / antal,
        "primarens_rader_per_sida": lasta[0] / antal,
        "kopians_rader_per_sida": lasta[1] / antal,
    }


def _lasta(stall: Any) -> list[int]:
    """Rows of our own tables that each server has read for questions; the writer's not counted."""
    from bench.kopian.stall import frag

    time.sleep(TYST)
    sql = (
        "select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::bigint from pg_stat_user_tables"
        " where relname <> 'eko'"
    )
    ut = []
    for adress in (stall.adress, stall.kopians_adress):
        with stall.anslut(adress) as forbindelse:
            ut.append(int(frag(forbindelse, sql) or 0))
    return ut


# --- how far behind ------------------------------------------------------------------------------


def _efterslap(stall: Any, sekunder: float) -> dict[str, Any]:
    from bench.kopian.besok import Besok

    ut = {"vila": _matt_efter(stall, sekunder)}
    with Besok(stall.med):
        ut["last"] = _matt_efter(stall, sekunder)
    return {"efterslap_ms": ut}


def _matt_efter(stall: Any, sekunder: float) -> dict[str, float]:
    """From a commit at the primary until the standby shows it, milliseconds."""
    from bench.kopian.stall import frag

    tider, slut = [], time.perf_counter() + sekunder
    with (
        stall.anslut(stall.adress) as primar,
        stall.anslut(stall.kopians_adress) as kopia,
    ):
        while time.perf_counter() < slut:
            n = frag(primar, "update eko set n = n + 1 returning n")
            start = time.perf_counter()
            while frag(kopia, "select n from eko") < n:
                pass
            tider.append((time.perf_counter() - start) * 1000)
            time.sleep(0.01)
    tider.sort()
    return {
        "p50": round(median(tider), 1),
        "p95": round(tider[int(len(tider) * 0.95)], 1),
        "mest": round(tider[-1], 1),
    }


def _stilla(stall: Any) -> dict[str, Any]:
    """Hold the standby still, change a name, and see when the last page shows the old one."""
    from bench.kaosen.stall import vanta
    from bench.kopian.besok import Besok, las
    from bench.kopian.stall import GRANS

    with Besok(stall.med) as besok, stall.anslut(stall.kopians_adress) as kopia:
        kopia.execute("select pg_wal_replay_pause()")
        with stall.anslut(stall.adress) as primar:
            primar.execute(
                "update kvalitet_namnd set namn = %s"
                " where id = (select min(id) from kvalitet_namnd)",
                [NYTT],
            )
        andrat = time.perf_counter()
        gammal, slut = 0.0, andrat + GRANS + 3 * MARGINAL + 2
        while time.perf_counter() < slut:
            for port in stall.med:
                start = time.perf_counter()
                if NYTT not in las(port, SIDAN)[1]:
                    gammal = max(gammal, start - andrat)
        kopia.execute("select pg_wal_replay_resume()")
        start = time.perf_counter()
        vanta(lambda: _lases(stall), "att kopian läses igen", frist=60)
        igen = time.perf_counter() - start
    return {
        "grans_s": GRANS,
        "aldsta_sidan_s": round(gammal, 2),
        "last_igen_efter_paus_s": round(igen, 2),
        "fel_vid_paus": besok.utfall.fel[:5],
    }


def _lases(stall: Any) -> bool:
    """Whether a page has asked the standby anything within the last half second."""
    import psycopg

    from bench.kopian.stall import frag

    try:
        with stall.anslut(stall.kopians_adress) as forbindelse:
            sql = (
                "select count(*) from pg_stat_activity where pid <> pg_backend_pid()"
                " and datname = current_database() and query not like '%%replay_timestamp%%'"
                " and query_start > clock_timestamp() - interval '0.5 second'"
            )
            return bool(frag(forbindelse, sql))
    except psycopg.Error:
        return False


# --- its death -----------------------------------------------------------------------------------


def _dod(stall: Any, sekunder: float) -> dict[str, Any]:
    from bench.kaosen.stall import vanta
    from bench.kopian.besok import Besok

    with Besok(stall.med) as fore:
        time.sleep(sekunder)
    with Besok(stall.med) as under:
        time.sleep(0.5)
        stall.doda_kopian()
        time.sleep(sekunder)
    with Besok(stall.med) as efter:
        stall.starta_kopian()
        start = time.perf_counter()
        vanta(lambda: _lases(stall), "att kopian läses igen", frist=60)
        igen = time.perf_counter() - start
    return {
        "fel_vid_dod": (under.utfall.fel + efter.utfall.fel)[:5],
        "sidor_vid_dod": len(under.utfall.ms),
        "langsammast_fore_ms": round(max(fore.utfall.ms), 1),
        "langsammast_vid_dod_ms": round(max(under.utfall.ms), 1),
        "last_igen_efter_dod_s": round(igen, 2),
    }


def _beratta(rad: dict[str, Any]) -> int:
    for slag in ("utan", "med"):
        print(f"{slag} kopia: {rad[slag]}")
    inga_fel = not (rad["fel"] or rad["fel_vid_paus"] or rad["fel_vid_dod"])
    rad["klarat"] = (
        inga_fel
        and rad["med"]["primarens_rader_per_sida"] < 0.01
        and rad["med"]["kopians_rader_per_sida"] > 1
        and rad["aldsta_sidan_s"] <= rad["grans_s"] + 1 + MARGINAL
    )
    print(json.dumps(rad))
    return 0 if rad["klarat"] else 1


if __name__ == "__main__":
    sys.exit(main())

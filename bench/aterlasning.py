#!/usr/bin/env python3
"""Point-in-time recovery, tried with PostgreSQL's own programs: back to just before a mistake.

    python3 bench/aterlasning.py [events]

Starts a database that archives its WAL, takes a base copy while it runs, writes and seals events,
notes the moment, lets a mistake happen (half the log is gone), and kills the server. From the base
copy and the archive a new one is made up to that moment, and `manage.py logg kontrollera` must find
it whole. Tells how long it took and how far behind the archive was. The last line is JSON.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

import psycopg

ROT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROT), str(ROT / "bin")]

from startare import appen, hemligheter, postgres  # noqa: E402
from startare.platser import Datamapp  # noqa: E402
from startare.processer import Uppsikt, kor  # noqa: E402

FYLL = """
insert into kvalitet_handelse (tid, slag, objekttyp, objekt_id, roll, data)
select now(), 'synpunkt.tilldelad', 'synpunkter.synpunkt', n, 'HS', '{}'
from generate_series(1, %s) n
"""
EFTERSLAP = 1
"""Seconds after which a WAL file that is not full is archived too; 60 on a site."""


def main() -> int:
    antal = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    rot = Path(tempfile.mkdtemp(prefix="kvalitet-aterlasning-")).resolve()
    rot.chmod(0o711)
    mapp = Datamapp(rot)
    mapp.skapa()
    try:
        return prova(mapp, postgres.ordna(mapp), antal)
    finally:
        shutil.rmtree(rot, ignore_errors=True)
        shutil.rmtree(postgres.egen_mapp(mapp), ignore_errors=True)


def prova(mapp: Datamapp, server: postgres.Server, antal: int) -> int:
    hemliga = hemligheter.nya()
    arkiv, bas = (egen(server, mapp.rot / namn) for namn in ("arkiv", "bas"))
    oppna_for_kopiering(mapp, server, hemliga)
    arkivera = (
        "archive_mode=on",
        f"archive_command=test ! -f {arkiv}/%f && cp %p {arkiv}/%f",
        f"archive_timeout={EFTERSLAP}",
    )
    with Uppsikt() as uppsikt:
        adress = postgres.starta_server(
            uppsikt, server, hemliga, logg=mapp.logg / "a.log", flaggor=arkivera
        )
        manage(mapp, hemliga, adress, "migrate", "--verbosity", "0")
        baskopia(server, adress, bas)
        with psycopg.connect(adress, autocommit=True) as forbindelse:
            forbindelse.execute(FYLL, [antal])
            manage(mapp, hemliga, adress, "logg", "forsegla")
            (tid,) = forbindelse.execute("select clock_timestamp()").fetchone() or ("",)
            forbindelse.execute("alter table kvalitet_handelse disable trigger user")
            forbindelse.execute("delete from kvalitet_handelse where objekt_id % 2 = 0")
            efter = vanta_pa_arkivet(forbindelse)
    start = time.perf_counter()
    (bas / "recovery.signal").touch()
    with (bas / "postgresql.auto.conf").open("a") as fil:
        fil.write(f"restore_command = 'cp {arkiv}/%f %p'\nrecovery_target_time = '{tid}'\n")
        fil.write("recovery_target_action = 'promote'\n")
    ny = postgres.Server(server.program, bas, server.hemligheter, server.anvandare)
    with Uppsikt() as uppsikt:
        adress = postgres.starta_server(uppsikt, ny, hemliga, logg=mapp.logg / "b.log")
        with psycopg.connect(adress, autocommit=True) as forbindelse:
            while forbindelse.execute("select pg_is_in_recovery()").fetchone() != (False,):
                time.sleep(0.05)  # it answers, read-only, while it still reads the archive
            (kvar,) = forbindelse.execute(
                "select count(*) from kvalitet_handelse where objekttyp = 'synpunkter.synpunkt'"
            ).fetchone() or (0,)
        tillbaka = time.perf_counter() - start
        ord_ = manage(mapp, hemliga, adress, "logg", "kontrollera")
    klarat = kvar == antal and "Allt stämmer" in ord_
    print(
        json.dumps(
            {
                "handelser": antal,
                "tillbaka": kvar,
                "loggen_hel": "Allt stämmer" in ord_,
                "aterlasning_s": round(tillbaka, 1),
                "arkivet_efter_s": round(efter, 1),
                "arkiv_mb": sum(f.stat().st_size for f in arkiv.iterdir()) // 1_000_000,
                "klarat": klarat,
            }
        )
    )
    return 0 if klarat else 1


def egen(server: postgres.Server, mapp: Path) -> Path:
    """A folder of the server's user."""
    mapp.mkdir(mode=0o700)
    if server.anvandare:
        os.chown(mapp, server.anvandare.uid, server.anvandare.gid)
    return mapp


def oppna_for_kopiering(
    mapp: Datamapp, server: postgres.Server, hemliga: hemligheter.Hemligheter
) -> None:
    """Let our role take base copies, which it may not in the demo."""
    with Uppsikt() as uppsikt:
        postgres.starta_server(uppsikt, server, hemliga, logg=mapp.logg / "0.log")
    kor(
        [server.program / "postgres", "--single", "-D", server.data, "postgres"],
        indata=f"ALTER ROLE {postgres.ROLL} REPLICATION\n",
        **server.vidare(),
    )
    with (server.data / "pg_hba.conf").open("a") as fil:
        fil.write(f"host replication {postgres.ROLL} 127.0.0.1/32 scram-sha-256\n")


def baskopia(server: postgres.Server, adress: str, bas: Path) -> None:
    svar = kor(
        [server.program / "pg_basebackup", "-D", bas, "-d", adress, "-X", "none", "-c", "fast"],
        **server.vidare(),
    )
    assert svar.returncode == 0, svar.stderr


def manage(mapp: Datamapp, hemliga: hemligheter.Hemligheter, adress: str, *argument: str) -> str:
    miljo = appen.miljo("test", mapp, hemliga, databas=adress, ko="redis://127.0.0.1:1/0")
    return appen.manage({**miljo, "EMAIL_URL": "memorymail://"}, *argument)


def vanta_pa_arkivet(forbindelse: psycopg.Connection) -> float:
    """Wait until what has been written lies in the archive; return the seconds it took."""
    (fil,) = forbindelse.execute("select pg_walfile_name(pg_current_wal_lsn())").fetchone() or ("",)
    start = time.perf_counter()
    while time.perf_counter() - start < 60:
        (sist,) = forbindelse.execute(
            "select last_archived_wal from pg_stat_archiver"
        ).fetchone() or ("",)
        if sist and sist >= fil:
            return time.perf_counter() - start
        time.sleep(0.05)
    raise SystemExit("WAL kom inte till arkivet inom 60 s.")


if __name__ == "__main__":
    sys.exit(main())

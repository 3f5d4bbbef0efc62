"""A database, PgBouncer in front of it, and a web server that reaches the database through it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg

from bench.kaosen.stall import Tjanst, vanta
from bench.kopian.stall import SMATT, frag, granian, vanta_pa_webben
from bin.startare import hemligheter, portar, postgres
from bin.startare.platser import ROT, Datamapp
from bin.startare.processer import Uppsikt, kor
from bin.startare.prov import _miljo

PROCESSER = 4
"""Of the web server."""


class Poolstall:
    def __init__(self, rot: Path, program: str, ini: str) -> None:
        self.mapp, self._program, self._ini = Datamapp(rot), program, ini
        self.mapp.skapa()
        self._hemliga = hemligheter.nya()
        self._uppsikt = Uppsikt()
        self._tjanster: list[Tjanst] = []
        self._server = postgres.ordna(self.mapp)

    def starta(self) -> None:
        self._adress = postgres.starta_server(
            self._uppsikt, self._server, self._hemliga, logg=self.mapp.logg / "databas.log"
        )
        self.miljo = self._miljon(self._adress)
        for argument in (("manage.py", "migrate", "--verbosity", "0"), ("-c", SMATT)):
            svar = self.kor(self.miljo, *argument)
            assert svar.returncode == 0, svar.stderr
        pool = self._starta_pool()
        self.miljo = {**self._miljon(pool), "KVALITET_POOL": "transaktion"}
        self.port = self._webben()
        vanta_pa_webben(self.port)

    def stang(self) -> None:
        for tjanst in reversed(self._tjanster):
            tjanst.doda(signal.SIGTERM)
        self._uppsikt.__exit__(None, None, None)

    # --- what is asked of it --------------------------------------------------------------------

    def fraga(self, sql: str) -> Any:
        """Ask through the pool."""
        with psycopg.connect(self.miljo["DATABASE_URL"], autocommit=True) as forbindelse:
            return frag(forbindelse, sql)

    def direkt(self, sql: str) -> None:
        with psycopg.connect(self._adress, autocommit=True) as forbindelse:
            forbindelse.execute(sql)  # type: ignore[call-overload]

    def anslutna(self) -> int:
        """Return how many connections the server has, but for the one that asks."""
        with psycopg.connect(self._adress, autocommit=True) as forbindelse:
            sql = (
                "select count(*) from pg_stat_activity"
                " where backend_type = 'client backend' and pid <> pg_backend_pid()"
            )
            return int(frag(forbindelse, sql))

    def kor(
        self, miljo: dict[str, str], *argument: str, indata: str = ""
    ) -> subprocess.CompletedProcess[str]:
        return kor([sys.executable, *argument], env=miljo, cwd=ROT, indata=indata)

    def process(self, kod: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", kod],
            env=self.miljo,
            cwd=ROT,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    # --- what it is made of ---------------------------------------------------------------------

    def _miljon(self, adress: str) -> dict[str, str]:
        return {**_miljo(self.mapp, adress, "redis://127.0.0.1:1/0"), "PYTHONWARNINGS": ""}

    def _starta_pool(self) -> str:
        port, vard = portar.ledig(), self._adress.rpartition("@")[2]
        anvandare, ini = self.mapp.rot / "anvandare.txt", self.mapp.rot / "pool.ini"
        anvandare.write_text(f'"{postgres.ROLL}" "{self._hemliga.databas}"\n')
        databas = vard.partition(":")[2].partition("/")[0]
        ini.write_text(self._ini.format(databas=databas, port=port, anvandare=anvandare))
        som = self._server.anvandare
        for fil in (anvandare, ini):
            if som:
                os.chown(fil, som.uid, som.gid)  # it refuses to run as root
            fil.chmod(0o600)
        vidare = {**self._server.vidare(), "env": {**os.environ, "LC_ALL": "C"}}
        self._kor([self._program, str(ini)], "pool", **vidare)
        adress = f"postgres://{postgres.ROLL}:{self._hemliga.databas}@{portar.VARD}:{port}/kvalitet"
        vanta(lambda: _svarar(adress), "PgBouncer", frist=30)
        return adress

    def _webben(self) -> int:
        port = portar.ledig()
        self._kor(granian(port, processer=PROCESSER), "webb", env=self.miljo)
        return port

    def _kor(self, kommando: list[str], namn: str, **vidare: Any) -> None:
        tjanst = Tjanst(namn, kommando, self.mapp.logg / f"{namn}.log", **vidare)
        self._tjanster.append(tjanst)
        tjanst.starta()


def _svarar(adress: str) -> bool:
    try:
        psycopg.connect(adress, connect_timeout=2).close()
    except psycopg.Error:
        return False
    return True

"""A primary, a standby that follows it by streaming, and two web nodes with it and two without.

The site's processes run in its test mode (no proxy in front, no password to sign in with); the
database has its safe settings.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import psycopg

from bench.aterlasning import egen
from bench.kaosen.stall import Tjanst, vanta, webbflaggor
from bench.kopian.besok import las
from bin.startare import hemligheter, portar, postgres
from bin.startare.platser import ROT, Datamapp
from bin.startare.processer import Uppsikt, kor
from bin.startare.prov import _miljo

GRANS: Final = 2
"""Seconds that the standby may be behind (KVALITET_LASKOPIA_EFTERSLAP), so that the trial is short;
15 on a site."""
_PAUSA = "pg_wal_replay_pause(), pg_wal_replay_resume()"
SMATT = """
import django
django.setup()
from tests import factories
kommun = factories.kommun()
for nr in range(60):
    factories.enhet(f"Enhet {nr}", "enhet", kommun.hemtjanst)
from kvalitet.actions.organisation import bygg_sokvagar
bygg_sokvagar()
"""


class Stall:
    def __init__(self, rot: Path) -> None:
        self.mapp = Datamapp(rot)
        self.mapp.skapa()
        self._hemliga = hemligheter.nya()
        self._server = postgres.ordna(self.mapp)
        with Uppsikt() as uppsikt:  # makes the data and the role
            postgres.starta_server(uppsikt, self._server, self._hemliga, logg=self._logg("ny"))
        self._lat_folja()
        self.primar = self._databas("primar", self._server.data)
        self.kopians_data = self._server.data.with_name("kopia")
        self.kopia = self._databas("kopia", self.kopians_data)
        self.tjanster: list[Tjanst] = []
        self.utan: list[int] = []
        self.med: list[int] = []

    def starta(self, *, demo: bool) -> None:
        """What has begun is stopped by `stang()`, also where this fails half-way."""
        self._fyll(demo=demo)
        self._folj()
        self.utan += [self._nod({}) for _ in range(2)]
        med = {
            "KVALITET_LASKOPIA": self.kopians_adress,
            "KVALITET_LASKOPIA_EFTERSLAP": str(GRANS),
        }
        self.med += [self._nod(med) for _ in range(2)]

    # --- the databases --------------------------------------------------------------------------

    @property
    def adress(self) -> str:
        return self._adress(self.primar)

    @property
    def kopians_adress(self) -> str:
        return self._adress(self.kopia)

    def _adress(self, tjanst: Tjanst) -> str:
        port = self._portar[tjanst.namn]
        losen = self._hemliga.databas
        return f"postgres://{postgres.ROLL}:{losen}@{portar.VARD}:{port}/{postgres.BAS}"

    def anslut(self, adress: str) -> psycopg.Connection:
        return psycopg.connect(adress, autocommit=True, connect_timeout=2)

    def svarar(self, adress: str) -> bool:
        with suppress(psycopg.Error):
            self.anslut(adress).close()
            return True
        return False

    def doda_kopian(self) -> None:
        """kill -9 of the server and of each of its processes, as when its machine goes."""
        for pid in (self.kopia.pid, *self.kopia.barn()):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.kopia.doda()

    def starta_kopian(self) -> None:
        (self.kopians_data / "postmaster.pid").unlink(missing_ok=True)
        self.kopia.starta()
        vanta(lambda: self.svarar(self.kopians_adress), "läskopian", frist=60)

    def _lat_folja(self) -> None:
        """Let our role follow, and hold the standby still; a site has a role of its own for it."""
        for bas, fraga in (
            ("postgres", f"alter role {postgres.ROLL} replication"),
            (postgres.BAS, f"grant execute on function {_PAUSA} to {postgres.ROLL}"),
        ):
            kor(
                [self._server.program / "postgres", "--single", "-D", self._server.data, bas],
                indata=f"{fraga}\n",
                **self._server.vidare(),
            )
        with (self._server.data / "pg_hba.conf").open("a") as fil:
            fil.write(f"host replication {postgres.ROLL} 127.0.0.1/32 scram-sha-256\n")

    _portar: dict[str, int] = {}

    def _databas(self, namn: str, data: Path) -> Tjanst:
        self._portar = {**self._portar, namn: portar.ledig()}
        val = (
            f"port={self._portar[namn]}",
            f"listen_addresses={portar.VARD}",
            "unix_socket_directories=",
        )
        kommando = [self._server.program / "postgres", "-D", data]
        kommando += [d for v in val for d in ("-c", v)]
        return Tjanst(namn, kommando, self._logg(namn), **self._server.vidare())

    def _fyll(self, *, demo: bool) -> None:
        self._starta(self.primar)
        vanta(lambda: self.svarar(self.adress), "databasen", frist=60)
        if demo:
            self._manage({"KVALITET_LAGE": "demo"}, "manage.py", "demo", "--migrera")
        else:
            self._manage({}, "manage.py", "migrate", "--verbosity", "0")
            self._manage({}, "-c", SMATT)

    def _folj(self) -> None:
        egen(self._server, self.kopians_data)
        svar = kor(
            [
                *(self._server.program / "pg_basebackup", "-D", self.kopians_data),
                *("-d", self.adress, "-X", "stream", "-R", "-c", "fast"),
            ],
            **self._server.vidare(),
        )
        assert svar.returncode == 0, svar.stderr
        self.tjanster.append(self.kopia)
        self.starta_kopian()

    # --- the site -------------------------------------------------------------------------------

    def _nod(self, mer: dict[str, str]) -> int:
        port = portar.ledig()
        logg, miljo = self._logg(f"webb{port}"), {**self.miljo, **mer}
        self._starta(Tjanst(f"webb{port}", granian(port, processer=1), logg, env=miljo))
        return port

    @property
    def miljo(self) -> dict[str, str]:
        """No queue is needed to read a page."""
        return {**_miljo(self.mapp, self.adress, "redis://127.0.0.1:1/0"), "PYTHONWARNINGS": ""}

    def _manage(self, mer: dict[str, str], *argument: str) -> None:
        svar = kor([sys.executable, *argument], env={**self.miljo, **mer}, cwd=ROT)
        assert svar.returncode == 0, svar.stderr

    # --- start and stop -------------------------------------------------------------------------

    def _starta(self, tjanst: Tjanst) -> None:
        self.tjanster.append(tjanst)
        tjanst.starta()

    def stang(self) -> None:
        for tjanst in reversed(self.tjanster):
            if tjanst.lever:
                databas = tjanst in (self.primar, self.kopia)
                tjanst.doda(signal.SIGINT if databas else signal.SIGTERM)

    def _logg(self, namn: str) -> Path:
        return self.mapp.logg / f"{namn}.log"


def granian(port: int, *, processer: int) -> list[str]:
    """Return the web server's command, with the flags of the image."""
    flaggor = f"--interface wsgi --host {portar.VARD} --port {port} --workers {processer}"
    program = [sys.executable, "-m", "granian", *flaggor.split(), *webbflaggor().split()]
    return [*program, "kvalitet.wsgi:application"]


def cpu(tjanst: Tjanst) -> float:
    """Return the CPU seconds of a server, of its processes, and of those that have ended."""
    tick = os.sysconf("SC_CLK_TCK")
    summa = 0
    for pid in (tjanst.pid, *tjanst.barn()):
        with suppress(OSError):
            falt = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            # utime and stime; of the main process those of its dead children too
            summa += sum(map(int, falt[11 : 15 if pid == tjanst.pid else 13]))
    return summa / tick


def vanta_pa_webben(port: int) -> None:
    def svarar() -> bool:
        try:
            return las(port, "/halsa/")[0] == 200
        except OSError:
            return False

    vanta(svarar, f"webbservern på port {port}", frist=300)


def frag(forbindelse: psycopg.Connection, sql: str, *par: Any) -> Any:
    """Return the one value of the one row."""
    rad = forbindelse.execute(sql, par).fetchone()  # type: ignore[arg-type, call-overload]
    return rad[0] if rad else None

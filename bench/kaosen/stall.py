"""The stack as it runs on a server, each process on a port of its own that it keeps when it is
killed and started anew: PostgreSQL with its safe settings, Valkey, granian, a worker, beat.

A watch starts what has ended, as `restart: unless-stopped` does in docker-compose.yml.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from bench.kaosen.post import Brevlada
from bin.startare import hemligheter, portar, postgres
from bin.startare.platser import ROT, Datamapp
from bin.startare.processer import Uppsikt
from bin.startare.valkey import _hitta_program

VARD = "kvalitet.example"
BAKOM_PROXY = {"Host": VARD, "X-Forwarded-Proto": "https"}
_utan_proxy = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def vanta(klart: Callable[[], Any], vad: str, *, frist: float, paus: float = 0.1) -> None:
    """Ask until the answer is true; raise `TimeoutError` when it never is."""
    slut = time.monotonic() + frist
    while not klart():
        if time.monotonic() > slut:
            raise TimeoutError(f"väntade förgäves i {frist:.0f} s på {vad}")
        time.sleep(paus)


class Tjanst:
    """One kind of process, its command and how it is started again."""

    def __init__(self, namn: str, kommando: list[Any], logg: Path, **vidare: Any) -> None:
        self.namn, self._kommando, self._logg, self._vidare = namn, kommando, logg, vidare
        self.starter = 0
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def lever(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def starta(self) -> None:
        with self._logg.open("ab") as ut:
            self._process = subprocess.Popen(
                self._kommando,
                stdin=subprocess.DEVNULL,
                stdout=ut,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **{"cwd": ROT, **self._vidare},
            )
        self.starter += 1

    def barn(self) -> list[int]:
        """The children, the eldest first: a pool's or a server's own processes."""
        with suppress(OSError):
            fil = Path(f"/proc/{self.pid}/task/{self.pid}/children")
            return [int(d) for d in fil.read_text().split()]
        return []

    def doda(self, signalnummer: int = signal.SIGKILL) -> None:
        """Signal the main process alone, and clear away its group when it has ended, as a
        container ends with its first process."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signalnummer)
        if self._process is not None:
            try:
                self._process.wait(90)
            finally:
                self.stada()

    def stada(self) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)


class Stall:
    """Everything that runs, and the watch over it."""

    def __init__(self, mapp: Path, *, webbarbetare: int = 2) -> None:
        self.mapp = Datamapp(mapp)
        self.post = Brevlada()
        self._hemliga = hemligheter.nya()
        self._ordna_databas()
        self.webbport, self.koport = portar.ledig(), portar.ledig()
        self.miljo = self._miljo()
        self.tjanster = {t.namn: t for t in self._tjanster(webbarbetare)}
        self._slut = threading.Event()
        self._hall = threading.Lock()
        """Held by who kills: what is being killed is not started at the same time."""
        self._vakt = threading.Thread(target=self._vakta, name="vakt", daemon=True)

    # --- start and stop -------------------------------------------------------------------------

    def starta_lager(self) -> None:
        """Start the database and the queue, so that the tables can be made."""
        for namn in ("databas", "ko"):
            self.tjanster[namn].starta()
        vanta(self.databasen_svarar, "databasen", frist=30)

    def starta_resten(self) -> None:
        for namn in ("webb", "arbetare", "beat"):
            self.tjanster[namn].starta()
        vanta(self.redo, "att allt är redo", frist=60)
        self._vakt.start()

    def stang(self) -> None:
        self._slut.set()
        if self._vakt.is_alive():
            self._vakt.join()
        for namn in ("beat", "webb", "arbetare", "ko", "databas"):
            tjanst = self.tjanster[namn]
            if tjanst.lever:
                tjanst.doda(signal.SIGINT if namn == "databas" else signal.SIGTERM)
        self.post.stang()

    def _vakta(self) -> None:
        while not self._slut.wait(0.1):
            with self._hall:
                for tjanst in self.tjanster.values():
                    if not tjanst.lever:
                        tjanst.stada()  # a container ends with its first process
                        self._fore_start(tjanst)
                        tjanst.starta()

    def _fore_start(self, tjanst: Tjanst) -> None:
        if tjanst.namn == "databas":  # its lock file names a process that may be another's now
            fil = self._server.data / "postmaster.pid"
            with suppress(OSError):
                fil.unlink(missing_ok=True)

    # --- what is asked of it --------------------------------------------------------------------

    def sla(self, namn: str, hur: Callable[[Tjanst], None]) -> None:
        """Let `hur` kill in the service while the watch holds still."""
        with self._hall:
            hur(self.tjanster[namn])

    def redo(self) -> bool:
        return self._svarar("/halsa/redo/") and self._svarar("/synpunkter/lamna/")

    def pulsen_efter(self, tid: float) -> bool:
        """Whether beat and a worker have beaten since (seconds of the epoch)."""
        try:
            with psycopg.connect(self.databas, connect_timeout=2) as forbindelse:
                rad = forbindelse.execute(
                    "select extract(epoch from tid) from kvalitet_puls where namn = 'arbetare'"
                ).fetchone()
        except psycopg.Error:
            return False
        return rad is not None and float(rad[0]) > tid

    def databasen_svarar(self) -> bool:
        try:
            psycopg.connect(self.databas, connect_timeout=2).close()
        except psycopg.Error:
            return False
        return True

    def _svarar(self, vag: str) -> bool:
        fraga = urllib.request.Request(
            f"http://127.0.0.1:{self.webbport}{vag}", headers=BAKOM_PROXY
        )
        try:
            with _utan_proxy.open(fraga, timeout=5) as svar:
                return bool(svar.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    # --- what it is made of ---------------------------------------------------------------------

    def _ordna_databas(self) -> None:
        self._server = postgres.ordna(self.mapp)
        with Uppsikt() as uppsikt:
            self.databas = postgres.starta_server(
                uppsikt, self._server, self._hemliga, logg=self.mapp.logg / "databas.log"
            )

    def _tjanster(self, webbarbetare: int) -> list[Tjanst]:
        program, logg = Path(sys.executable).parent, self.mapp.logg
        celery = [program / "celery", "-A", "kvalitet"]
        egen: dict[str, Any] = {"env": self.miljo}
        port = urlsplit(self.databas).port
        pg = [f"port={port}", f"listen_addresses={portar.VARD}", "unix_socket_directories="]
        databas = [self._server.program / "postgres", "-D", self._server.data]
        databas += [d for val in pg for d in ("-c", val)]
        ko = f"--port {self.koport} --bind {portar.VARD} --appendonly no".split()
        webb = (
            f"--interface wsgi --host {portar.VARD} --port {self.webbport} "
            f"--workers {webbarbetare} {webbflaggor()} kvalitet.wsgi:application"
        )
        worker = [
            "worker",
            "--concurrency",
            "2",
            "--without-gossip",
            "--without-mingle",
            "-l",
            "info",
        ]
        beat = ["beat", "--schedule", self.mapp.beat / "schema", "--pidfile=", "-l", "info"]
        som = {"env": {"LC_ALL": "C", "PATH": os.defpath}, **self._server.vidare()}
        return [
            Tjanst("databas", databas, logg / "databas.log", **{**som, "cwd": "/"}),
            Tjanst("ko", [_hitta_program(), "--save", "", *ko], logg / "ko.log", cwd="/"),
            Tjanst("webb", [program / "granian", *webb.split()], logg / "webb.log", **egen),
            Tjanst("arbetare", [*celery, *worker], logg / "arbetare.log", **egen),
            Tjanst("beat", [*celery, *beat], logg / "beat.log", **egen),
        ]

    def _miljo(self) -> dict[str, str]:
        """A site in production: behind a proxy, with secrets of its own."""
        egna = ("KVALITET_", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "PYTEST")
        return {
            **{namn: v for namn, v in os.environ.items() if not namn.startswith(egna)},
            "KVALITET_LAGE": "produktion",
            "KVALITET_VAR": str(self.mapp.rot),
            "KVALITET_HEMLIG_NYCKEL": self._hemliga.nyckel,
            "KVALITET_UPPSLAGSNYCKEL": self._hemliga.uppslag,
            "KVALITET_KRYPTONYCKLAR": self._hemliga.krypto,
            "KVALITET_VARDAR": VARD,
            "KVALITET_ADRESS": f"https://{VARD}",
            "KVALITET_AVSANDARE": "svara-inte@kommun.example",
            "KVALITET_ORGANISATION": "Norrköpings kommun",
            "KVALITET_EPOST": "kommunen@kommun.example",
            "KVALITET_KAMMARRATT": "Kammarrätten i Jönköping",
            "KVALITET_CLAMD": "ingen",
            "DATABASE_URL": self.databas,
            "REDIS_URL": f"redis://127.0.0.1:{self.koport}/0",
            "EMAIL_URL": f"smtp://127.0.0.1:{self.post.port}",
            "DJANGO_SETTINGS_MODULE": "kvalitet.settings",
            "PYTHONUTF8": "1",
            "PYTHONWARNINGS": "ignore",
        }


def webbflaggor() -> str:
    """The flags of granian that the image starts with: what is tried here is what runs there."""
    rader = (ROT / "Dockerfile").read_text(encoding="utf-8").partition("CMD [")[2].split('"')
    ord_ = [o for o in rader[1::2] if o not in ("granian", "kvalitet.wsgi:application")]
    behallna = []
    for i in range(len(ord_)):
        tagna = ("--interface", "--host", "--port", "--workers")
        if ord_[i] in tagna or (i and ord_[i - 1] in tagna):
            continue
        behallna.append(ord_[i])
    return " ".join(behallna)

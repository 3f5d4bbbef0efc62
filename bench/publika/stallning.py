"""Both servers, ours and the floor, on one database server; what they cost, from the kernel."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

import psycopg

from bench.kaosen.stall import Stall, Tjanst, vanta, webbflaggor
from bin.startare import portar, postgres
from bin.startare.platser import ROT, Datamapp


class Stallning:
    """Used as a context: everything is gone when it ends."""

    enheter: list[int]
    kaka: str

    def __init__(self, enheter: int, *, demo: bool) -> None:
        self._antal, self._demo = enheter, demo

    def __enter__(self) -> Stallning:
        self._mapp = Datamapp(Path(tempfile.mkdtemp(prefix="publikt-")).resolve())
        self._mapp.rot.chmod(0o711)  # as root the database runs as another user
        self._mapp.skapa()
        self._stall = Stall(self._mapp.rot)
        self._stall.starta_lager()
        self._ladda()
        self._golv = self._golvet()
        for tjanst, port in ((self._webb, self._stall.webbport), (self._golv, self._golvport)):
            tjanst.starta()
            vanta(lambda port=port: _oppen(port), "webbservern", frist=60)
        return self

    def __exit__(
        self,
        slag: type[BaseException] | None,
        fel: BaseException | None,
        spar: TracebackType | None,
    ) -> None:
        if slag is not None:
            for fil in ("webb", "golv"):
                with suppress(OSError):
                    print((self._mapp.logg / f"{fil}.log").read_text()[-3000:], file=sys.stderr)
        if self._golv.lever:
            self._golv.doda(15)
        self._stall.stang()
        shutil.rmtree(self._mapp.rot, ignore_errors=True)
        shutil.rmtree(postgres.egen_mapp(self._mapp), ignore_errors=True)

    @property
    def _webb(self) -> Tjanst:
        return self._stall.tjanster["webb"]

    def port(self, server: str) -> int:
        return self._golvport if server == "golv" else self._stall.webbport

    # --- what they hold -------------------------------------------------------------------------

    def _ladda(self) -> None:
        miljo = self._stall.miljo
        lage = {"KVALITET_LAGE": "demo"} if self._demo else {}
        ladda = ["demo", "--migrera"] if self._demo else ["migrate", "-v0"]
        for argument in (["collectstatic", "--no-input", "-v0"], ladda):
            subprocess.run(
                [sys.executable, "manage.py", *argument],
                cwd=ROT,
                env={**miljo, **lage},
                check=True,
                stdout=subprocess.DEVNULL,
            )
        os.environ.update(miljo)
        import django

        django.setup()
        from django.conf import settings
        from django.db import connection

        from kvalitet.models import Enhet

        if not self._demo:
            _kommun(self._antal)
        rader = Enhet.objects.verksamma().filter(slag=Enhet.Slag.ENHET)
        self.enheter = list(rader.order_by("pk").values_list("pk", flat=True))
        self.kaka = settings.CSRF_COOKIE_NAME
        with connection.cursor() as markor:
            markor.execute("analyze")
        connection.close()

    def analysera(self) -> None:
        """Let both databases see that their tables hold something, as autovacuum does within the
        minute: a plan made on an empty table reads all of it, ever more as it grows."""
        for adress in (self._stall.databas, self._golvets_databas):
            with psycopg.connect(adress, autocommit=True) as forbindelse:
                forbindelse.execute("analyze")

    @property
    def _golvets_databas(self) -> str:
        return urlsplit(self._stall.databas)._replace(path="/golv").geturl()

    def _golvet(self) -> Tjanst:
        with psycopg.connect(self._stall.databas, autocommit=True) as forbindelse:
            forbindelse.execute("create database golv")
        adress = self._golvets_databas
        miljo = {"GOLV_DATABAS": adress, "PATH": os.environ["PATH"], "PYTHONUTF8": "1"}
        skapa = f"from bench.publika.golv import skapa_tabeller as s; s({self._antal})"
        subprocess.run([sys.executable, "-c", skapa], cwd=ROT, env=miljo, check=True)
        self._golvport = portar.ledig()
        flaggor = (
            f"--interface wsgi --host {portar.VARD} --port {self._golvport} --workers 2 "
            f"{_utan_logg(webbflaggor())} bench.publika.golv:application"
        )
        program = Path(sys.executable).parent / "granian"
        logg = self._mapp.logg / "golv.log"
        return Tjanst("golv", [program, *flaggor.split()], logg, env=miljo)

    # --- what they cost -------------------------------------------------------------------------

    def cpu(self, server: str) -> float:
        """Seconds of CPU so far: the server's processes and its backends in PostgreSQL."""
        tjanst = self._golv if server == "golv" else self._webb
        pid = [tjanst.pid, *tjanst.barn()]
        bas = b"golv" if server == "golv" else b"kvalitet 127"
        for barn in self._stall.tjanster["databas"].barn():
            with suppress(OSError):
                rad = Path(f"/proc/{barn}/cmdline").read_bytes()
                if bas in rad.replace(b"kvalitet golv", b"golv"):
                    pid.append(barn)
        return sum(map(_cpu_for, pid))

    def annat(self) -> float:
        """Seconds of CPU that the machine has used so far beyond ours: all, less this process,
        both servers, the database and the queue."""
        falt = [int(f) for f in Path("/proc/stat").read_text().split("\n")[0].split()[1:9]]
        upptaget = (sum(falt) - falt[3] - falt[4]) / os.sysconf("SC_CLK_TCK")
        tjanster = [self._golv, *(self._stall.tjanster[n] for n in ("webb", "databas", "ko"))]
        egna = [os.getpid(), *(p for t in tjanster for p in (t.pid, *t.barn()))]
        return upptaget - sum(map(_cpu_for, egna))


def _cpu_for(pid: int) -> float:
    """Seconds that all threads of the process have run."""
    summa = 0
    with suppress(OSError):
        for trad in Path(f"/proc/{pid}/task").iterdir():
            with suppress(OSError):
                summa += int((trad / "schedstat").read_text().split()[0])
    return summa / 1e9


def _oppen(port: int) -> bool:
    import socket

    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def _utan_logg(flaggor: str) -> str:
    """The floor has no format of log of its own."""
    return flaggor.replace("--log-config kvalitet/granian.json", "")


def _kommun(enheter: int) -> Any:
    from kvalitet.actions.organisation import bygg_sokvagar
    from tests import factories

    kommun = factories.kommun()
    for nr in range(enheter):
        factories.enhet(f"Enhet {nr}", "enhet", kommun.hemtjanst)
    bygg_sokvagar()
    return kommun

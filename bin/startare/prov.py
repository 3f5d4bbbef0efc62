"""bin/test: pytest with a database and a broker that exist for this run only."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from . import hemligheter, miljo, paket, postgres, valkey
from .platser import ROT, Datamapp
from .processer import Avbruten, Uppsikt, dor_med_oss, kor_till_slut
from .utskrift import skriv, steg

# The last -n and -m count, so that a person's own go first. Who has nothing left takes over from
# the other: the slow tests stand side by side.
_FORVAL = ("-n", "2", "--dist", "worksteal", "-m", "not langsam")


def main(argument: list[str]) -> int:
    return kor_till_slut(lambda: _kor(argument))


def _kor(argument: list[str]) -> int:
    skriv("Förbereder proven")
    # Tests that need what is still missing fail and say so; the others run.
    paket.installera([paket.VENV, paket.PANGO, paket.CHROMIUM])
    miljo.se_till(miljo.UTV)
    with tjanster() as miljon:
        return _pytest([*_FORVAL, *argument], miljon)


@contextmanager
def tjanster() -> Iterator[dict[str, str]]:
    """Start a database and a broker for this run, and give the environment that names them."""
    with _tillfallig_mapp() as mapp, Uppsikt() as uppsikt:
        with steg("Startar databas och meddelandekö"):
            miljon = _starta_tjanster(mapp, uppsikt)
        yield miljon


@contextmanager
def _tillfallig_mapp() -> Iterator[Datamapp]:
    mapp = Datamapp(Path(tempfile.mkdtemp(prefix="kvalitet-test-")).resolve())
    mapp.rot.chmod(0o711)  # as root the database runs as another user
    mapp.skapa()
    try:
        yield mapp
    finally:
        shutil.rmtree(mapp.rot, ignore_errors=True)
        shutil.rmtree(postgres.egen_mapp(mapp), ignore_errors=True)


def _starta_tjanster(mapp: Datamapp, uppsikt: Uppsikt) -> dict[str, str]:
    hemliga = hemligheter.nya()
    databas = postgres.starta_server(
        uppsikt,
        postgres.ordna(mapp),
        hemliga,
        logg=mapp.logg / "databas.log",
        flaggor=postgres.SNABB_MEN_OSAKER,
    )
    ko = valkey.starta_server(uppsikt, hemliga, logg=mapp.logg / "ko.log")
    return _miljo(mapp, databas, ko)


def _miljo(mapp: Datamapp, databas: str, ko: str) -> dict[str, str]:
    """Nothing that a person has set for his own site reaches the tests."""
    egna = ("KVALITET_", "DATABASE_URL", "REDIS_URL", "EMAIL_URL")
    return {
        **{namn: varde for namn, varde in os.environ.items() if not namn.startswith(egna)},
        "KVALITET_LAGE": "test",
        "KVALITET_VAR": str(mapp.rot),
        "DATABASE_URL": databas,
        "REDIS_URL": ko,
        "DJANGO_SETTINGS_MODULE": "kvalitet.settings",
        "PYTHONUTF8": "1",
    }


def _pytest(argument: list[str], miljon: dict[str, str]) -> int:
    # In our own session, unlike the servers: a debugger needs the terminal.
    process = subprocess.Popen(
        [miljo.PYTHON, "-m", "pytest", *argument],
        cwd=ROT,
        env=miljon,
        preexec_fn=dor_med_oss(signal.SIGINT),
    )
    try:
        return process.wait()
    except Avbruten as avbrott:
        if avbrott.signalnummer != signal.SIGINT:  # Ctrl-C has reached pytest by itself
            process.send_signal(signal.SIGINT)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        raise

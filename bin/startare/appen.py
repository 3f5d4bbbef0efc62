"""The application itself: its environment, its commands, its three processes."""

import hashlib
import os
import re
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import quote

from . import portar
from .fel import Startfel
from .hemligheter import Hemligheter
from .miljo import DRIFT, PYTHON
from .platser import ROT, Datamapp
from .processer import Uppsikt, kor
from .utskrift import sista_raderna

Miljo = dict[str, str]
# One worker has no neighbours to greet, which takes a second of every start.
_ENSAM = ("--without-gossip", "--without-mingle")
# A proxy set in the environment must not be asked for our own loopback address.
_utan_proxy = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def angiven(namn: str) -> bool:
    """Whether a person has set this in the environment, by value or by file."""
    return bool(os.environ.get(namn) or os.environ.get(f"{namn}_FILE"))


def miljo(
    lage: str, mapp: Datamapp, hemligheter: Hemligheter, *, databas: str | None, ko: str | None
) -> Miljo:
    """The environment of every command; what a person has set himself goes first."""
    egna = {
        "KVALITET_HEMLIG_NYCKEL": hemligheter.nyckel,
        "KVALITET_UPPSLAGSNYCKEL": hemligheter.uppslag,
        "KVALITET_KRYPTONYCKLAR": hemligheter.krypto,
        "KVALITET_VARDAR": "127.0.0.1,localhost",
        "EMAIL_URL": f"filemail:///{quote(str(mapp.epost))}",
    }
    bestamda = {
        "KVALITET_LAGE": lage,
        "KVALITET_VAR": str(mapp.rot),
        "DJANGO_SETTINGS_MODULE": "kvalitet.settings",
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",  # the same text whatever the locale of the terminal
    }
    if databas is not None:
        bestamda["DATABASE_URL"] = databas
    if ko is not None:
        bestamda["REDIS_URL"] = ko
    saknade = {namn: varde for namn, varde in egna.items() if not angiven(namn)}
    return {**os.environ, **saknade, **bestamda}


def manage(miljo: Miljo, *argument: str) -> str:
    """Runs a management command; what it printed, or why it failed."""
    svar = kor([PYTHON, ROT / "manage.py", *argument], env=miljo)
    if svar.returncode == 0:
        return svar.stdout
    sagt = svar.stderr or svar.stdout
    if nere := re.search(r"OperationalError: (.+)", sagt):
        raise Startfel(f"Databasen svarar inte: {nere[1]}")
    if "Traceback (most recent call last)" not in sagt:
        raise Startfel(sagt.removeprefix("CommandError: ").strip())
    raise Startfel(f"manage.py {' '.join(argument)} misslyckades:\n{sista_raderna(sagt)}")


def samla_statiskt(miljo: Miljo, mapp: Datamapp) -> None:
    """Collects and compresses the static files, unless that has been done for these very files."""
    summa = hashlib.sha256(DRIFT.read_bytes())
    for fil in sorted((ROT / "static").rglob("*")):
        status = fil.stat()
        summa.update(f"{fil} {status.st_size} {status.st_mtime_ns}\n".encode())
    stampel, fil = summa.hexdigest(), mapp.statisk_stampel
    if mapp.statiskt.is_dir() and fil.is_file() and fil.read_text(encoding="utf-8") == stampel:
        return
    fil.unlink(missing_ok=True)
    manage(miljo, "collectstatic", "--no-input", "--clear", "--verbosity", "0")
    fil.write_text(stampel, encoding="utf-8")


def ladda_demokommunen(miljo: Miljo, mapp: Datamapp, databas: Path | None) -> None:
    """Brings the tables up to date and loads the demo, unless these very files have done so in the
    database that lies in `databas`. None: it is somebody's own, and what it holds is not ours to
    know."""
    stampel, fil = _laddstampel(databas) if databas else "", mapp.laddad_stampel
    if databas and fil.is_file() and fil.read_text(encoding="utf-8") == stampel:
        return
    fil.unlink(missing_ok=True)
    manage(miljo, "demo", "--migrera")
    if databas:
        fil.write_text(stampel, encoding="utf-8")


def _laddstampel(databas: Path) -> str:
    """The database (when it was made), and all that decides what the loading does to it."""
    gjord = (databas / "PG_VERSION").stat()
    summa = hashlib.sha256(f"{databas} {gjord.st_mtime_ns}\n".encode() + DRIFT.read_bytes())
    for fil in sorted((*ROT.glob("*/migrations/*.py"), *ROT.glob("kvalitet/demo/*"))):
        if fil.is_file():
            summa.update(f"{fil.relative_to(ROT)}\n".encode() + fil.read_bytes())
    return summa.hexdigest()


def starta_webben(uppsikt: Uppsikt, miljo: Miljo, mapp: Datamapp, port: int) -> None:
    _starta(uppsikt, miljo, mapp, "Webbservern", "webb", _granian(port))


def starta_bakgrunden(uppsikt: Uppsikt, miljo: Miljo, mapp: Datamapp) -> None:
    arbetare = [*_celery("worker"), "--concurrency", "2", *_ENSAM]
    _starta(uppsikt, miljo, mapp, "Arbetaren", "arbetare", arbetare)
    _starta(uppsikt, miljo, mapp, "Tidtagaren", "tidtagare", [*_celery("beat"), *_utan_spar(mapp)])


def _starta(
    uppsikt: Uppsikt, miljo: Miljo, mapp: Datamapp, namn: str, fil: str, kommando: list[str | Path]
) -> None:
    uppsikt.starta(namn, kommando, logg=mapp.logg / f"{fil}.log", skikt=1, env=miljo)


def _granian(port: int) -> list[str | Path]:
    # A process that is killed is replaced, and the other one goes on meanwhile.
    flaggor = (
        f"--interface wsgi --host {portar.VARD} --port {port} --workers 2 --blocking-threads 1 "
        "--no-ws --respawn-failed-workers --workers-kill-timeout 30"
    )
    return [PYTHON, "-m", "granian", *flaggor.split(), "kvalitet.wsgi:application"]


def _celery(vad: str) -> list[str | Path]:
    # By module, not by script: a script's first line breaks when the checkout is moved.
    return [PYTHON, "-m", "celery", "-A", "kvalitet", vad, "--loglevel", "info"]


def _utan_spar(mapp: Datamapp) -> list[str | Path]:
    """Beat writes its schedule in our folder, and no pid file that would block the next start."""
    return ["--schedule", mapp.beat / "schema", "--pidfile="]


def hamta(port: int, sokvag: str) -> tuple[int, str]:
    """Status and body; 0 while nobody answers."""
    try:
        with _utan_proxy.open(f"http://{portar.VARD}:{port}{sokvag}", timeout=10) as svar:
            return svar.status, svar.read().decode(errors="replace")
    except urllib.error.HTTPError as fel:
        return fel.code, fel.read().decode(errors="replace")
    except OSError as fel:
        return 0, str(fel)


def vad_som_saknas(port: int) -> str:
    """What /halsa/redo/ says is missing."""
    kod, kropp = hamta(port, "/halsa/redo/")
    if kod == 200:
        return "Den blev det just för sent. Starta igen."
    return kropp.strip() if kod == 503 else f"Webbservern svarar inte som den ska ({kod}, {kropp})."

"""The virtual environment: made, filled from a lock file, and left alone while that holds."""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from .fel import SAKNAS, Startfel
from .paket import VENV, kommando
from .platser import ROT, ensam
from .processer import kor
from .utskrift import sista_raderna, skriv, steg

VENV_MAPP = ROT / ".venv"
PYTHON = VENV_MAPP / "bin" / "python"
DRIFT, UTV = ROT / "krav.txt", ROT / "krav-utv.txt"
_STAMPEL = VENV_MAPP / "kvalitet-las"


def se_till(las: Path) -> None:
    """Sees to it that .venv holds what the lock file says."""
    with ensam(ROT):
        if _stampel(las) in _stamplar() and _duger():
            return
        try:
            _prova_skrivbar()
            _skapa()
            _installera(las)
        except OSError as fel:
            raise Startfel(
                f"Mappen {ROT} går inte att skriva i ({fel.strerror}), så .venv kan inte "
                "skapas där. Klona till en mapp som du får skriva i."
            ) from fel
        _stampla(las)


def _stampel(las: Path) -> str:
    return f"{las.name} {hashlib.sha256(las.read_bytes()).hexdigest()}"


def _stamplar() -> list[str]:
    try:
        return _STAMPEL.read_text(encoding="utf-8").splitlines()
    except OSError:
        return []


def _stampla(las: Path) -> None:
    # krav-utv.txt is compiled with krav.txt as its constraint, so it brings all of that too.
    klara = [las] if las == DRIFT else [DRIFT, las]
    _STAMPEL.write_text("\n".join(map(_stampel, klara)) + "\n", encoding="utf-8")


def _duger() -> bool:
    """Whether .venv has a Python that runs (the one it was made from may be gone)."""
    fraga = "import sys; sys.exit(sys.version_info < (3, 11))"
    try:
        return kor([PYTHON, "-c", fraga]).returncode == 0
    except OSError:
        return False


def _skapa() -> None:
    if _duger():
        return
    har_pip = VENV.finns()
    if not har_pip and shutil.which("uv") is None:
        raise Startfel(
            "Utan python3-venv kan ingen virtuell miljö skapas. "
            f"Så här åtgärdas det: {kommando([VENV])}",
            SAKNAS,
        )
    with steg("Skapar .venv"):
        flaggor = [] if har_pip else ["--without-pip"]
        svar = kor([sys.executable, "-m", "venv", "--clear", *flaggor, VENV_MAPP])
    if svar.returncode:
        raise Startfel(f".venv gick inte att skapa:\n{sista_raderna(svar.stdout + svar.stderr)}")


def _prova_skrivbar() -> None:
    """Raises OSError when the checkout cannot be written to."""
    VENV_MAPP.mkdir(exist_ok=True)
    prov = VENV_MAPP / ".prov"
    prov.touch()
    prov.unlink()


def _installera(las: Path) -> None:
    _STAMPEL.unlink(missing_ok=True)  # a broken-off installation is not to count as done
    uv = _uv()
    if uv is not None:
        with steg(f"Installerar {las.name} med uv"):
            # Compiled once here, not at the start of each of our ten processes.
            flaggor = "pip install -q --system-certs --require-hashes --compile-bytecode --python"
            svar = kor([uv, *flaggor.split(), PYTHON, "-r", las])
        if svar.returncode == 0:
            return
        skriv("  uv kom inte hela vägen; försöker med pip i stället.")
    with steg(f"Installerar {las.name} med pip"):
        svar = _pip("--require-hashes", "-r", las)
    if svar.returncode:
        raise Startfel(
            f"Paketen i {las.name} gick inte att installera:\n"
            f"{sista_raderna(svar.stdout + svar.stderr)}"
        )


def _uv() -> str | Path | None:
    """uv installs in seconds what takes pip half a minute; without it pip does."""
    i_venv = VENV_MAPP / "bin" / "uv"
    if not i_venv.exists() and VENV.finns():
        with steg("Hämtar uv"):
            _pip("--require-hashes", "-r", ROT / "bin" / "uv.txt")
    for uv in (i_venv, shutil.which("uv")):
        if uv is not None and _kors(uv):
            return uv
    return None


def _kors(uv: str | Path) -> bool:
    try:
        return kor([uv, "--version"]).returncode == 0
    except OSError:
        return False


def _pip(*argument: str | Path) -> "subprocess.CompletedProcess[str]":
    flaggor = "-m pip install -q --no-input --disable-pip-version-check"
    return kor([PYTHON, *flaggor.split(), *argument])

"""Debian packages: what is missing, and installing it when we may."""

import ctypes
import importlib.util
import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .utskrift import sista_raderna, skriv, steg


@dataclass(frozen=True)
class Paket:
    """Debian packages that bring one ability, and how to see that it is there."""

    till: str
    namn: tuple[str, ...]
    finns: Callable[[], bool]


def _laddas(bibliotek: str) -> bool:
    try:
        ctypes.CDLL(bibliotek)
    except OSError:
        return False
    return True


def _har_chromium() -> bool:
    return any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))


VENV = Paket(
    "Pythons virtuella miljö",
    ("python3-venv",),
    lambda: importlib.util.find_spec("ensurepip") is not None,
)
PANGO = Paket(
    "pdf-rapporter",
    ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"),
    lambda: all(map(_laddas, ("libpango-1.0.so.0", "libpangoft2-1.0.so.0"))),
)
CHROMIUM = Paket("webbläsarprov", ("chromium",), _har_chromium)


def installera(onskade: Sequence[Paket]) -> list[Paket]:
    """Installs what is missing, when allowed; returns what is missing still, after telling."""
    saknade = [paket for paket in onskade if not paket.finns()]
    if not saknade:
        return []
    namn = [n for paket in saknade for n in paket.namn]
    som = _rattighet()
    if som is None:
        skriv("  Det här saknas och får inte installeras härifrån:")
    else:
        _apt(som, namn)
        saknade = [paket for paket in saknade if not paket.finns()]
        if saknade:
            skriv("  Det här gick inte att installera:")
    for paket in saknade:
        skriv(f"  – {' '.join(paket.namn)} (för {paket.till})")
    if saknade:
        skriv(f"  Så här åtgärdas det: {kommando(saknade)}")
    return saknade


def kommando(saknade: Sequence[Paket]) -> str:
    namn = " ".join(n for paket in saknade for n in paket.namn)
    return f"sudo apt-get install --no-install-recommends {namn}"


def _rattighet() -> list[str] | None:
    """How apt-get can be run here: as root, with a sudo that asks for no password, or not."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    fraga = subprocess.run(
        ["sudo", "-n", "true"], stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    return ["sudo", "-n"] if fraga.returncode == 0 else None


def _apt(som: list[str], namn: list[str]) -> None:
    install = ["install", "-y", "-q", "--no-install-recommends", *namn]
    with steg(f"Installerar {' '.join(namn)} med apt-get"):
        # The package lists may be missing (a minimal image) or older than the archive.
        if _apt_get(som, install) and not _apt_get(som, ["update", "-q"]):
            _apt_get(som, install, beratta=True)


def _apt_get(som: list[str], argument: list[str], *, beratta: bool = False) -> int:
    miljo = ["env", "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C.UTF-8"]
    process = subprocess.Popen(
        [*som, *miljo, "apt-get", "-o", "DPkg::Lock::Timeout=120", *argument],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        ut, _ = process.communicate()
    except BaseException:
        # A half-done dpkg leaves the whole machine to be mended: let it finish first.
        skriv("  Väntar på att apt-get blir klar …")
        process.communicate()
        raise
    if process.returncode and beratta:
        skriv(sista_raderna(ut))
    return process.returncode

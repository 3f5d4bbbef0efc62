"""Reads a backup into an empty place, and tries that all of it came back."""

from __future__ import annotations

import hashlib
import json
import shutil
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from kvalitet.fel import Regelbrott
from kvalitet.loggkontroll import Kontroll, kontrollera

from . import DUMP, FORMAT, MANIFEST, MAPPAR, NYCKLAR, nycklar, pg
from .skriv import rader_per_tabell

UR_KOPIAN = "nycklar-ur-kopian"
_SKADAD = "Kopian är skadad: {}. Inget har lästs in. Ta en annan kopia."


@dataclass(frozen=True)
class Aterstalld:
    """What came back."""

    manifest: dict[str, Any]
    kontroll: Kontroll
    nycklar: str
    """What became of the keys, in a sentence."""


def aterstall(fil: Path) -> Aterstalld:
    """Read the backup in. What is not whole, or would meet something, is refused before that."""
    _prova_tomt()
    _prova_hel(fil)
    var = Path(settings.VAR)
    arbete = var / "aterstalls"
    arbete.mkdir(mode=0o700)
    try:
        with tarfile.open(fil, "r:") as tar:
            manifest = _manifest(tar)
            _prova_delar(tar, manifest)
            _prova_migreringar(manifest)
            tar.extractall(arbete, filter="data")
        om_nycklar = _nycklar(arbete / NYCKLAR, var)
        pg.las_in(arbete / DUMP)
        for mapp in MAPPAR:
            if (arbete / mapp).exists():
                shutil.rmtree(var / mapp, ignore_errors=True)
                (arbete / mapp).rename(var / mapp)
    finally:
        shutil.rmtree(arbete, ignore_errors=True)
    return Aterstalld(manifest, _prova_inlast(manifest), om_nycklar)


def _prova_tomt() -> None:
    with connection.cursor() as markor:
        if rader_per_tabell(markor):
            raise Regelbrott("Databasen är inte tom. Återställ i en ny databas.")
    for mapp in MAPPAR:
        vag = Path(settings.VAR) / mapp
        if any(del_.is_file() for del_ in vag.rglob("*")):
            raise Regelbrott(f"Mappen {vag} är inte tom. Återställ i en ny mapp (KVALITET_VAR).")


def _prova_hel(fil: Path) -> None:
    if not fil.is_file():
        raise Regelbrott(f"Filen {fil} finns inte.")
    bredvid = fil.with_suffix(".tar.sha256")
    if bredvid.is_file() and bredvid.read_text().split()[0] != _summa(fil):
        raise Regelbrott(_SKADAD.format("filens kontrollsumma stämmer inte"))


def _summa(fil: Path) -> str:
    with fil.open("rb") as innehall:
        return hashlib.file_digest(innehall, "sha256").hexdigest()


def _manifest(tar: tarfile.TarFile) -> dict[str, Any]:
    try:
        fil = tar.extractfile(MANIFEST)
        manifest: dict[str, Any] = json.loads(fil.read()) if fil else {}
    except (KeyError, ValueError, tarfile.TarError) as fel:
        raise Regelbrott(_SKADAD.format("innehållsförteckningen går inte att läsa")) from fel
    if manifest.get("format") != FORMAT:
        raise Regelbrott(_SKADAD.format("den har ett okänt format"))
    return manifest


def _prova_delar(tar: tarfile.TarFile, manifest: dict[str, Any]) -> None:
    finns = {del_.name for del_ in tar.getmembers() if del_.isfile()} - {MANIFEST}
    if finns != set(manifest["delar"]):
        raise Regelbrott(_SKADAD.format("det som finns i den är inte det som den uppger"))
    for namn, del_ in manifest["delar"].items():
        if _delens_summa(tar, namn) != del_["sha256"]:
            raise Regelbrott(_SKADAD.format(f"{namn} har ändrats"))


def _delens_summa(tar: tarfile.TarFile, namn: str) -> str:
    summa = hashlib.sha256()
    if innehall := tar.extractfile(namn):
        while block := innehall.read(1 << 20):
            summa.update(block)
    return summa.hexdigest()


def _prova_migreringar(manifest: dict[str, Any]) -> None:
    """A newer application's tables are not ours to read; an older one's are migrated afterwards."""
    kanda = set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
    if okanda := {tuple(namn) for namn in manifest["migreringar"]} - kanda:
        namn = ", ".join(sorted(".".join(del_) for del_ in okanda))
        raise Regelbrott(f"Kopian är gjord med en nyare version av programmet ({namn}).")


def _nycklar(last: Path, var: Path) -> str:
    if not last.is_file():
        return "Kopian har inga nycklar. Lägg tillbaka dem från där de förvaras."
    if not settings.KOPIA_LOSENFRAS:
        return "Nycklarna finns i kopian men är låsta. Ange KVALITET_KOPIA_LOSENFRAS."
    ur_kopian = nycklar.las_upp(last.read_bytes(), settings.KOPIA_LOSENFRAS)
    if ur_kopian == nycklar.webbplatsens():
        return "Nycklarna i kopian är de som webbplatsen har."
    mapp = var / UR_KOPIAN
    mapp.mkdir(mode=0o700, exist_ok=True)
    for namn, nyckel in ur_kopian.items():
        fil = mapp / namn
        fil.touch(mode=0o600)
        fil.write_text(nyckel, encoding="utf-8")
    return (
        f"Webbplatsen har andra nycklar än kopian. Kopians ligger i {mapp}: flytta dem dit "
        "hemligheterna förvaras och starta om."
    )


def _prova_inlast(manifest: dict[str, Any]) -> Kontroll:
    """Count, and walk through the log and the snapshots."""
    with connection.cursor() as markor:
        raknade = rader_per_tabell(markor)
    kontroll = kontrollera()
    kontroll.fel += [
        f"{tabell}: {antal} rader i kopian, {raknade.get(tabell, 0)} i databasen."
        for tabell, antal in manifest["tabeller"].items()
        if raknade.get(tabell) != antal
    ]
    sigill = manifest["sigill"]
    if kontroll.sista != (sigill["summa"] if sigill else ""):
        kontroll.fel.append("Loggens sista sigill är inte det som kopian uppger.")
    return kontroll

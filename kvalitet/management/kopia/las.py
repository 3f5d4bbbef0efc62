"""Reads a backup into an empty place, and tries that all of it came back."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tarfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from kvalitet.actions import sigill
from kvalitet.fel import Regelbrott
from kvalitet.loggkontroll import Kontroll, kontrollera

from . import DUMP, FORMAT, MANIFEST, MAPPAR, NYCKLAR, VITTNE, nycklar, pg
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
    undanlagt: Path | None
    """Where the witness lies that was there before, of a time that is lost."""


def aterstall(fil: Path, *, nu: datetime) -> Aterstalld:
    """Read the backup in. What is not whole, or would meet something, is refused before that."""
    var = Path(settings.VAR)
    arbete = var / "aterstalls"
    _prova_inte_avbruten(arbete)
    _prova_tomt()
    _prova_hel(fil)
    arbete.mkdir(mode=0o700)
    try:
        with tarfile.open(fil, "r:") as tar:
            manifest = _manifest(tar)
            _prova_delar(tar, manifest)
            _prova_migreringar(manifest)
            _packa_upp(tar, manifest["delar"], arbete)
        om_nycklar = _nycklar(arbete / NYCKLAR, var)
        pg.las_in(arbete / DUMP)
        for mapp in MAPPAR:
            if (arbete / mapp).exists():
                shutil.rmtree(var / mapp, ignore_errors=True)
                (arbete / mapp).rename(var / mapp)
        undanlagt = sigill.lagg_undan_vittnet(nu=nu)
        if (arbete / VITTNE).exists():
            (arbete / VITTNE).rename(sigill.vittnesfil())
    finally:
        shutil.rmtree(arbete, ignore_errors=True)
    raknade = _raknade()
    _migrera()
    kontroll = _prova_inlast(manifest, raknade)
    if undanlagt and kontroll.sigill:
        sigill.anteckna_nytt_vittne(av=None, nu=nu)
    return Aterstalld(manifest, kontroll, om_nycklar, undanlagt)


def _prova_inte_avbruten(arbete: Path) -> None:
    if arbete.exists():
        raise Regelbrott(
            f"Mappen {arbete} ligger kvar efter en återläsning som avbröts. Ta bort den, och läs "
            "in kopian i en ny databas och en ny mapp (KVALITET_VAR)."
        )


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
    if any(not _inom(namn) for namn in manifest["delar"]):
        raise Regelbrott(_SKADAD.format("en fil i den skulle hamna utanför mappen"))
    finns = {del_.name for del_ in tar.getmembers() if del_.isfile()} - {MANIFEST}
    if finns != set(manifest["delar"]):
        raise Regelbrott(_SKADAD.format("det som finns i den är inte det som den uppger"))
    for namn, del_ in manifest["delar"].items():
        if _delens_summa(tar, namn) != del_["sha256"]:
            raise Regelbrott(_SKADAD.format(f"{namn} har ändrats"))


def _inom(namn: str) -> bool:
    vag = PurePosixPath(namn)
    return not vag.is_absolute() and ".." not in vag.parts


def _packa_upp(tar: tarfile.TarFile, delar: Iterable[str], mapp: Path) -> None:
    """Write out what the manifest lists, with its time, and nothing else that the archive holds.

    By hand, since the filters of `extractall` are in no Python 3.11 before its fourth patch.
    """
    for namn in delar:
        info, mal = tar.getmember(namn), mapp / namn
        mal.parent.mkdir(parents=True, exist_ok=True)
        if innehall := tar.extractfile(info):
            with mal.open("xb") as ut:
                shutil.copyfileobj(innehall, ut, 1 << 20)
        mal.chmod(info.mode & 0o644 | 0o600)
        os.utime(mal, (info.mtime, info.mtime))


def _delens_summa(tar: tarfile.TarFile, namn: str) -> str:
    summa = hashlib.sha256()
    if innehall := tar.extractfile(namn):
        while block := innehall.read(1 << 20):
            summa.update(block)
    return summa.hexdigest()


def _prova_migreringar(manifest: dict[str, Any]) -> None:
    """A newer application's tables are not ours to read; an older one's are migrated once in."""
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
    if {n: nyckel for n, nyckel in ur_kopian.items() if nyckel} == nycklar.webbplatsens():
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


def _raknade() -> dict[str, int]:
    with connection.cursor() as markor:
        return rader_per_tabell(markor)


def _migrera() -> None:
    """Bring the tables of an older version to this one's, before its code reads or writes a row."""
    utforare = MigrationExecutor(connection)
    if utforare.migration_plan(utforare.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)


def _prova_inlast(manifest: dict[str, Any], raknade: dict[str, int]) -> Kontroll:
    """Hold the rows that came, counted as they came, against the manifest, and walk through the log
    and the snapshots."""
    vittne = sigill.vittnesfil()
    kontroll = kontrollera(vittne if vittne.is_file() else None)
    kontroll.fel += [
        f"{tabell}: {antal} rader i kopian, {raknade.get(tabell, 0)} i databasen."
        for tabell, antal in manifest["tabeller"].items()
        if raknade.get(tabell) != antal
    ]
    sista = manifest["sigill"]
    if kontroll.sista != (sista["summa"] if sista else ""):
        kontroll.fel.append("Loggens sista sigill är inte det som kopian uppger.")
    return kontroll

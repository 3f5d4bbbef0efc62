"""Makes a backup. Until it is whole it does not have a backup's name."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import tarfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.db import connection
from django.db.backends.utils import CursorWrapper

from kvalitet import VERSION
from kvalitet.actions.sigill import vittnesfil
from kvalitet.helfil import skriv_helt

from . import DUMP, FORMAT, MANIFEST, MAPPAR, NYCKLAR, VITTNE, nycklar, pg

_HALVFARDIG = ".ofardig"
_DYGN = 24 * 3600


def sakerhetskopiera(mapp: Path, *, nu: datetime) -> Path:
    """Write the backup in the folder and return it; its sha256 stands in a file beside it."""
    start = time.monotonic()
    mapp.mkdir(parents=True, exist_ok=True)
    _stada(mapp)
    fil = mapp / f"kvalitet-{nu:%Y%m%dT%H%M%SZ}.tar"
    arbete = mapp / f"{fil.name}{_HALVFARDIG}"
    arbete.mkdir(mode=0o700)
    try:
        halv = arbete / fil.name
        manifest = _skriv(halv, arbete / DUMP, nu)
        summa = hashlib.sha256()
        with halv.open("rb") as innehall:
            while block := innehall.read(1 << 20):
                summa.update(block)
            os.fsync(innehall.fileno())
        rad = f"{summa.hexdigest()}  {fil.name}\n"
        skriv_helt(fil.with_suffix(".tar.sha256"), rad.encode())
        halv.rename(fil)
    finally:
        shutil.rmtree(arbete, ignore_errors=True)
    _anteckna(fil, manifest, nu, time.monotonic() - start)
    return fil


def _stada(mapp: Path) -> None:
    """Throw away what backups that were killed have left, once they cannot still be under way."""
    for rest in mapp.glob(f"kvalitet-*.tar{_HALVFARDIG}"):
        if rest.stat().st_mtime < time.time() - _DYGN:
            shutil.rmtree(rest, ignore_errors=True)


def _skriv(halv: Path, dump: Path, nu: datetime) -> dict[str, Any]:
    with (
        halv.open("xb") as ut,
        tarfile.open(fileobj=ut, mode="w", format=tarfile.PAX_FORMAT) as tar,
    ):
        halv.chmod(0o600)
        with _ogonblick() as (markor, ogonblick):
            pg.dumpa(dump, ogonblick)
            manifest: dict[str, Any] = {"format": FORMAT, "version": VERSION}
            manifest |= {"skapad": nu.isoformat(), **_databasen(markor)}
        delar = {DUMP: _lagg_till(tar, DUMP, dump)}
        # After the database: a file that is new since then does no harm.
        for namn, vag in _filer():
            try:
                delar[namn] = _lagg_till(tar, namn, vag)
            except FileNotFoundError:  # disposed of meanwhile
                continue
        if vittne := _vittnet(manifest["sigill"]):
            delar[VITTNE] = _lagg_till_byte(tar, VITTNE, vittne)
        if settings.KOPIA_LOSENFRAS:
            last = nycklar.las(nycklar.webbplatsens(), settings.KOPIA_LOSENFRAS)
            delar[NYCKLAR] = _lagg_till_byte(tar, NYCKLAR, last)
        manifest |= {"delar": delar, "utanfor": _utanfor()}
        _lagg_till_byte(tar, MANIFEST, json.dumps(manifest, ensure_ascii=False).encode())
    return manifest


@contextmanager
def _ogonblick() -> Iterator[tuple[CursorWrapper, str]]:
    """Hold one moment of the database, which the dump and the counts both are of."""
    egen = connection.copy()
    try:
        with egen.cursor() as markor:
            markor.execute("begin transaction isolation level repeatable read read only")
            markor.execute("select pg_export_snapshot()")
            yield markor, str(markor.fetchone()[0])
            markor.execute("rollback")
    finally:
        egen.close()


def _databasen(markor: CursorWrapper) -> dict[str, Any]:
    markor.execute("select app, name from django_migrations order by app, name")
    migreringar = [list(rad) for rad in markor.fetchall()]
    markor.execute("select nummer, summa from kvalitet_loggsigill order by nummer desc limit 1")
    sigill = markor.fetchone()
    return {
        "tabeller": rader_per_tabell(markor),
        "migreringar": migreringar,
        "sigill": {"nummer": sigill[0], "summa": sigill[1]} if sigill else None,
    }


def rader_per_tabell(markor: CursorWrapper) -> dict[str, int]:
    markor.execute("select tablename from pg_tables where schemaname = 'public' order by 1")
    antal = {}
    for (tabell,) in markor.fetchall():
        markor.execute(f'select count(*) from public."{tabell}"')  # noqa: S608 (from the catalogue)
        antal[tabell] = int(markor.fetchone()[0])
    return antal


def _filer() -> Iterator[tuple[str, Path]]:
    rot = Path(settings.VAR)
    for mapp in MAPPAR:
        for vag in sorted((rot / mapp).rglob("*")):
            if vag.is_file() and not vag.is_symlink():
                yield vag.relative_to(rot).as_posix(), vag


def _vittnet(sista: dict[str, Any] | None) -> bytes:
    """Return the witness as far as the seals of the copy go: one may have been made since."""
    if sista is None or not vittnesfil().is_file():
        return b""
    rader = vittnesfil().read_text(encoding="utf-8").splitlines(keepends=True)
    return "".join(rad for rad in rader if not _efter(rad, sista["nummer"])).encode()


def _efter(rad: str, nummer: int) -> bool:
    try:
        return int(json.loads(rad)["nummer"]) > nummer
    except (ValueError, KeyError, TypeError):  # kept as it is: for whoever verifies
        return False


def _lagg_till(tar: tarfile.TarFile, namn: str, vag: Path) -> dict[str, Any]:
    with vag.open("rb") as innehall:
        info = tar.gettarinfo(arcname=namn, fileobj=innehall)
        info.uid = info.gid = 0
        info.uname = info.gname = ""
        return _summerad(tar, info, innehall)


def _lagg_till_byte(tar: tarfile.TarFile, namn: str, byten: bytes) -> dict[str, Any]:
    info = tarfile.TarInfo(namn)
    info.size = len(byten)
    info.mode = 0o600
    return _summerad(tar, info, io.BytesIO(byten))


class _Summerande:
    """Reads on, and sums what it has read."""

    def __init__(self, innehall: IO[bytes]) -> None:
        self._innehall = innehall
        self.summa = hashlib.sha256()

    def read(self, antal: int = -1) -> bytes:
        block = self._innehall.read(antal)
        self.summa.update(block)
        return block


def _summerad(tar: tarfile.TarFile, info: tarfile.TarInfo, innehall: IO[bytes]) -> dict[str, Any]:
    summerande = _Summerande(innehall)
    tar.addfile(info, summerande)
    return {"byte": info.size, "sha256": summerande.summa.hexdigest()}


def _utanfor() -> dict[str, int]:
    """Return the files in a bucket, which are not in the backup, by name with their sizes."""
    lager = storages["rapporter"]
    if isinstance(lager, FileSystemStorage):
        return {}
    return dict(_i_lagret(lager, ""))


def _i_lagret(lager: Storage, mapp: str) -> Iterator[tuple[str, int]]:
    mappar, filer = lager.listdir(mapp)
    for fil in filer:
        namn = f"{mapp}/{fil}".lstrip("/")
        yield namn, lager.size(namn)
    for under in mappar:
        yield from _i_lagret(lager, f"{mapp}/{under}".lstrip("/"))


def _anteckna(fil: Path, manifest: dict[str, Any], nu: datetime, sekunder: float) -> None:
    """Leave word of the last backup for the status page."""
    ord_ = {
        "tid": nu.isoformat(),
        "fil": fil.name,
        "byte": fil.stat().st_size,
        "sekunder": round(sekunder, 1),
        "rader": sum(manifest["tabeller"].values()),
        "nycklar": NYCKLAR in manifest["delar"],
    }
    mal = Path(settings.VAR) / "sakerhetskopia.json"
    skriv_helt(mal, json.dumps(ord_).encode())
    mal.chmod(0o644)  # read by the web server, which may be another user

"""Finished files in the storage, each under the hash of its own bytes.

The same file twice is the same name with the same content, so a repeat does no harm, and no
name ever holds half a file.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

from uppfoljning.models import Rapportfil

ROT = "rapporter"
HALV = ".halv"
"""Ending of a file that is being written; left behind only when the process is killed."""


class Lagringsfel(Exception):
    """The storage did not take the file: full, closed or out of reach."""


def lagra(data: bytes) -> str:
    """Keep the file, and return its hash."""
    summa = sha256(data).hexdigest()
    stig = Rapportfil(sha256=summa).stig
    try:
        mal = _lokal(stig)
        if mal is not None:
            _skriv_helt(mal, data)
        elif not default_storage.exists(stig):
            # An object store shows a name only when all of it is there.
            default_storage.save(stig, ContentFile(data))
    except Exception as fel:  # every storage has faults of its own
        raise Lagringsfel(str(fel)) from fel
    return summa


def oppna(fil: Rapportfil) -> File[bytes]:
    """Raise `FileNotFoundError` when the storage has lost the file."""
    return default_storage.open(fil.stig)


def stada(aldre_an: float = 24 * 3600) -> int:
    """Remove what killed writers left behind more than `aldre_an` seconds ago."""
    rot = _lokal(ROT)
    antal = 0
    for rest in rot.rglob(f"*{HALV}") if rot else ():
        with suppress(FileNotFoundError):
            if rest.stat().st_mtime < time.time() - aldre_an:
                rest.unlink()
                antal += 1
    return antal


def _lokal(stig: str) -> Path | None:
    try:
        return Path(default_storage.path(stig))
    except NotImplementedError:
        return None


def _skriv_helt(mal: Path, data: bytes) -> None:
    """Write beside and move into place, so that the name shows the whole file or none."""
    mal.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=mal.parent, suffix=HALV, delete=False) as halv:
        try:
            halv.write(data)
            halv.flush()
            os.fsync(halv.fileno())
            os.replace(halv.name, mal)
        except BaseException:
            Path(halv.name).unlink(missing_ok=True)
            raise

"""Finished files in the storage, each under the hash of its own bytes.

The same file twice is the same name with the same content, so a repeat does no harm, and no
name ever holds half a file.
"""

from __future__ import annotations

import time
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from billiard.exceptions import SoftTimeLimitExceeded
from django.core.files.base import ContentFile, File
from django.core.files.storage import storages
from django.utils.functional import LazyObject

from kvalitet.helfil import HALV, skriv_helt
from uppfoljning.models import Rapportfil

ROT = "rapporter"


class Lagringsfel(Exception):
    """The storage did not take the file: full, closed or out of reach."""


class _Lager(LazyObject):  # type: ignore[type-arg]
    """The storage that the settings name (KVALITET_LAGER)."""

    def _setup(self) -> None:
        self._wrapped = storages["rapporter"]


rapportlager = _Lager()


def lagra(data: bytes) -> str:
    """Keep the file, and return its hash."""
    summa = sha256(data).hexdigest()
    stig = Rapportfil(sha256=summa).stig
    try:
        mal = _lokal(stig)
        if mal is not None:
            skriv_helt(mal, data)
        else:
            _skicka_helt(stig, data)
    except SoftTimeLimitExceeded:
        raise
    except Exception as fel:  # every storage has faults of its own
        raise Lagringsfel(str(fel)) from fel
    return summa


def oppna(fil: Rapportfil) -> File[bytes]:
    """Raise `FileNotFoundError` when the storage has lost the file, `Lagringsfel` when it does
    not answer."""
    try:
        oppen: File[bytes] = rapportlager.open(fil.stig)
    except FileNotFoundError:
        raise
    except Exception as fel:
        raise Lagringsfel(str(fel)) from fel
    return oppen


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
        return Path(rapportlager.path(stig))
    except NotImplementedError:
        return None


def _skicka_helt(stig: str, data: bytes) -> None:
    """An object store shows a name only when all of it is there. Two who send at once send the
    same bytes; the one that finds the name taken has nothing more to do."""
    if not rapportlager.exists(stig):
        rapportlager.save(stig, ContentFile(data))
    if (storlek := rapportlager.size(stig)) != len(data):
        raise OSError(f"{stig} has {storlek} bytes in the storage, not {len(data)}")

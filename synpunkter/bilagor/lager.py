"""The bytes of the files, outside the web root, each under a random name."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from django.core.files.storage import default_storage

from kvalitet.helfil import skriv_helt

ROT = "bilagor"


def skriv(data: bytes) -> str:
    """Keep the bytes and return their key: 128 random bits, nothing that a person has chosen.

    Raise `OSError` when the storage does not take them; nothing half-written is left.
    """
    nyckel = secrets.token_hex(16)
    skriv_helt(Path(default_storage.path(_stig(nyckel))), data)
    return nyckel


def las(nyckel: str) -> bytes:
    """Raise `FileNotFoundError` when the storage has lost the file."""
    with default_storage.open(_stig(nyckel)) as fil:
        return bytes(fil.read())


def ta_bort(nyckel: str) -> None:
    default_storage.delete(_stig(nyckel))


def nycklar() -> set[str]:
    """Return the keys of all files that lie there."""
    try:
        mappar, _ = default_storage.listdir(ROT)
    except FileNotFoundError:
        return set()
    return {fil for mapp in mappar for fil in default_storage.listdir(f"{ROT}/{mapp}")[1]}


def alder(nyckel: str) -> float:
    """Return when the file was written, as a timestamp."""
    return default_storage.get_modified_time(_stig(nyckel)).timestamp()


def datera(nyckel: str, tid: datetime) -> None:
    """Let the file's time be no finer than its row's; nothing when the storage has lost it."""
    with suppress(FileNotFoundError):
        os.utime(default_storage.path(_stig(nyckel)), (tid.timestamp(), tid.timestamp()))


def _stig(nyckel: str) -> str:
    return f"{ROT}/{nyckel[:2]}/{nyckel}"

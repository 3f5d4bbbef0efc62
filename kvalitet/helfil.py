"""Files that are whole or not there: written beside, forced to disk, moved into place."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import NamedTemporaryFile

HALV = ".halv"
"""Ending of a file that is being written; left behind only when the process is killed."""


def skriv_helt(mal: Path, data: bytes, *, prefix: str = "tmp") -> None:
    """Write so that the name shows the whole file or none, also when the disk is full (OSError)
    or the power goes."""
    mal.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=mal.parent, prefix=prefix, suffix=HALV, delete=False) as halv:
        try:
            halv.write(data)
            halv.flush()
            os.fsync(halv.fileno())
            os.replace(halv.name, mal)
        except BaseException:
            Path(halv.name).unlink(missing_ok=True)
            raise
    _fast(mal.parent)


def _fast(mapp: Path) -> None:
    """Let the name itself be on disk too."""
    fil = os.open(mapp, os.O_RDONLY)
    try:
        os.fsync(fil)
    finally:
        os.close(fil)

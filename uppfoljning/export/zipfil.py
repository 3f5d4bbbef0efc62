"""Zip files whose bytes depend on their content alone."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

DATUM = (1980, 1, 1, 0, 0, 0)
"""Of every file in the zip: a clock would make other bytes of the same content."""


def zipa(filer: Iterable[tuple[str, bytes]], *, komprimera: bool = True) -> bytes:
    """In the given order. What is kept for ever is not compressed: a compressor changes with its
    version."""
    form = zipfile.ZIP_DEFLATED if komprimera else zipfile.ZIP_STORED
    ut = io.BytesIO()
    with zipfile.ZipFile(ut, "w", form, compresslevel=6) as paket:
        for namn, data in filer:
            fil = zipfile.ZipInfo(namn, DATUM)
            fil.create_system, fil.external_attr = 3, 0o644 << 16
            fil.compress_type = form
            paket.writestr(fil, data)
    return ut.getvalue()


def packa_upp(data: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as paket:
        return [(info.filename, paket.read(info)) for info in paket.infolist()]

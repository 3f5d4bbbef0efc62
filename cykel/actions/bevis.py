"""Keeping the file that shows what a report says."""

from __future__ import annotations

import zipfile
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any
from uuid import uuid4

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile

from cykel.models import Aktivitetslage, Bevisfil
from kvalitet.fel import Regelbrott
from kvalitet.helfil import skriv_helt

STORST = 10 * 1024 * 1024
"""Bytes that a file may have."""
ROT = "bevis"
TILLATNA = "pdf, bild (png eller jpeg), Word, Excel eller PowerPoint utan makron"
_BORJAN = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}
_OPENXML = "application/vnd.openxmlformats-officedocument"
_KONTOR = {
    "word/document.xml": f"{_OPENXML}.wordprocessingml.document",
    "xl/workbook.xml": f"{_OPENXML}.spreadsheetml.sheet",
    "ppt/presentation.xml": f"{_OPENXML}.presentationml.presentation",
}


def spara_bevis(lage: Aktivitetslage, fil: UploadedFile[Any], *, slag: str) -> Bevisfil:
    """Keep the file beside its report, in the report's transaction.

    A transaction that is broken afterwards leaves a file that no row names, which nobody can
    reach.
    """
    fil.seek(0)
    summa = sha256()
    for bit in fil.chunks():
        summa.update(bit)
    fil.seek(0)
    # A random name: nothing that a person has chosen reaches the storage.
    stig = f"{ROT}/{uuid4().hex}"
    try:
        skriv_helt(Path(default_storage.path(stig)), fil.read())
    except OSError as fel:  # a full disk, above all
        raise Regelbrott(
            "Filen kunde inte sparas. Försök igen, eller spara utan den och lägg till den senare. "
            "Händer det på nytt: säg till driften."
        ) from fel
    return Bevisfil.objects.create(
        lage=lage,
        namn=_namn(fil.name),
        slag=slag,
        storlek=fil.size or 0,
        stig=stig,
        sha256=summa.hexdigest(),
    )


def prova_fil(fil: UploadedFile[Any]) -> str:
    """Return the media type that the content has; refuse what is too large or of another type."""
    storlek = fil.size or 0
    if not storlek:
        raise Regelbrott("Filen är tom. Välj en fil med innehåll.")
    if storlek > STORST:
        raise Regelbrott("Filen är större än 10 MB. Välj en mindre fil.")
    fil.seek(0)
    borjan = fil.read(16)
    slag = next((slag for tecken, slag in _BORJAN.items() if borjan.startswith(tecken)), "")
    if not slag and borjan.startswith(b"PK"):
        slag = _kontorsfil(fil)
    if not slag:
        raise Regelbrott(f"Filen är av en typ som inte tas emot. Välj {TILLATNA}.")
    return slag


def _kontorsfil(fil: UploadedFile[Any]) -> str:
    """Tell a document of an office program by what its archive holds; one with macros is none."""
    fil.seek(0)
    try:
        with zipfile.ZipFile(fil) as arkiv:
            namn = set(arkiv.namelist())
    except (zipfile.BadZipFile, ValueError, OSError):
        return ""
    if "[Content_Types].xml" not in namn or any(ett.endswith("vbaProject.bin") for ett in namn):
        return ""
    return next((slag for del_, slag in _KONTOR.items() if del_ in namn), "")


def _namn(namn: str | None) -> str:
    """Return the last part of the name as it came, without what no file name holds."""
    sista = PurePosixPath((namn or "").replace("\\", "/")).name
    rent = "".join(tecken for tecken in sista if tecken.isprintable())
    return rent[-120:] or "fil"

"""Requests of one case, its texts and its files."""

from __future__ import annotations

import io

from synpunkter.arendehandling import handling
from synpunkter.models import (
    Utlamnande,
)
from tests.synpunkter.conftest import ONSDAG

TEXT = (
    "Gunilla här. Min granne Kurt Kula, 811218-9876, slog i dörren. "
    "Gunillas telefon är 070-123 45 67 och e-post gunilla.ek@exempel.se."
)
DELVIS = {"utfall": "delvis", "grund": "26:1", "skal": "Uppgifterna rör enskilda."}


def url(u: Utlamnande, del_: str = "") -> str:
    return f"/arbete/synpunkter/utlamnanden/{u.pk}/{del_}"


def pdftitel(innehall: bytes) -> str:
    """Return title and language of a file that is tagged and says that it is PDF/UA."""
    import pikepdf

    with pikepdf.open(io.BytesIO(innehall)) as pdf:
        assert "/StructTreeRoot" in pdf.Root
        assert b"pdfuaid" in pdf.Root.Metadata.read_bytes()
        return f"{pdf.docinfo.get('/Title')} {pdf.Root.get('/Lang')}"


def texter(u: Utlamnande) -> str:
    h = handling(Utlamnande.objects.get(pk=u.pk), maskad=True)
    return " ".join([h.avsandare, *(v for _, v in h.fakta), *(d.maskat.text for d in h.delar)])


def klara(u: Utlamnande) -> None:
    u.filer.update(lage="klar", innehall=b"%PDF-", klar=ONSDAG, lan_till=None)


def filadress(u: Utlamnande, slag: str) -> str:
    return f"fil/{u.filer.get(slag=slag).pk}/"

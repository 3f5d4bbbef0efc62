"""What every report's file must be, and the words of one of its pages."""

from __future__ import annotations

import io
from pathlib import Path

import page
from pypdf import PdfReader

from kvalitet.pdf import Pdf


def ar_giltig(pdf: Pdf, mapp: Path) -> None:
    """PDF/UA-1 and PDF/A-2a in one file, and every page within its budget."""
    fil = mapp / "rapport.pdf"
    fil.write_bytes(pdf.bytes)
    for profil in ("ua1", "2a"):
        svar = page.validate_pdf(fil, profile=profil)
        assert svar.is_compliant, [f.message for f in svar.failures]
    assert pdf.varningar == ()


def sidans_text(pdf: Pdf, nummer: int) -> str:
    return " ".join(PdfReader(io.BytesIO(pdf.bytes)).pages[nummer - 1].extract_text().split())

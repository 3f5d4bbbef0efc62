"""The archive package of a decided report: its file, what it was made from, and checksums.

Whoever opens it in fifty years needs no program of ours: a PDF/A, JSON, CSV and plain text.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from uppfoljning.export.csvfil import FORKLARING, csvfiler, lista
from uppfoljning.export.zipfil import zipa
from uppfoljning.rapport.dokument import Dokument

PDF, UNDERLAG, METADATA = "rapport.pdf", "underlag.json", "metadata.json"
LASMIG, SUMMOR, TABELLER = "LÄSMIG.txt", "SHA256SUMS", "tabeller/"


class FelFil(ValueError):
    """What was to be packed is not what was decided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arkivunderlag:
    """`pdf` and `underlag` with the sha256 that each must have; `metadata` has plain values."""

    titel: str
    pdf: bytes
    pdf_sha256: str
    underlag: str
    fingeravtryck: str
    metadata: dict[str, Any]
    dokument: Dokument | None = None


def arkivpaket(a: Arkivunderlag) -> bytes:
    """The zip; the same in gives the same bytes. Raise `FelFil` when a sum does not fit."""
    if sha256(a.pdf).hexdigest() != a.pdf_sha256:
        raise FelFil("the stored file")
    if sha256(a.underlag.encode()).hexdigest() != a.fingeravtryck:
        raise FelFil("the snapshot")
    tabeller = a.dokument.datatabeller if a.dokument else ()
    filer = [
        (PDF, a.pdf),
        (UNDERLAG, a.underlag.encode()),
        (METADATA, _json(a.metadata)),
        *((f"{TABELLER}{namn}", data) for namn, data in csvfiler(tabeller)),
        (LASMIG, _lasmig(a, lista(tabeller)).encode()),
    ]
    summor = "".join(f"{sha256(data).hexdigest()}  {namn}\n" for namn, data in filer)
    return zipa([*filer, (SUMMOR, summor.encode())], komprimera=False)


def _json(data: dict[str, Any]) -> bytes:
    return f"{json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True)}\n".encode()


def _lasmig(a: Arkivunderlag, tabellista: str) -> str:
    return f"""Arkivpaket: {a.titel}

{PDF}      Rapporten som den fastställdes, i arkivformatet PDF/A-2a.
{UNDERLAG}   Det frysta underlag som rapporten är gjord av. Filens SHA-256 är rapportens
               fingeravtryck, som står på rapportens sista sida:
               {a.fingeravtryck}
{METADATA}  Titel, nämnd, diarienummer, beslut, version och rättelser.
{TABELLER}      Rapportens tabeller, en fil för varje.
{SUMMOR}     Kontrollsumma för varje fil. Så prövar du att inget har ändrats:
               sha256sum -c {SUMMOR}

Om tabellerna
{FORKLARING}
{tabellista}"""

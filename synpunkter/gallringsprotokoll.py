"""The protocol of a disposal: what went, by which decision, and what did not. No one's words.

It holds references, numbers, days and codes, and the two who stand behind it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from kvalitet import pdf
from kvalitet.exportcell import ofarlig
from kvalitet.kalender import svensk_dag
from kvalitet.models import Gallring
from synpunkter.models import Gallringspost, Gallringsregel

MEST_I_PDF = 2000
"""Rows that the PDF lists; a longer disposal is listed in the CSV, and the PDF says so."""
TYPSNITT = settings.ROT / "uppfoljning" / "rapport"
"""The folder with the fonts and nothing secret: the only one that the PDF may read."""


@dataclass(frozen=True)
class Protokollrad:
    referens: str
    dnr: str
    typ: str
    avslutad: date | None
    """None of a case that went with another and was never closed by itself."""
    regel: int
    gallrad: datetime | None
    skal: str


@dataclass(frozen=True)
class Protokoll:
    gallring: Gallring
    regler: Sequence[tuple[int, Gallringsregel, int]]
    """The rules used: the number that the rows name, the rule, and how many cases went by it."""
    gallrade: Sequence[Protokollrad]
    undantagna: Sequence[Protokollrad]
    antal: Mapping[str, int]
    """How many rows of each kind went, where any did."""

    @property
    def kopior_till(self) -> date | None:
        """The last day on which a backup may hold what went."""
        klar = self.gallring.klar
        dagar = timedelta(days=settings.SAKERHETSKOPIOR_DAGAR)
        return svensk_dag(klar) + dagar if klar else None

    @property
    def ryms(self) -> bool:
        return len(self.gallrade) + len(self.undantagna) <= MEST_I_PDF


def protokoll(gallring: Gallring) -> Protokoll:
    poster = gallring.poster.select_related("synpunkt", "regel").order_by("pk")
    regler = sorted({post.regel for post in poster}, key=lambda regel: regel.pk)
    nummer = {regel.pk: nr for nr, regel in enumerate(regler, start=1)}
    rader = [(post, _rad(post, nummer[post.regel_id])) for post in poster]
    gallrade = [rad for post, rad in rader if post.status == Gallringspost.Status.GALLRAD]
    per_regel = {nr: sum(rad.regel == nr for rad in gallrade) for nr in nummer.values()}
    return Protokoll(
        gallring,
        [(nummer[regel.pk], regel, per_regel[nummer[regel.pk]]) for regel in regler],
        gallrade,
        [rad for post, rad in rader if post.status == Gallringspost.Status.UNDANTAGEN],
        {vad: antal for vad, antal in sorted(gallring.antal.items()) if antal},
    )


def som_csv(ett: Protokoll) -> bytes:
    """With semicolons, in UTF-8 with the mark by which Excel knows it."""
    ut = io.StringIO()
    skrivare = csv.writer(ut, delimiter=";", lineterminator="\r\n")
    skrivare.writerow(
        ["gallring", "referens", "diarienummer", "typ", "avslutad", "beslut", "gallrad", "undantag"]
    )
    beslut = {nr: regel.beslut for nr, regel, _ in ett.regler}
    for rad in (*ett.gallrade, *ett.undantagna):
        tid = timezone.localtime(rad.gallrad).strftime("%Y-%m-%d %H:%M") if rad.gallrad else ""
        dag = rad.avslutad or ""
        falt: Iterable[Any] = (
            ett.gallring.pk, rad.referens, rad.dnr, rad.typ, dag, beslut[rad.regel], tid, rad.skal,
        )  # fmt: skip
        skrivare.writerow([ofarlig(str(varde)) for varde in falt])
    return ut.getvalue().encode("utf-8-sig")


def som_pdf(ett: Protokoll) -> bytes:
    """Tagged and archivable; the same protocol gives the same bytes."""
    html = render_to_string("synpunkter/pdf_gallringsprotokoll.html", {"p": ett})
    titel = f"Gallringsprotokoll {ett.gallring.pk}, {ett.gallring.namnd}"
    skapad = ett.gallring.klar or ett.gallring.foreslagen
    return pdf.gor_pdf(html, bas=TYPSNITT, titel=titel, skapad=skapad).bytes


def _rad(post: Gallringspost, regel: int) -> Protokollrad:
    s = post.synpunkt
    return Protokollrad(
        s.referens,
        s.dnr,
        s.get_typ_display(),
        svensk_dag(s.avslutad) if s.avslutad else None,
        regel,
        post.gallrad,
        post.skal,
    )

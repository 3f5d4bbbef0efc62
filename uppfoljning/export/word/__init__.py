"""A report as a Word document: real headings, lists and tables, so that it can be navigated,
listened to and worked on."""

from __future__ import annotations

import io

from docx import Document
from docx.document import Document as Worddokument

from uppfoljning.export.cell import som_text
from uppfoljning.export.underlag import Exportfil, Exportunderlag
from uppfoljning.export.word.form import BRODTEXTBREDD, forbered, sidhuvud
from uppfoljning.export.word.tabell import lagg_till_tabell
from uppfoljning.export.zipfil import packa_upp, zipa
from uppfoljning.rapport.dokument import Avsnitt

TYP = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

MEST = 255
"""Characters of a property of the document."""


def som_wordfil(u: Exportunderlag) -> Exportfil:
    dok = Document()
    forbered(dok)
    sidhuvud(dok, u)
    dok.add_paragraph(som_text(u.dokument.titel), style="Title")
    for rad in u.dokument.huvud:
        dok.add_paragraph(som_text(rad), style="Subtitle")
    for a in u.dokument.avsnitt:
        _avsnitt(dok, a)
    _ursprung(dok, u)
    _egenskaper(dok, u)
    ut = io.BytesIO()
    dok.save(ut)
    # The library stamps the hour of saving on every part.
    return Exportfil(zipa(packa_upp(ut.getvalue())), "docx", TYP)


def _avsnitt(dok: Worddokument, a: Avsnitt) -> None:
    dok.add_heading(som_text(a.rubrik), level=a.niva)
    for text in a.stycken:
        dok.add_paragraph(som_text(text))
    for text in a.punkter:
        dok.add_paragraph(som_text(text), style="List Bullet")
    for tabell in a.tabeller:
        lagg_till_tabell(dok, tabell, BRODTEXTBREDD)


def _ursprung(dok: Worddokument, u: Exportunderlag) -> None:
    """Where the figures come from, last as in print."""
    dok.add_heading("Så kan rapporten kontrolleras", level=2)
    dok.add_paragraph(
        "Det här dokumentet är gjort av samma frysta underlag som rapportens pdf och har samma "
        "siffror. Det går att ändra. Pdf-filen är den som gäller."
    )
    for namn, varde in u.fakta:
        dok.add_paragraph(f"{namn}: {varde}")


def _egenskaper(dok: Worddokument, u: Exportunderlag) -> None:
    e = dok.core_properties
    e.title = som_text(u.dokument.titel)[:MEST]
    e.subject = som_text("; ".join(u.dokument.huvud))[:MEST]
    e.author = e.last_modified_by = som_text(u.forfattare)[:MEST]
    e.created = e.modified = u.tid
    e.language, e.identifier, e.comments = "sv-SE", u.fingeravtryck, ""
    e.revision = 1

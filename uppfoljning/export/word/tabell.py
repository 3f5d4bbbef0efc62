"""A real table: a header row that is repeated on every page, a heading for each row, a caption
and a text for those who do not see it.

Written as text and read once: the library's own cells cost the square of the rows.
"""

from __future__ import annotations

from dataclasses import replace
from xml.sax.saxutils import escape, quoteattr

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Length

from uppfoljning.export.cell import ar_tal, med_tecken, som_text
from uppfoljning.export.word.form import TABELLRUBRIK, TABELLTEXT
from uppfoljning.rapport.dokument import Tabell

LANGST_ORD, LANGST_CELL = 18, 60
"""Characters of a word and of a cell that a column is given room for."""
TECKEN, KANT = 90, 150
"""Twentieths of a point that a character and a cell's own edges take."""
TON, LINJE = "E0EAEE", "DCDAD6"


def lagg_till_tabell(dok: Document, tabell: Tabell, bredd: Length) -> None:
    dok.add_paragraph(som_text(tabell.rubrik), style="Caption")
    tabell = utan_tomma(tabell)
    kolumner = [som_text(kolumn) for kolumn in tabell.kolumner]
    texter = _texter(tabell)
    bredder = _bredder([kolumner, *texter], bredd.twips)
    hoger = _talkolumner(tabell)
    text, rubrik = (str(dok.styles[stil].style_id) for stil in (TABELLTEXT, TABELLRUBRIK))
    stilar = [rubrik, *[text] * (len(hoger) - 1)]
    xml = (
        f"<w:tbl {nsdecls('w')}>{_egenskaper(tabell, bredder)}{_rutnat(bredder)}"
        f"{_rubrikrad(kolumner, hoger, rubrik)}"
        f"{''.join(_rad(rad, hoger, stilar) for rad in texter)}</w:tbl>"
    )
    dok.element.body.insert_element_before(parse_xml(xml), "w:sectPr")


def utan_tomma(tabell: Tabell) -> Tabell:
    """Without the columns that hold nothing in any row: paper is narrow."""
    antal = range(len(tabell.kolumner))
    med = [n for n in antal if n == 0 or any(rad[n] is not None for rad in tabell.rader)]
    return replace(
        tabell,
        kolumner=tuple(tabell.kolumner[n] for n in med),
        rader=tuple(tuple(rad[n] for n in med) for rad in tabell.rader),
    )


def _texter(tabell: Tabell) -> list[list[str]]:
    tecken = med_tecken(tabell)
    return [
        [som_text(cell, tecken=med) for cell, med in zip(rad, tecken, strict=True)]
        for rad in tabell.rader
    ]


def _talkolumner(tabell: Tabell) -> list[bool]:
    """The columns with figures stand to the right; the first, a heading, never."""
    antal = range(len(tabell.kolumner))
    return [n > 0 and any(ar_tal(rad[n]) for rad in tabell.rader) for n in antal]


def _bredder(texter: list[list[str]], bredd: int) -> list[int]:
    """Twentieths of a point of each column: room for its longest word, and of what is left a
    share by its longest cell."""
    ord_, hela = [], []
    for kolumn in zip(*texter, strict=True):
        langst = max((len(o) for text in kolumn for o in text[:400].split(" ")), default=1)
        ord_.append(KANT + TECKEN * min(langst, LANGST_ORD))
        hela.append(min(max(map(len, kolumn)), LANGST_CELL) ** 0.8)
    over = bredd - sum(ord_)
    if over < 0:
        return [bredd * ett // sum(ord_) for ett in ord_]
    return [int(ett + over * vikt / sum(hela)) for ett, vikt in zip(ord_, hela, strict=True)]


# --- WordprocessingML, in the order that its schema asks for ----------------------------------


def _egenskaper(tabell: Tabell, bredder: list[int]) -> str:
    linjer = "".join(
        f'<w:{kant} w:val="single" w:sz="4" w:space="0" w:color="{LINJE}"/>'
        for kant in ("top", "bottom", "insideH")
    )
    rubrik = som_text(tabell.rubrik)
    kolumner = ", ".join(som_text(kolumn) for kolumn in tabell.kolumner)
    om = f"{rubrik}. {len(tabell.rader)} rader. Kolumner: {kolumner}."
    return (
        f'<w:tblPr><w:tblW w:w="{sum(bredder)}" w:type="dxa"/>'
        f"<w:tblBorders>{linjer}</w:tblBorders>"
        '<w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/>'
        "</w:tblCellMar>"
        '<w:tblLook w:val="04A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" '
        'w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>'
        f"<w:tblCaption w:val={quoteattr(rubrik)}/><w:tblDescription w:val={quoteattr(om)}/>"
        "</w:tblPr>"
    )


def _rutnat(bredder: list[int]) -> str:
    kolumner = "".join(f'<w:gridCol w:w="{bredd}"/>' for bredd in bredder)
    return f"<w:tblGrid>{kolumner}</w:tblGrid>"


def _rubrikrad(kolumner: list[str], hoger: list[bool], stil: str) -> str:
    """Repeated at the head of every page that the table goes on to."""
    ton = f'<w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="{TON}"/></w:tcPr>'
    celler = "".join(_cell(text, h, stil, ton) for text, h in zip(kolumner, hoger, strict=True))
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{celler}</w:tr>"


def _rad(texter: list[str], hoger: list[bool], stilar: list[str]) -> str:
    celler = "".join(map(_cell, texter, hoger, stilar))
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{celler}</w:tr>"


def _cell(text: str, hoger: bool, stil: str, egenskaper: str = "") -> str:
    lage = '<w:jc w:val="right"/>' if hoger else ""
    rader = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(rad)}</w:t>' for rad in text.splitlines() or [""]
    )
    return (
        f'<w:tc>{egenskaper}<w:p><w:pPr><w:pStyle w:val="{stil}"/>{lage}</w:pPr>'
        f"<w:r>{rader}</w:r></w:p></w:tc>"
    )

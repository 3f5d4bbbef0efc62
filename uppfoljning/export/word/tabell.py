"""A real table: a header row that is repeated on every page, a heading for each row, a caption
and a text for those who do not see it.

Built element by element: the library's own cells cost the square of the rows.
"""

from __future__ import annotations

from typing import Any

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length

from uppfoljning.export.cell import ar_tal, med_tecken, som_text
from uppfoljning.export.word.form import TABELLRUBRIK, TABELLTEXT
from uppfoljning.rapport.dokument import Cell, Tabell

LANGST_ORD, LANGST_CELL = 14, 44
"""Characters: what a column is given for its longest word, and for all of its longest cell."""
TON, LINJE = "E0EAEE", "DCDAD6"


def lagg_till_tabell(dok: Document, tabell: Tabell, bredd: Length) -> None:
    dok.add_paragraph(som_text(tabell.rubrik), style="Caption")
    texter = _texter(tabell)
    bredder = _bredder([list(tabell.kolumner), *texter], bredd)
    hoger = _talkolumner(tabell)
    stil, rubrikstil = dok.styles[TABELLTEXT].style_id, dok.styles[TABELLRUBRIK].style_id
    element = _element("w:tbl", _egenskaper(tabell, bredder), _rutnat(bredder))
    element.append(_rad(tabell.kolumner, hoger, [rubrikstil] * len(hoger), rubrik=True))
    stilar = [rubrikstil, *[stil] * (len(hoger) - 1)]
    for rad in texter:
        element.append(_rad(rad, hoger, stilar))
    dok.element.body.insert_element_before(element, "w:sectPr")


def _texter(tabell: Tabell) -> list[list[str]]:
    tecken = med_tecken(tabell)
    return [
        [som_text(cell, tecken=med) for cell, med in zip(rad, tecken, strict=True)]
        for rad in tabell.rader
    ]


def _talkolumner(tabell: Tabell) -> list[bool]:
    """The columns with figures stand to the right; of the first, a heading, never."""
    kolumner: list[list[Cell]] = [
        [rad[n] for rad in tabell.rader] for n in range(len(tabell.kolumner))
    ]
    return [n > 0 and any(map(ar_tal, kolumn)) for n, kolumn in enumerate(kolumner)]


def _bredder(texter: list[list[str]], bredd: Length) -> list[int]:
    """Twentieths of a point of each column: by its longest word and its longest cell."""
    vikter = []
    for kolumn in zip(*texter, strict=True):
        ord_ = max((len(o) for text in kolumn for o in text[:400].split()), default=1)
        hela = max(len(text) for text in kolumn)
        vikter.append(min(ord_, LANGST_ORD) + 0.5 * min(hela, LANGST_CELL) + 2)
    hela_bredden = bredd.twips
    return [int(hela_bredden * vikt / sum(vikter)) for vikt in vikter]


# --- elements -------------------------------------------------------------------------------


def _element(namn: str, *barn: Any, **attribut: str) -> Any:
    element = OxmlElement(namn)
    for nyckel, varde in attribut.items():
        element.set(qn(f"w:{nyckel}"), varde)
    for ett in barn:
        element.append(ett)
    return element


def _egenskaper(tabell: Tabell, bredder: list[int]) -> Any:
    """In the order that the schema asks for."""
    linjer = [
        _element(f"w:{kant}", val="single", sz="4", space="0", color=LINJE)
        for kant in ("top", "bottom", "insideH")
    ]
    marginaler = [_element(f"w:{kant}", w="70", type="dxa") for kant in ("left", "right")]
    beskrivning = (
        f"{tabell.rubrik}. {len(tabell.rader)} rader. Kolumner: {', '.join(tabell.kolumner)}."
    )
    return _element(
        "w:tblPr",
        _element("w:tblW", w=str(sum(bredder)), type="dxa"),
        _element("w:tblBorders", *linjer),
        _element("w:tblLayout", type="fixed"),
        _element("w:tblCellMar", *marginaler),
        _element("w:tblLook", val="04A0", firstRow="1", lastRow="0", firstColumn="1",
                 lastColumn="0", noHBand="0", noVBand="1"),
        _element("w:tblCaption", val=som_text(tabell.rubrik)),
        _element("w:tblDescription", val=som_text(beskrivning)),
    )  # fmt: skip


def _rutnat(bredder: list[int]) -> Any:
    return _element("w:tblGrid", *(_element("w:gridCol", w=str(b)) for b in bredder))


def _rad(
    texter: list[str] | tuple[str, ...],
    hoger: list[bool],
    stilar: list[str],
    *,
    rubrik: bool = False,
) -> Any:
    egenskaper = _element("w:trPr", _element("w:cantSplit"))
    if rubrik:
        egenskaper.append(_element("w:tblHeader"))
    rad = _element("w:tr", egenskaper)
    for text, till_hoger, stil in zip(texter, hoger, stilar, strict=True):
        rad.append(_cell(som_text(text), till_hoger, stil, ton=rubrik))
    return rad


def _cell(text: str, hoger: bool, stil: str, *, ton: bool) -> Any:
    cell = OxmlElement("w:tc")
    if ton:
        cell.append(_element("w:tcPr", _element("w:shd", val="clear", color="auto", fill=TON)))
    form = _element("w:pPr", _element("w:pStyle", val=stil))
    if hoger:
        form.append(_element("w:jc", val="right"))
    cell.append(_element("w:p", form, _lopare(text)))
    return cell


def _lopare(text: str) -> Any:
    """The text, its lines broken where it breaks them."""
    ut = OxmlElement("w:r")
    for nummer, rad in enumerate(text.splitlines() or [""]):
        if nummer:
            ut.append(OxmlElement("w:br"))
        ett = OxmlElement("w:t")
        ett.text = rad
        ett.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        ut.append(ett)
    return ut

"""How the document looks: page, typeface, headings, header and footer."""

from __future__ import annotations

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from uppfoljning.export.cell import som_text
from uppfoljning.export.underlag import Exportunderlag

TYPSNITT = "Calibri"
ACCENT = RGBColor(0x1C, 0x44, 0x62)
GRA = RGBColor(0x66, 0x5C, 0x4B)
VARNING = RGBColor(0xB0, 0x16, 0x42)
MARGINAL = Cm(2.2)
BRODTEXTBREDD = Cm(21.0 - 2 * 2.2)
TABELLTEXT, TABELLRUBRIK = "Tabelltext", "Tabellrubrik"
UTKAST = "UTKAST. Inte fastställd, kan ändras."


def forbered(dok: Document) -> None:
    """Make the library's empty document into ours."""
    _stada(dok)
    _sida(dok)
    _sprak(dok)
    _stil(dok, "Normal", 10.5, efter=6)
    _stil(dok, "Title", 24, fet=True, farg=ACCENT, efter=4)
    _stil(dok, "Subtitle", 10.5, farg=GRA, efter=2)
    for namn, storlek, fore in (
        ("Heading 1", 18, 22),
        ("Heading 2", 13, 14),
        ("Heading 3", 11, 10),
    ):
        _stil(dok, namn, storlek, fet=True, farg=ACCENT, fore=fore, efter=4)
    _stil(dok, "List Bullet", 10.5, efter=3)
    _stil(dok, "Caption", 9.5, fet=True, fore=10, efter=3).paragraph_format.keep_with_next = True
    for namn, fet in ((TABELLTEXT, False), (TABELLRUBRIK, True)):
        dok.styles.add_style(namn, WD_STYLE_TYPE.PARAGRAPH)
        _stil(dok, namn, 8.5, fet=fet, fore=1.5, efter=1.5)


def sidhuvud(dok: Document, u: Exportunderlag) -> None:
    """The title above, UTKAST while it is one, and the page number below."""
    avsnitt = dok.sections[0]
    overst = avsnitt.header.paragraphs[0]
    if u.utkast:
        utkast = overst.add_run(f"{UTKAST} ")
        utkast.bold, utkast.font.color.rgb = True, VARNING
    overst.add_run(som_text(u.dokument.titel).removesuffix(" – UTKAST"))
    nederst = avsnitt.footer.paragraphs[0]
    nederst.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    nederst.add_run("Sida ")
    _falt(nederst, "PAGE")
    nederst.add_run(" av ")
    _falt(nederst, "NUMPAGES")


# --- steps ----------------------------------------------------------------------------------


def _stada(dok: Document) -> None:
    """Take away what the library's template brings and nobody asked for: a picture of another
    document, and a copy of the styles for Word 2010."""
    bort = {RELATIONSHIP_TYPE.THUMBNAIL, RELATIONSHIP_TYPE.CUSTOM_XML}
    bort.add("http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects")
    for rels in (dok.part.package.rels, dok.part.rels):
        for rid in [rid for rid, rel in rels.items() if rel.reltype in bort]:
            del rels[rid]
    for stil in list(dok.styles):
        if stil.type == WD_STYLE_TYPE.TABLE and stil.name != "Normal Table":
            stil.delete()


def _sida(dok: Document) -> None:
    avsnitt = dok.sections[0]
    avsnitt.page_width, avsnitt.page_height = Cm(21.0), Cm(29.7)
    avsnitt.left_margin = avsnitt.right_margin = MARGINAL
    avsnitt.top_margin = avsnitt.bottom_margin = Cm(2.4)


def _sprak(dok: Document) -> None:
    """Swedish, so that it is read aloud and spelt as such."""
    for sprak in dok.styles.element.iter(qn("w:lang")):
        sprak.set(qn("w:val"), "sv-SE")
    tema = dok.settings.element.find(qn("w:themeFontLang"))
    if tema is not None:
        tema.set(qn("w:val"), "sv-SE")


def _stil(
    dok: Document,
    namn: str,
    storlek: float,
    *,
    fet: bool = False,
    farg: RGBColor | None = None,
    fore: float = 0,
    efter: float = 0,
) -> ParagraphStyle:
    stil = dok.styles[namn]
    assert isinstance(stil, ParagraphStyle)  # noqa: S101 - they are all of paragraphs
    _typsnitt(stil)
    stil.font.size, stil.font.bold, stil.font.italic = Pt(storlek), fet, False
    stil.font.color.rgb = farg or RGBColor(0x30, 0x2B, 0x22)
    stil.paragraph_format.space_before, stil.paragraph_format.space_after = Pt(fore), Pt(efter)
    stil.paragraph_format.line_spacing = 1.12
    return stil


def _typsnitt(stil: ParagraphStyle) -> None:
    """One typeface, evenly set, where the template names one by the theme; no rule under it."""
    stil.font.name = TYPSNITT
    egenskaper = stil.element.get_or_add_rPr()
    fonter = egenskaper.find(qn("w:rFonts"))
    fonter.attrib.clear()
    for avstand in egenskaper.findall(qn("w:spacing")):
        egenskaper.remove(avstand)
    for for_vad in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonter.set(qn(f"w:{for_vad}"), TYPSNITT)
    stycke = stil.element.get_or_add_pPr()
    for kant in stycke.findall(qn("w:pBdr")):
        stycke.remove(kant)


def _falt(stycke: Paragraph, vad: str) -> None:
    """A field that Word counts: PAGE, NUMPAGES."""
    falt = OxmlElement("w:fldSimple")
    falt.set(qn("w:instr"), vad)
    tal, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    tal.append(text)
    falt.append(tal)
    stycke._p.append(falt)

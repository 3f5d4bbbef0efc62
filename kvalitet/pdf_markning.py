"""Mends the tags of a WeasyPrint 70 file and makes it PDF/UA-1 beside PDF/A-2a.

What is mended, each found by a validator or by reading the tag tree: header cells get
their scope; running heads and feet become artifacts; the boxes of figures are turned
from CSS pixels to page coordinates; links get a name that can be read aloud and print
with the page; images are not interpolated; the metadata lies uncompressed and names both
standards. A table that is split over pages stays two tables with the same head.
"""

import io
import re
import zlib
from collections.abc import Iterator, Mapping

import pikepdf
from pikepdf import Array, Dictionary, Name, Object

PRINT = 4  # annotation flag: shown on paper too
TVETYDIGT = b"\r\nendstream"
MARKERAT = re.compile(rb"^/\w+\n<</MCID (\d+)>>\nBDC$", re.MULTILINE)
ARTEFAKT = b"/Artifact\n<</Type/Pagination>>\nBDC"
Hojder = dict[tuple[int, int], float]
PX = 0.75  # CSS pixels are 1/96 inch, PDF points 1/72

PDFUA = b"""
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""
"""PDF/A allows foreign metadata only when its schema is described in the file."""


def tillganglig(data: bytes, rubriker: Mapping[str, str]) -> bytes:
    """The mended file. `rubriker`: what a link to each anchor is called."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        natt: set[tuple[int, int]] = set()
        for del_ in _barn(pdf.Root.StructTreeRoot):
            _ga(del_, None, natt, _sidhojder(pdf))
        _sidutrustning_till_artefakt(pdf, natt)
        for sida in pdf.pages:
            _lankar(sida, rubriker)
        _bilder(pdf)
        _packa(pdf)
        _metadata(pdf)
        return _skriv(pdf)


# --- writing --------------------------------------------------------------------------------


def _skriv(pdf: pikepdf.Pdf) -> bytes:
    """Save so that no stream ends with a carriage return.

    The line feed before "endstream" would make it look like a CRLF, and a validator that
    counts bytes then finds the stream one byte too short. The last byte is a checksum of
    the data, so a stream of the file itself gets a harmless byte more. The packed object
    streams come into being on saving; page labels that say what is true anyway renumber
    the objects in them.
    """
    if any(o.read_raw_bytes().endswith(b"\r") for o in _egna_strommar(pdf)):
        _skydda_strommar(pdf)
    data = _spara(pdf, pikepdf.ObjectStreamMode.generate)
    for antal in range(1, min(len(pdf.pages), 8) + 1):
        if TVETYDIGT not in data:
            return data
        _sidetiketter(pdf, antal)
        data = _spara(pdf, pikepdf.ObjectStreamMode.generate)
    return data if TVETYDIGT not in data else _spara(pdf, pikepdf.ObjectStreamMode.disable)


def _egna_strommar(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Stream]:
    """What is ours to pack again; ICC profiles and images stay as they are."""
    for o in pdf.objects:
        if not isinstance(o, pikepdf.Stream) or o.get("/Filter") != Name.FlateDecode:
            continue
        if "/N" not in o and o.get("/Subtype") != Name.Image:
            yield o


def _packa(pdf: pikepdf.Pdf) -> None:
    """Compress what came uncompressed: WeasyPrint's own packing would have to be undone here."""
    for o in pdf.objects:
        if isinstance(o, pikepdf.Stream) and "/Filter" not in o:
            o.write(zlib.compress(o.read_raw_bytes(), 6), filter=Name.FlateDecode)


def _spara(pdf: pikepdf.Pdf, lage: pikepdf.ObjectStreamMode) -> bytes:
    ut = io.BytesIO()
    pdf.save(
        ut,
        deterministic_id=True,
        object_stream_mode=lage,
        fix_metadata_version=False,
    )
    return ut.getvalue()


def _skydda_strommar(pdf: pikepdf.Pdf) -> None:
    typsnitt = _typsnitt_utan_glyfmangd(pdf)
    for o in _egna_strommar(pdf):
        if not o.read_raw_bytes().endswith(b"\r"):
            continue
        # The checksum's last byte is the sum of the data, so the added byte must not be 0.
        # After a font program it is outside every table; all other streams are text.
        data = o.read_bytes() + (b"\0\0\0\1" if o.objgen in typsnitt else b"\n")
        o.write(zlib.compress(data, 9), filter=Name.FlateDecode)
        if "/Length1" in o:
            o[Name.Length1] = len(data)


def _typsnitt_utan_glyfmangd(pdf: pikepdf.Pdf) -> set[tuple[int, int]]:
    """The font programs. /CIDSet, optional in PDF/A-2, goes: not a byte may be added to it."""
    ut = set()
    for o in pdf.objects:
        if isinstance(o, Dictionary) and o.get("/Type") == Name.FontDescriptor:
            if "/CIDSet" in o:
                del o["/CIDSet"]
            if "/FontFile2" in o:
                ut.add(o.FontFile2.objgen)
    return ut


def _sidetiketter(pdf: pikepdf.Pdf, antal: int) -> None:
    """Page labels 1, 2, 3 …, stated anew on each of the first pages."""
    nums = Array()
    for n in range(antal):
        nums.append(n)
        nums.append(pdf.make_indirect(Dictionary(S=Name.D, St=n + 1)))
    pdf.Root.PageLabels = pdf.make_indirect(Dictionary(Nums=nums))


# --- the tag tree -------------------------------------------------------------------------


def _barn(nod: Object) -> Iterator[Object]:
    """Structure elements under a node; marked content and annotation references are skipped."""
    k = nod.get("/K")
    if k is None:
        return
    for x in k if isinstance(k, Array) else [k]:
        if isinstance(x, Dictionary) and "/S" in x:
            yield x


def _ga(nod: Object, rubriksort: Name | None, natt: set[tuple[int, int]], hojd: Hojder) -> None:
    natt.add(nod.objgen)
    sort = str(nod.S)
    if sort == "/THead":
        rubriksort = Name.Column
    elif sort in ("/TBody", "/TFoot", "/Table"):
        rubriksort = Name.Row
    elif sort == "/TH" and rubriksort is not None:
        attribut = nod.get("/A") or Dictionary(O=Name.Table)
        attribut[Name.Scope] = rubriksort
        nod[Name.A] = attribut
    elif sort == "/Figure":
        _vand_ruta(nod, hojd)
    for barn in _barn(nod):
        _ga(barn, rubriksort, natt, hojd)


def _sidhojder(pdf: pikepdf.Pdf) -> Hojder:
    return {sida.obj.objgen: float(sida.mediabox[3]) for sida in pdf.pages}


def _vand_ruta(figur: Object, hojd: Hojder) -> None:
    """From CSS pixels, downwards from the top, to points upwards from the bottom."""
    attribut, sida = figur.get("/A"), figur.get("/Pg")
    if attribut is None or "/BBox" not in attribut:
        return
    h = hojd[sida.objgen] if sida is not None else next(iter(hojd.values()))
    x1, y1, x2, y2 = (float(v) * PX for v in attribut.BBox)
    attribut[Name.BBox] = Array([round(v, 2) for v in (x1, h - y2, x2, h - y1)])


def _sidutrustning_till_artefakt(pdf: pikepdf.Pdf, natt: set[tuple[int, int]]) -> None:
    """Marked content whose element hangs outside the tree is the page's furniture."""
    nums = pdf.Root.StructTreeRoot.ParentTree.Nums
    foraldrar = {int(nums[i]): nums[i + 1] for i in range(0, len(nums), 2)}
    for sida in pdf.pages:
        if "/StructParents" not in sida:
            continue
        lista = foraldrar[int(sida.StructParents)]
        losa = {i for i, e in enumerate(lista) if e is None or e.objgen not in natt}
        if losa:
            sida.Contents = pdf.make_stream(_som_artefakter(sida, losa))
            for i in losa:
                lista[i] = None


def _som_artefakter(sida: pikepdf.Page, losa: set[int]) -> bytes:
    """The page's content with the loose ones opened as artifacts.

    WeasyPrint writes each operand and operator on a line of its own, so that the beginnings can
    be changed as text; parsing every instruction took half of the time of the whole mending.
    """
    antal = 0

    def byt(traff: re.Match[bytes]) -> bytes:
        nonlocal antal
        if int(traff[1]) not in losa:
            return traff[0]
        antal += 1
        return ARTEFAKT

    innehall = MARKERAT.sub(byt, sida.Contents.read_bytes())
    if antal != len(losa):
        raise ValueError(f"{len(losa)} loose parts of a page, {antal} found in its content")
    return innehall


# --- the rest ----------------------------------------------------------------------------


def _lankar(sida: pikepdf.Page, rubriker: Mapping[str, str]) -> None:
    for lank in sida.get("/Annots", []):
        lank[Name.F] = int(lank.get("/F", 0)) | PRINT
        namn = str(lank.get("/Contents", ""))
        if namn in rubriker:
            lank[Name.Contents] = rubriker[namn]


def _bilder(pdf: pikepdf.Pdf) -> None:
    for o in pdf.objects:
        if (
            isinstance(o, pikepdf.Stream)
            and o.get("/Subtype") == Name.Image
            and "/Interpolate" in o
        ):
            del o["/Interpolate"]


def _metadata(pdf: pikepdf.Pdf) -> None:
    xmp = pdf.Root.Metadata.read_bytes()
    if b"pdfuaid" not in xmp:
        xmp = xmp.replace(b"</rdf:RDF>", PDFUA + b"</rdf:RDF>")
    strom = pdf.make_stream(xmp)  # metadata streams are not compressed on saving
    strom[Name.Type], strom[Name.Subtype] = Name.Metadata, Name.XML
    pdf.Root.Metadata = strom

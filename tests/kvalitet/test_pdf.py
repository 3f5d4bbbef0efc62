import builtins
import contextlib
import gc
import hashlib
import io
import os
import subprocess
import sys
import tempfile
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import page
import pikepdf
import pytest

from kvalitet import pdf, pdf_markning, pdf_typsnitt
from kvalitet.fel import Regelbrott
from kvalitet.pdf import PdfSaknas, gor_pdf, stada_tecken
from kvalitet.pdf_typsnitt import Typsnittsfel
from uppfoljning.rapport.html import MAPP

SKAPAD = datetime(2026, 10, 6, 6, 0, tzinfo=UTC)
STIL = """@font-face { font-family: Prov; src: url(typsnitt/Inter-Regular.ttf) }
@page { @top-left { content: "Sidhuvud" } @bottom-right { content: counter(page) } }
html { font-family: Prov } h2 { break-before: page }"""
KROPP = """<h1>En rapport</h1><p>Text om <a href="#tva">det andra</a>.</p>
<table><caption>Tal</caption><thead><tr><th>År</th><th>Värde</th></tr></thead>
<tbody><tr><th>2026</th><td>7</td></tr></tbody></table>
<svg width="20mm" height="10mm" viewBox="0 0 20 10"><title>En linje stiger.</title>
<path d="M0 10L20 0" stroke="#000"/></svg>
<h2 id="tva">Det andra avsnittet</h2><p>Slut.</p>"""


def html(kropp: str = KROPP, huvud: str = "") -> str:
    return (
        f'<!DOCTYPE html><html lang="sv"><head><title>x</title><style>{STIL}</style>{huvud}</head>'
        f"<body>{kropp}</body></html>"
    )


def gor(text: str | None = None, **andra: Any) -> pdf.Pdf:
    val = {"bas": MAPP, "skapad": SKAPAD} | andra
    return gor_pdf(text or html(), titel="En rapport", **val)


@pytest.fixture(scope="module")
def fil() -> pdf.Pdf:
    return gor()


def brister(data: bytes, profil: str, mapp: Path) -> list[str]:
    vag = mapp / "prov.pdf"
    vag.write_bytes(data)
    svar = page.validate_pdf(vag, profile=profil)
    assert svar.rules.total > 100
    return [f"{f.rule_id}: {f.message}" for f in svar.failures]


@pytest.mark.parametrize("profil", ["ua1", "2a"])
def test_bada_standarderna(fil: pdf.Pdf, profil: str, tmp_path: Path) -> None:
    assert brister(fil.bytes, profil, tmp_path) == []


def test_sidor_ankare_och_inga_varningar(fil: pdf.Pdf) -> None:
    assert fil.sidor == 2
    assert fil.ankare == {"tva": 2}
    assert fil.varningar == ()


def test_titel_sprak_och_datum(fil: pdf.Pdf) -> None:
    with pikepdf.open(io.BytesIO(fil.bytes)) as oppnad:
        assert str(oppnad.Root.Lang) == "sv"
        assert str(oppnad.docinfo.Title) == "En rapport"
        assert str(oppnad.docinfo.CreationDate).startswith("D:20261006060000")
        xmp = oppnad.Root.Metadata.read_raw_bytes()
        assert b"<pdfaid:part>2" in xmp or b'pdfaid:part="2"' in xmp
        assert b'pdfuaid:part="1"' in xmp


def _element(nod: Any, sort: str) -> list[Any]:
    ut = [nod] if str(nod.get("/S", "")) == sort else []
    k = nod.get("/K", [])
    for barn in k if isinstance(k, pikepdf.Array) else [k]:
        if isinstance(barn, pikepdf.Dictionary):
            ut += _element(barn, sort)
    return ut


def test_rubrikceller_lankar_och_figurer(fil: pdf.Pdf) -> None:
    with pikepdf.open(io.BytesIO(fil.bytes)) as oppnad:
        trad = oppnad.Root.StructTreeRoot
        assert [str(e.A.Scope) for e in _element(trad, "/TH")] == ["/Column", "/Column", "/Row"]
        (figur,) = _element(trad, "/Figure")
        assert str(figur.Alt) == "En linje stiger."
        x1, y1, x2, y2 = (float(v) for v in figur.A.BBox)
        assert x2 - x1 == pytest.approx(56.7, abs=1)  # 20 mm in points
        assert 842 / 2 < y1 < y2 < 842  # in the upper half of the page
        (lank,) = oppnad.pages[0].Annots
        assert str(lank.Contents) == "Gå till Det andra avsnittet, sidan 2"
        assert int(lank.F) & 4


def test_sidhuvudet_ar_en_artefakt(fil: pdf.Pdf) -> None:
    with pikepdf.open(io.BytesIO(fil.bytes)) as oppnad:
        for sida in oppnad.pages:
            assert b"/Artifact" in sida.Contents.read_bytes()


def test_ingen_strom_slutar_tvetydigt(fil: pdf.Pdf) -> None:
    assert b"\r\nendstream" not in fil.bytes


def _vagnretur() -> bytes:
    """Text whose packed form ends with a carriage return."""
    return next(d for n in range(99999) if zlib.compress(d := b"%d" % n, 9).endswith(b"\r"))


@pytest.mark.parametrize("plats", ["innehall", "typsnitt"])
def test_strommar_som_slutar_med_vagnretur_raddas(plats: str) -> None:
    with pikepdf.new() as oppnad:
        sida = oppnad.add_blank_page()
        packat = zlib.compress(_vagnretur(), 9)
        strom = oppnad.make_stream(packat, Filter=pikepdf.Name.FlateDecode)
        if plats == "innehall":
            sida.Contents = strom
        else:
            strom.Length1 = len(_vagnretur())
            sorten = pikepdf.Name.FontDescriptor
            sida.obj.Prov = oppnad.make_indirect(pikepdf.Dictionary(Type=sorten, FontFile2=strom))
        data = pdf_markning._skriv(oppnad)
    assert b"\r\nendstream" not in data
    with pikepdf.open(io.BytesIO(data)) as last:
        strom = last.pages[0].Contents if plats == "innehall" else last.pages[0].Prov.FontFile2
        assert strom.read_bytes().removesuffix(b"\n").removesuffix(b"\0\0\0\1") == _vagnretur()
        if plats == "typsnitt":
            assert int(strom.Length1) == len(strom.read_bytes())


def test_packade_objekt_som_slutar_med_vagnretur_numreras_om(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    riktig, varv = pdf_markning._spara, []

    def spara(oppnad: pikepdf.Pdf, lage: pikepdf.ObjectStreamMode) -> bytes:
        varv.append(lage)
        return riktig(oppnad, lage) + (b"\r\nendstream" if len(varv) < 4 else b"")

    monkeypatch.setattr(pdf_markning, "_spara", spara)
    data = gor().bytes
    assert len(varv) == 4
    with pikepdf.open(io.BytesIO(data)) as oppnad:
        assert len(oppnad.Root.PageLabels.Nums) in (2, 4)


BARN = """
import sys
import tempfile
import zlib
from datetime import datetime, timezone, timedelta
from kvalitet.pdf import gor_pdf
skapad = datetime(2026, 10, 6, 8, 0, tzinfo=timezone(timedelta(hours=2)))
pdf = gor_pdf(sys.stdin.read(), bas=sys.argv[1], titel="En rapport", skapad=skapad)
sys.stdout.buffer.write(pdf.bytes)
"""


def test_samma_bytes_i_en_annan_process(fil: pdf.Pdf, tmp_path: Path) -> None:
    rot = str(Path(pdf.__file__).parent.parent)
    miljo = os.environ | {
        "PYTHONHASHSEED": "4711",
        "TZ": "America/New_York",
        "PYTHONPATH": rot,
    }
    svar = subprocess.run(
        [sys.executable, "-c", BARN, str(MAPP)],
        input=html().encode(),
        capture_output=True,
        check=True,
        cwd=tmp_path,
        env=miljo,
    )
    assert hashlib.sha256(svar.stdout).digest() == hashlib.sha256(fil.bytes).digest()


def test_annat_datum_ger_annan_fil(fil: pdf.Pdf) -> None:
    assert gor(skapad=datetime(2026, 10, 7, tzinfo=UTC)).bytes != fil.bytes


def test_tid_utan_zon_vagras() -> None:
    with pytest.raises(ValueError, match="time zone"):
        gor(skapad=datetime(2026, 10, 6))  # noqa: DTZ001


@pytest.mark.parametrize(
    "adress",
    [
        "https://example.org/x.css",
        "http://127.0.0.1:1/x.css",
        "file:///etc/passwd",
        "../../../pyproject.toml",
        "file://annan-dator/x.css",
        "ftp://example.org/x",
    ],
)
def test_inget_utanfor_mappen_hamtas(adress: str) -> None:
    svar = gor(html(huvud=f'<link rel="stylesheet" href="{adress}">'))
    assert any("not allowed" in v for v in svar.varningar)


def test_symlank_ut_ur_mappen_vagras(tmp_path: Path) -> None:
    mapp = tmp_path / "mapp"
    mapp.mkdir()
    (tmp_path / "hemlig.css").write_text("p { color: red }")
    (mapp / "in.css").symlink_to(tmp_path / "hemlig.css")
    text = '<html lang="sv"><link rel="stylesheet" href="in.css"><p>x</p></html>'
    svar = gor_pdf(text, bas=mapp, titel="t", skapad=SKAPAD)
    assert any("not allowed" in v for v in svar.varningar)


def test_skrapsamlingen_ar_pa_efterat() -> None:
    assert gc.isenabled()
    with contextlib.suppress(ValueError), pdf._utan_skrapsamling():
        assert not gc.isenabled()
        raise ValueError
    assert gc.isenabled()


def test_utan_pango_en_tydlig_mening(monkeypatch: pytest.MonkeyPatch) -> None:
    riktig = builtins.__import__

    def utan(namn: str, *a: Any, **k: Any) -> Any:
        if namn == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return riktig(namn, *a, **k)

    monkeypatch.setattr(builtins, "__import__", utan)
    with pytest.raises(PdfSaknas) as fel:
        gor()
    assert isinstance(fel.value, Regelbrott)
    assert "apt-get install" in fel.value.mening
    assert not pdf.finns()


def test_weasyprint_hamtas_forst_nar_den_behovs() -> None:
    kod = "import sys, kvalitet.pdf; print('weasyprint' in sys.modules, 'pikepdf' in sys.modules)"
    rot = str(Path(pdf.__file__).parent.parent)
    svar = subprocess.run(
        [sys.executable, "-c", kod], capture_output=True, check=True, text=True, cwd=rot
    )
    assert svar.stdout.split() == ["False", "False"]


TILLATNA = frozenset(map(ord, "abcåäöşt <>p/?"))


@pytest.mark.parametrize(
    ("in_", "ut"),
    [
        ("<p>abc</p>", "<p>abc</p>"),
        ("a\u0308", "ä"),  # composed
        ("ș", "?"),
        ("á", "a"),  # the letter without its accent
        ("a\u200db", "ab"),  # joins nothing
        ("b\ufe0f", "b"),
        ("😀", "?"),
    ],
)
def test_tecken_som_typsnittet_saknar(in_: str, ut: str) -> None:
    assert stada_tecken(in_, TILLATNA)[0] == ut


def test_tecken_som_typsnittet_saknar_ger_en_giltig_fil(tmp_path: Path) -> None:
    svar = gor(html("<h1>Łukasz Șerban 😀</h1><p>Ελένη 北京 a\u0308 \u2011 ✓</p>"))
    assert len(svar.varningar) == 1
    assert "😀" in svar.varningar[0]
    assert brister(svar.bytes, "ua1", tmp_path) == []
    assert brister(svar.bytes, "2a", tmp_path) == []


# --- fonts --------------------------------------------------------------------------------


@pytest.fixture
def egen_mapp(tmp_path: Path) -> Path:
    """A folder with the fonts of its own, to be harmed."""
    for fil in (MAPP / "typsnitt").glob("*.ttf"):
        mal = tmp_path / "bas" / "typsnitt" / fil.name
        mal.parent.mkdir(parents=True, exist_ok=True)
        mal.write_bytes(fil.read_bytes())
    return tmp_path / "bas"


def test_saknat_typsnitt_stoppar_och_det_som_kom_tillbaka_gar(egen_mapp: Path) -> None:
    fil = egen_mapp / "typsnitt" / "Inter-Regular.ttf"
    hel = fil.read_bytes()
    fore = gor(bas=egen_mapp)
    fil.unlink()
    with pytest.raises(Typsnittsfel, match="ett typsnitt saknas"):
        gor(bas=egen_mapp)
    fil.write_bytes(hel[:2000])
    with pytest.raises(Typsnittsfel):
        gor(bas=egen_mapp)
    fil.write_bytes(hel)
    assert gor(bas=egen_mapp).bytes == fore.bytes


def test_ett_annat_typsnitt_ar_inget_reservtypsnitt(egen_mapp: Path) -> None:
    """Here the style names a family that only the machine could have."""
    stil = STIL.replace("html { font-family: Prov }", "html { font-family: sans-serif }")
    text = html().replace(STIL, stil)
    with pytest.raises(Typsnittsfel):
        gor(text, bas=egen_mapp)


def test_typsnitt_som_forsvann_ur_temporarmappen(egen_mapp: Path) -> None:
    """A cleaner of /tmp has been there: never another font's glyphs, and the next one succeeds."""
    fore = gor(bas=egen_mapp)
    (klart,) = pdf_typsnitt._klara.values()
    for fil in Path(klart._folder).iterdir():
        fil.unlink()
    with contextlib.suppress(Typsnittsfel):
        assert gor(bas=egen_mapp).bytes == fore.bytes
    assert gor(bas=egen_mapp).bytes == fore.bytes


def test_ingen_kopia_ligger_kvar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pdf_typsnitt.slapp()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    gor()
    assert list(tmp_path.iterdir())
    pdf_typsnitt.slapp()
    gc.collect()
    assert not list(tmp_path.iterdir())

"""HTML to a PDF that is both accessible (PDF/UA-1) and archivable (PDF/A-2a).

WeasyPrint renders PDF/A-2a; `tillganglig` then mends what WeasyPrint 70 leaves undone
and adds the PDF/UA-1 identifier. Same HTML, same files beside it and same `skapad` give
the same bytes, in any process and time zone: nothing reads the clock, the network, the
machine's fonts (the style sheet's families have names of their own) or chance.

WeasyPrint needs the system library Pango and is imported at the first PDF, so that
everything else works without it.
"""

import gc
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any
from unicodedata import category, normalize
from urllib.parse import unquote, urlsplit

from kvalitet import pdf_typsnitt
from kvalitet.fel import Regelbrott

VAL: Mapping[str, Any] = {"pdf_variant": "pdf/a-2a", "pdf_tags": True, "output_intent": "srgb"}
_EN_I_SANDER = Lock()
"""Pango's font map is for one thread at a time, and the collector is the whole process's."""


class PdfSaknas(Regelbrott):
    """Pango is missing on this machine. The sentence says what to install."""

    def __init__(self) -> None:
        super().__init__(
            "Rapporten kan inte bli PDF, eftersom programbiblioteket Pango saknas på servern. "
            "Be driften installera det: apt-get install -y --no-install-recommends "
            "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
        )


@dataclass(frozen=True, slots=True)
class Pdf:
    """The finished file. `ankare`: page number (from 1) of every anchor; `varningar`:
    sentences about what is not as it should be although the file is valid."""

    bytes: bytes
    sidor: int
    varningar: tuple[str, ...] = ()
    ankare: Mapping[str, int] = field(default_factory=dict)


def gor_pdf(html: str, *, bas: Path | str, titel: str, skapad: datetime, sprak: str = "sv") -> Pdf:
    """Render. `bas`: the only folder that the HTML may fetch files from. `skapad`: aware."""
    if skapad.tzinfo is None:
        raise ValueError("the moment of creation needs a time zone")
    weasyprint = _weasyprint()
    from kvalitet.pdf_markning import tillganglig

    mapp = Path(bas).resolve()
    html, varningar = stada_tecken(html, pdf_typsnitt.tecken(mapp))
    with (
        _EN_I_SANDER,
        pdf_typsnitt.typsnitt(mapp) as typsnitt,
        _utan_skrapsamling(),
        pdf_typsnitt.klagomal() as klagat,
    ):
        kalla = weasyprint.HTML(
            string=html, base_url=f"{mapp.as_uri()}/", url_fetcher=_hamtare(mapp)
        )
        ra, ankare, sidor = _ritad(kalla, typsnitt, mapp, Marke(titel, skapad, sprak))
        rubriker = _rubriker(kalla.etree_element, ankare)
    varningar = (*varningar, *(f"WeasyPrint: {rad}" for rad in klagat))
    return Pdf(tillganglig(ra, rubriker), sidor, varningar, ankare)


@dataclass(frozen=True, slots=True)
class Marke:
    """What the file says of itself."""

    titel: str
    skapad: datetime
    sprak: str


def _ritad(
    kalla: Any, typsnitt: Any, mapp: Path, marke: Marke
) -> tuple[bytes, dict[str, int], int]:
    """The raw file, the page of each anchor, the number of pages. Its own function, so that
    the layout is garbage when the collector runs."""
    dokument = kalla.render(font_config=typsnitt, **VAL)
    _markera(dokument.metadata, marke)
    ankare = {a: n for n, sida in enumerate(dokument.pages, 1) for a in sida.anchors}
    with warnings.catch_warnings():
        # WeasyPrint 70 leaves its own colour profile open for the collector to close.
        warnings.simplefilter("ignore", ResourceWarning)
        ra = dokument.write_pdf(**VAL, uncompressed_pdf=True)
    pdf_typsnitt.prova(mapp, dokument)
    return ra, ankare, len(dokument.pages)


def finns() -> bool:
    """Whether this machine can make PDF files."""
    try:
        _weasyprint()
    except PdfSaknas:
        return False
    return True


def _weasyprint() -> Any:
    try:
        import weasyprint
    except OSError as fel:  # cffi cannot load libpango
        raise PdfSaknas from fel
    return weasyprint


def _markera(metadata: Any, marke: Marke) -> None:
    tid = marke.skapad.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    metadata.title, metadata.lang = marke.titel, marke.sprak
    metadata.created = metadata.modified = tid


def _rubriker(rot: Any, ankare: Mapping[str, int]) -> dict[str, str]:
    """What a link to an anchor is called: the text that stands there, and its page."""
    ut: dict[str, str] = {}
    for element in rot.iter():
        namn = str(element.get("id") or "")
        if namn in ankare:
            text = " ".join("".join(element.itertext()).split())
            ut[namn] = f"Gå till {text}, sidan {ankare[namn]}" if text else namn
    return ut


# --- nothing from outside ------------------------------------------------------------


def _hamtare(mapp: Path) -> Any:
    """A fetcher that knows files in the folder, and data: addresses, and nothing else."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Hamtare(URLFetcher):  # type: ignore[misc, unused-ignore]
        def fetch(self, url: str, headers: Any = None) -> Any:
            delar = urlsplit(url)
            if delar.scheme == "data":
                return super().fetch(url, headers)
            fil = Path(unquote(delar.path)).resolve()
            if delar.scheme != "file" or delar.netloc or not fil.is_relative_to(mapp):
                raise ValueError(f"fetching is not allowed: {url}")
            return URLFetcherResponse(url, fil.read_bytes(), {"Content-Type": _typ(fil)})

    return Hamtare()


def _typ(fil: Path) -> str:
    typer = {".css": "text/css", ".svg": "image/svg+xml", ".ttf": "font/ttf", ".png": "image/png"}
    return typer.get(fil.suffix, "application/octet-stream")


@contextmanager
def _utan_skrapsamling() -> Iterator[None]:
    """Layout makes hundreds of thousands of objects that live to the end: a quarter faster
    without the collector. It is run once afterwards, or a worker would grow with every
    report (measured: 250 MB after seven, against 150). All that was made meanwhile is young."""
    pa = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if pa:
            gc.enable()
            gc.collect(0)


# --- characters ------------------------------------------------------------------------


def stada_tecken(html: str, tillatna: frozenset[int]) -> tuple[str, tuple[str, ...]]:
    """Replace characters that the fonts lack: by the letter without its marks, else "?".

    A glyph from another font, or the empty box, breaks both standards and makes the file
    depend on the machine. Marks without width and emoji selectors just go.
    """
    html = normalize("NFC", html)
    saknade = {c for c in set(html) if ord(c) not in tillatna and not c.isspace()}
    if not tillatna or not saknade:
        return html, ()
    byten = {c: _ersattning(c, tillatna) for c in saknade}
    synliga = sorted(c for c in saknade if category(c) not in ("Cf", "Mn", "Cc"))
    varning = f"Tecken som typsnittet saknar har bytts ut: {' '.join(synliga)}" if synliga else ""
    return html.translate({ord(c): e for c, e in byten.items()}), (varning,) if varning else ()


def _ersattning(tecken: str, tillatna: frozenset[int]) -> str:
    if category(tecken) in ("Cf", "Mn", "Cc"):
        return ""
    bas = "".join(c for c in normalize("NFKD", tecken) if ord(c) in tillatna)
    return bas or "?"

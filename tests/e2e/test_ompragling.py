"""Another municipality's settings, and no trace of the first on the whole site.

The demo is loaded with them and every address that links lead to is fetched, as a resident in
each language and as people of different roles: pages, feeds, reports, exports. What the site
sends by mail is read too.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter, deque
from collections.abc import Iterator
from html import unescape
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from django.db import connections
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from kvalitet.demokonton import LOSENORD
from tests.databas import klona, slapp
from tests.e2e.stack import Webbplats, stack, vanta
from tests.factories import databasadress

EGNA = {
    "KVALITET_ORGANISATION": "Linköpings kommun",
    "KVALITET_TELEFON": "013-20 60 00",
    "KVALITET_OPPETTIDER": "vardagar 7–18",
    "KVALITET_EPOST": "kommunen@linkoping.example",
    "KVALITET_POSTADRESS": "Storgatan 43, 581 81 Linköping",
    "KVALITET_WEBB": "https://www.linkoping.example",
    "KVALITET_KAMMARRATT": "Kammarrätten i Jönköping",
    "KVALITET_FARG": "#7A1F5C",
    "KVALITET_LOGGA_TEXT": "Linköpings kommun",
}
SPAR = re.compile(r"norrk[oö]ping|011-15|01115|\b0581\b|G37480", re.IGNORECASE)
FARG = re.compile("1c4462", re.IGNORECASE)
KOLADAS_EGET = re.compile(r"/kolada/|/kolada/jamforelser/")
"""Pages where one chooses among all municipalities of Kolada, and groups named after them."""
SOM_TEXT = ("text/", "application/xml", "application/atom+xml", "application/rss+xml", "image/svg")
PER_SORT = 2
"""Addresses fetched of each shape (numbers and keys aside)."""
PERSONER = ("leila.nordin", "nina.sand", "hanna.berg", "anders.dahl")


@pytest.fixture(scope="module")
def platsen(
    migrerad_databas: str, django_db_blocker: object, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Webbplats]:
    klon = f"{migrerad_databas}_annan"
    mapp = tmp_path_factory.mktemp("annan")
    (mapp / "logga.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40"><rect width="120" '
        'height="40" fill="#7A1F5C"/></svg>'
    )
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        connections.close_all()
        klona(migrerad_databas, klon)
    try:
        egna = EGNA | {"KVALITET_LOGGA": "logga.svg"}
        with stack(databasadress(klon), mapp, demo=True, egna=egna) as plats:
            yield plats
    finally:
        slapp(klon)


def sort(vag: str) -> str:
    return re.sub(r"[0-9a-f]{16,}|\d+|[^/]{30,}", "*", urlsplit(vag).path)


def vandra(klient: httpx.Client, fran: list[str]) -> Iterator[tuple[str, httpx.Response]]:
    """Fetch what the links lead to, a few of each shape."""
    ko, sedda, sorter = deque(fran), set(fran), Counter[str]()
    while ko:
        vag = ko.popleft()
        svar = klient.get(vag)
        yield vag, svar
        if not svar.headers.get("Content-Type", "").startswith("text/html"):
            continue
        for lank in re.findall(r'(?:href|src)="([^"#]+)', svar.text):
            mal = urljoin(str(svar.url), unescape(lank))
            delar = urlsplit(mal)
            ny = delar.path + (f"?{delar.query}" if delar.query else "")
            if delar.netloc != klient.base_url.netloc.decode() or ny in sedda:
                continue
            if (
                delar.path.startswith("/static/")
                or "logga-ut" in ny
                or sorter[sort(ny)] >= PER_SORT
            ):
                continue
            sedda.add(ny)
            sorter[sort(ny)] += 1
            ko.append(ny)


def innehall(svar: httpx.Response) -> str:
    """What can be read of an answer: text, the texts of a PDF, or of a packed file's parts."""
    typ = svar.headers.get("Content-Type", "")
    if typ.startswith(SOM_TEXT) or "json" in typ:
        return svar.text
    if typ == "application/pdf":
        try:
            pdf = PdfReader(io.BytesIO(svar.content))
        except PyPdfError:  # an invented file of the demo's, which is no whole PDF
            return svar.content.decode("latin-1")
        return "\n".join([*(sida.extract_text() for sida in pdf.pages), str(pdf.metadata)])
    if svar.content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(svar.content)) as paket:
            return "\n".join(paket.read(n).decode("utf-8", "ignore") for n in paket.namelist())
    return ""


def prova(klient: httpx.Client, fran: list[str], vem: str, hittat: Counter[str]) -> list[str]:
    fel = []
    for vag, svar in vandra(klient, fran):
        assert svar.status_code < 500, f"{vem}: {vag}"
        text = innehall(svar)
        typ = svar.headers.get("Content-Type", "").partition(";")[0]
        hittat[typ] += bool(text)
        if not KOLADAS_EGET.search(vag) and (spar := SPAR.search(text)):
            fel.append(f"{vem}: {vag}: {text[max(0, spar.start() - 60) : spar.end() + 40]!r}")
        if typ in ("text/html", "text/css") and FARG.search(text):
            fel.append(f"{vem}: {vag}: the first municipality's colour")
    return fel


def logga_in(klient: httpx.Client, namn: str) -> None:
    klient.get("/konto/logga-in/")
    svar = klient.post(
        "/konto/logga-in/",
        data={
            "username": f"{namn}@kommun.example",
            "password": LOSENORD,
            "csrfmiddlewaretoken": re.findall(
                r'name="csrfmiddlewaretoken" value="([^"]+)"', klient.get("/konto/logga-in/").text
            )[0],
        },
    )
    assert "/arbete/" in str(svar.url), namn


def test_no_trace_of_the_first_municipality(platsen: Webbplats) -> None:
    fel: list[str] = []
    hittat: Counter[str] = Counter()
    val = {"base_url": platsen.adress, "follow_redirects": True, "timeout": 60, "trust_env": False}
    with httpx.Client(**val) as klient:  # type: ignore[arg-type]
        fel += prova(klient, ["/", "/en/", "/sv-lattlast/", "/finns-inte/"], "invånare", hittat)
        start = klient.get("/").text
    for vad in ("Linköpings kommun", "013-20", "kommunen@linkoping", "581 81 Linköping"):
        assert vad in start
    for namn in PERSONER:
        with httpx.Client(**val) as klient:  # type: ignore[arg-type]
            logga_in(klient, namn)
            fel += prova(klient, ["/arbete/", "/arbete/rapporter/"], namn, hittat)
    assert fel == []
    for typ in ("text/html", "application/pdf", "application/atom+xml", "text/css"):
        assert hittat[typ], f"none of {typ} met: {hittat}"
    assert hittat["text/html"] > 150


def test_no_mail_names_the_first_municipality(platsen: Webbplats) -> None:
    with httpx.Client(base_url=platsen.adress, follow_redirects=True, trust_env=False) as klient:
        sida = klient.get("/konto/losenord/").text
        nyckel = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', sida)[0]
        falt = {"email": "nina.sand@kommun.example", "csrfmiddlewaretoken": nyckel}
        klient.post("/konto/losenord/", data=falt | {"epost": falt["email"]})
    vanta(lambda: platsen.brevlada.brev, "a mail")
    for brev in platsen.brevlada.brev:
        delar = [str(del_.get_content()) for del_ in brev.walk() if not del_.is_multipart()]
        assert len(delar) == 2, "text and HTML"
        for text in delar:
            assert "Linköpings kommun" in text
            assert not SPAR.search(text), brev["Subject"]
            assert not FARG.search(text), brev["Subject"]

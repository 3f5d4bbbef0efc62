"""What a page's style sheets and scripts weigh on the wire, and how pages are sent and kept."""

from __future__ import annotations

import gzip
import re
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from kvalitet.models import Anvandare

TAK = 80_000
"""Bytes of style sheets and scripts of one page, as WhiteNoise packs them with gzip; brotli, which
browsers take over HTTPS, is smaller yet."""
MALLAR = Path(settings.ROT) / "templates"
FILER = re.compile(r"""(?:static ['"]|/static/)((?:css|js)/[\w./-]+)""")
ARVER = re.compile(r"""{%\s*extends ['"]([^'"]+)['"]""")
HTMX = "django_htmx/htmx-2.min.js"


def _filer(mall: str) -> set[str]:
    """Return the style sheets and scripts that a page of the template names, its frames' too."""
    kalla = (MALLAR / mall).read_text()
    egna = set(FILER.findall(kalla)) | ({HTMX} if "{% htmx_script %}" in kalla else set())
    ram = ARVER.search(kalla)
    return egna | (_filer(ram[1]) if ram else set())


@cache
def _packad(fil: str) -> int:
    hittad = finders.find(fil)
    assert isinstance(hittad, str), fil
    return len(gzip.compress(Path(hittad).read_bytes(), compresslevel=9))


def test_style_sheets_and_scripts_of_every_page_are_light() -> None:
    mallar = (str(fil.relative_to(MALLAR)) for fil in MALLAR.rglob("*.html"))
    vikt = {mall: sum(map(_packad, _filer(mall))) for mall in mallar}
    assert not {mall: vikt[mall] for mall in vikt if vikt[mall] > TAK}
    assert max(vikt.values()) > TAK / 4  # something was weighed


def test_what_is_weighed_is_what_pages_name() -> None:
    stilar = {f"css/{namn}.css" for namn in ("designsystemet", "tema", "bas", "komponenter")}
    assert _filer("start.html") == {*stilar, "js/app.js"}
    assert _filer("arbete.html") >= {*stilar, "js/app.js", HTMX}
    assert _filer("500.html") == stilar


PACKAT = {"Accept-Encoding": "gzip"}


@pytest.mark.django_db
def test_pages_are_compressed_and_told_apart_by_a_random_length(client: Client) -> None:
    svar = [client.get("/", headers=PACKAT) for _ in range(20)]
    assert {s["Content-Encoding"] for s in svar} == {"gzip"}
    assert "Accept-Encoding" in svar[0]["Vary"]
    assert gzip.decompress(svar[0].content).startswith(b"<!doctype html>")
    assert len({len(s.content) for s in svar}) > 1


@pytest.mark.django_db
def test_a_public_page_that_has_not_changed_costs_a_line(client: Client) -> None:
    forst = client.get("/tillganglighet/", headers=PACKAT)
    assert forst["Cache-Control"] == "public, no-cache"
    assert {"Cookie", "HX-Request"} <= set(forst["Vary"].split(", "))
    igen = client.get("/tillganglighet/", headers={**PACKAT, "If-None-Match": forst["ETag"]})
    assert (igen.status_code, igen.content) == (304, b"")


@pytest.mark.django_db
@pytest.mark.parametrize("vag", ["/synpunkter/lamna/", "/konto/logga-in/", "/konto/losenord/"])
def test_a_page_with_the_token_of_a_form_is_kept_by_no_shared_cache(
    client: Client, vag: str
) -> None:
    svar = client.get(vag)
    assert "csrfmiddlewaretoken" in svar.content.decode()
    assert "private" in svar["Cache-Control"]
    igen = client.get(vag, headers={"If-None-Match": svar.headers.get("ETag", "")})
    assert igen.status_code == 200  # the token is masked anew


@pytest.mark.django_db
def test_who_is_signed_in_has_pages_of_their_own(
    client: Client, anna_administrator: Anvandare
) -> None:
    client.force_login(anna_administrator)
    for vag in ("/", "/arbete/"):
        assert client.get(vag)["Cache-Control"] == "private, no-cache"
    ut = client.post("/konto/logga-ut/")
    assert ut["Clear-Site-Data"] == '"cache"'

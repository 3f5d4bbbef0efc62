"""The site's edges: what every answer says to the browser, and what no request may get from it.

Every address of the URLconf is tried, and every page of every scene in tests/fragor, so that a new
one is held to the same.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import DatabaseError, models, transaction
from django.db.models import Value
from django.db.models.functions import Concat, Left
from django.http import HttpResponseBase
from django.test import Client, override_settings
from openpyxl import load_workbook

from kvalitet import klocka
from kvalitet.middleware import SKYDD
from kvalitet.models import Anvandare
from tests.adresser import alla
from tests.factories import Kommun
from tests.fragor import Bygge, Scen, Varld, alva, las_alla
from tests.kvalitet.test_behorighet import OPPNA

FORMEL = "=cmd|' /C calc'!A0 "
FORMELTECKEN = ("=", "+", "-", "@", "\t", "\r", "|")
TEXTFALT = {"namn", "rubrik", "text", "titel", "beskrivning", "benamning", "kommentar", "skal"}


@pytest.fixture
def eget_minne() -> Iterator[None]:
    minne = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    with override_settings(CACHES=minne):
        cache.clear()
        yield


def brister(svar: HttpResponseBase) -> list[str]:
    """Return what the answer does not say that every answer should."""
    h = svar.headers
    policy = h.get("Content-Security-Policy", "")
    krav = {
        "typen gissas": h.get("X-Content-Type-Options") == "nosniff",
        "får ramas in": h.get("X-Frame-Options") in ("DENY", "SAMEORIGIN"),
        "ingen policy": "default-src 'self'" in policy or "default-src 'none'" in policy,
        "skript på sidan": "unsafe-eval" not in policy and "script-src 'unsafe" not in policy,
        "adressen följer med ut": h.get("Referrer-Policy") in ("same-origin", "no-referrer"),
        "kamera och plats": h.get("Permissions-Policy") == SKYDD["Permissions-Policy"],
        "delar fönster": h.get("Cross-Origin-Opener-Policy") == "same-origin",
        "hämtas av andra": h.get("Cross-Origin-Resource-Policy") == "same-origin",
        "får sparas av alla": "Cache-Control" in h,
    }
    return [vad for vad, haller in krav.items() if not haller]


@pytest.mark.parametrize("metod", ["get", "post"])
def test_every_address_answers_with_every_protection(
    kommun: Kommun, eget_minne: None, metod: str
) -> None:
    """Signed out and in; most answers are redirects, 404 and 405, which are answers too."""
    ute, inne = Client(), Client()
    inne.force_login(alva(kommun))
    fel = {
        (adress.namn, vem is inne): b
        for adress in alla()
        for vem in (ute, inne)
        if not (vem is inne and adress.namn == "logga_ut")
        if (b := brister(getattr(vem, metod)(adress.url)))
    }
    assert not fel


@pytest.mark.parametrize(
    "vag",
    ["/static/css/bas.css", "/static/icons/marke.svg", "/finns-inte/", "/static/../x", "/%00"],
)
def test_files_and_faults_too(client: Client, db: None, vag: str) -> None:
    svar = client.get(vag)
    svar.close()
    # WhiteNoise leaves a missing file to the page of errors.
    assert [b for b in brister(svar) if b != "får sparas av alla"] == []


def test_the_redirect_to_https_and_what_comes_after_it_are_protected(db: None) -> None:
    with override_settings(
        SECURE_SSL_REDIRECT=True, SECURE_HSTS_SECONDS=31_536_000, SECURE_HSTS_PRELOAD=True
    ):
        client = Client()
        forst = client.get("/tillganglighet/")
        sedan = client.get("/tillganglighet/", secure=True)
    assert forst.status_code == 301
    assert forst["X-Frame-Options"] == "DENY"
    assert "max-age=31536000" in sedan["Strict-Transport-Security"]


# --- Every page of every scene ----------------------------------------------------------------


@pytest.mark.langsam
@pytest.mark.parametrize("bygge", las_alla(), ids=lambda bygge: bygge.namn)
def test_every_page_is_protected_and_no_export_holds_a_formula(
    bygge: Bygge,
    kommun: Kommun,
    client: Client,
    eget_minne: None,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    scen = bygge.bygg(Varld(kommun, alva(kommun), monkeypatch, tmp_path))
    _skriv_formler()
    if scen.vem:
        client.force_login(Anvandare.objects.get(pk=scen.vem.pk))
    with klocka.stalld(scen.nu):
        fel = {namn: f for namn, vag in scen.sidor.items() if (f := _fel(client, vag, scen))}
    assert not fel


def _fel(client: Client, vag: str, scen: Scen) -> list[str]:
    svar: Any = client.get(vag)
    fel = brister(svar)
    innehall = svar.getvalue()
    slag = svar.headers.get("Content-Type", "").partition(";")[0]
    fel += [f"formel: {cell[:40]}" for cell in celler(slag, innehall) if ar_formel(cell)]
    if etag := svar.headers.get("ETag"):
        igen = client.get(vag, headers={"If-None-Match": etag})
        fel += brister(igen) if igen.status_code != 304 else _andrat(svar, igen)
    return fel


def _andrat(forst: HttpResponseBase, igen: HttpResponseBase) -> list[str]:
    """Return what a 304 says otherwise than the page that the browser has; it would count."""
    return [
        f"304 ändrar {namn}"
        for namn in ("Content-Security-Policy", "X-Frame-Options", "Permissions-Policy")
        if namn in igen and igen.headers[namn] != forst.headers[namn]
    ]


def _skriv_formler() -> None:
    """Let every name and text begin as a formula, where the database lets itself be changed."""
    for modell in apps.get_models():
        for falt in modell._meta.concrete_fields:
            # The types themselves: what is encrypted is one of their children.
            if falt.name not in TEXTFALT or type(falt) not in (models.CharField, models.TextField):
                continue
            med = Concat(Value(FORMEL), falt.name, output_field=models.TextField())
            ny = Left(med, falt.max_length) if falt.max_length else med
            try:
                with transaction.atomic():
                    modell._default_manager.update(**{falt.name: ny})
            except DatabaseError:
                continue  # append-only, or of a shape of its own


def celler(slag: str, innehall: bytes) -> Iterator[str]:
    if slag == "text/csv":
        text = innehall.decode("utf-8-sig")
        skilje = ";" if ";" in text.partition("\n")[0] else ","
        yield from (cell for rad in csv.reader(io.StringIO(text), delimiter=skilje) for cell in rad)
    elif slag.endswith("spreadsheetml.sheet"):
        for blad in load_workbook(io.BytesIO(innehall)).worksheets:
            for rad in blad.iter_rows():
                for cell in rad:
                    if cell.data_type == "f":
                        yield "=formel i cellen"
                    elif isinstance(cell.value, str):
                        yield cell.value


def ar_formel(cell: str) -> bool:
    if cell in ("-", "–") or _ar_tal(cell):
        return False
    return cell.startswith(FORMELTECKEN)


def _ar_tal(cell: str) -> bool:
    try:
        float(cell.replace(",", "."))
    except ValueError:
        return False
    return True


def test_the_walk_tells_a_formula_from_a_number() -> None:
    text = "namn;värde\r\n=1+1;-3,5\r\n'=2;-\r\n".encode()
    assert [c for c in celler("text/csv", text) if ar_formel(c)] == ["=1+1"]


def test_the_walk_tells_an_answer_without_protection() -> None:
    from django.http import HttpResponse

    assert "typen gissas" in brister(HttpResponse())
    assert "får ramas in" in brister(HttpResponse())


# --- Where one is sent ------------------------------------------------------------------------

ANDRAS = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "http:evil.example",
    "http:///evil.example",
    "https://evil.example",
    "https:/evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "//evil.example%2f@testserver/",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
    "/%0d%0aLocation: https://evil.example",
    "\t//evil.example",
    " //evil.example",
    "\x00//evil.example",
    "/\t/evil.example",
    "ftp://testserver/",
    "//[evil",
]
RETURADRESSER = ("next", "retur", "tillbaka", "url", "redirect", "vidare")


def ut_ur_sajten(svar: HttpResponseBase) -> str:
    """Return where the answer sends a browser, when that is not this site."""
    mal = svar.headers.get("Location", "") or svar.headers.get("HX-Redirect", "")
    inne = mal.startswith("/") and not mal.startswith(("//", "/\\", "/\t"))
    return "" if not mal or inne or mal.startswith(("?", "#")) else mal


def test_no_address_sends_anybody_elsewhere(kommun: Kommun, eget_minne: None) -> None:
    """Every address in turn with one of them in its query, its form and the page it came from."""
    ute, inne = Client(), Client()
    inne.force_login(alva(kommun))
    for adress, mal in zip(alla(), cycle(ANDRAS), strict=False):
        par = dict.fromkeys(RETURADRESSER, mal)
        huvud = {"Referer": mal.replace("\x00", ""), "HX-Current-URL": mal.replace("\x00", "")}
        sparat = inne.cookies.copy()
        for svar in (
            inne.get(adress.url, par, headers=huvud),
            inne.post(adress.url, par, headers=huvud),
            ute.post(adress.url, par, headers=huvud),
        ):
            assert not ut_ur_sajten(svar), (adress.namn, mal)
        inne.cookies = sparat


@pytest.mark.parametrize("mal", ANDRAS)
def test_signing_in_leads_nowhere_else(
    erik_enhetschef: Anvandare, client: Client, eget_minne: None, mal: str
) -> None:
    with override_settings(DEMO=True):
        for vag in ("/konto/logga-in/", "/konto/logga-in/demo/"):
            uppgifter = {
                "username": erik_enhetschef.epost,
                "password": "en-lang-losenordsfras",
                "epost": erik_enhetschef.epost,
                "next": mal,
            }
            assert not ut_ur_sajten(Client().post(vag, uppgifter)), vag


@pytest.mark.parametrize("mal", ANDRAS)
def test_the_page_of_a_session_that_ended_links_nowhere_else(
    db: None, client: Client, eget_minne: None, mal: str
) -> None:
    if "\x00" in mal:
        pytest.skip("no server lets a NUL into a header")
    svar = client.post("/arbete/synpunkter/ny/", {"text": "Ett två"}, headers={"Referer": mal})
    (lank,) = re.findall(r'href="/konto/logga-in/(?:\?next=([^"]*))?"', svar.content.decode())[:1]
    assert not lank or (lank.startswith("/") and not unquote(lank).startswith(("//", "/\\")))


# --- Whose name the site goes by -------------------------------------------------------------


@pytest.mark.parametrize("vard", ["evil.example:80:80", "a b", "<script>", "evil/x", "", "\x7f"])
def test_a_host_that_is_no_name_is_refused(db: None, client: Client, vard: str) -> None:
    assert client.post(
        "/konto/losenord/", {"epost": "a@b.se"}, headers={"Host": vard}
    ).status_code in (
        200,
        400,
    )


def test_in_operation_only_the_sites_own_name_is_answered(db: None, client: Client) -> None:
    with override_settings(ALLOWED_HOSTS=["kvalitet.example"]):
        egen = client.get("/konto/losenord/", headers={"Host": "kvalitet.example"})
        andras = client.get("/tillganglighet/", headers={"Host": "evil.example"})
        bakom = client.get(
            "/konto/losenord/",
            headers={"Host": "kvalitet.example", "X-Forwarded-Host": "evil.example"},
        )
    assert (egen.status_code, bakom.status_code) == (200, 200)
    assert "evil" not in bakom.content.decode()
    assert andras.status_code in (200, 400)  # a page that never asks for its name may be shown


def test_a_mailed_link_is_to_the_site_whatever_the_request_calls_it(
    erik_enhetschef: Anvandare, client: Client, eget_minne: None
) -> None:
    from kvalitet.models import Utskick

    client.post(
        "/konto/losenord/",
        {"epost": erik_enhetschef.epost},
        headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"},
    )
    assert "evil.example" not in Utskick.objects.get().innehall


# --- What is too much -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kropp",
    [
        b"a=" + b"x" * 3_000_000,
        b"&".join(b"f%d=1" % n for n in range(6000)),
        b"[" * 200_000,
        b"\xff\xfe\x00",
        b"%ff%fe=%ed%a0%80",
        b"text=%00&text=a%00b&namn=%00",
    ],
    ids=["stor", "fält", "djup", "bytes", "trasig utf-8", "nul"],
)
@pytest.mark.parametrize("typ", ["application/x-www-form-urlencoded", "application/json"])
@pytest.mark.parametrize(
    "vag", ["/synpunkter/lamna/kvittens/", "/synpunkter/folj/", "/konto/losenord/"]
)
def test_a_body_without_sense_is_the_senders_fault(
    kommun: Kommun, client: Client, eget_minne: None, kropp: bytes, typ: str, vag: str
) -> None:
    assert client.post(vag, kropp, content_type=typ).status_code < 500


@pytest.mark.parametrize(
    "fraga", ["a=1&" * 3000, "q=" + "x" * 60_000, "q=%00", "q=%ff", "%", "q=%ed%a0%80"]
)
@pytest.mark.parametrize("vag", ["/", "/synpunkter/lamna/", "/arbete/sok/", "/verksamheter/"])
def test_a_question_without_sense_is_the_senders_fault(
    kommun: Kommun, client: Client, eget_minne: None, fraga: str, vag: str
) -> None:
    client.force_login(alva(kommun))
    assert client.get(vag, QUERY_STRING=fraga).status_code < 500


@pytest.mark.parametrize("kaka", ["x" * 200_000, "kvalitet_session=\x00", "=;=;" * 1000, "å=ö"])
def test_a_cookie_without_sense_is_none(db: None, client: Client, kaka: str) -> None:
    assert client.get("/arbete/", HTTP_COOKIE=kaka).status_code == 302


def test_what_the_database_cannot_hold_is_answered_with_a_page(
    client: Client, erik_enhetschef: Anvandare, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A view that asks the database about a NUL; no form stands before it."""
    client.force_login(erik_enhetschef)
    monkeypatch.setattr(
        "kvalitet.views.konto.be_om_losenord",
        lambda _epost: Anvandare.objects.filter(epost="a\0b").exists(),
    )
    svar = client.post("/konto/losenord/", {"epost": "a@b.example"})
    assert svar.status_code == 400
    assert "Ingenting har sparats" in svar.content.decode()


def test_an_address_with_a_nul_leads_nowhere(db: None, client: Client) -> None:
    for adress in alla():
        if adress.namn in OPPNA and "exempel" in adress.exempel.values():
            nul = adress.url.replace("exempel", "%00")
            assert client.get(nul).status_code in (404, 405), adress.namn

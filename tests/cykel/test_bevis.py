"""The file of a report: what is taken, under what name it is kept, and who may fetch it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from cykel.actions import bevis as akter
from cykel.models import Aktivitetslage, Bevisfil
from kvalitet import klocka
from kvalitet.fel import Regelbrott
from tests import factories
from tests.cykel import fabrik
from tests.cykel.test_uppdatera import SIDA, post, raden, rapportera
from tests.databas import nekas

PDF = b"%PDF-1.7\n1 0 obj\n"


@pytest.fixture(autouse=True)
def _september(tmp_path: Path, settings: Any) -> Iterator[None]:
    lager = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tmp_path},
    }
    allt = {**settings.STORAGES, "default": lager}
    with klocka.stalld(fabrik.UNDER_DELARET), override_settings(STORAGES=allt):
        yield


@pytest.fixture
def p(kommun: factories.Kommun) -> fabrik.Plan:
    return fabrik.i_folja_upp(kommun)


def fil(innehall: bytes = PDF, namn: str = "bevis.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(namn, innehall, content_type="text/html")


def arkiv(*namn: str) -> bytes:
    ut = io.BytesIO()
    with zipfile.ZipFile(ut, "w") as z:
        for ett in namn:
            z.writestr(ett, "x")
    return ut.getvalue()


def test_it_is_kept_under_a_random_name(p: fabrik.Plan) -> None:
    lage = rapportera(p, status="pagar", fil=fil(namn="../../hemligt/lön.pdf"))
    sparad = lage.bevis
    assert (sparad.namn, sparad.slag, sparad.storlek) == ("lön.pdf", "application/pdf", len(PDF))
    assert sparad.stig.startswith("bevis/")
    assert "lön" not in sparad.stig
    with default_storage.open(sparad.stig) as lagrad:
        assert lagrad.read() == PDF


@pytest.mark.parametrize(
    ("innehall", "slag"),
    [
        (PDF, "application/pdf"),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0....", "image/jpeg"),
        (arkiv("[Content_Types].xml", "word/document.xml"), "wordprocessingml.document"),
        (arkiv("[Content_Types].xml", "xl/workbook.xml"), "spreadsheetml.sheet"),
    ],
)
def test_the_type_is_told_by_the_content(innehall: bytes, slag: str) -> None:
    assert akter.prova_fil(fil(innehall, "hej.txt")).endswith(slag)


@pytest.mark.parametrize(
    "innehall",
    [
        b"<html><script>alert(1)</script></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"MZ\x90\x00",
        b"PK\x03\x04 trasig",
        arkiv("hemligt.exe"),
        arkiv("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
    ],
)
def test_other_content_is_refused_whatever_its_name(p: fabrik.Plan, innehall: bytes) -> None:
    with pytest.raises(Regelbrott, match="typ som inte tas emot"):
        rapportera(p, status="pagar", fil=fil(innehall, "rapport.pdf"))
    assert not Aktivitetslage.objects.exists()


def test_a_file_has_a_largest_size_and_is_not_empty(
    p: fabrik.Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(akter, "STORST", len(PDF))
    rapportera(p, status="pagar", fil=fil())
    with pytest.raises(Regelbrott, match="större än 10 MB"):
        rapportera(p, status="pagar", fil=fil(PDF + b"x"))
    with pytest.raises(Regelbrott, match="tom"):
        rapportera(p, status="pagar", fil=fil(b""))
    with nekas("bevisfil_inte_tom"):
        Bevisfil.objects.update(storlek=0)


def test_it_is_sent_as_a_download_to_those_who_may_read_the_plan(
    p: fabrik.Plan, client: Client, kommun: factories.Kommun
) -> None:
    client.force_login(p.folk.amir)
    client.post(SIDA, post(raden(p), status="pagar") | {f"{raden(p)}-fil": fil()})  # type: ignore[dict-item]
    sparad = Bevisfil.objects.get()
    adress = f"/arbete/planer/{p.plan.pk}/bevis/{sparad.pk}/"
    assert adress in client.get(SIDA).text
    assert adress in client.get(f"/arbete/planer/{p.plan.pk}/aktiviteter/").text
    svar = client.get(adress)
    assert b"".join(svar.streaming_content) == PDF  # type: ignore[arg-type]
    assert svar.headers["Content-Disposition"].startswith("attachment")
    assert svar.headers["X-Content-Type-Options"] == "nosniff"
    assert svar.headers["Cache-Control"] == "private, no-store"
    client.force_login(factories.person("Bodil Bibliotek", "PA", kommun.kfk))
    assert client.get(adress).status_code == 404
    client.logout()
    assert client.get(adress).status_code == 302


def test_a_file_that_is_lost_says_so(p: fabrik.Plan, client: Client) -> None:
    sparad = rapportera(p, status="pagar", fil=fil()).bevis
    default_storage.delete(sparad.stig)
    client.force_login(p.folk.amir)
    svar = client.get(f"/arbete/planer/{p.plan.pk}/bevis/{sparad.pk}/")
    assert svar.status_code == 409
    assert "finns inte kvar i lagret" in svar.text


def test_after_an_error_the_page_says_that_the_file_must_be_chosen_again(
    p: fabrik.Plan, client: Client
) -> None:
    client.force_login(p.folk.amir)
    utan_skal = post(raden(p), status="forsenad")
    igen = "Välj filen igen. Den sparades inte."
    assert igen not in client.post(SIDA, utan_skal).content.decode()
    for data in (
        utan_skal | {f"{raden(p)}-fil": fil()},  # type: ignore[dict-item]
        post(raden(p), status="pagar") | {f"{raden(p)}-fil": fil(b"MZ")},  # type: ignore[dict-item]
    ):
        sida = client.post(SIDA, data).content.decode()
        fore = sida.partition(igen)[0]
        assert fore != sida
        assert fore.rpartition("<details")[2].partition(">")[0].endswith(" open")
    assert not Bevisfil.objects.exists()

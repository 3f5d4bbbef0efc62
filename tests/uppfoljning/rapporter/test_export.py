"""The addresses of a report's other formats: who may have them, and what they cost."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import pytest
from django.test import Client
from django.urls import reverse

from kvalitet.models import Anvandare
from tests import factories
from tests.uppfoljning.export.lasare import ur_excel, ur_word
from tests.uppfoljning.rapporter.fall import Fall, gor, som
from uppfoljning import rapportexport, rapportjobb
from uppfoljning.actions import rapport as acts
from uppfoljning.export.format import FORMAT, Exportformat
from uppfoljning.models import Rapport
from uppfoljning.rapport.alla import SLAG
from uppfoljning.samlare.maluppfyllelse import omfang

pytestmark = pytest.mark.django_db

FORMEN = pytest.mark.parametrize("form", FORMAT)
ANDELSE = {"excel": "xlsx", "word": "docx", "csv": "zip"}


def vag(namn: str, *args: Any) -> str:
    return reverse(f"uppfoljning:{namn}", args=args)


@pytest.fixture
def rapport(fall: Fall) -> Rapport:
    ny = acts.bestall(omfang(fall.namnd, fall.tillfalle), av=fall.chef)
    gor(ny)
    return ny


@pytest.fixture
def faststalld(rapport: Rapport, nina_namndsekreterare: Anvandare) -> Rapport:
    rapport = acts.faststall(
        rapport,
        beslut_datum=rapport.bestalld.date(),
        beslut_paragraf="112",
        dnr="VON 2026/0412",
        av=nina_namndsekreterare,
    )
    gor(rapport)
    return rapport


@pytest.fixture
def publicerad(faststalld: Rapport, nina_namndsekreterare: Anvandare) -> Rapport:
    return acts.publicera(faststalld, av=nina_namndsekreterare)


@pytest.fixture
def bodil(fall: Fall) -> Anvandare:
    return factories.person("Bodil Biblioteksansvarig", "CH", fall.kommun.kfk)


@pytest.fixture
def inget_gors(monkeypatch: pytest.MonkeyPatch) -> None:
    def gor(underlag: object) -> NoReturn:
        pytest.fail("the file is made")

    for nyckel, form in FORMAT.items():
        monkeypatch.setitem(FORMAT, nyckel, Exportformat(form.nyckel, form.namn, gor))


# --- export ----------------------------------------------------------------------------------


@FORMEN
def test_filen_hamtas_och_ar_ett_utkast(
    form: str, rapport: Rapport, rut_revisor: Anvandare
) -> None:
    svar = som(rut_revisor).get(vag("rapport_export", rapport.pk, form))
    assert svar.status_code == 200
    namn = svar["Content-Disposition"].partition("filename=")[2].strip('"')
    csv = "csv-" if form == "csv" else ""
    assert namn == f"delarsrapport-2026-von-v1-{csv}utkast.{ANDELSE[form]}"
    assert svar["Cache-Control"] == "private, no-cache"
    assert svar["X-Content-Type-Options"] == "nosniff"
    assert svar.content[:2] == b"PK"


def test_samma_underlag_som_pdf_inte_levande_rader(fall: Fall, rapport: Rapport) -> None:
    fall.underlag = replace(fall.underlag, kontakt="Någon helt annan")
    data = som(fall.chef).get(vag("rapport_export", rapport.pk, "word")).content
    texter = [text for a in ur_word(data) for text in a.stycken]
    assert any(rapport.ogonblick.sha256 in text for text in texter)
    assert not any("Någon helt annan" in text for text in texter)


@FORMEN
def test_den_som_redan_har_filen_far_304_och_inget_gors(
    form: str, fall: Fall, rapport: Rapport, inget_gors: None
) -> None:
    klient, adress = som(fall.chef), vag("rapport_export", rapport.pk, form)
    etag = rapportexport.etag(rapport, form)
    svar = klient.get(adress, headers={"If-None-Match": etag})
    assert (svar.status_code, svar["ETag"], svar.content) == (304, etag, b"")
    svar = klient.head(adress, headers={"If-None-Match": etag})
    assert svar.status_code == 304


def test_annat_underlag_annat_format_och_annan_mall_ger_annan_etag(
    fall: Fall, rapport: Rapport, monkeypatch: pytest.MonkeyPatch
) -> None:
    etag = {rapportexport.etag(rapport, form) for form in FORMAT}
    fall.underlag = replace(fall.underlag, kontakt="Någon annan")
    ny = acts.bestall(omfang(fall.namnd, fall.tillfalle), av=fall.chef)
    etag.add(rapportexport.etag(ny, "excel"))
    monkeypatch.setattr(rapportexport, "mallversion", lambda: "annan")
    etag.add(rapportexport.etag(ny, "excel"))
    monkeypatch.setattr(rapportexport, "exportversion", lambda: "annan")
    etag.add(rapportexport.etag(ny, "excel"))
    assert len(etag) == len(FORMAT) + 3


@FORMEN
def test_ingen_pdf_ritas(
    form: str, fall: Fall, rapport: Rapport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rapportjobb, "rapport_pdf", lambda *_, **__: pytest.fail("a PDF"))
    monkeypatch.setattr("kvalitet.pdf.gor_pdf", lambda *_, **__: pytest.fail("a PDF"))
    svar = som(fall.chef).get(vag("rapport_export", rapport.pk, form))
    assert svar.status_code == 200


def test_kraver_ratt_och_omfang(
    rapport: Rapport, bodil: Anvandare, hanna_handlaggare: Anvandare, fall: Fall
) -> None:
    adress = vag("rapport_export", rapport.pk, "excel")
    assert som(hanna_handlaggare).get(adress).status_code == 403
    assert som(bodil).get(adress).status_code == 404
    assert Client().get(adress).status_code == 302
    assert som(fall.chef).post(adress).status_code == 405
    assert som(fall.chef).get(vag("rapport_export", rapport.pk, "pages")).status_code == 404


def test_ett_olasligt_underlag_sager_vad_man_gor(
    fall: Fall, rapport: Rapport, monkeypatch: pytest.MonkeyPatch
) -> None:
    def las(text: str) -> NoReturn:
        raise rapportjobb.OkantSchema("99")

    slag = replace(SLAG["maluppfyllelse"], las=las)
    monkeypatch.setattr(rapportexport, "SLAG", {"maluppfyllelse": slag})
    svar = som(fall.chef).get(vag("rapport_export", rapport.pk, "excel"))
    assert "Skapa rapporten på nytt." in svar.content.decode()


# --- publik ----------------------------------------------------------------------------------


@FORMEN
def test_alla_far_den_publicerade_som_inte_ar_ett_utkast(form: str, publicerad: Rapport) -> None:
    svar = Client().get(vag("publicerad_export", publicerad.pk, form))
    assert svar.status_code == 200
    assert "utkast" not in svar["Content-Disposition"]
    assert svar["Cache-Control"] == "public, no-cache"
    if form == "excel":
        assert "Indikatorer" in ur_excel(svar.content)


def test_ingen_far_den_som_inte_ar_publicerad(faststalld: Rapport) -> None:
    adress = vag("publicerad_export", faststalld.pk, "excel")
    assert Client().get(adress).status_code == 404


def test_lankarna_star_pa_sidorna(publicerad: Rapport, fall: Fall, rut_revisor: Anvandare) -> None:
    publik = Client().get(vag("publicerad", publicerad.pk)).content.decode()
    egen = som(fall.chef).get(vag("rapport", publicerad.pk)).content.decode()
    revisorns = som(rut_revisor).get(vag("rapport", publicerad.pk)).content.decode()
    for form in FORMAT:
        assert vag("publicerad_export", publicerad.pk, form) in publik
        assert vag("rapport_export", publicerad.pk, form) in egen
    paket = vag("rapport_arkivpaket", publicerad.pk)
    assert paket in egen
    assert paket not in publik
    assert paket in revisorns


# --- arkivpaket ------------------------------------------------------------------------------


def test_paketet_har_den_lagrade_filen_och_uppgifterna(faststalld: Rapport, fall: Fall) -> None:
    svar = som(fall.chef).get(vag("rapport_arkivpaket", faststalld.pk))
    assert "arkiv-delarsrapport-2026-von-v1.zip" in svar["Content-Disposition"]
    jobb = acts.jobb_for(faststalld)
    assert jobb is not None
    with zipfile.ZipFile(io.BytesIO(svar.content)) as paket:
        assert paket.read("rapport.pdf").startswith(b"%PDF")
        assert paket.read("underlag.json").decode() == faststalld.ogonblick.innehall
        data = json.loads(paket.read("metadata.json"))
    assert data["titel"].startswith("Måluppfyllelserapport delår 2026")
    assert (data["namnd"], data["diarienummer"]) == (str(fall.namnd), "VON 2026/0412")
    assert (data["paragraf"], data["faststalld"]) == ("112", "2026-09-23")
    assert (data["version"], data["ersatter_version"]) == (1, None)
    assert data["underlag"]["fingeravtryck"] == faststalld.ogonblick.sha256
    assert data["fil"]["sha256"] == jobb.fil_id
    assert data["fil"]["mallversion"] == rapportjobb.mallversion()
    assert data["period"] == {"fran": "2026-01-01", "till": "2026-08-31"}


def test_en_ny_version_namner_den_som_den_ersatter(
    faststalld: Rapport, fall: Fall, nina_namndsekreterare: Anvandare
) -> None:
    fall.underlag = replace(fall.underlag, kontakt="Någon annan")
    ny = acts.bestall(omfang(fall.namnd, fall.tillfalle), av=fall.chef)
    gor(ny)
    ny = acts.faststall(
        ny,
        beslut_datum=ny.bestalld.date(),
        beslut_paragraf="130",
        dnr="VON 2026/0412",
        av=nina_namndsekreterare,
    )
    gor(ny)
    svar = som(fall.chef).get(vag("rapport_arkivpaket", ny.pk))
    with zipfile.ZipFile(io.BytesIO(svar.content)) as paket:
        data = json.loads(paket.read("metadata.json"))
    assert (data["version"], data["ersatter_version"]) == (2, 1)


def test_en_annan_mall_star_som_okand(
    faststalld: Rapport, fall: Fall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rapportjobb, "mallversion", lambda: "en senare")
    svar = som(fall.chef).get(vag("rapport_arkivpaket", faststalld.pk))
    with zipfile.ZipFile(io.BytesIO(svar.content)) as paket:
        assert json.loads(paket.read("metadata.json"))["fil"]["mallversion"] is None


def test_samma_bytes_tva_ganger(faststalld: Rapport, fall: Fall) -> None:
    klient, adress = som(fall.chef), vag("rapport_arkivpaket", faststalld.pk)
    assert klient.get(adress).content == klient.get(adress).content


@pytest.mark.parametrize(
    ("skada", "mening"),
    [
        ("borta", "Filen finns inte kvar i lagret."),
        ("fel", "Filen i lagret är inte den som fastställdes"),
        ("halv", "Filen i lagret är inte den som fastställdes"),
    ],
)
def test_en_borttappad_eller_skadad_fil_packas_inte(
    skada: str, mening: str, faststalld: Rapport, fall: Fall, lager: Path
) -> None:
    jobb = acts.jobb_for(faststalld)
    assert jobb is not None
    assert jobb.fil is not None
    lagrad = lager / jobb.fil.stig
    data = lagrad.read_bytes()
    if skada == "borta":
        lagrad.unlink()
    else:
        lagrad.write_bytes(data[:-3] if skada == "halv" else data + b" ")
    svar = som(fall.chef).get(vag("rapport_arkivpaket", faststalld.pk))
    assert svar["Content-Type"].startswith("text/html")
    assert mening in svar.content.decode()


def test_ett_utkast_har_inget_paket(rapport: Rapport, fall: Fall) -> None:
    svar = som(fall.chef).get(vag("rapport_arkivpaket", rapport.pk))
    assert "när rapporten är fastställd" in svar.content.decode()
    sida = som(fall.chef).get(vag("rapport", rapport.pk)).content.decode()
    assert vag("rapport_arkivpaket", rapport.pk) not in sida


def test_den_fil_som_inte_ar_klar_vantas_in(
    rapport: Rapport, fall: Fall, nina_namndsekreterare: Anvandare
) -> None:
    rapport = acts.faststall(
        rapport,
        beslut_datum=rapport.bestalld.date(),
        beslut_paragraf="112",
        dnr="",
        av=nina_namndsekreterare,
    )
    svar = som(fall.chef).get(vag("rapport_arkivpaket", rapport.pk))
    assert "inte klar än" in svar.content.decode()


def test_arkivpaketet_kraver_ratt_och_omfang(
    faststalld: Rapport,
    fall: Fall,
    bodil: Anvandare,
    rut_revisor: Anvandare,
    filip_fortroendevald: Anvandare,
    nina_namndsekreterare: Anvandare,
) -> None:
    adress = vag("rapport_arkivpaket", faststalld.pk)
    for person in (nina_namndsekreterare, rut_revisor):
        assert som(person).get(adress).status_code == 200
    assert som(filip_fortroendevald).get(adress).status_code == 403
    assert som(bodil).get(adress).status_code == 404
    assert Client().get(adress).status_code == 302
    assert som(fall.chef).post(adress).status_code == 405

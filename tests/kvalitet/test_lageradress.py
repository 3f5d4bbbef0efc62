from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kvalitet import lageradress
from kvalitet.lageradress import rapportlager
from kvalitet.miljo import Miljo

DISK = "django.core.files.storage.FileSystemStorage"


def tolka(**variabler: str) -> tuple[dict[str, Any], list[str]]:
    miljo = Miljo(variabler)
    return rapportlager(miljo, Path("/data")), miljo.fel


def test_utan_adress_ar_det_disken() -> None:
    rad, fel = tolka()
    assert (rad["BACKEND"], rad["OPTIONS"], fel) == (DISK, {"location": Path("/data")}, [])


def test_en_hink() -> None:
    adress = "s3://rapporter/kvalitet?endpoint=https://s3.kommunen.example&region=eu-north-1"
    rad, fel = tolka(KVALITET_LAGER=adress, KVALITET_LAGER_NYCKEL="n", KVALITET_LAGER_HEMLIGHET="h")
    assert fel == []
    assert rad["OPTIONS"] == {
        "bucket_name": "rapporter",
        "location": "kvalitet",
        "endpoint_url": "https://s3.kommunen.example",
        "region_name": "eu-north-1",
        "access_key": "n",
        "secret_key": "h",
    }


def test_nyckeln_far_vara_maskinens_egen() -> None:
    rad, fel = tolka(KVALITET_LAGER="s3://rapporter")
    assert fel == []
    assert rad["OPTIONS"]["access_key"] is None
    assert rad["OPTIONS"]["endpoint_url"] is None


@pytest.mark.parametrize(
    ("adress", "mening"),
    [
        ("/srv/rapporter", "ska skrivas som s3://"),
        ("s3://", "ska skrivas som s3://"),
        ("s3://nyckel:hemlig@hink", "ska skrivas som s3://"),
        ("https://s3.example/hink", "ska skrivas som s3://"),
        ("s3://hink?slutpunkt=https://s3.example", "slutpunkt är okänt"),
        ("s3://hink?endpoint=http://s3.example", "endpoint ska börja med https://"),
        ("s3://hink?endpoint=s3.example", "endpoint ska börja med https://"),
        ("s3://hink?endpoint=https://", "endpoint ska börja med https://"),
    ],
)
def test_en_mening_om_vad_som_ar_fel(adress: str, mening: str) -> None:
    rad, fel = tolka(KVALITET_LAGER=adress)
    assert rad["BACKEND"] == DISK
    assert any(mening in ett for ett in fel), fel
    assert "hemlig" not in "".join(fel)


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:9000", "http://lagret:9000"])
def test_en_granne_far_tala_oppet(endpoint: str) -> None:
    assert tolka(KVALITET_LAGER=f"s3://hink?endpoint={endpoint}")[1] == []


def test_nyckel_utan_hemlighet() -> None:
    fel = tolka(KVALITET_LAGER="s3://hink", KVALITET_LAGER_NYCKEL="n")[1]
    assert fel == [
        "KVALITET_LAGER_NYCKEL och KVALITET_LAGER_HEMLIGHET hör ihop. Ange båda eller ingen."
    ]


def test_paketen_saknas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lageradress, "find_spec", lambda _: None)
    assert "krav-tillval.txt" in tolka(KVALITET_LAGER="s3://hink")[1][0]

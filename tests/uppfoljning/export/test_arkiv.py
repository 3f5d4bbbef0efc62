"""The archive package: whole, checkable with ordinary programs, and refused when it is wrong."""

from __future__ import annotations

import io
import json
import subprocess
import zipfile
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from tests.uppfoljning import rapportexempel
from tests.uppfoljning.export import lasare
from uppfoljning.export.arkiv import Arkivunderlag, FelFil, arkivpaket
from uppfoljning.rapport.maldokument import dokument
from uppfoljning.rapport.modell import till_json

PDF = b"%PDF-1.7 en rapport"
UNDERLAG = till_json(rapportexempel.full())


def summa(data: bytes | str) -> str:
    return sha256(data.encode() if isinstance(data, str) else data).hexdigest()


HELT = Arkivunderlag(
    titel="Delårsrapport 2026",
    pdf=PDF,
    pdf_sha256=summa(PDF),
    underlag=UNDERLAG,
    fingeravtryck=summa(UNDERLAG),
    metadata={"titel": "Delårsrapport 2026", "diarienummer": "VON 2026/0412"},
    dokument=dokument(rapportexempel.full()),
)


def filer(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as paket:
        return {namn: paket.read(namn) for namn in paket.namelist()}


def test_paketet_har_allt() -> None:
    innehall = filer(arkivpaket(HELT))
    assert innehall["rapport.pdf"] == PDF
    assert summa(innehall["underlag.json"]) == HELT.fingeravtryck
    assert json.loads(innehall["metadata.json"]) == HELT.metadata
    tabeller = {n: d for n, d in innehall.items() if n.startswith("tabeller/")}
    csvfiler = lasare.ur_csv(lasare.fil(rapportexempel.full(), "csv").data)
    assert [f"tabeller/{namn}.csv" for namn in csvfiler] == list(tabeller)
    assert [lasare.las_csv(data) for data in tabeller.values()] == list(csvfiler.values())
    lasmig = innehall["LÄSMIG.txt"].decode()
    assert HELT.fingeravtryck in lasmig
    assert all(f"{namn}.csv" in lasmig for namn in csvfiler)


def test_sha256sum_godtar_paketet_och_ser_en_andrad_fil(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(arkivpaket(HELT))) as paket:
        paket.extractall(tmp_path)
    prova = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
    svar = subprocess.run(prova, cwd=tmp_path, capture_output=True, text=True, check=True)
    # Every file is in the list, but for the list itself.
    assert svar.stdout.count(": OK") == sum(f.is_file() for f in tmp_path.rglob("*")) - 1
    (tmp_path / "tabeller/malen.csv").write_text("något annat")
    assert subprocess.run(prova, cwd=tmp_path, capture_output=True).returncode == 1


def test_samma_rapport_ger_samma_bytes_utan_klocka() -> None:
    data = arkivpaket(HELT)
    assert data == arkivpaket(replace(HELT, dokument=dokument(rapportexempel.full())))
    with zipfile.ZipFile(io.BytesIO(data)) as paket:
        former = {(i.date_time, i.compress_type) for i in paket.infolist()}
    assert former == {((1980, 1, 1, 0, 0, 0), zipfile.ZIP_STORED)}


@pytest.mark.parametrize("fel", [{"pdf": b"%PDF en annan"}, {"underlag": UNDERLAG + " "}])
def test_fel_innehall_packas_inte(fel: dict[str, bytes | str]) -> None:
    with pytest.raises(FelFil):
        arkivpaket(replace(HELT, **fel))


def test_ett_slag_utan_dokument_har_inga_tabeller() -> None:
    innehall = filer(arkivpaket(replace(HELT, dokument=None)))
    assert set(innehall) == {
        "rapport.pdf", "underlag.json", "metadata.json", "LÄSMIG.txt", "SHA256SUMS",
    }  # fmt: skip

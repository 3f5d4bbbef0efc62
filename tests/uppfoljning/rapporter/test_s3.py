"""Finished reports in a bucket, against a server process that speaks S3."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import Any

import boto3
import httpx
import pytest
from botocore.exceptions import ClientError

from kvalitet.lageradress import rapportlager
from kvalitet.miljo import Miljo
from tests.uppfoljning.rapporter.fall import Fall, gor
from tests.uppfoljning.rapporter.test_jobb import nytt_jobb
from tests.uppfoljning.rapporter.test_vyer import som, text, vag
from uppfoljning import lager as lagret
from uppfoljning import rapportjobb
from uppfoljning.lager import Lagringsfel
from uppfoljning.models import Rapportfil
from uppfoljning.s3lager import S3lager

REGION = "eu-north-1"
DATA = b"%PDF en rapport"
SERVER = """
import sys
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Its address; ends when its standard input does."""
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", SERVER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdin
    assert process.stdout
    yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
    process.stdin.close()
    process.kill()
    process.wait()
    process.stdout.close()


@pytest.fixture
def klient(server: str) -> Iterator[Any]:
    ett = boto3.client(
        "s3",
        endpoint_url=server,
        aws_access_key_id="nyckel",
        aws_secret_access_key="hemlig",
        region_name=REGION,
    )
    ett.create_bucket(Bucket="hink", CreateBucketConfiguration={"LocationConstraint": REGION})
    yield ett
    for rad in ett.list_objects_v2(Bucket="hink").get("Contents", []):
        ett.delete_object(Bucket="hink", Key=rad["Key"])
    ett.delete_bucket(Bucket="hink")
    ett.close()


@pytest.fixture
def hink(server: str, klient: Any, monkeypatch: pytest.MonkeyPatch) -> S3lager:
    """The storage as the settings make it."""
    ett = lager_vid(server)
    monkeypatch.setattr(lagret, "rapportlager", ett)
    return ett


def lager_vid(adress: str) -> S3lager:
    miljo = Miljo(
        {
            "KVALITET_LAGER": f"s3://hink/kvalitet?endpoint={adress}&region={REGION}",
            "KVALITET_LAGER_NYCKEL": "nyckel",
            "KVALITET_LAGER_HEMLIGHET": "hemlig",
        }
    )
    rad = rapportlager(miljo, Path("/data"))
    miljo.prova()
    assert rad["BACKEND"] == "uppfoljning.s3lager.S3lager"
    return S3lager(**rad["OPTIONS"])


def namn(klient: Any) -> list[str]:
    return [rad["Key"] for rad in klient.list_objects_v2(Bucket="hink").get("Contents", [])]


def test_ligger_under_sin_egen_summa_och_laser_tillbaka(hink: S3lager, klient: Any) -> None:
    summa = lagret.lagra(DATA)
    assert summa == lagret.lagra(DATA) == sha256(DATA).hexdigest()
    assert namn(klient) == [f"kvalitet/rapporter/{summa[:2]}/{summa}.pdf"]
    with lagret.oppna(Rapportfil(sha256=summa)) as oppen:
        assert oppen.read() == DATA


def test_flera_samtidigt_ger_en_fil(hink: S3lager, klient: Any) -> None:
    """Whoever has looked and found nothing may still find the name taken."""
    with pytest.MonkeyPatch.context() as alla_ser_tomt:
        alla_ser_tomt.setattr(hink, "exists", lambda _: False)
        with ThreadPoolExecutor(8) as tradar:
            summor = set(tradar.map(lagret.lagra, [DATA] * 16))
    assert len(summor) == len(namn(klient)) == 1


def test_det_som_ligger_dar_skrivs_inte_over(hink: S3lager, klient: Any) -> None:
    """Another file under the name, or half of one by other means: said, not published."""
    summa = sha256(DATA).hexdigest()
    nyckel = f"kvalitet/rapporter/{summa[:2]}/{summa}.pdf"
    klient.put_object(Bucket="hink", Key=nyckel, Body=DATA[:4])
    with pytest.raises(Lagringsfel, match="has 4 bytes"):
        lagret.lagra(DATA)
    assert klient.head_object(Bucket="hink", Key=nyckel)["ContentLength"] == 4


def test_lager_utan_villkorad_skrivning(hink: S3lager, klient: Any) -> None:
    forsok: list[dict[str, Any]] = []
    objekt = hink.bucket.Object

    def gammalt(nyckel: str) -> Any:
        ett = objekt(nyckel)
        riktig = ett.put

        def put(**val: Any) -> Any:
            forsok.append(val)
            if "IfNoneMatch" in val:
                raise ClientError({"Error": {"Code": "NotImplemented"}}, "PutObject")
            return riktig(**val)

        ett.put = put
        return ett

    hink.bucket.Object = gammalt
    lagret.lagra(DATA)
    assert ["IfNoneMatch" in val for val in forsok] == [True, False]
    assert len(namn(klient)) == 1


def test_ingen_offentlig_adress(hink: S3lager, klient: Any, server: str) -> None:
    summa = lagret.lagra(DATA)
    stig = Rapportfil(sha256=summa).stig
    assert "X-Amz-Signature" in hink.url(stig)
    acl = klient.get_object_acl(Bucket="hink", Key=f"kvalitet/{stig}")
    assert not [g for g in acl["Grants"] if g["Grantee"]["Type"] == "Group"]
    assert httpx.get(f"{server}/hink/kvalitet/{stig}").status_code == 403


def test_saknad_fil_och_saknad_hink(hink: S3lager, klient: Any) -> None:
    with pytest.raises(FileNotFoundError):
        lagret.oppna(Rapportfil(sha256="a" * 64))
    hink._bucket = None
    hink.bucket_name = "borta"
    with pytest.raises(Lagringsfel):
        lagret.lagra(DATA)


@pytest.mark.django_db
def test_lager_som_inte_svarar(
    fall: Fall, server: str, hink: S3lager, klient: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    rapport = nytt_jobb(fall).rapport
    with monkeypatch.context() as nere:
        nere.setattr(lagret, "rapportlager", lager_vid("http://127.0.0.1:1"))
        for _ in range(rapportjobb.MEST):
            gor(rapport)
    chef = som(fall.chef)
    assert rapportjobb.LAGRET in text(chef.get(vag("rapportjobb")))
    assert namn(klient) == []
    chef.post(vag("rapportjobb_alla_igen"))
    jobb = gor(rapport)
    svar: Any = chef.get(vag("rapport_fil", rapport.pk, jobb.fil_id))
    assert sha256(b"".join(svar.streaming_content)).hexdigest() == jobb.fil_id
    with monkeypatch.context() as nere:
        nere.setattr(lagret, "rapportlager", lager_vid("http://127.0.0.1:1"))
        svar = chef.get(vag("rapport_fil", rapport.pk, jobb.fil_id))
    assert "Filen går inte att hämta just nu" in text(svar)

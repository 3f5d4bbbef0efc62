"""Where finished reports are kept: a folder of the server, or a bucket that speaks S3. Pure."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qs, urlsplit

from kvalitet.miljo import Miljo

EXEMPEL = "s3://hink?endpoint=https://s3.kommunen.example&region=eu-north-1"
VAL = {"endpoint", "region"}


def rapportlager(miljo: Miljo, mapp: Path) -> dict[str, Any]:
    """The row of STORAGES; each fault becomes a sentence in `miljo`."""
    pa_disk = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": mapp},
    }
    adress = miljo.text("KVALITET_LAGER", "")
    nyckel = miljo.text("KVALITET_LAGER_NYCKEL", "")
    hemlighet = miljo.text("KVALITET_LAGER_HEMLIGHET", "")
    if not adress:
        return pa_disk
    delar, val = _tolka(adress)
    fel = _fel(delar, val, nyckel, hemlighet)
    miljo.fel.extend(fel)
    if fel:
        return pa_disk
    return {
        "BACKEND": "uppfoljning.s3lager.S3lager",
        "OPTIONS": {
            "bucket_name": delar.netloc,
            "location": delar.path.strip("/"),
            "endpoint_url": val.get("endpoint") or None,
            "region_name": val.get("region") or None,
            # Without them boto asks the machine it runs on (a role, or its own files).
            "access_key": nyckel or None,
            "secret_key": hemlighet or None,
        },
    }


def _tolka(adress: str) -> tuple[SplitResult, dict[str, str]]:
    delar = urlsplit(adress)
    val = parse_qs(delar.query, keep_blank_values=True)
    return delar, {namn: varden[-1] for namn, varden in val.items()}


def _fel(delar: SplitResult, val: dict[str, str], nyckel: str, hemlighet: str) -> list[str]:
    fel = []
    if delar.scheme != "s3" or not delar.netloc or "@" in delar.netloc:
        fel.append(f"KVALITET_LAGER ska skrivas som {EXEMPEL}. Lämna den tom för serverns disk.")
    if okanda := sorted(set(val) - VAL):
        fel.append(f"KVALITET_LAGER: {', '.join(okanda)} är okänt. Ange endpoint och region.")
    if (endpoint := val.get("endpoint", "")) and not _skyddad(endpoint):
        fel.append("KVALITET_LAGER: endpoint ska börja med https://.")
    if bool(nyckel) != bool(hemlighet):
        fel.append(
            "KVALITET_LAGER_NYCKEL och KVALITET_LAGER_HEMLIGHET hör ihop. Ange båda eller ingen."
        )
    if find_spec("storages") is None or find_spec("boto3") is None:
        fel.append(
            "KVALITET_LAGER pekar på S3, men programpaketen för det saknas. Installera dem med "
            "pip install --require-hashes -r krav-tillval.txt."
        )
    return fel


def _skyddad(endpoint: str) -> bool:
    """Encrypted, or to a neighbour in the same machine or network of containers."""
    delar = urlsplit(endpoint)
    vard = delar.hostname or ""
    granne = vard == "127.0.0.1" or (vard != "" and "." not in vard)
    return bool(vard) and (delar.scheme == "https" or (delar.scheme == "http" and granne))

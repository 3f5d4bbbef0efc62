"""What people have written goes into no mail header; what a page names is not fetched."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from kvalitet import pdf
from kvalitet.models import Utskick
from kvalitet.notiser import skriv_brev
from kvalitet.utskick import _meddelande
from kvalitet.views import brevslag
from kvalitet.views.brevslag import PER_MALL

RAD = "\r\nBcc: alla@evil.example\r\n\r\nNy text"


def smittad(varde: Any) -> Any:
    """Return the word with a header of its own after it; addresses are our own and stay."""
    if isinstance(varde, str) and " " in varde and "://" not in varde:
        return varde + RAD
    return varde


@pytest.mark.parametrize("mall", sorted(PER_MALL))
def test_no_name_or_text_begins_a_header_of_a_mail(
    mall: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for namn in ("ENHET", "NAMND", "KARIN", "ERIK"):
        ett = getattr(brevslag, namn)
        monkeypatch.setattr(ett, "namn", ett.namn + RAD)
    sammanhang = {namn: smittad(v) for namn, v in PER_MALL[mall].exempel().items()}
    brev = skriv_brev(mall, mottagare="karin@kommun.example", sammanhang=sammanhang)
    rad = Utskick(innehall=json.dumps(asdict(brev)), nyckel="prov")
    meddelande = _meddelande(rad).message()
    assert meddelande["Bcc"] is None
    assert meddelande["To"] == "karin@kommun.example"
    assert "\n" not in brev.amne
    assert meddelande.as_bytes()


@pytest.mark.parametrize(
    "adress",
    [
        "http://127.0.0.1:1/",
        "https://evil.example/x.css",
        "ftp://evil.example/",
        "gopher://evil.example/",
        "//evil.example/x",
        "\\\\evil.example\\x",
        "file:///etc/passwd",
        "file://localhost/etc/passwd",
        "file://evil.example/etc/passwd",
        "FILE:///etc/passwd",
        "{mapp}/../hemlig.txt",
        "{mapp}/%2e%2e/hemlig.txt",
        "{mapp}/..%2fhemlig.txt",
        "{mapp}/inne/../../hemlig.txt",
        "{mapp}/lank.txt",
        "{mapp}-granne/x.txt",
        "{mapp}/x%00.txt",
        "jar:file:///etc/passwd",
        "/etc/passwd",
        "",
    ],
)
def test_the_printer_fetches_nothing_outside_its_folder(tmp_path: Path, adress: str) -> None:
    mapp = tmp_path / "mapp"
    mapp.mkdir()
    (tmp_path / "mapp-granne").mkdir()
    (tmp_path / "mapp-granne" / "x.txt").write_text("hemligt")
    (tmp_path / "hemlig.txt").write_text("hemligt")
    (mapp / "lank.txt").symlink_to(tmp_path / "hemlig.txt")
    hamtare = pdf._hamtare(mapp.resolve())
    with pytest.raises((ValueError, OSError)):
        hamtare.fetch(adress.replace("{mapp}", mapp.as_uri()))


def test_the_printer_fetches_what_lies_in_its_folder(tmp_path: Path) -> None:
    (tmp_path / "å b.css").write_text("p{}")
    svar = pdf._hamtare(tmp_path.resolve()).fetch((tmp_path / "å b.css").as_uri())
    assert svar.read() == b"p{}"

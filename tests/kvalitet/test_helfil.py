"""A file is whole or not there: a full disk, a process's own limit, and who is told."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cykel.actions import bevis
from kvalitet import helfil
from kvalitet.fel import Regelbrott
from synpunkter.actions import bilaga
from synpunkter.models import Bilaga
from tests.synpunkter.bilagor.filer import pdf
from uppfoljning import lager as rapportlager

ROT = Path(__file__).resolve().parents[2]


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk takes the bytes in memory, and says no when they are to be kept."""

    def nej(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", nej)


@pytest.fixture
def filer(tmp_path: Path, settings: Any) -> Path:
    plats = {"OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], **plats},
        "rapporter": {**settings.STORAGES["default"], **plats},
    }
    return tmp_path


def allt_i(mapp: Path) -> list[Path]:
    return [fil for fil in mapp.rglob("*") if fil.is_file()]


def test_the_name_shows_all_of_it(tmp_path: Path) -> None:
    helfil.skriv_helt(tmp_path / "a" / "b", b"hela")
    helfil.skriv_helt(tmp_path / "a" / "b", b"nya hela")
    assert (tmp_path / "a" / "b").read_bytes() == b"nya hela"
    assert len(allt_i(tmp_path)) == 1


def test_a_full_disk_leaves_what_was_there_and_nothing_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    helfil.skriv_helt(tmp_path / "b", b"gamla")
    monkeypatch.setattr(os, "fsync", _nej)
    with pytest.raises(OSError, match="No space left"):
        helfil.skriv_helt(tmp_path / "b", b"nya")
    assert (tmp_path / "b").read_bytes() == b"gamla"
    assert len(allt_i(tmp_path)) == 1


def _nej(_: int) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_the_systems_own_limit_in_a_real_process(tmp_path: Path) -> None:
    """The kernel stops the writing on the way: RLIMIT_FSIZE, as a quota or a full disk does."""
    program = (
        "import resource, signal, sys, pathlib\n"
        "from kvalitet.helfil import skriv_helt\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "try:\n"
        "    skriv_helt(pathlib.Path(sys.argv[1]), b'x' * 100_000)\n"
        "except OSError as fel:\n"
        "    print(fel.errno)\n"
    )
    svar = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "fil")],
        cwd=ROT,
        env={
            **os.environ,
            "KVALITET_LAGE": "test",
            "PYTHONPATH": str(ROT),
            "PYTHONWARNINGS": "ignore",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert svar.stdout.strip() == str(errno.EFBIG)
    assert allt_i(tmp_path) == []


def test_a_resident_is_told_and_no_row_names_half_a_file(
    db: None, filer: Path, full_disk: None
) -> None:
    mottaget = bilaga.spara([SimpleUploadedFile("brev.pdf", pdf())])
    assert mottaget.filer == []
    assert mottaget.fel == [
        "”brev.pdf” följer inte med. Filen kunde inte sparas just nu. Skicka utan den, och lägg "
        "till den på ärendets sida senare."
    ]
    assert not Bilaga.objects.exists()
    assert allt_i(filer) == []


def test_an_official_is_told_of_a_proof_that_was_not_kept(filer: Path, full_disk: None) -> None:
    with pytest.raises(Regelbrott, match="Filen kunde inte sparas"):
        bevis.spara_bevis(None, SimpleUploadedFile("b.pdf", pdf()), slag="application/pdf")  # type: ignore[arg-type]
    assert allt_i(filer) == []


def test_a_report_that_finds_no_room_is_a_fault_of_the_storage(
    filer: Path, full_disk: None
) -> None:
    with pytest.raises(rapportlager.Lagringsfel):
        rapportlager.lagra(b"%PDF")
    assert allt_i(filer) == []

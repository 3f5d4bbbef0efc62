"""The same snapshot gives the same bytes, in another process, zone, language and on another day."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from kvalitet import pdf
from tests.uppfoljning import rapportexempel
from tests.uppfoljning.export import lasare
from uppfoljning.export.format import FORMAT
from uppfoljning.rapport.modell import till_json

BARN = """
import datetime, sys, time
from hashlib import sha256
class Annan(datetime.datetime):
    @classmethod
    def now(cls, tz=None): return cls(2031, 3, 4, 5, 6, 7, tzinfo=tz)
    @classmethod
    def utcnow(cls): return cls(2031, 3, 4, 5, 6, 7)
datetime.datetime = Annan
riktig = time.localtime
time.time = lambda: 1930000000.0
time.localtime = lambda s=None: riktig(1930000000.0 if s is None else s)
from pathlib import Path
from uppfoljning.export.format import FORMAT
from uppfoljning.export.underlag import exportunderlag
from uppfoljning.rapport.maldokument import dokument
from uppfoljning.rapport.modell import fingeravtryck, fran_json
u = fran_json(Path(sys.argv[1]).read_text('utf-8'))
for form in FORMAT.values():
    fil = form.gor(exportunderlag(dokument(u), u, fingeravtryck(u)))
    print(form.nyckel, sha256(fil.data).hexdigest())
"""


def test_samma_bytes_i_en_annan_process_en_annan_dag(tmp_path: Path) -> None:
    underlag = tmp_path / "underlag.json"
    underlag.write_text(till_json(rapportexempel.full()), "utf-8")
    rot = str(Path(pdf.__file__).parent.parent)
    miljo = os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "PYTHONPATH": rot}
    svar = subprocess.run(
        [sys.executable, "-c", BARN, str(underlag)],
        capture_output=True,
        check=True,
        cwd=tmp_path,
        env=miljo | {"LC_ALL": "C"},
        text=True,
    )
    har = {f: sha256(lasare.fil(rapportexempel.full(), f).data).hexdigest() for f in FORMAT}
    assert dict(rad.split() for rad in svar.stdout.splitlines()) == har


@pytest.mark.parametrize("form", FORMAT)
def test_ingen_klocka_i_filen(form: str) -> None:
    u = replace(rapportexempel.full(), skapad=datetime(2026, 9, 23, 8, 30, 1, 5, tzinfo=UTC))
    with zipfile.ZipFile(io.BytesIO(lasare.fil(u, form).data)) as paket:
        assert {info.date_time for info in paket.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        if form != "csv":
            egenskaper = paket.read("docProps/core.xml").decode()
            assert egenskaper.count("2026-09-23T08:30:01Z") == 2


@pytest.mark.parametrize("form", FORMAT)
def test_ett_andrat_varde_ger_andra_bytes(form: str) -> None:
    full = rapportexempel.full()
    annan = replace(full, kontakt="Någon annan")
    assert lasare.fil(full, form).data != lasare.fil(annan, form).data

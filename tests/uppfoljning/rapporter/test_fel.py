"""What breaks while a report is made: nothing half is seen, and a second run succeeds."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import signal
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

from kvalitet import ogonblick, pdf_typsnitt
from kvalitet import pdf as pdf_modul
from tests import arbetare as process
from tests.samtidigt import vanta_tills
from tests.uppfoljning.rapporter.fall import Fall, gor
from tests.uppfoljning.rapporter.test_jobb import (
    filer,
    kasta,
    klart,
    nytt_jobb,
    svept,
    verklig,
)
from tests.uppfoljning.rapporter.test_vyer import som, text, vag
from uppfoljning import lager as lagret
from uppfoljning import rapportjobb
from uppfoljning.actions import rapport as acts
from uppfoljning.models import Rapport, Rapportfil, Rapportjobb
from uppfoljning.rapport import html as rapporthtml
from uppfoljning.rapport import tryck
from uppfoljning.rapportverktyg import verktyg

__all__ = ["verklig"]

EN_MB = bytes(range(256)) * 4096


@pytest.fixture
def riktig_pdf(verklig: Fall, lager: Path, monkeypatch: pytest.MonkeyPatch) -> Fall:
    """The whole road in this process, with a storage of its own and no broker."""
    monkeypatch.setattr(rapportjobb, "lagg_i_ko", lambda _: None)
    return verklig


def skal_pa_sidan(fall: Fall, rapport: Rapport) -> str:
    """What the page of jobs says, once the job is given up."""
    for _ in range(rapportjobb.MEST):
        if gor(rapport).lage == Rapportjobb.Lage.MISSLYCKAD:
            break
    return text(som(fall.chef).get(vag("rapportjobb")))


def inget_synligt(rapport: Rapport, lager: Path) -> bool:
    rapport.refresh_from_db()
    rader = Rapportfil.objects.exists() or rapport.fil_id or rapport.publicerad
    return not rader and not list(lager.rglob("*.pdf"))


def igen(fall: Fall, rapport: Rapport) -> Rapportjobb:
    acts.forsok_igen(rapport, av=fall.chef)
    return gor(rapport)


# --- the storage --------------------------------------------------------------------------------


@pytest.mark.langsam
def test_fullt_lager_pa_riktigt(riktig_pdf: Fall, lager: Path) -> None:
    """The disk says no in the middle of the file: the process may write 100 kB and no more."""
    rapport = nytt_jobb(riktig_pdf).rapport
    mjuk, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    fore = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (65_536, hard))
    try:
        sida = skal_pa_sidan(riktig_pdf, rapport)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (mjuk, hard))
        signal.signal(signal.SIGXFSZ, fore)
    assert rapportjobb.LAGRET in sida
    assert inget_synligt(rapport, lager)
    assert not [fil for fil in lager.rglob("*") if fil.is_file()]
    assert igen(riktig_pdf, rapport).lage == Rapportjobb.Lage.KLAR


def test_full_disk_mitt_i_filen(lager: Path) -> None:
    """A file system of 256 kB, where the system lets us mount one."""
    rot = lager / "liten"
    rot.mkdir()
    val = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(rot)]
    if os.geteuid() or not shutil.which("mount") or subprocess.run(val, check=False).returncode:
        pytest.skip("a file system may not be mounted here")
    try:
        (lager / "rapporter").symlink_to(rot)
        with pytest.raises(lagret.Lagringsfel) as fel:
            lagret.lagra(EN_MB)
        assert isinstance(fel.value.__cause__, OSError)
        assert fel.value.__cause__.errno == errno.ENOSPC
        assert not [fil for fil in rot.rglob("*") if fil.is_file()]
        assert lagret.lagra(b"%PDF liten")
    finally:
        subprocess.run(["umount", str(rot)], check=True)


@pytest.mark.django_db
def test_lager_som_inte_gar_att_skriva_i(fall: Fall, lager: Path) -> None:
    """A file stands where the folder should be; root may write in any folder."""
    (lager / "rapporter").write_bytes(b"")
    rapport = nytt_jobb(fall).rapport
    assert rapportjobb.LAGRET in skal_pa_sidan(fall, rapport)
    assert inget_synligt(rapport, lager)
    (lager / "rapporter").unlink()
    assert igen(fall, rapport).lage == Rapportjobb.Lage.KLAR


# --- what the report is made of -----------------------------------------------------------------


def test_typsnitt_saknas(
    riktig_pdf: Fall, lager: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rapport = nytt_jobb(riktig_pdf).rapport
    mapp = tmp_path / "rapport"
    shutil.copytree(rapporthtml.MAPP, mapp)
    monkeypatch.setattr(tryck, "MAPP", mapp)
    borta = mapp / "typsnitt" / "Inter-SemiBold.ttf"
    hel = borta.read_bytes()
    borta.unlink()
    assert "ett typsnitt saknas eller är trasigt på servern" in skal_pa_sidan(riktig_pdf, rapport)
    assert inget_synligt(rapport, lager)
    borta.write_bytes(hel)
    assert igen(riktig_pdf, rapport).lage == Rapportjobb.Lage.KLAR


def test_fel_i_mallen(riktig_pdf: Fall, lager: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable that does not exist, in a template of its own."""
    rapport = nytt_jobb(riktig_pdf).rapport
    with monkeypatch.context() as trasigt:
        mallar = lager / "mallar"
        shutil.copytree(rapporthtml.MALLAR / "rapport", mallar / "rapport")
        for mall in (mallar / "rapport").rglob("tryck.html"):
            mall.write_text("{{ r.finns_inte }}", encoding="utf-8")
        (mallar / "rapport" / "rapport.html").write_text("{{ r.finns_inte }}", encoding="utf-8")
        trasigt.setattr(rapporthtml, "MALLAR", mallar)
        rapporthtml._motor.cache_clear()
        sida = skal_pa_sidan(riktig_pdf, rapport)
    rapporthtml._motor.cache_clear()
    assert rapportjobb.MALLFEL in sida
    assert rapport.jobb.get().forsok == 1  # as wrong the second time
    assert inget_synligt(rapport, lager)
    assert igen(riktig_pdf, rapport).lage == Rapportjobb.Lage.KLAR


@pytest.mark.django_db
def test_olasligt_underlag(fall: Fall, lager: Path) -> None:
    rapport = acts.bestall(_omfang(fall), av=fall.chef)
    trasigt = ogonblick.frys("rapport", {"mal": 1}, schema=1, av=None, nu=rapport.bestalld)
    rapport.jobb.update(ogonblick=trasigt)
    for jobb in rapport.jobb.all():
        rapportjobb.utfor(jobb.pk)
    assert rapportjobb.OLASLIG in text(som(fall.chef).get(vag("rapportjobb")))
    assert inget_synligt(rapport, lager)
    fall.underlag = replace(fall.underlag, kontakt="En annan")
    assert gor(acts.bestall(_omfang(fall), av=fall.chef)).lage == Rapportjobb.Lage.KLAR


@pytest.mark.django_db
def test_databasen_som_svarar_igen(fall: Fall, monkeypatch: pytest.MonkeyPatch) -> None:
    rapport = acts.bestall(_omfang(fall), av=fall.chef)
    with monkeypatch.context() as nere:
        nere.setattr(rapportjobb, "rapport_pdf", kasta(OperationalError("closed")))
        jobb = gor(rapport)
    assert (jobb.lage, jobb.fel) == (Rapportjobb.Lage.KOAD, rapportjobb.DATABASEN)
    assert gor(rapport).lage == Rapportjobb.Lage.KLAR


def _omfang(fall: Fall) -> Any:
    from uppfoljning.samlare.maluppfyllelse import omfang

    return omfang(fall.namnd, fall.tillfalle)


# --- the pool's child ---------------------------------------------------------------------------


@pytest.mark.langsam
@pytest.mark.parametrize("punkt", ["rapport.hamtat", "rapport.renderat", "rapport.lagrat"])
def test_dodat_barn_ger_anda_en_fil(
    verklig: Fall, riktig_databas: str, tmp_path: Path, punkt: str
) -> None:
    """As when the kernel runs out of memory: the child dies at the point, its worker lives."""
    jobb = nytt_jobb(verklig)
    dodlig = process.miljo(riktig_databas, tmp_path, felpunkt=punkt)
    with process.arbetare(dodlig, tmp_path / "a.log", pool="prefork") as levande:

        def avbrutet() -> bool:
            jobb.refresh_from_db()
            return svept(jobb.forsok >= 1 and "signal 9" in (tmp_path / "a.log").read_text())

        vanta_tills(avbrutet, "barnet dör", frist=90)
        assert levande.poll() is None
    assert not Rapportfil.objects.exists()
    with process.arbetare(process.miljo(riktig_databas, tmp_path), tmp_path / "b.log"):
        klart(jobb)
    assert jobb.lage == Rapportjobb.Lage.KLAR
    (fil,) = filer(tmp_path)
    assert fil.stem == jobb.fil_id


# --- the same bytes -----------------------------------------------------------------------------

DAGAR = (
    ("2026-10-06T06:00:00", "Europe/Stockholm", "0"),
    ("2031-03-30T01:30:00", "Pacific/Auckland", "4711"),
)
KOD = """
    import datetime, hashlib, os, sys, time
    nu = datetime.datetime.fromisoformat(sys.argv[1]).replace(tzinfo=datetime.UTC)
    skillnad = nu.timestamp() - time.time()
    riktig, riktig_ns = time.time, time.time_ns
    time.time = lambda: riktig() + skillnad
    time.time_ns = lambda: riktig_ns() + int(skillnad * 1e9)
    class Dag(datetime.datetime):
        @classmethod
        def now(cls, tz=None):
            return cls.fromtimestamp(time.time(), tz)
        @classmethod
        def utcnow(cls):
            return cls.fromtimestamp(time.time(), datetime.UTC).replace(tzinfo=None)
    datetime.datetime = Dag
    import django; django.setup()
    from django.utils import timezone
    assert timezone.now().year == nu.year
    from tests.uppfoljning.rapporter.fall import litet
    from uppfoljning.rapport.tryck import rapport_pdf
    for _ in range(2):
        data = rapport_pdf(litet(), utkast=True, fingeravtryck="f" * 64).bytes
        print(hashlib.sha256(data).hexdigest())
"""


@pytest.mark.langsam
def test_samma_byte_tva_dagar_tva_processer_kall_och_varm(tmp_path: Path) -> None:
    """The process's whole clock is moved, and with it the time zone and the hash seed."""
    summor = set()
    for dag, zon, fro in DAGAR:
        env = {
            **process.miljo(os.environ["DATABASE_URL"], tmp_path),
            "DJANGO_SETTINGS_MODULE": "kvalitet.settings",
            "TZ": zon,
            "PYTHONHASHSEED": fro,
        }
        kor = [sys.executable, "-c", textwrap.dedent(KOD), dag]
        ut = subprocess.run(
            kor, cwd=process.ROT, env=env, check=True, capture_output=True, text=True
        ).stdout.split()
        assert len(ut) == 2
        summor |= set(ut)
    assert len(summor) == 1


@pytest.mark.django_db
def test_andrat_varde_ger_annat_fingeravtryck_och_annan_fil(fall: Fall) -> None:
    ett = gor(acts.bestall(_omfang(fall), av=fall.chef))
    fall.underlag = replace(fall.underlag, kontakt="En annan")
    tva = gor(acts.bestall(_omfang(fall), av=fall.chef))
    assert ett.ogonblick.sha256 != tva.ogonblick.sha256
    assert ett.fil_id != tva.fil_id


@pytest.mark.django_db
def test_filen_minns_sina_verktyg(fall: Fall) -> None:
    fil = gor(acts.bestall(_omfang(fall), av=fall.chef)).fil
    assert fil is not None
    assert fil.verktyg == verktyg()
    assert {"weasyprint", "pydyf", "pikepdf", "qpdf", "fonttools", "tinycss2"} <= set(fil.verktyg)
    assert {"pango", "harfbuzz", "freetype", "python", "mallversion"} <= set(fil.verktyg)
    assert "saknas" not in fil.verktyg.values()
    assert pdf_modul.finns()


@pytest.mark.parametrize("namn", [namn for namn in verktyg() if namn != "mallversion"])
def test_varje_verktyg_ingar_i_mallversionen(namn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from uppfoljning import rapportverktyg

    fore = rapportverktyg.mallversion.__wrapped__()
    andra = {**rapportverktyg._versioner(), namn: "en annan"}
    monkeypatch.setattr(rapportverktyg, "_versioner", lambda: andra)
    assert rapportverktyg.mallversion.__wrapped__() != fore


def test_varje_fil_ingar_i_mallversionen() -> None:
    """What a report is drawn with: templates, sheets, fonts and the code between."""
    from uppfoljning import rapportverktyg

    namn = {str(fil.relative_to(process.ROT)) for fil in rapportverktyg._filer()}
    assert {
        "uppfoljning/rapport/rapport.css",
        "uppfoljning/rapport/typsnitt/Inter-Regular.ttf",
        "uppfoljning/rapport/tryck.py",
        "kvalitet/pdf.py",
        str(Path(pdf_typsnitt.__file__).relative_to(process.ROT)),
        "kvalitet/pdf_markning.py",
    } <= namn

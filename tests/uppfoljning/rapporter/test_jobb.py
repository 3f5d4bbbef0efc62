"""The making of a file: leases, faults, and real workers that are killed at work."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import page
import pytest
from billiard.exceptions import SoftTimeLimitExceeded
from celery import current_app
from django.db.models.functions import Now
from pypdf import PdfReader

from kvalitet import helfil, klocka
from kvalitet.models import Handelse, Utskick
from kvalitet.pdf import Pdf, PdfSaknas
from kvalitet.texter import tal
from tests import arbetare as process
from tests import factories
from tests.samtidigt import Tradar, vanta_tills
from tests.uppfoljning.rapporter import fall as rapportfall
from tests.uppfoljning.rapporter.fall import Fall, gor
from uppfoljning import lager as lagret
from uppfoljning import rapportjobb
from uppfoljning.actions import rapport as acts
from uppfoljning.models import Rapport, Rapportfil, Rapportjobb
from uppfoljning.rapportjobb import MEST, Overtagen, fardig, forlang, lana
from uppfoljning.samlare import maluppfyllelse
from uppfoljning.samlare.maluppfyllelse import omfang

KOAD, PAGAR, KLAR, MISSLYCKAD = Rapportjobb.Lage.values
EN_PDF = Pdf(b"%PDF en", sidor=3)


def bestall(fall: Fall) -> Rapport:
    return acts.bestall(omfang(fall.namnd, fall.tillfalle), av=fall.chef)


def nytt_jobb(fall: Fall) -> Rapportjobb:
    return bestall(fall).jobb.get()


def lat_lanet_ga_ut(jobb: Rapportjobb) -> None:
    Rapportjobb.objects.filter(pk=jobb.pk).update(lan_till=Now() - timedelta(seconds=1))


def kasta(fel: BaseException) -> Callable[..., Any]:
    def inre(*_: Any, **__: Any) -> Any:
        raise fel

    return inre


@pytest.mark.django_db
class TestLanet:
    def test_gors_en_gang(self, fall: Fall) -> None:
        rapport = bestall(fall)
        jobb = gor(rapport)
        rapportjobb.utfor(jobb.pk)
        jobb.refresh_from_db()
        assert (jobb.lage, jobb.forsok, jobb.andel) == (KLAR, 1, 100)
        assert Rapportfil.objects.count() == 1
        assert Handelse.objects.filter(slag="rapport.fardig").count() == 1
        assert Utskick.objects.filter(mall="rapport_klar").count() == 1

    def test_utlanat_ar_upptaget_tills_lanet_gar_ut(self, fall: Fall) -> None:
        jobb = nytt_jobb(fall)
        forsta = lana(jobb.pk)
        assert forsta is not None
        assert lana(jobb.pk) is None
        lat_lanet_ga_ut(jobb)
        assert not forlang(forsta)
        andra = lana(jobb.pk)
        assert andra is not None
        assert andra.token != forsta.token
        assert forlang(andra)

    def test_den_som_blev_av_med_lanet_skriver_inte(self, fall: Fall) -> None:
        jobb = nytt_jobb(fall)
        forsta = lana(jobb.pk)
        assert forsta is not None
        lat_lanet_ga_ut(jobb)
        with pytest.raises(Overtagen):
            fardig(forsta, EN_PDF, "1" * 64)
        andra = lana(jobb.pk)
        assert andra is not None
        with pytest.raises(Overtagen):
            fardig(forsta, EN_PDF, "1" * 64)
        assert not Rapportfil.objects.exists()  # rolled back with the rest
        fardig(andra, EN_PDF, "2" * 64)
        with pytest.raises(Overtagen):
            fardig(andra, EN_PDF, "3" * 64)
        jobb.refresh_from_db()
        assert (jobb.fil_id, jobb.forsok) == ("2" * 64, 2)

    def test_tre_avbrott_ger_upp_med_skal(self, fall: Fall) -> None:
        jobb = nytt_jobb(fall)
        for _ in range(MEST):
            assert lana(jobb.pk) is not None
            lat_lanet_ga_ut(jobb)
        rapportjobb.utfor(jobb.pk)
        jobb.refresh_from_db()
        assert (jobb.lage, jobb.forsok) == (MISSLYCKAD, MEST)
        assert "avbröts 3 gånger" in jobb.fel
        assert Utskick.objects.filter(mall="rapport_misslyckad").count() == 1

    def test_svepet_tar_det_som_vantar_och_det_som_tystnat(
        self, fall: Fall, utskickade: list[int]
    ) -> None:
        jobb = nytt_jobb(fall)
        assert rapportjobb.sopa() == 1
        lana(jobb.pk)
        assert rapportjobb.sopa() == 0
        lat_lanet_ga_ut(jobb)
        assert rapportjobb.sopa() == 1
        assert utskickade == [jobb.pk, jobb.pk]

    @pytest.mark.parametrize("dygn", [-1, 1])
    def test_lanet_gar_efter_databasens_klocka_vad_arbetarens_an_visar(
        self, fall: Fall, utskickade: list[int], dygn: int
    ) -> None:
        jobb = nytt_jobb(fall)
        lana(jobb.pk)
        with klocka.stalld(klocka.nu() + timedelta(days=dygn)):
            assert rapportjobb.sopa() == 0
            lat_lanet_ga_ut(jobb)
            assert rapportjobb.sopa() == 1


@pytest.mark.django_db
class TestFel:
    @pytest.mark.parametrize(
        ("fel", "mening"),
        [
            (PdfSaknas(), "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"),
            (SoftTimeLimitExceeded(), "tog för lång tid"),
            (KeyError("mal"), "Ett fel i rapportens mall"),
        ],
    )
    def test_som_inte_gar_over_stannar_med_skal(
        self, fall: Fall, monkeypatch: pytest.MonkeyPatch, fel: Exception, mening: str
    ) -> None:
        monkeypatch.setattr(rapportjobb, "rapport_pdf", kasta(fel))
        jobb = gor(bestall(fall))
        assert (jobb.lage, jobb.forsok) == (MISSLYCKAD, 1)
        assert mening in jobb.fel

    def test_okant_schema(self, fall: Fall) -> None:
        fall.underlag = replace(fall.underlag, schema=99)
        jobb = gor(bestall(fall))
        assert jobb.fel == rapportjobb.OLASLIG

    def test_fullt_lager_forsoker_igen_och_ger_sedan_upp(
        self, fall: Fall, monkeypatch: pytest.MonkeyPatch, lager: Path
    ) -> None:
        monkeypatch.setattr(helfil.os, "replace", kasta(OSError("No space left on device")))
        rapport = bestall(fall)
        lagen = [gor(rapport).lage for _ in range(MEST)]
        assert lagen == [KOAD, KOAD, MISSLYCKAD]
        assert "kontrollera att det finns plats" in rapport.jobb.get().fel
        assert not [fil for fil in lager.rglob("*") if fil.is_file()]
        monkeypatch.undo()

    def test_efter_nytt_forsok_blir_det_klart(
        self, fall: Fall, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        rapport = bestall(fall)
        with monkeypatch.context() as trasigt:
            trasigt.setattr(rapportjobb, "rapport_pdf", kasta(KeyError("mal")))
            assert gor(rapport).lage == MISSLYCKAD
        acts.forsok_igen(rapport, av=fall.chef)
        assert gor(rapport).lage == KLAR


class TestLagret:
    def test_ligger_under_sin_egen_summa(self, lager: Path) -> None:
        summa = lagret.lagra(b"%PDF ett")
        assert summa == lagret.lagra(b"%PDF ett") == sha256(b"%PDF ett").hexdigest()
        (fil,) = [f for f in lager.rglob("*") if f.is_file()]
        assert fil.name == f"{summa}.pdf"
        with lagret.oppna(Rapportfil(sha256=summa)) as oppen:
            assert oppen.read() == b"%PDF ett"

    def test_rester_av_doda_skrivare_stadas(self, lager: Path) -> None:
        rest = lager / "rapporter" / "ab" / f"tmp{lagret.HALV}"
        rest.parent.mkdir(parents=True)
        rest.write_bytes(b"%PD")
        assert lagret.stada() == 0
        assert lagret.stada(aldre_an=-1) == 1
        assert not rest.exists()


# --- real workers -----------------------------------------------------------------------------


@pytest.fixture
def verklig(
    riktig_databas: str, tmp_path: Path, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Fall]:
    """The approved lap in a database where workers see it; the queue is emptied first."""
    monkeypatch.setattr(current_app.conf, "broker_write_url", process.eget_bord())
    with django_db_blocker.unblock():
        ett = rapportfall.fall(factories.kommun())
        monkeypatch.setattr(maluppfyllelse, "for_rapport", ett.for_rapport)
        with current_app.connection_for_write() as forbindelse:
            forbindelse.default_channel.queue_purge("celery")
        yield ett


def svept(klar: bool) -> bool:
    """Sweep as beat would, while `klar` is not yet true."""
    if not klar:
        time.sleep(0.5)
        rapportjobb.sopa()
    return klar


def klart(jobb: Rapportjobb) -> Rapportjobb:
    def inre() -> bool:
        jobb.refresh_from_db()
        return svept(jobb.lage in (KLAR, MISSLYCKAD))

    vanta_tills(inre, "rapporten blir klar", frist=90)
    return jobb


def filer(mapp: Path) -> list[Path]:
    return [fil for fil in (mapp / "filer").rglob("*") if fil.is_file()]


@pytest.mark.langsam
@pytest.mark.parametrize(
    ("punkt", "forsok"),
    [
        ("rapport.hamtat", 2),
        ("rapport.renderat", 2),
        ("rapport.lagrat", 2),
        ("rapport.bokfort", 1),
    ],
)
def test_dodad_arbetare_ger_anda_en_fil(
    verklig: Fall, riktig_databas: str, tmp_path: Path, punkt: str, forsok: int
) -> None:
    jobb = nytt_jobb(verklig)
    dodlig = process.miljo(riktig_databas, tmp_path, felpunkt=punkt)
    with process.arbetare(dodlig, tmp_path / "a.log") as doende:
        vanta_tills(lambda: svept(doende.poll() is not None), "arbetaren dör", frist=90)
        assert doende.returncode == -9
    with process.arbetare(process.miljo(riktig_databas, tmp_path), tmp_path / "b.log"):
        klart(jobb)
    assert (jobb.lage, jobb.forsok) == (KLAR, forsok)
    (fil,) = filer(tmp_path)
    assert fil.stem == jobb.fil_id == sha256(fil.read_bytes()).hexdigest()
    assert Rapportfil.objects.count() == 1
    assert Handelse.objects.filter(slag="rapport.fardig").count() == 1
    assert Utskick.objects.filter(mall="rapport_klar").count() == 1


@pytest.mark.langsam
def test_tva_arbetare_samtidigt_gor_en(verklig: Fall, riktig_databas: str, tmp_path: Path) -> None:
    jobb = nytt_jobb(verklig)
    env = process.miljo(riktig_databas, tmp_path)
    for _ in range(4):
        rapportjobb.lagg_i_ko(jobb.pk)
    with process.arbetare(env, tmp_path / "a.log"), process.arbetare(env, tmp_path / "b.log"):
        klart(jobb)
    assert jobb.forsok == 1
    assert len(filer(tmp_path)) == 1


@pytest.mark.langsam
def test_dod_ko_vid_bestallning_hindrar_inget(
    verklig: Fall, riktig_databas: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as nere:
        nere.setattr(current_app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
        borjan = time.monotonic()
        jobb = nytt_jobb(verklig)
        assert time.monotonic() - borjan < 1
    jobb.refresh_from_db()
    assert jobb.lage == KOAD
    with process.arbetare(process.miljo(riktig_databas, tmp_path), tmp_path / "a.log"):
        assert klart(jobb).lage == KLAR


def test_samtidiga_bestallningar_ger_en(verklig: Fall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rapportjobb, "lagg_i_ko", lambda _: None)
    with Tradar() as tradar:
        svar = [tradar.kor(lambda: bestall(verklig).pk) for _ in range(4)]
    assert len({ett.result() for ett in svar}) == 1
    assert Rapportjobb.objects.count() == 1


def test_hjartslaget_haller_lanet(verklig: Fall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rapportjobb, "lagg_i_ko", lambda _: None)
    monkeypatch.setattr(rapportjobb, "PULS", 0.02)
    jobb = nytt_jobb(verklig)
    lan = lana(jobb.pk)
    assert lan is not None
    jobb.refresh_from_db()
    fore = jobb.lan_till
    assert fore is not None
    with rapportjobb.Hjartslag(lan):

        def forlangt() -> bool:
            jobb.refresh_from_db()
            return jobb.lan_till is not None and jobb.lan_till > fore

        vanta_tills(forlangt, "lånet förlängs")


@pytest.mark.langsam
def test_pdf_ar_densamma_i_en_annan_process(
    verklig: Fall, riktig_databas: str, tmp_path: Path, lager: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rapportjobb, "lagg_i_ko", lambda _: None)
    jobb = gor(bestall(verklig))
    Rapportjobb.objects.update(lage=KOAD, fil=None, klar=None)
    kod = "import django; django.setup(); from uppfoljning import rapportjobb as jobb; "
    kod += f"jobb.utfor({jobb.pk})"
    env = process.miljo(riktig_databas, tmp_path) | {
        "DJANGO_SETTINGS_MODULE": "kvalitet.settings",
        "TZ": "Pacific/Auckland",
    }
    subprocess.run([sys.executable, "-c", kod], env=env, cwd=process.ROT, check=True)
    igen = Rapportjobb.objects.get(pk=jobb.pk)
    assert (igen.lage, igen.fil_id) == (KLAR, jobb.fil_id)


def test_den_lagrade_filen_ar_giltig_och_bar_orden(
    verklig: Fall, lager: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rapportjobb, "lagg_i_ko", lambda _: None)
    jobb = gor(bestall(verklig))
    assert jobb.fil is not None
    fil = lager / jobb.fil.stig
    for profil in ("ua1", "2a"):
        svar = page.validate_pdf(fil, profile=profil)
        assert svar.is_compliant, [f.message for f in svar.failures]
    sidor = [" ".join(sida.extract_text().split()) for sida in PdfReader(fil).pages]
    assert len(sidor) == jobb.fil.sidor
    for rubrik in (
        "Mål som inte är uppfyllda",
        "Sämre än förra gången",
        "Det här gör kontoret nu",
        "Detta behöver nämnden ta ställning till",
        "Så säker är rapporten",
    ):
        assert rubrik in sidor[0]
    hela = " ".join(sidor)
    synpunkter = verklig.underlag.synpunkter
    assert synpunkter is not None
    assert "Utkast. Inte fastställd" in hela
    assert f"{synpunkter.antal} synpunkter" in hela
    assert verklig.underlag.mal[0].motivering[:60] in hela
    nki = next(f for u in verklig.underlag.undersokningar for f in u.fragor if f.matt == "NKI")
    assert nki.varde.t is not None
    assert tal(nki.varde.t, 1) in hela

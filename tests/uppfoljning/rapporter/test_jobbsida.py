"""Staff's page of jobs: what failed and why, what waits, and another attempt."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db.models.functions import Now
from django.test import Client

from kvalitet import klocka, texter
from kvalitet.models import Anvandare, Handelse
from tests import factories
from tests.uppfoljning.rapporter import fall as rapportfall
from tests.uppfoljning.rapporter.fall import Fall, gor
from tests.uppfoljning.rapporter.test_vyer import som, text, vag
from uppfoljning import rapportjobb
from uppfoljning.actions import rapport as acts
from uppfoljning.lager import Lagringsfel
from uppfoljning.models import Rapport, Rapportjobb
from uppfoljning.rapportvisning import Jobbrad
from uppfoljning.samlare.maluppfyllelse import omfang

pytestmark = pytest.mark.django_db

SIDA = vag("rapportjobb")


def bestall(fall: Fall, kontakt: str = "") -> Rapport:
    if kontakt:
        fall.underlag = replace(fall.underlag, kontakt=kontakt)
    return acts.bestall(omfang(fall.namnd, fall.tillfalle), av=fall.chef)


def misslyckas(monkeypatch: pytest.MonkeyPatch, rapport: Rapport, fel: Exception) -> Rapportjobb:
    def trasig(*_: Any, **__: Any) -> Any:
        raise fel

    with monkeypatch.context() as nu:
        nu.setattr(rapportjobb, "rapport_pdf", trasig)
        return gor(rapport)


@pytest.fixture
def trasig(fall: Fall, monkeypatch: pytest.MonkeyPatch) -> Rapportjobb:
    return misslyckas(monkeypatch, bestall(fall), KeyError("mal"))


class TestSidan:
    def test_sager_varfor_nar_och_hur_manga_ganger(self, fall: Fall, trasig: Rapportjobb) -> None:
        sida = text(som(fall.chef).get(SIDA))
        assert rapportjobb.MALLFEL in sida
        assert f"{texter.datum_kort(rapportfall.NU)} {texter.klockslag(rapportfall.NU)}" in sida
        assert 'data-rubrik="Försök">1</td>' in sida
        assert vag("rapportjobb_igen", trasig.pk) in sida

    def test_lankas_fran_listan_nar_det_finns_nagot(self, fall: Fall, trasig: Rapportjobb) -> None:
        klient = som(fall.chef)
        assert "En rapport kunde inte skapas" in text(klient.get(vag("rapporter")))
        acts.forsok_igen(trasig.rapport, av=fall.chef)
        assert "En rapport är på väg" in text(klient.get(vag("rapporter")))
        gor(trasig.rapport)
        assert SIDA not in text(klient.get(vag("rapporter")))

    def test_tom_sida_sager_att_allt_ar_klart(self, fall: Fall) -> None:
        assert "Allt är klart" in text(som(fall.chef).get(SIDA))

    def test_det_som_vantar_star_med_sin_alder(self, fall: Fall) -> None:
        bestall(fall)
        with klocka.stalld(rapportfall.NU + timedelta(minutes=5)):
            sida = text(som(fall.chef).get(SIDA))
            assert "5 minuter" in sida
            assert "Viveka Verksamhetschef" in sida
            assert "Står still" not in sida
        with klocka.stalld(rapportfall.NU + timedelta(hours=3)):
            sida = text(som(fall.chef).get(SIDA))
            assert "3 timmar" in sida
            assert "Står still. Be driften se efter att arbetarna är i gång." in sida

    def test_det_som_provas_igen_sager_varfor_och_nar(
        self, fall: Fall, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        jobb = misslyckas(monkeypatch, bestall(fall), Lagringsfel("full"))
        jobb.refresh_from_db()
        assert jobb.tidigast is not None
        rad = Jobbrad(jobb, jobb.tidigast - timedelta(seconds=5))
        assert rad.lage.startswith("Försöker igen klockan ")
        assert rapportjobb.LAGRET in rad.lage
        assert Jobbrad(jobb, jobb.tidigast + timedelta(seconds=5)).lage == "Väntar på sin tur"

    def test_ett_senare_jobb_gor_ett_misslyckat_ointressant(
        self, fall: Fall, trasig: Rapportjobb
    ) -> None:
        Rapportjobb.objects.create(
            rapport=trasig.rapport,
            ogonblick=trasig.ogonblick,
            nyckel="b" * 64,
            skapad=rapportfall.NU,
        )
        assert not Rapportjobb.objects.misslyckade().exists()

    def test_bladdrar(self, fall: Fall, monkeypatch: pytest.MonkeyPatch) -> None:
        for n in range(31):
            bestall(fall, f"Kontakt {n}")
        Rapportjobb.objects.update(lage="misslyckad", fel="Lagret är fullt.")
        klient = som(fall.chef)
        sida = text(klient.get(SIDA))
        assert sida.count("Lagret är fullt.") == 30
        forsta = Rapportjobb.objects.order_by("pk")[1].pk
        assert text(klient.get(SIDA, {"efter": forsta})).count("Lagret är fullt.") == 1

    def test_annan_namnd_syns_inte(self, fall: Fall, trasig: Rapportjobb) -> None:
        bodil = som(factories.person("Bodil Biblioteksansvarig", "CH", fall.kommun.kfk))
        assert "Allt är klart" in text(bodil.get(SIDA))
        assert bodil.post(vag("rapportjobb_igen", trasig.pk)).status_code == 404
        bodil.post(vag("rapportjobb_alla_igen"))
        trasig.refresh_from_db()
        assert trasig.lage == "misslyckad"

    def test_kraver_ratt_och_inloggning(
        self, fall: Fall, trasig: Rapportjobb, rut_revisor: Anvandare
    ) -> None:
        rut = som(rut_revisor)
        assert rut.get(SIDA).status_code == 403
        assert rut.post(vag("rapportjobb_alla_igen")).status_code == 403
        assert Client().get(SIDA).status_code == 302
        assert som(fall.chef).get(vag("rapportjobb_alla_igen")).status_code == 405
        assert som(fall.chef).post(SIDA).status_code == 405
        assert "kunde inte skapas" not in text(rut.get(vag("rapporter")))


class TestIgen:
    def test_ett_jobb(self, fall: Fall, trasig: Rapportjobb, utskickade: list[int]) -> None:
        klient = som(fall.chef)
        svar = klient.post(vag("rapportjobb_igen", trasig.pk))
        assert svar["Location"] == SIDA
        trasig.refresh_from_db()
        assert (trasig.lage, trasig.forsok, trasig.fel, trasig.stannade) == ("koad", 0, "", None)
        klient.post(vag("rapportjobb_igen", trasig.pk))  # twice is once
        assert Handelse.objects.filter(slag="rapport.forsok_igen").count() == 1
        assert gor(trasig.rapport).lage == "klar"

    def test_alla(self, fall: Fall, monkeypatch: pytest.MonkeyPatch) -> None:
        rapporter = [bestall(fall, f"Kontakt {n}") for n in range(3)]
        for rapport in rapporter:
            misslyckas(monkeypatch, rapport, KeyError("mal"))
        klient = som(fall.chef)
        svar = klient.post(vag("rapportjobb_alla_igen"), follow=True)
        assert "3 rapporter görs igen." in text(svar)
        assert [gor(rapport).lage for rapport in rapporter] == ["klar"] * 3
        svar = klient.post(vag("rapportjobb_alla_igen"), follow=True)
        assert "Det fanns inget att försöka igen." in text(svar)


class TestVantan:
    def test_provas_inte_fore_sin_tid(self, fall: Fall, monkeypatch: pytest.MonkeyPatch) -> None:
        jobb = misslyckas(monkeypatch, bestall(fall), Lagringsfel("full"))
        assert jobb.lage == "koad"
        assert rapportjobb.lana(jobb.pk) is None
        assert rapportjobb.sopa() == 0
        Rapportjobb.objects.update(tidigast=Now() - timedelta(seconds=1))
        assert rapportjobb.lana(jobb.pk) is not None

    def test_vantan_vaxer(self, fall: Fall, monkeypatch: pytest.MonkeyPatch) -> None:
        rapport, vantan = bestall(fall), []
        for _ in range(2):
            jobb = misslyckas(monkeypatch, rapport, Lagringsfel("full"))
            nu = Rapportjobb.objects.values_list(Now()).get()[0]
            assert jobb.tidigast is not None
            vantan.append((jobb.tidigast - nu).total_seconds())
        assert 8 < vantan[0] <= 10
        assert 58 < vantan[1] <= 60
        assert misslyckas(monkeypatch, rapport, Lagringsfel("full")).lage == "misslyckad"

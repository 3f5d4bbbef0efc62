from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse, Ogonblick
from tests import factories
from tests.uppfoljning.rapporter import fall as rapportfall
from tests.uppfoljning.rapporter.fall import NU, Fall, gor
from uppfoljning import rapportjobb
from uppfoljning.actions import rapport as acts
from uppfoljning.fryst import las
from uppfoljning.models import Rapport, Rapportjobb
from uppfoljning.rapport.modell import Rapportlage
from uppfoljning.rapport.sidbudget import FORSTA_SIDAN
from uppfoljning.samlare import maluppfyllelse
from uppfoljning.samlare.maluppfyllelse import kontorets_varv, omfang

pytestmark = pytest.mark.django_db


def bestall(fall: Fall, av: Anvandare | None = None) -> Rapport:
    return acts.bestall(omfang(fall.namnd, fall.tillfalle), av=av or fall.chef)


def faststall(
    rapport: Rapport,
    av: Anvandare,
    dag: date = date(2026, 9, 22),
    *,
    publiceras: datetime | None = None,
) -> Rapport:
    return acts.faststall(
        rapport,
        beslut_datum=dag,
        beslut_paragraf="112",
        dnr="VON 2026/0412",
        publiceras=publiceras,
        av=av,
    )


class TestBestall:
    def test_fryser_och_lagger_i_ko(
        self, fall: Fall, utskickade: list[int], django_capture_on_commit_callbacks: object
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            rapport = bestall(fall)
        assert (rapport.version, rapport.lage, rapport.enhet) == (1, "godkand", fall.kommun.vok)
        assert las(rapport.ogonblick) == fall.underlag
        jobb = rapport.jobb.get()
        assert (jobb.lage, jobb.bestalld_av) == (Rapportjobb.Lage.KOAD, fall.chef)
        assert utskickade == [jobb.pk]
        assert Handelse.objects.om(rapport).get().slag == "rapport.bestalld"

    def test_samma_innehall_ger_samma_rapport(self, fall: Fall) -> None:
        forsta = bestall(fall)
        with klocka.stalld(NU + timedelta(days=3)):
            andra = bestall(fall)
        assert (andra.pk, andra.ogonblick_id) == (forsta.pk, forsta.ogonblick_id)
        assert Rapportjobb.objects.count() == 1
        assert Ogonblick.objects.filter(slag=acts.OGONBLICK).count() == 1

    def test_andrat_innehall_ger_ny_version(self, fall: Fall) -> None:
        forsta = bestall(fall)
        fall.underlag = replace(fall.underlag, kontakt="Någon annan")
        andra = bestall(fall)
        assert (forsta.version, andra.version) == (1, 2)
        assert las(andra.ogonblick).status.version == 2
        assert Rapportjobb.objects.count() == 2

    def test_misslyckat_jobb_kors_igen(self, fall: Fall) -> None:
        rapport = bestall(fall)
        rapport.jobb.update(lage="misslyckad", fel="Något", forsok=3)
        bestall(fall)
        jobb = rapport.jobb.get()
        assert (jobb.lage, jobb.forsok, jobb.fel) == ("koad", 0, "")

    def test_ej_godkant_sager_varfor(self, fall: Fall, kommun: factories.Kommun) -> None:
        omgang = rapportfall.tillfalle("helar")
        rapportfall.oppet_varv(kommun.kfk, kommun.kfn, omgang, fall.chef)
        with pytest.raises(Regelbrott, match="Kultur- och fritidskontoret har inte godkänt"):
            acts.bestall(omfang(kommun.kfn, omgang), av=None)
        assert not Rapport.objects.exists()

    def test_utan_plan_sager_det(self, fall: Fall) -> None:
        with pytest.raises(Regelbrott, match="har ingen plan som följs upp"):
            acts.bestall(omfang(fall.kommun.kfn, fall.tillfalle), av=None)

    def test_kontoret_gar_fore_enheten(self, fall: Fall) -> None:
        lagre = rapportfall.godkant_varv(
            fall.kommun.hemtjanst, fall.namnd, fall.tillfalle, fall.chef
        )
        assert kontorets_varv(fall.namnd, fall.tillfalle) == fall.varv != lagre

    @pytest.mark.parametrize(
        ("person", "far"),
        [
            ("nina_namndsekreterare", True),
            ("karin_kvalitetssamordnare", True),
            ("erik_enhetschef", False),
            ("petra_planansvarig", False),
            ("hanna_handlaggare", False),
            ("rut_revisor", False),
            ("anna_administrator", False),
        ],
    )
    def test_ratt(self, fall: Fall, person: str, far: bool, request: pytest.FixtureRequest) -> None:
        av = request.getfixturevalue(person)
        if far:
            assert bestall(fall, av)
        else:
            with pytest.raises(PermissionDenied):
                bestall(fall, av)


class TestSchemat:
    def test_gor_en_rapport_per_namnd_och_omgang_en_gang(self, fall: Fall) -> None:
        rapportfall.godkant_varv(fall.kommun.kfk, fall.kommun.kfn, fall.tillfalle, fall.chef)
        rapportfall.godkant_varv(fall.kommun.hemtjanst, fall.namnd, fall.tillfalle, fall.chef)
        assert {r.namnd for r in acts.bestall_forfallna()} == {fall.namnd, fall.kommun.kfn}
        # What changes afterwards is not reported by itself.
        fall.underlag = replace(fall.underlag, kontakt="Någon annan")
        assert acts.bestall_forfallna() == []
        assert Rapport.objects.filter(bestalld_av=None).count() == 2

    def test_en_enhet_under_kontoret_ger_ingen_ny_version(self, fall: Fall) -> None:
        acts.bestall_forfallna()
        varv = rapportfall.godkant_varv(
            fall.kommun.hemtjanst, fall.namnd, fall.tillfalle, fall.chef
        )
        type(varv).objects.filter(pk=varv.pk).update(godkand=NU + timedelta(hours=1))
        fall.underlag = replace(fall.underlag, kontakt="Någon annan")
        with klocka.stalld(NU + timedelta(days=1)):
            assert acts.bestall_forfallna() == []

    def test_godkand_pa_nytt_utan_andring_galler(self, fall: Fall) -> None:
        rapport = bestall(fall)
        type(fall.varv).objects.filter(pk=fall.varv.pk).update(
            godkand=NU + timedelta(hours=1), fore_ateroppning=fall.varv.ogonblick
        )
        assert [p.klar for p in maluppfyllelse.hinder(rapport)] == [False]
        with klocka.stalld(NU + timedelta(hours=2)):
            assert acts.bestall_forfallna() == [rapport]
            assert acts.bestall_forfallna() == []
            rapport.refresh_from_db()
            assert maluppfyllelse.hinder(rapport) == []

    def test_ej_godkant_kontor_stoppar_inte_andra(self, fall: Fall) -> None:
        kommun = fall.kommun
        rapportfall.oppet_varv(kommun.kfk, kommun.kfn, fall.tillfalle, fall.chef)
        rapportfall.godkant_varv(kommun.bibliotek, kommun.kfn, fall.tillfalle, fall.chef)
        assert [r.namnd for r in acts.bestall_forfallna()] == [fall.namnd]


class TestForsokIgen:
    def test_bara_det_misslyckade(self, fall: Fall, utskickade: list[int]) -> None:
        rapport = bestall(fall)
        acts.forsok_igen(rapport, av=fall.chef)
        assert not Handelse.objects.filter(slag="rapport.forsok_igen").exists()
        rapport.jobb.update(lage="misslyckad", fel="Något", forsok=3)
        acts.forsok_igen(rapport, av=fall.chef)
        acts.forsok_igen(rapport, av=fall.chef)
        assert rapport.jobb.get().forsok == 0
        assert Handelse.objects.filter(slag="rapport.forsok_igen").count() == 1

    def test_kraver_ratt(self, fall: Fall, rut_revisor: Anvandare) -> None:
        rapport = bestall(fall)
        with pytest.raises(PermissionDenied):
            acts.forsok_igen(rapport, av=rut_revisor)


class TestFaststall:
    def test_fryser_beslutet_och_bestaller_filen(
        self, fall: Fall, nina_namndsekreterare: Anvandare
    ) -> None:
        rapport = bestall(fall)
        utkast = gor(rapport)
        rapport = faststall(rapport, nina_namndsekreterare)
        status = las(rapport.ogonblick).status
        assert status.lage is Rapportlage.FASTSTALLD
        assert (status.paragraf, status.beslutsdatum) == ("112", date(2026, 9, 22))
        assert rapport.ogonblick.ersatter == utkast.ogonblick
        slutlig = gor(rapport)
        assert slutlig.pk != utkast.pk
        assert slutlig.fil_id not in (None, utkast.fil_id)

    def test_ny_bestallning_efterat_ger_samma_rapport(
        self, fall: Fall, nina_namndsekreterare: Anvandare
    ) -> None:
        rapport = bestall(fall)
        gor(rapport)
        faststall(rapport, nina_namndsekreterare)
        assert bestall(fall).pk == rapport.pk
        assert rapport.jobb.count() == 2

    def test_utan_fil_aterstar_den(self, fall: Fall, nina_namndsekreterare: Anvandare) -> None:
        rapport = bestall(fall)
        with pytest.raises(Regelbrott) as fel:
            faststall(rapport, nina_namndsekreterare)
        assert "Utkastet är färdigt som pdf" in [p.mening for p in fel.value.punkter if not p.klar]
        rapport.refresh_from_db()
        assert rapport.lage == "godkand"

    def test_tomma_delar_och_full_forstasida_stoppar(
        self, fall: Fall, nina_namndsekreterare: Anvandare
    ) -> None:
        mal = replace(fall.underlag.mal[0], bedomning=None, motivering="")
        fall.underlag = replace(fall.underlag, mal=(mal,), synpunkter=None)
        rapport = bestall(fall)
        gor(rapport)
        rapport.jobb.update(varningar=["Mål 1 får inte plats på en sida.", FORSTA_SIDAN])
        with pytest.raises(Regelbrott) as fel:
            faststall(rapport, nina_namndsekreterare)
        assert [p.mening for p in fel.value.punkter if not p.klar] == [
            f"Mål {mal.nummer} saknar bedömning",
            "Invånarnas röst är med",
            FORSTA_SIDAN.removesuffix("."),
        ]

    def test_aldre_version_stoppas(self, fall: Fall, nina_namndsekreterare: Anvandare) -> None:
        rapport = bestall(fall)
        gor(rapport)
        fall.underlag = replace(fall.underlag, kontakt="Någon annan")
        bestall(fall)
        with pytest.raises(Regelbrott) as fel:
            faststall(rapport, nina_namndsekreterare)
        assert fel.value.punkter[-1].mening == "Det finns en nyare version, version 2"

    def test_framtida_beslut_och_tva_ganger(
        self, fall: Fall, nina_namndsekreterare: Anvandare
    ) -> None:
        rapport = bestall(fall)
        gor(rapport)
        with pytest.raises(Regelbrott, match="framtiden"):
            faststall(rapport, nina_namndsekreterare, date(2026, 12, 24))
        faststall(rapport, nina_namndsekreterare)
        with pytest.raises(Regelbrott, match="redan fastställd"):
            faststall(rapport, nina_namndsekreterare)

    def test_kraver_ratt(self, fall: Fall, karin_kvalitetssamordnare: Anvandare) -> None:
        rapport = bestall(fall)
        gor(rapport)
        with pytest.raises(PermissionDenied):
            faststall(rapport, karin_kvalitetssamordnare)


def test_webbsidan_forst_och_filen_foljer(fall: Fall, nina_namndsekreterare: Anvandare) -> None:
    rapport = bestall(fall)
    gor(rapport)
    with pytest.raises(Regelbrott, match="fastställd"):
        acts.publicera(rapport, av=nina_namndsekreterare)
    rapport = faststall(rapport, nina_namndsekreterare)
    forst = acts.publicera(rapport, av=nina_namndsekreterare)
    assert (forst.lage, forst.publicerad, forst.fil) == ("publicerad", NU, None)
    jobb = gor(rapport)
    rapport.refresh_from_db()
    assert rapport.fil == jobb.fil
    with klocka.stalld(NU + timedelta(hours=1)):
        assert acts.publicera(rapport, av=nina_namndsekreterare).publicerad == NU
    assert Handelse.objects.filter(slag="rapport.publicera").count() == 1


def test_filen_ar_med_nar_den_ar_klar(fall: Fall, nina_namndsekreterare: Anvandare) -> None:
    rapport = bestall(fall)
    gor(rapport)
    rapport = faststall(rapport, nina_namndsekreterare)
    jobb = gor(rapport)
    assert acts.publicera(rapport, av=nina_namndsekreterare).fil == jobb.fil


def test_utkastets_fil_foljer_inte(fall: Fall, nina_namndsekreterare: Anvandare) -> None:
    rapport = bestall(fall)
    utkast = gor(rapport)
    rapport = faststall(rapport, nina_namndsekreterare)
    Rapportjobb.objects.filter(pk=utkast.pk).update(lage="koad", fil=None, klar=None, nyckel="igen")
    acts.publicera(rapport, av=nina_namndsekreterare)
    rapportjobb.utfor(utkast.pk)
    rapport.refresh_from_db()
    assert rapport.fil is None


def test_vid_vald_tid_av_sig_sjalv(fall: Fall, nina_namndsekreterare: Anvandare) -> None:
    rapport = bestall(fall)
    gor(rapport)
    rapport = faststall(rapport, nina_namndsekreterare, publiceras=NU + timedelta(days=1))
    assert acts.publicera_forfallna() == []
    with klocka.stalld(NU + timedelta(days=1)):
        assert acts.publicera_forfallna() == [rapport]
        assert acts.publicera_forfallna() == []
    rapport.refresh_from_db()
    assert rapport.publicerad == NU + timedelta(days=1)
    assert Handelse.objects.get(slag="rapport.publicera").av is None


def test_att_publicera_kraver_ratt(fall: Fall) -> None:
    with pytest.raises(PermissionDenied):
        acts.publicera(bestall(fall), av=fall.chef)

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pgtrigger
import pytest
from django.test import Client
from django.urls import reverse

from kvalitet import klocka
from kvalitet.models import Anvandare
from tests import factories
from tests.uppfoljning.rapporter.fall import NU, Fall, gor, som
from tests.uppfoljning.rapporter.publika import publicera, ratta
from uppfoljning.actions import rapport as acts
from uppfoljning.models import Rapport, Rapportjobb
from uppfoljning.rapport.alla import SLAG
from uppfoljning.rapportjobb import RITAR, STEG
from uppfoljning.samlare.maluppfyllelse import omfang

pytestmark = pytest.mark.django_db

HTMX = {"headers": {"HX-Request": "true"}}


@pytest.fixture
def rapport(fall: Fall) -> Rapport:
    return acts.bestall(omfang(fall.namnd, fall.tillfalle), av=fall.chef)


@pytest.fixture
def publicerad(rapport: Rapport, nina_namndsekreterare: Anvandare) -> Rapport:
    gor(rapport)
    rapport = acts.faststall(
        rapport,
        beslut_datum=rapport.bestalld.date(),
        beslut_paragraf="112",
        dnr="VON 2026/0412",
        av=nina_namndsekreterare,
    )
    gor(rapport)
    return acts.publicera(rapport, av=nina_namndsekreterare)


def vag(namn: str, *args: Any) -> str:
    return reverse(f"uppfoljning:{namn}", args=args)


def text(svar: Any) -> str:
    return svar.content.decode()


@pytest.fixture
def bodil(fall: Fall) -> Anvandare:
    """Head of another nämnd's kontor."""
    return factories.person("Bodil Biblioteksansvarig", "CH", fall.kommun.kfk)


class TestLista:
    def test_visar_lage_och_pdf(self, fall: Fall, rapport: Rapport) -> None:
        sida = text(som(fall.chef).get(vag("rapporter")))
        assert "Delårsrapport 2026, Vård- och omsorgsnämnden" in sida
        assert "Godkänd" in sida
        assert "Väntar" in sida
        gor(rapport)
        assert "7 sidor" in text(som(fall.chef).get(vag("rapporter")))

    def test_tom_lista_sager_det(self, fall: Fall, bodil: Anvandare, rapport: Rapport) -> None:
        assert "Inga rapporter för dina verksamheter än" in text(som(bodil).get(vag("rapporter")))

    def test_en_version_som_har_ersatts_sags_vara_ersatt(
        self, fall: Fall, nina_namndsekreterare: Anvandare
    ) -> None:
        publicera(fall, nina_namndsekreterare)
        assert "Ersatt" not in text(som(fall.chef).get(vag("rapporter")))
        ratta(fall, nina_namndsekreterare, nu=NU + timedelta(days=3))
        sida = text(som(fall.chef).get(vag("rapporter")))
        assert sida.count("Ersatt") == 1
        assert 'data-rubrik="Läge">Publicerad<' in sida

    def test_lika_manga_fragor_vid_60(
        self, fall: Fall, rapport: Rapport, django_assert_num_queries: Any
    ) -> None:
        klient = som(fall.chef)
        vid_en = _fragor(klient, vag("rapporter"))
        for n in range(60):
            fall.underlag = replace(fall.underlag, kontakt=f"Kontakt {n}")
            acts.bestall(omfang(fall.namnd, fall.tillfalle), av=None)
        assert _fragor(klient, vag("rapporter")) == vid_en
        assert 'rel="next"' in text(klient.get(vag("rapporter")))

    def test_kraver_ratt_och_inloggning(self, fall: Fall, hanna_handlaggare: Anvandare) -> None:
        assert som(hanna_handlaggare).get(vag("rapporter")).status_code == 403
        assert Client().get(vag("rapporter")).status_code == 302
        assert som(fall.chef).post(vag("rapporter")).status_code == 405


def _fragor(klient: Client, url: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    klient.get(url)
    with CaptureQueriesContext(connection) as fragor:
        assert klient.get(url).status_code == 200
    return len(fragor)


class TestBestall:
    def test_bestaller_och_visar_rapporten(self, fall: Fall) -> None:
        val = {"namnd": fall.namnd.pk, "tillfalle": fall.tillfalle.pk}
        klient = som(fall.chef)
        assert "Skapa rapporten" in text(klient.get(vag("rapport_bestall")))
        for _ in range(2):
            svar = klient.post(vag("rapport_bestall"), val)
            assert svar["Location"] == vag("rapport", Rapport.objects.get().pk)
        assert Rapportjobb.objects.count() == 1

    def test_samma_rapport_igen_sags(self, fall: Fall) -> None:
        val = {"namnd": fall.namnd.pk, "tillfalle": fall.tillfalle.pk}
        klient = som(fall.chef)
        klient.post(vag("rapport_bestall"), val)
        assert "Det här är samma rapport." not in text(klient.get(vag("rapport_bestall")))
        with klocka.stalld(NU + timedelta(days=1)):
            klient.post(vag("rapport_bestall"), val)
            assert "Det här är samma rapport." in text(klient.get(vag("rapport_bestall")))

    def test_ej_godkant_visas_som_fel(self, fall: Fall) -> None:
        fall.varv.__class__.objects.filter(pk=fall.varv.pk).update(
            godkand=None, godkand_av=None, ogonblick=None
        )
        val = {"namnd": fall.namnd.pk, "tillfalle": fall.tillfalle.pk}
        sida = text(som(fall.chef).post(vag("rapport_bestall"), val))
        assert "har inte godkänt uppföljningen" in sida
        assert "<title>Fel: " in sida

    def test_tomt_formular_behaller_och_forklarar(self, fall: Fall) -> None:
        sida = text(som(fall.chef).post(vag("rapport_bestall"), {"namnd": fall.namnd.pk}))
        assert "Välj vilken uppföljning rapporten gäller." in sida
        assert f'<option value="{fall.namnd.pk}" selected>' in sida

    def test_annan_namnd_gar_inte_att_valja(self, fall: Fall, bodil: Anvandare) -> None:
        val = {"namnd": fall.namnd.pk, "tillfalle": fall.tillfalle.pk}
        som(bodil).post(vag("rapport_bestall"), val)
        assert not Rapport.objects.exists()

    def test_kraver_ratt(self, fall: Fall, rut_revisor: Anvandare) -> None:
        assert som(rut_revisor).get(vag("rapport_bestall")).status_code == 403


class TestRapport:
    def test_pagaende_fragar_igen(self, fall: Fall, rapport: Rapport) -> None:
        namn, andel = STEG[RITAR]
        rapport.jobb.update(steg=namn, andel=andel)
        sida = text(som(fall.chef).get(vag("rapport", rapport.pk)))
        assert 'hx-trigger="every 2s"' in sida
        assert f"Steg 3 av 4, {namn.lower()}" in sida
        assert "Visa hur långt det har kommit nu" in sida  # without script

    def test_klar_slutar_fraga_och_ger_filen(self, fall: Fall, rapport: Rapport) -> None:
        jobb = gor(rapport)
        klient = som(fall.chef)
        sida = text(klient.get(vag("rapport", rapport.pk)))
        assert 'hx-trigger="every' not in sida
        assert vag("rapport_fil", rapport.pk, jobb.fil_id) in sida
        assert "Pdf:en blev klar, 7 sidor." in sida
        assert "Fastställ rapporten" not in sida  # the chef may not

    @pytest.mark.parametrize("lage", ["koad", "klar", "misslyckad"])
    def test_det_inbytta_ar_det_omladdade(self, fall: Fall, rapport: Rapport, lage: str) -> None:
        if lage == "klar":
            gor(rapport)
        elif lage == "misslyckad":
            rapport.jobb.update(lage=lage, fel="Ett skäl.")
        klient = som(fall.chef)
        hel = text(klient.get(vag("rapport", rapport.pk)))
        del_av = text(klient.get(vag("rapport", rapport.pk), **HTMX))
        assert "<html" not in del_av
        assert _utan_csrf(del_av) in _utan_csrf(hel)

    def test_misslyckad_visar_skal_och_knapp(
        self, fall: Fall, rapport: Rapport, rut_revisor: Anvandare
    ) -> None:
        rapport.jobb.update(lage="misslyckad", fel="Lagret är fullt.", forsok=3)
        sida = text(som(fall.chef).get(vag("rapport", rapport.pk)))
        assert "Lagret är fullt." in sida
        assert "Försök igen" in sida
        assert 'hx-trigger="every' not in sida
        assert "Försök igen" not in text(som(rut_revisor).get(vag("rapport", rapport.pk)))

    def test_okand_for_annan_namnd(self, rapport: Rapport, bodil: Anvandare) -> None:
        klient = som(bodil)
        for namn in ("rapport", "rapport_las", "rapport_faststall"):
            assert klient.get(vag(namn, rapport.pk)).status_code == 404
        for namn in ("rapport_forsok_igen", "rapport_publicera"):
            assert klient.post(vag(namn, rapport.pk)).status_code == 404


def _utan_csrf(html: str) -> str:
    import re

    return re.sub(r'value="[A-Za-z0-9]{64}"', "", html).strip()


class TestForsokIgen:
    def test_koar_om(self, fall: Fall, rapport: Rapport) -> None:
        rapport.jobb.update(lage="misslyckad", fel="Lagret är fullt.", forsok=3)
        for _ in range(2):
            svar = som(fall.chef).post(vag("rapport_forsok_igen", rapport.pk))
            assert svar["Location"] == vag("rapport", rapport.pk)
        assert rapport.jobb.get().lage == "koad"

    def test_get_och_ratt(self, fall: Fall, rapport: Rapport, rut_revisor: Anvandare) -> None:
        url = vag("rapport_forsok_igen", rapport.pk)
        assert som(fall.chef).get(url).status_code == 405
        assert som(rut_revisor).post(url).status_code == 403


class TestLas:
    def test_visar_tvillingen(self, fall: Fall, rapport: Rapport) -> None:
        sida = text(som(fall.chef).get(vag("rapport_las", rapport.pk)))
        assert "Läs detta först" in sida
        assert "Utkast. Rapporten är inte fastställd" in sida
        assert fall.underlag.mal[0].kort in sida


class TestFil:
    def test_laddas_ner(self, fall: Fall, rapport: Rapport) -> None:
        jobb = gor(rapport)
        url = vag("rapport_fil", rapport.pk, jobb.fil_id)
        svar = som(fall.chef).get(url)
        assert b"".join(svar.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
        assert svar["Content-Type"] == "application/pdf"
        assert svar["Content-Disposition"] == (
            'attachment; filename="delarsrapport-2026-von-v1-utkast.pdf"'
        )
        assert svar["X-Content-Type-Options"] == "nosniff"
        assert svar["Cache-Control"] == "private, max-age=31536000, immutable"
        igen = som(fall.chef).get(url, headers={"If-None-Match": svar["ETag"]})
        assert (igen.status_code, igen["ETag"]) == (304, svar["ETag"])

    def test_bara_rapportens_egna_filer(self, fall: Fall, rapport: Rapport) -> None:
        assert som(fall.chef).get(vag("rapport_fil", rapport.pk, "0" * 64)).status_code == 404

    def test_annan_namnd(self, rapport: Rapport, bodil: Anvandare) -> None:
        jobb = gor(rapport)
        assert som(bodil).get(vag("rapport_fil", rapport.pk, jobb.fil_id)).status_code == 404

    def test_forsvunnen_fil_forklaras(self, fall: Fall, rapport: Rapport, lager: Any) -> None:
        jobb = gor(rapport)
        assert jobb.fil is not None
        (lager / jobb.fil.stig).unlink()
        svar = som(fall.chef).get(vag("rapport_fil", rapport.pk, jobb.fil_id))
        assert svar.status_code == 409
        assert "Filen finns inte kvar i lagret" in text(svar)


@pytest.mark.parametrize(
    ("antal", "mening"),
    [
        (0, None),
        (1, "Ett avsnitt saknas och är märkt så i rapporten."),
        (2, "Två avsnitt saknas och är märkta så i rapporten."),
    ],
)
def test_what_is_missing_is_counted_in_plain_words(
    fall: Fall, rapport: Rapport, monkeypatch: pytest.MonkeyPatch, antal: int, mening: str | None
) -> None:
    gor(rapport)
    slag = replace(SLAG[rapport.slag], luckor=lambda underlag: antal)
    monkeypatch.setitem(SLAG, rapport.slag, slag)  # type: ignore[misc]
    sida = text(som(fall.chef).get(vag("rapport", rapport.pk)))
    assert (mening in sida) if mening else ("saknas och är" not in sida)


class TestFaststall:
    VAL = {"beslut_datum": "2026-09-22", "beslut_paragraf": "§ 112", "dnr": "VON 2026/0412"}

    def test_faststaller(self, rapport: Rapport, nina_namndsekreterare: Anvandare) -> None:
        gor(rapport)
        klient, url = som(nina_namndsekreterare), vag("rapport_faststall", rapport.pk)
        sida = text(klient.get(url))
        assert "Det här är kontrollerat" in sida
        # The day is asked for when "En viss dag" is chosen: not optional then.
        assert "(frivilligt)" not in sida
        for _ in range(2):
            assert klient.post(url, self.VAL)["Location"] == vag("rapport", rapport.pk)
        rapport.refresh_from_db()
        assert (rapport.lage, rapport.beslut_paragraf) == ("faststalld", "112")
        assert rapport.jobb.count() == 2

    def test_visar_vad_som_aterstar(
        self, rapport: Rapport, nina_namndsekreterare: Anvandare
    ) -> None:
        url = vag("rapport_faststall", rapport.pk)
        klient = som(nina_namndsekreterare)
        sida = text(klient.get(url))
        assert "Det här återstår innan rapporten kan fastställas" in sida
        assert '<form method="post" class="flode"' not in sida
        assert "Något återstår" in text(klient.post(url, self.VAL))

    def test_behaller_det_skrivna(self, rapport: Rapport, nina_namndsekreterare: Anvandare) -> None:
        gor(rapport)
        sida = text(
            som(nina_namndsekreterare).post(
                vag("rapport_faststall", rapport.pk), self.VAL | {"beslut_datum": "2026-12-24"}
            )
        )
        assert "Beslutsdatumet kan inte ligga i framtiden." in sida
        assert 'value="VON 2026/0412"' in sida

    def test_kraver_ratt(self, fall: Fall, rapport: Rapport) -> None:
        assert som(fall.chef).get(vag("rapport_faststall", rapport.pk)).status_code == 403


class TestPublicera:
    def test_publicerar_en_gang(
        self, publicerad: Rapport, nina_namndsekreterare: Anvandare
    ) -> None:
        svar = som(nina_namndsekreterare).post(vag("rapport_publicera", publicerad.pk), follow=True)
        assert "Rapporten är publicerad" in text(svar)
        assert vag("publicerad", publicerad.pk) in text(svar)

    def test_utkast_gar_inte(self, rapport: Rapport, nina_namndsekreterare: Anvandare) -> None:
        svar = som(nina_namndsekreterare).post(vag("rapport_publicera", rapport.pk), follow=True)
        assert "ska vara fastställd innan den publiceras" in text(svar)

    def test_get_och_ratt(self, fall: Fall, rapport: Rapport) -> None:
        url = vag("rapport_publicera", rapport.pk)
        assert som(fall.chef).get(url).status_code == 405
        assert som(fall.chef).post(url).status_code == 403


class TestPublikt:
    def test_lista_och_sida_utan_inloggning(self, publicerad: Rapport) -> None:
        lista = text(Client().get(vag("publicerade")))
        assert vag("publicerad", publicerad.pk) in lista
        assert "Fastställd 23\N{NO-BREAK SPACE}september 2026" in lista
        sida = text(Client().get(vag("publicerad", publicerad.pk)))
        assert "Läs detta först" in sida
        assert "Utkast" not in sida

    def test_filen(self, publicerad: Rapport) -> None:
        svar = Client().get(vag("publicerad_fil", publicerad.pk, publicerad.fil_id))
        assert svar["Cache-Control"] == "public, max-age=31536000, immutable"
        assert "delarsrapport-2026-von-v1.pdf" in svar["Content-Disposition"]
        assert b"".join(svar.streaming_content).endswith(b"False")  # type: ignore[attr-defined]

    def test_utkast_och_utkastets_fil_syns_inte(self, publicerad: Rapport, fall: Fall) -> None:
        utkast = publicerad.jobb.order_by("pk").first()
        assert utkast is not None
        url = vag("publicerad_fil", publicerad.pk, utkast.fil_id)
        assert Client().get(url).status_code == 404

    def test_ej_publicerad_finns_inte(self, rapport: Rapport) -> None:
        assert Client().get(vag("publicerad", rapport.pk)).status_code == 404
        assert "Inga rapporter än" in text(Client().get(vag("publicerade")))

    def test_lika_manga_fragor_vid_60(self, publicerad: Rapport) -> None:
        vid_en = _fragor(Client(), vag("publicerade"))
        for n in range(2, 61):
            ny = Rapport.objects.get(pk=publicerad.pk)
            ny.pk, ny.version = None, n
            ny._state.adding = True
            with pgtrigger.ignore("uppfoljning.Rapport:rapport_tillstand"):
                ny.save()
        assert _fragor(Client(), vag("publicerade")) == vid_en

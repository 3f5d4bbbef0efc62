"""The pages where a report is ordered, previewed, scheduled, decided and corrected."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kvalitet import klocka
from kvalitet.models import Anvandare, Handelse
from tests import factories
from tests.cykel import fabrik, slutet
from tests.uppfoljning.rapporter.fall import NIONDE_OKTOBER, Fall, gor, manad, publicera, som
from uppfoljning.actions import rapport as acts
from uppfoljning.actions import rapportmottagare, rapportschema
from uppfoljning.actions.godkannande import godkann
from uppfoljning.models import Rapport, Rapportmottagare, Rapportschema
from uppfoljning.rapportutskick import mottagare
from uppfoljning.samlare.maluppfyllelse import omfang
from uppfoljning.samlare.omfang import Rapportomfang

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("trasig")]


def text(svar: Any) -> str:
    assert svar.status_code == 200, svar
    return str(svar.content.decode())


def vag(namn: str, *args: object) -> str:
    return reverse(f"uppfoljning:{namn}", args=args)


def test_the_page_turns_on_and_shows_the_next_day(
    fall: Fall, nina_namndsekreterare: Anvandare
) -> None:
    nina, sidan = som(nina_namndsekreterare), vag("rapportschema", fall.namnd.pk)
    andra = vag("rapportschema_andra", fall.namnd.pk, "manad")
    assert 'value="10"' in text(nina.get(andra))
    svar = nina.post(andra, {"pa": "on", "period": "manad", "dagar": "12"})
    assert svar["Location"] == sidan
    innehall = text(nina.get(sidan))
    assert "Varje månad, 12 dagar efter periodens slut" in innehall
    assert "12\N{NO-BREAK SPACE}oktober 2026" in innehall
    assert "Delår 2026: 15\N{NO-BREAK SPACE}oktober 2026" in innehall
    assert "månadsrapport" in text(nina.get(vag("rapportscheman")))
    assert "Välj 1 till 90 dagar." in text(nina.post(andra, {"period": "manad", "dagar": "0"}))
    assert nina.get(vag("rapportschema_andra", fall.namnd.pk, "kommun")).status_code == 404


def test_the_page_keeps_the_list(fall: Fall, nina_namndsekreterare: Anvandare) -> None:
    nina, sidan = som(nina_namndsekreterare), vag("rapportschema", fall.namnd.pk)
    factories.person("Frida Förtroendevald", "FV", fall.kommun.rot, namnd=fall.namnd)
    nina.post(sidan, {"namn": "Rune", "epost": "rune@kommun.example"})
    assert "Skriv en hel e-postadress" in text(nina.post(sidan, {"namn": "R", "epost": "rune"}))
    assert [en.namn for en in mottagare(fall.namnd)] == ["Frida Förtroendevald", "Rune"]
    innehall = text(nina.get(sidan))
    assert "Förtroendevald</span>" in innehall
    rad = Rapportmottagare.objects.get()
    bort = vag("rapportmottagare_bort", fall.namnd.pk, rad.pk)
    assert nina.get(bort).status_code == 405
    for _ in range(2):
        assert nina.post(bort)["Location"] == sidan
    assert not Rapportmottagare.objects.exists()


def test_another_namnds_schedule_is_not_there(fall: Fall) -> None:
    person = factories.person("Bo Annan", "NS", fall.kommun.kfk)
    assert som(person).get(vag("rapportschema", fall.namnd.pk)).status_code == 404
    rad = rapportmottagare.lagg_till(fall.namnd, namn="Rune", epost="r@x.example", av=None)
    bort = vag("rapportmottagare_bort", fall.kommun.kfn.pk, rad.pk)
    som(person).post(bort)
    assert Rapportmottagare.objects.filter(pk=rad.pk).exists()


def test_every_kind_is_ordered_by_its_own_form(fall: Fall) -> None:
    chef = som(fall.chef)
    sida = text(chef.get(vag("rapport_bestall")))
    assert '?slag=manad"' in sida
    assert "hela kommunen" not in sida.lower()  # not this person's to order
    manaden = text(chef.get(vag("rapport_bestall") + "?slag=manad"))
    assert "(pågår)" in manaden
    assert 'name="tillfalle"' not in manaden
    val = {"slag": "manad", "namnd": fall.namnd.pk, "spann": "2026-08-01_2026-08-31"}
    for _ in range(2):
        svar = chef.post(vag("rapport_bestall"), val)
        assert svar["Location"] == vag("rapport", Rapport.objects.get().pk)
    fel = text(chef.post(vag("rapport_bestall"), val | {"spann": "2026-08-01_2026-08-30"}))
    assert "Den perioden går inte att välja." in fel
    assert chef.get(vag("rapport_bestall") + "?slag=kommun").status_code == 404
    enhet = {"slag": "enhet", "enhet": fall.kommun.vok.pk, "tillfalle": fall.tillfalle.pk}
    chef.post(vag("rapport_bestall"), enhet)
    assert Rapport.objects.get(slag="enhet").enhet == fall.kommun.vok


def test_the_list_is_chosen_by_kind_namnd_year_and_state(
    fall: Fall, nina_namndsekreterare: Anvandare, rut_revisor: Anvandare
) -> None:
    publicera(fall, nina_namndsekreterare)
    with klocka.stalld(NIONDE_OKTOBER):
        manad(fall.namnd)
        manad(fall.kommun.kfn)
        Rapportschema.objects.update(fran=date(2026, 9, 1))
        rapportschema.bestall_schemalagda()
    rut = som(rut_revisor)

    def antal(fraga: str) -> int:
        return text(rut.get(vag("rapporter") + fraga)).count('<th scope="row">')

    assert antal("") == 3
    assert antal("?slag=manad") == 2
    assert antal(f"?slag=manad&namnd={fall.namnd.pk}") == 1
    assert antal("?lage=publicerad") == 1
    assert antal("?ar=2026") == 3
    assert antal("?slag=finns-inte&ar=x") == 3
    assert "Ingen rapport passar" in text(rut.get(vag("rapporter") + "?lage=faststalld"))


def test_a_preview_saves_nothing(fall: Fall, rut_revisor: Anvandare) -> None:
    fraga = f"?slag=manad&namnd={fall.namnd.pk}&spann=2026-08-01_2026-08-31"
    sida = text(som(fall.chef).get(vag("rapport_forhandsvisa") + fraga))
    assert "Ingenting är sparat" in sida
    assert "Utkast." in sida
    assert "/r/" not in sida  # nothing is frozen that could be checked
    assert "fingeravtryck" not in sida
    assert "Det går när rapporten är skapad." in sida
    assert not Rapport.objects.exists()
    valt = {"slag": "manad", "namnd": fall.namnd.pk, "spann": "2026-08-01_2026-08-31"}
    for falt, varde in valt.items():
        assert re.search(f'type="hidden" name="{falt}" value="{varde}"', sida), falt
    svar = som(fall.chef).post(vag("rapport_bestall"), valt)
    assert svar["Location"] == vag("rapport", Rapport.objects.get().pk)
    assert som(rut_revisor).get(vag("rapport_forhandsvisa") + fraga).status_code == 403
    annan = factories.person("Bo Annan", "CH", fall.kommun.kfk)
    fel = text(som(annan).get(vag("rapport_forhandsvisa") + fraga))
    assert "Ingenting är sparat" not in fel


def test_the_follow_up_is_previewed_by_those_who_write_in_it(kommun: factories.Kommun) -> None:
    with klocka.stalld(fabrik.UNDER_DELARET):
        p = slutet.rapporterad(kommun)
        url = vag("rapport_forhandsvisa_varv", p.varv.pk)
        for roll, enhet, kod in (
            ("PA", kommun.hemtjanst, 200),
            ("AA", kommun.hemtjanst, 200),
            ("CH", kommun.vok, 200),
            ("NS", kommun.vok, 200),
            ("FV", kommun.vok, 403),
            ("REV", kommun.rot, 403),
            ("PA", kommun.kfk, 404),
            ("HS", kommun.vok, 403),
        ):
            person = factories.person(f"Prov {roll} {enhet.pk}", roll, enhet)
            assert som(person).get(url).status_code == kod, roll
        petra = som(p.folk.petra)
        sida = text(petra.get(url))
        assert "ansvarig: " in sida
        assert "Utkast." in sida
        assert "Ingenting är sparat" in sida
        assert url in text(petra.get(vag("delar", p.varv.pk)))
        assert url in text(petra.get(reverse("cykel:plan", args=[p.plan.pk])))
        revisor = som(Anvandare.objects.get(namn__startswith="Prov REV"))
        assert url not in text(revisor.get(vag("delar", p.varv.pk)))
        assert url not in text(revisor.get(reverse("cykel:plan", args=[p.plan.pk])))
        # What is approved is shown from what was frozen.
        godkann(p.plan, av=p.folk.erik)
        assert "Utkast." in text(petra.get(url))
    assert not Rapport.objects.exists()


def test_the_pages_of_a_life(fall: Fall, nina_namndsekreterare: Anvandare) -> None:
    om = Rapportomfang(
        slag="manad",
        namnd=fall.namnd,
        enhet=fall.kommun.vok,
        period_fran=date(2026, 8, 1),
        period_till=date(2026, 8, 31),
    )
    rapport = acts.bestall(om, av=fall.chef)
    gor(rapport)
    nina, chef = som(nina_namndsekreterare), som(fall.chef)
    sidan, akt = vag("rapport", rapport.pk), vag("rapport_faststall", rapport.pk)
    assert "Rapporten väntar på chefen." in text(nina.get(sidan))
    assert nina.get(akt).status_code == 403
    assert 'name="beslut_paragraf"' not in text(chef.get(akt))
    val = {"beslut_datum": "2026-09-22", "publicering": "tid"}
    assert "Välj vilken dag" in text(chef.post(akt, val))
    val |= {"publiceras_dag": "2026-10-01", "publiceras_tid": "07:30"}
    assert chef.post(akt, val)["Location"] == sidan
    assert "klockan 07:30" in text(chef.get(sidan))
    nina.post(vag("rapport_publicera", rapport.pk))
    innehall = text(nina.get(sidan))
    assert "Pdf:en kommer av sig själv" in innehall
    offentlig = text(Client().get(vag("publicerad", rapport.pk)))
    assert "Pdf:en görs nu" in offentlig
    assert text(Client().get(vag("publicerade")))
    ratta = vag("rapport_ratta", rapport.pk)
    assert ratta in innehall
    assert "Skriv hur det ska vara." in text(nina.post(ratta, {"fel": "Tal 3"}))
    nina.post(ratta, {"fel": "Tal 3", "ratt": "Tal 5", "underlag": "samma"})
    ny = Rapport.objects.get(version=2)
    assert "Version 2 är på väg" in text(nina.get(sidan))
    assert "Fel: Tal 3. Rätt: Tal 5." in text(nina.get(vag("rapport", ny.pk)))


def test_the_buttons_post_once_and_keep_to_the_right(
    fall: Fall, nina_namndsekreterare: Anvandare
) -> None:
    status = replace(fall.underlag.status, lage="utkast", godkand_av="", godkand_datum=None)
    fall.underlag = replace(fall.underlag, status=status)
    rapport = acts.bestall(omfang(fall.namnd, fall.tillfalle), av=fall.chef)
    gor(rapport)
    url = vag("rapport_godkann", rapport.pk)
    assert "Det här ska vara gjort först:" not in text(
        som(fall.chef).get(vag("rapport", rapport.pk))
    )
    assert som(fall.chef).get(url).status_code == 405
    assert som(nina_namndsekreterare).post(url).status_code == 403
    sida = text(som(nina_namndsekreterare).get(vag("rapport_faststall", rapport.pk)))
    assert "Chefen ska godkänna rapporten innan" in sida
    for _ in range(2):
        som(fall.chef).post(url)
    rapport.refresh_from_db()
    assert rapport.lage == "godkand"
    assert Handelse.objects.filter(slag="rapport.godkann").count() == 1

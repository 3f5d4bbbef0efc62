"""Reports by themselves, who is told, and the pages where both are chosen."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.urls import reverse

from cykel.models import Namndtider, Varv
from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse, Namnd, Utskick
from tests import factories
from tests.cykel import fabrik, slutet
from tests.databas import nekas
from tests.uppfoljning.rapporter import manadexempel
from tests.uppfoljning.rapporter.fall import NU, Fall, gor
from uppfoljning import tasks
from uppfoljning.actions import rapport as acts
from uppfoljning.actions import rapportmottagare, rapportschema
from uppfoljning.actions.godkannande import godkann
from uppfoljning.models import Rapport, Rapportmottagare, Rapportschema
from uppfoljning.rapport.slag import Underlag
from uppfoljning.rapportperioder import Spann, avslutade, spann_med, valbara
from uppfoljning.rapportutskick import mottagare
from uppfoljning.samlare.alla import SAMLARE, Samlare
from uppfoljning.samlare.maluppfyllelse import omfang
from uppfoljning.samlare.omfang import Rapportomfang
from uppfoljning.samlare.val import for_period

pytestmark = pytest.mark.django_db

NIONDE_OKTOBER = datetime(2026, 10, 9, 5, 25, tzinfo=NU.tzinfo)


@pytest.fixture(autouse=True)
def trasig(monkeypatch: pytest.MonkeyPatch) -> dict[str, Exception]:
    """A month can be made of every nämnd but those that are put here, by their code."""
    fel: dict[str, Exception] = {}

    def samla(omfang: Rapportomfang, *, nu: datetime) -> Underlag:
        if omfang.namnd.kod in fel:
            raise fel[omfang.namnd.kod]
        return replace(manadexempel.full(), namnd=omfang.namnd.namn, skapad=nu)

    monkeypatch.setitem(SAMLARE, "manad", Samlare(samla))  # type: ignore[call-overload]
    return fel


def manad(namnd: Namnd, av: Anvandare | None = None, **andrat: Any) -> Rapportschema:
    val = {"slag": "manad", "pa": True, "period": "manad", "dagar": 8} | andrat
    return rapportschema.satt_schema(namnd, **val, av=av)


def perioder() -> list[tuple[str, str]]:
    rader = Rapport.objects.filter(slag="manad").order_by("period_fran", "namnd__kod")
    return [(r.namnd.kod, str(r.period_till)) for r in rader.select_related("namnd")]


def brev(mall: str) -> list[dict[str, str]]:
    return [json.loads(rad.innehall) for rad in Utskick.objects.filter(mall=mall).order_by("pk")]


# --- Periods ----------------------------------------------------------------------------------


def test_periods_begin_and_end_with_months() -> None:
    dag = date(2026, 12, 31)
    spann = [spann_med(dag, period) for period in ("manad", "kvartal", "halvar", "ar")]
    assert [(s.fran.month, s.till) for s in spann] == [(12, dag), (10, dag), (7, dag), (1, dag)]
    assert [str(s) for s in spann] == [
        "december 2026",
        "oktober–december 2026",
        "juli–december 2026",
        "2026",
    ]
    slut = [s.till for s in avslutade("manad", fran=date(2028, 1, 31), till=date(2028, 3, 30))]
    assert slut == [date(2028, 1, 31), date(2028, 2, 29)]
    assert valbara("kvalitet", date(2026, 5, 1), bakat=timedelta(days=400)) == [
        Spann(date(2026, 1, 1), date(2026, 12, 31)),
        Spann(date(2025, 1, 1), date(2025, 12, 31)),
    ]


# --- The day's work ---------------------------------------------------------------------------


def test_what_is_due_is_ordered_once(fall: Fall) -> None:
    manad(fall.namnd)
    for dag in (7, 8, 8, 9):
        with klocka.stalld(datetime(2026, 10, dag, 5, 25, tzinfo=NU.tzinfo)):
            rapportschema.bestall_schemalagda()
        assert perioder() == ([] if dag == 7 else [("VON", "2026-09-30")])
    (rapport,) = Rapport.objects.filter(slag="manad")
    assert (rapport.bestalld_av, rapport.enhet) == (None, fall.kommun.vok)
    assert rapport.jobb.count() == 1


def test_days_that_were_missed_are_caught_up(fall: Fall) -> None:
    manad(fall.namnd)
    with klocka.stalld(datetime(2026, 12, 20, 5, 25, tzinfo=NU.tzinfo)):
        assert len(rapportschema.bestall_schemalagda()) == 3
        assert rapportschema.bestall_schemalagda() == []
    # August ended before the schedule was turned on.
    assert [till for _, till in perioder()] == ["2026-09-30", "2026-10-31", "2026-11-30"]


def test_a_report_ordered_by_hand_is_not_made_again(fall: Fall) -> None:
    manad(fall.namnd)
    with klocka.stalld(NIONDE_OKTOBER):
        om = Rapportomfang(
            slag="manad",
            namnd=fall.namnd,
            enhet=fall.kommun.vok,
            period_fran=date(2026, 9, 1),
            period_till=date(2026, 9, 30),
        )
        acts.bestall(om, av=fall.chef)
        assert rapportschema.bestall_schemalagda() == []


@pytest.mark.parametrize(
    ("fel", "skal"),
    [
        (Regelbrott("Nämnden har ingen plan."), "Nämnden har ingen plan."),
        (RuntimeError("något"), rapportschema.OVANTAT),
    ],
)
def test_a_namnd_that_fails_stops_no_other_and_is_told_once(
    fall: Fall,
    trasig: dict[str, Exception],
    nina_namndsekreterare: Anvandare,
    fel: Exception,
    skal: str,
) -> None:
    schema = manad(fall.namnd)
    manad(fall.kommun.kfn)
    trasig["VON"] = fel
    with klocka.stalld(NIONDE_OKTOBER):
        for _ in range(2):
            rapportschema.bestall_schemalagda()
        assert perioder() == [("KFN", "2026-09-30")]
        schema.refresh_from_db()
        assert (schema.fel, schema.fel_period) == (skal, date(2026, 9, 30))
        (ett,) = brev("rapport_uteblev")
        assert ett["mottagare"] == nina_namndsekreterare.epost
        assert skal in ett["text"]
        assert skal in ett["html"]
        del trasig["VON"]
        rapportschema.bestall_schemalagda()
    schema.refresh_from_db()
    assert (schema.fel, schema.fel_period) == ("", None)
    assert len(perioder()) == 2


def test_the_reason_is_gone_when_the_report_was_ordered_by_hand(
    fall: Fall, trasig: dict[str, Exception]
) -> None:
    schema = manad(fall.namnd)
    trasig["VON"] = Regelbrott("Nämnden har ingen plan.")
    with klocka.stalld(NIONDE_OKTOBER):
        rapportschema.bestall_schemalagda()
        del trasig["VON"]
        spann = Spann(date(2026, 9, 1), date(2026, 9, 30))
        acts.bestall(for_period("manad", fall.namnd, spann), av=fall.chef)
        rapportschema.bestall_schemalagda()
    schema.refresh_from_db()
    assert (schema.fel, schema.fel_period) == ("", None)


def test_what_is_turned_off_or_has_no_collector_is_not_made(
    fall: Fall, monkeypatch: pytest.MonkeyPatch
) -> None:
    manad(fall.namnd)
    manad(fall.namnd, pa=False)
    manad(fall.kommun.kfn)
    monkeypatch.delitem(SAMLARE, "manad")  # type: ignore[arg-type]
    with klocka.stalld(NIONDE_OKTOBER):
        assert rapportschema.bestall_schemalagda() == []


def test_a_file_that_could_not_be_made_is_told_once(
    fall: Fall, nina_namndsekreterare: Anvandare
) -> None:
    manad(fall.namnd)
    with klocka.stalld(NIONDE_OKTOBER):
        (rapport,) = rapportschema.bestall_schemalagda()
        rapport.jobb.update(lage="misslyckad", fel="Lagret är fullt.")
        for _ in range(2):
            tasks.bestall_schemalagda_rapporter()
    (ett,) = brev("rapport_uteblev")
    assert "Lagret är fullt." in ett["text"]


def test_a_report_that_is_late_is_told_once(fall: Fall, nina_namndsekreterare: Anvandare) -> None:
    Varv.objects.filter(pk=fall.varv.pk).update(godkand=None, godkand_av=None, ogonblick=None)
    Namndtider.objects.create(
        tillfalle=fall.tillfalle,
        namnd=fall.namnd,
        enheter_senast=date(2026, 9, 15),
        kontor_senast=date(2026, 9, 25),
        namnd_senast=date(2026, 10, 1),
        andrad=NU,
    )
    for dag, antal in ((1, 0), (2, 1), (3, 1)):
        with klocka.stalld(datetime(2026, 10, dag, 5, 25, tzinfo=NU.tzinfo)):
            rapportschema.beratta_om_sena()
        assert len(brev("rapport_sen")) == antal
    (ett,) = brev("rapport_sen")
    assert ett["mottagare"] == nina_namndsekreterare.epost
    assert "1\N{NO-BREAK SPACE}oktober 2026" in ett["text"]


# --- The schedule -----------------------------------------------------------------------------


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
def test_who_chooses(fall: Fall, person: str, far: bool, request: pytest.FixtureRequest) -> None:
    av = request.getfixturevalue(person)
    akter: list[Callable[[], object]] = [
        lambda: manad(fall.namnd, av),
        lambda: rapportmottagare.lagg_till(
            fall.namnd, namn="Rune", epost="rune@kommun.example", av=av
        ),
    ]
    for akt in akter:
        if far:
            akt()
        else:
            with pytest.raises(PermissionDenied):
                akt()
    sida = klient(av).get(reverse("uppfoljning:rapportschema", args=[fall.namnd.pk]))
    assert sida.status_code == (200 if far else 403)


def test_the_same_again_changes_nothing(fall: Fall, nina_namndsekreterare: Anvandare) -> None:
    for _ in range(2):
        manad(fall.namnd, nina_namndsekreterare)
    assert Handelse.objects.filter(slag="rapportschema.andrat").count() == 1


def test_the_kvalitetsberattelse_is_ready_before_march(fall: Fall) -> None:
    val = {"slag": "kvalitet", "pa": True, "period": "ar"}
    assert rapportschema.satt_schema(fall.namnd, dagar=59, av=None, **val)
    with pytest.raises(Regelbrott, match="före den 1 mars"):
        rapportschema.satt_schema(fall.namnd, dagar=60, av=None, **val)


@pytest.mark.parametrize(
    ("andrat", "villkor"),
    [
        ({"period": "ar"}, "rapportschema_period_efter_slag"),
        ({"slag": "maluppfyllelse"}, "rapportschema_period_efter_slag"),
        ({"dagar": 0}, "rapportschema_dagar"),
        ({"dagar": 91}, "rapportschema_dagar"),
        ({"fel": "Något"}, "rapportschema_fel_med_period"),
    ],
)
def test_a_schedule_that_contradicts_itself(
    fall: Fall, andrat: dict[str, Any], villkor: str
) -> None:
    schema = manad(fall.namnd)
    with nekas(villkor):
        Rapportschema.objects.update(**andrat)
    schema.pk = None
    with nekas("rapportschema_en_gang"):
        schema.save(force_insert=True)


# --- Recipients -------------------------------------------------------------------------------


def test_one_link_to_each_and_no_file(
    fall: Fall, nina_namndsekreterare: Anvandare, rut_revisor: Anvandare
) -> None:
    for namn, epost in (("Rune Revisor", "Rune@kommun.example"), ("Frida", "frida@kommun.example")):
        rapportmottagare.lagg_till(fall.namnd, namn=namn, epost=epost, av=nina_namndsekreterare)
    rapportmottagare.lagg_till(fall.kommun.kfn, namn="Annan", epost="annan@x.example", av=None)
    factories.person("Frida", "FV", fall.kommun.rot, namnd=fall.namnd)  # on the list too
    factories.person("Folke", "FV", fall.kommun.rot, namnd=fall.kommun.kfn)
    rapport = publicera(fall, nina_namndsekreterare)
    acts.publicera(rapport, av=nina_namndsekreterare)
    breven = brev("rapport_publicerad")
    assert sorted(b["mottagare"] for b in breven) == ["Rune@kommun.example", "frida@kommun.example"]
    for ett in breven:
        assert f"/rapporter/{rapport.pk}/" in ett["text"]
        assert f"/rapporter/{rapport.pk}/" in ett["html"]
        assert nina_namndsekreterare.epost in ett["text"]  # who keeps the list
        assert "/pdf/" not in ett["text"] + ett["html"]


def test_a_correction_is_told_to_the_same(fall: Fall, nina_namndsekreterare: Anvandare) -> None:
    rapportmottagare.lagg_till(fall.namnd, namn="Rune", epost="rune@kommun.example", av=None)
    rapport = publicera(fall, nina_namndsekreterare)
    ny = acts.ratta(
        rapport, fel="Talet var 3", ratt="Det är 5", nytt_underlag=False, av=nina_namndsekreterare
    )
    gor(ny)
    acts.godkann(ny, av=fall.chef)
    publicera(fall, nina_namndsekreterare, rapport=ny)
    assert len(brev("rapport_publicerad")) == 1
    (ett,) = brev("rapport_rattad")
    assert ett["amne"].startswith("Rättad rapport")
    assert "Fel: Talet var 3. Rätt: Det är 5." in ett["text"]
    assert "Fel: Talet var 3. Rätt: Det är 5." in ett["html"]


def publicera(fall: Fall, nina: Anvandare, rapport: Rapport | None = None) -> Rapport:
    rapport = rapport or acts.bestall(omfang(fall.namnd, fall.tillfalle), av=fall.chef)
    gor(rapport)
    rapport = acts.faststall(
        rapport, beslut_datum=date(2026, 9, 22), beslut_paragraf="112", dnr="1", av=nina
    )
    return acts.publicera(rapport, av=nina)


def test_an_address_stands_once_and_is_not_readable_at_rest(
    fall: Fall, nina_namndsekreterare: Anvandare
) -> None:
    val = {"namn": "Rune", "av": nina_namndsekreterare}
    rad = rapportmottagare.lagg_till(fall.namnd, epost="rune@kommun.example", **val)
    with pytest.raises(Regelbrott, match="finns redan"):
        rapportmottagare.lagg_till(fall.namnd, epost=" RUNE@kommun.example", **val)
    with connection.cursor() as markor:
        markor.execute("select epost, epost_hmac from uppfoljning_rapportmottagare")
        assert "rune" not in "".join(markor.fetchone()).lower()
    with nekas("rapportmottagare_hel"):
        Rapportmottagare.objects.update(namn="")
    rad.pk = None
    with nekas("rapportmottagare_en_gang"):
        rad.save(force_insert=True)


# --- The pages --------------------------------------------------------------------------------


def klient(person: Anvandare) -> Client:
    ny = Client()
    ny.force_login(person)
    return ny


def text(svar: Any) -> str:
    assert svar.status_code == 200, svar
    return str(svar.content.decode())


def vag(namn: str, *args: object) -> str:
    return reverse(f"uppfoljning:{namn}", args=args)


def test_the_page_turns_on_and_shows_the_next_day(
    fall: Fall, nina_namndsekreterare: Anvandare
) -> None:
    nina, sidan = klient(nina_namndsekreterare), vag("rapportschema", fall.namnd.pk)
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
    nina, sidan = klient(nina_namndsekreterare), vag("rapportschema", fall.namnd.pk)
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
    assert klient(person).get(vag("rapportschema", fall.namnd.pk)).status_code == 404
    rad = rapportmottagare.lagg_till(fall.namnd, namn="Rune", epost="r@x.example", av=None)
    bort = vag("rapportmottagare_bort", fall.kommun.kfn.pk, rad.pk)
    klient(person).post(bort)
    assert Rapportmottagare.objects.filter(pk=rad.pk).exists()


def test_every_kind_is_ordered_by_its_own_form(fall: Fall) -> None:
    chef = klient(fall.chef)
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
    rut = klient(rut_revisor)

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
    sida = text(klient(fall.chef).get(vag("rapport_forhandsvisa") + fraga))
    assert "Ingenting är sparat" in sida
    assert "Utkast." in sida
    assert not Rapport.objects.exists()
    assert klient(rut_revisor).get(vag("rapport_forhandsvisa") + fraga).status_code == 403
    annan = factories.person("Bo Annan", "CH", fall.kommun.kfk)
    fel = text(klient(annan).get(vag("rapport_forhandsvisa") + fraga))
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
            assert klient(person).get(url).status_code == kod, roll
        petra = klient(p.folk.petra)
        sida = text(petra.get(url))
        assert "ansvarig: " in sida
        assert "Utkast." in sida
        assert "Ingenting är sparat" in sida
        assert url in text(petra.get(vag("delar", p.varv.pk)))
        assert url in text(petra.get(reverse("cykel:plan", args=[p.plan.pk])))
        revisor = klient(Anvandare.objects.get(namn__startswith="Prov REV"))
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
    nina, chef = klient(nina_namndsekreterare), klient(fall.chef)
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
    assert klient(fall.chef).get(url).status_code == 405
    assert klient(nina_namndsekreterare).post(url).status_code == 403
    sida = text(klient(nina_namndsekreterare).get(vag("rapport_faststall", rapport.pk)))
    assert "Chefen ska godkänna rapporten innan" in sida
    for _ in range(2):
        klient(fall.chef).post(url)
    rapport.refresh_from_db()
    assert rapport.lage == "godkand"
    assert Handelse.objects.filter(slag="rapport.godkann").count() == 1

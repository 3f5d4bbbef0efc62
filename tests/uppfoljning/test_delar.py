"""Each part of a follow-up: ready by whom, and fallen when what it covers is another."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from cykel.actions.aterskick import skicka_ater
from cykel.actions.indikator import infor_varde
from cykel.models import Indikator, Matvarde
from cykel.tillstand import PLAN
from cykel.villkor.aterskick import Del
from cykel.villkor.aterskick import delar as planens_delar
from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse
from kvalitet.overgang import Steg
from tests import factories
from tests.cykel import kil
from tests.databas import nekas
from tests.uppfoljning.lage import BEDOMNING, Lage, bedomt, helt, last, synpunkt, varde
from uppfoljning import villkor
from uppfoljning.actions.bedomning import bedom, granska_roster
from uppfoljning.actions.godkannande import godkann
from uppfoljning.actions.klarmarkering import klarmarkera
from uppfoljning.delar import Dellage, delarna
from uppfoljning.models import Klarmarkering, Malbedomning
from uppfoljning.ogonblick import luckor
from uppfoljning.paminnelse import varden_att_markera

SENAST = date(2026, 6, 30)


def delar(lage: Lage) -> dict[str, Dellage]:
    alla = delarna([lage.varv], klocka.idag())[lage.varv.pk]
    return {ett.nyckel.partition(":")[0]: ett for ett in alla}


def indikatorn(lage: Lage) -> Indikator:
    return lage.kil.indikator.indikator


def av_sig_sjalvt(lage: Lage, tal: str = "65.5") -> None:
    """The value comes as by Kolada or a calculation: entered by nobody."""
    Matvarde.objects.update(infort_av=None, varde=Decimal(tal))


def kvar_i_vakten(lage: Lage) -> list[str]:
    steg = Steg(PLAN.rad("godkann"), lage.kil.plan, None, kil.NU)
    return [p.mening for p in villkor.indikatorer_har_utfall(steg) if not p.klar]


def del_(lage: Lage, slag: str) -> Del:
    return next(en for en in planens_delar(lage.kil.plan) if en.slag == slag)


def test_nothing_done_each_part_says_why_and_whose_it_is(
    lage: Lage, petra_planansvarig: Anvandare
) -> None:
    Matvarde.objects.all().delete()
    synpunkt(lage.kil.plan.enhet, lage.kil.plan.namnd)
    alla = delar(lage)
    assert {nyckel: ett.kvar for nyckel, ett in alla.items()} == {
        "mal": "inte bedömt",
        "indikator": "värdet saknas",
        "aktivitet": "inte rapporterad",
        "synpunkter": "inte gjord",
        "undersokningar": "",
    }
    assert {ett.vem for ett in alla.values()} == {petra_planansvarig}


def test_all_done_each_part_says_who_and_when(lage: Lage, petra_planansvarig: Anvandare) -> None:
    helt(lage, petra_planansvarig)
    alla = delar(lage)
    assert all(ett.klar for ett in alla.values())
    for nyckel in ("mal", "aktivitet", "synpunkter", "undersokningar"):
        assert (alla[nyckel].klar_av, alla[nyckel].klar_tid) == (petra_planansvarig.namn, kil.NU)


def test_a_draft_is_not_ready(lage: Lage, petra_planansvarig: Anvandare) -> None:
    bedomt(lage, petra_planansvarig, klar=False)
    assert delar(lage)["mal"].kvar == "bedömningen är ett utkast"


def test_what_is_entered_by_hand_is_marked_by_who_entered_it(lage: Lage) -> None:
    assert delar(lage)["indikator"].klar
    assert kvar_i_vakten(lage) == []


def test_what_came_by_itself_waits_for_the_one_who_answers_for_it(
    lage: Lage, petra_planansvarig: Anvandare
) -> None:
    av_sig_sjalvt(lage)
    assert delar(lage)["indikator"].kvar == "värdet är inte klarmarkerat"
    assert "kom in av sig självt och är inte klarmarkerat" in kvar_i_vakten(lage)[0]
    pk = indikatorn(lage).pk
    assert klarmarkera(lage.varv, indikatorer={pk}, av=petra_planansvarig) == 1
    assert klarmarkera(lage.varv, indikatorer={pk}, av=petra_planansvarig) == 0
    klart = delar(lage)["indikator"]
    assert (klart.klar_av, klart.klar_tid) == (petra_planansvarig.namn, kil.NU)
    assert kvar_i_vakten(lage) == []
    assert Handelse.objects.filter(slag="plan.varde_klarmarkerat").count() == 1


@pytest.mark.parametrize(
    "andrat", [{"varde": Decimal("65.6")}, {"osakerhet": 2}, {"varde": None, "bortfallsorsak": "X"}]
)
def test_a_mark_falls_with_the_value_whoever_changed_it(
    lage: Lage, petra_planansvarig: Anvandare, andrat: dict[str, Any]
) -> None:
    av_sig_sjalvt(lage)
    klarmarkera(lage.varv, indikatorer={indikatorn(lage).pk}, av=petra_planansvarig)
    Matvarde.objects.update(**andrat)  # past every act
    assert delar(lage)["indikator"].kvar == "värdet har ändrats sedan det klarmarkerades"
    assert "har ändrats sedan det klarmarkerades" in kvar_i_vakten(lage)[0]


def test_a_mark_falls_with_a_new_sex_and_not_with_another_year(
    lage: Lage, petra_planansvarig: Anvandare
) -> None:
    av_sig_sjalvt(lage)
    klarmarkera(lage.varv, indikatorer={indikatorn(lage).pk}, av=petra_planansvarig)
    varde(lage.kil, "50", ar=2024)
    assert delar(lage)["indikator"].klar
    varde(lage.kil, "70", kon="K", infort_av=None)
    assert not delar(lage)["indikator"].klar


def test_an_approval_asks_for_the_mark_and_lists_it_as_a_gap(
    lage: Lage, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare
) -> None:
    av_sig_sjalvt(lage)
    helt(lage, petra_planansvarig)
    with pytest.raises(Regelbrott):
        godkann(lage.kil.plan, av=erik_enhetschef)
    assert ["inte klarmarkerat" in lucka.vad for lucka in luckor(lage.kil.plan)] == [True]
    godkann(lage.kil.plan, luckor_skal="Kontrolleras i höst.", av=erik_enhetschef)


def test_only_the_one_who_answers_for_it_or_enters_values_marks_it(
    lage: Lage, kommun: factories.Kommun, erik_enhetschef: Anvandare
) -> None:
    av_sig_sjalvt(lage)
    pk = indikatorn(lage).pk
    with pytest.raises(PermissionDenied):
        klarmarkera(lage.varv, indikatorer={pk}, av=erik_enhetschef)
    agare = factories.person("Filippa Förtroende", "FV", kommun.hemtjanst)
    Indikator.objects.update(agare=agare)
    assert klarmarkera(lage.varv, indikatorer={pk}, av=agare) == 1


def test_nothing_is_marked_without_a_value_or_of_another_plan(
    lage: Lage, petra_planansvarig: Anvandare
) -> None:
    Matvarde.objects.all().delete()
    pk = indikatorn(lage).pk
    with pytest.raises(Regelbrott, match="har inget värde för perioden"):
        klarmarkera(lage.varv, indikatorer={pk}, av=petra_planansvarig)
    with pytest.raises(Regelbrott, match="hör inte till planen"):
        klarmarkera(lage.varv, indikatorer={pk, pk + 1000}, av=petra_planansvarig)


def test_a_judgement_falls_with_the_values_it_rests_on(
    lage: Lage, petra_planansvarig: Anvandare
) -> None:
    bedom(lage.varv, mal=lage.mal, **BEDOMNING, av=petra_planansvarig)
    assert delar(lage)["mal"].klar
    infor_varde(
        indikatorn(lage),
        enhet=lage.kil.plan.enhet,
        period_fran=date(2026, 1, 1),
        period_till=date(2026, 3, 31),
        varde=Decimal("64.5"),
        matdatum=date(2026, 3, 31),
        kalla="Rättad",
        skal="Ett svar var räknat två gånger.",
        av=petra_planansvarig,
    )
    assert delar(lage)["mal"].kvar == "värden har ändrats sedan bedömningen"
    steg = Steg(PLAN.rad("godkann"), lage.kil.plan, None, kil.NU)
    (punkt,) = villkor.malen_bedomda(steg)
    assert (punkt.klar, "Värden har ändrats sedan mål 1 bedömdes" in punkt.mening) == (False, True)
    bedom(lage.varv, mal=lage.mal, **BEDOMNING, av=petra_planansvarig)  # the same words, read anew
    assert delar(lage)["mal"].klar
    assert Malbedomning.objects.count() == 1


@pytest.mark.parametrize("slag", ["mal", "indikator", "aktivitet", "synpunkter", "undersokningar"])
def test_a_part_sent_back_is_not_ready_until_it_is_done_again(
    lage: Lage, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare, slag: str
) -> None:
    helt(lage, petra_planansvarig)
    skicka_ater(lage.kil.plan, del_=del_(lage, slag), skal="Nej", senast=SENAST, av=_kv(lage))
    assert delar(lage)[slag].kvar == "skickad åter"
    if slag in ("synpunkter", "undersokningar"):
        granska_roster(lage.varv, vad=slag, slutsats="Inget nytt.", av=petra_planansvarig)
        assert delar(lage)[slag].klar
    if slag == "indikator":
        klarmarkera(lage.varv, indikatorer={indikatorn(lage).pk}, av=petra_planansvarig)
        assert delar(lage)[slag].klar


def _kv(lage: Lage) -> Anvandare:
    rot = lage.kil.plan.enhet.placeringar.get().foralder.placeringar.get().foralder
    return factories.person("Kim Kvalitet", "KV", rot)


def test_voices_that_came_after_the_reading_are_read_too(
    lage: Lage, petra_planansvarig: Anvandare
) -> None:
    last(lage, petra_planansvarig)
    assert delar(lage)["synpunkter"].klar
    synpunkt(lage.kil.plan.enhet, lage.kil.plan.namnd)
    assert delar(lage)["synpunkter"].kvar == "1\xa0ny sedan genomgången"
    steg = Steg(PLAN.rad("godkann"), lage.kil.plan, None, kil.NU)
    kvar = [p.mening for p in villkor.roster_genomgangna(steg) if not p.klar]
    assert kvar == ["Synpunkter: 1\xa0ny sedan ni gick igenom dem"]
    granska_roster(lage.varv, vad="synpunkter", slutsats="Inget nytt.", av=petra_planansvarig)
    assert delar(lage)["synpunkter"].klar


def test_the_database_keeps_one_mark_and_of_a_value(
    lage: Lage, petra_planansvarig: Anvandare
) -> None:
    rad: dict[str, Any] = {
        "varv": lage.varv,
        "indikator": indikatorn(lage),
        "av": petra_planansvarig,
        "tid": kil.NU,
    }
    Klarmarkering.objects.create(**rad, avtryck="a")
    with nekas("klarmarkering_en_per_indikator"):
        Klarmarkering.objects.create(**rad, avtryck="b")
    with nekas("klarmarkering_av_ett_varde"):
        Klarmarkering.objects.update(avtryck="")


# --- The page -------------------------------------------------------------------------------------


def test_values_are_marked_on_the_page(
    lage: Lage, client: Client, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare
) -> None:
    av_sig_sjalvt(lage)
    sidan = f"/arbete/uppfoljning/{lage.varv.pk}/delar/"
    client.force_login(erik_enhetschef)
    assert 'name="indikator"' not in client.get(sidan).text
    client.force_login(petra_planansvarig)
    assert "Klarmarkera" in client.get(sidan).text
    svar = client.post(sidan, {"indikator": str(indikatorn(lage).pk)}, follow=True)
    assert "Ett värde är klarmarkerat." in svar.text
    assert f"Klart av {petra_planansvarig.namn}" in svar.text
    fel = client.post(sidan, {"indikator": "99999"})
    assert "Indikatorn hör inte till planen" in fel.text


def test_another_kontors_parts_are_not_found(
    lage: Lage, client: Client, bodil_biblioteksansvarig: Anvandare
) -> None:
    client.force_login(bodil_biblioteksansvarig)
    assert client.get(f"/arbete/uppfoljning/{lage.varv.pk}/delar/").status_code == 404


def test_the_morning_reminds_of_values_to_mark(lage: Lage, petra_planansvarig: Anvandare) -> None:
    assert list(varden_att_markera(klocka.idag())) == []
    av_sig_sjalvt(lage)
    (ett,) = varden_att_markera(klocka.idag())
    assert (ett.person, ett.text, ett.senast) == (
        petra_planansvarig.pk,
        "Klarmarkera ett värde, Hemtjänst",
        date(2026, 4, 20),
    )
    klarmarkera(lage.varv, indikatorer={indikatorn(lage).pk}, av=petra_planansvarig)
    assert list(varden_att_markera(klocka.idag())) == []


def test_values_to_mark_wait_on_ones_own_pages(
    lage: Lage, client: Client, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare
) -> None:
    client.force_login(petra_planansvarig)
    mening = "Klarmarkera ett värde, Hemtjänst"
    sidor = ("/arbete/", "/arbete/uppdatera/")
    assert [mening in client.get(sidan).text for sidan in sidor] == [False, False]
    av_sig_sjalvt(lage)
    assert [mening in client.get(sidan).text for sidan in sidor] == [True, True]
    sida = client.get("/arbete/uppdatera/").text.replace("\xa0", " ")
    assert "Sen, senast 20 april 2026" in sida
    client.force_login(erik_enhetschef)
    assert [mening in client.get(sidan).text for sidan in sidor] == [False, False]


def test_a_value_to_mark_leads_to_the_value(lage: Lage) -> None:
    av_sig_sjalvt(lage)
    assert delar(lage)["indikator"].lank == f"/arbete/indikatorer/{indikatorn(lage).pk}/"

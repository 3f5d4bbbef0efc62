"""Indicators that are computed: from the synpunkter and from the activities of plans."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client

from cykel.actions.indikator import infor_varde, skapa_indikator
from cykel.frekvens import ar_lang_som, matperiod, senaste_period
from cykel.models import Aktivitetslage, Indikator, Matvarde
from cykel.periodvarden import for_fa
from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse
from kvalitet.statistik import procent
from synpunkter.actions import synpunkt as akter
from tests.cykel import kil
from tests.databas import nekas
from tests.factories import Kommun
from tests.synpunkter import exempel
from tests.synpunkter.conftest import ONSDAG
from tests.synpunkter.exempel import Personal
from tests.uppfoljning.lage import Lage
from uppfoljning.actions.berakning import berakna_alla
from uppfoljning.berakning import REGLER, Berakning, berakna
from uppfoljning.tasks import berakna_indikatorer

OKTOBER = (date(2026, 10, 1), date(2026, 10, 31))
KV1 = (date(2026, 1, 1), date(2026, 3, 31))


def beraknad(agare: Anvandare, berakning: str, **andrat: object) -> Indikator:
    falt = {
        "namn": f"Beräknad {berakning}",
        "definition": REGLER[Berakning(berakning)].text if berakning else "",
        "matt": "procent",
        "riktning": "hogre",
        "kalla": "beraknad",
        "frekvens": "manad",
        "skal_ej_kon": "Kön frågas inte efter.",
    }
    return skapa_indikator(
        **{**falt, "berakning": berakning, "agare": agare, **andrat},  # type: ignore[arg-type]
        av=None,
    )


def besvarad_efter(kommun: Kommun, personal: Personal, dagar: int) -> None:
    with klocka.stalld(ONSDAG):
        s = exempel.synpunkt(kommun)
        s = akter.tilldela(s, enhet=s.enhet, av=personal.registrator)
    with klocka.stalld(ONSDAG + timedelta(days=dagar)):
        s = akter.ta_hand_om(s, av=personal.handlaggare)
        akter.besvara(s, meddelande="Hej!", av=personal.handlaggare)


def i_planen(lage: Lage, indikator: Indikator) -> None:
    """Let the plan's only row measure this instead."""
    rad = lage.kil.indikator
    type(rad).objects.filter(pk=rad.pk).update(indikator=indikator)


# --- what is counted -------------------------------------------------------------------------


def test_share_in_time_and_median_by_hand(kommun: Kommun, petra_planansvarig: Anvandare) -> None:
    """Answered after 2, 3, 4, 8 and 30 days; ten working days were promised: 4 of 5, median 4."""
    personal = Personal(kommun)
    for dagar in (2, 3, 4, 8, 30):
        besvarad_efter(kommun, personal, dagar)
    andel = beraknad(petra_planansvarig, "svar_i_tid")
    median = beraknad(petra_planansvarig, "median_dagar")
    with klocka.stalld(ONSDAG + timedelta(days=31)):
        assert berakna(andel, kommun.hemtjanst, OKTOBER).varde == 80
        assert berakna(median, kommun.hemtjanst, OKTOBER).varde == 4
        assert berakna(andel, kommun.vok, OKTOBER).varde == 80  # what lies below is counted
        assert berakna(andel, kommun.centrum, OKTOBER).varde is None


@pytest.mark.parametrize("berakning", ["svar_i_tid", "median_dagar"])
def test_few_answers_are_not_shown_and_none_are_not_zero(
    kommun: Kommun, petra_planansvarig: Anvandare, berakning: str
) -> None:
    indikator = beraknad(petra_planansvarig, berakning)
    with klocka.stalld(ONSDAG + timedelta(days=31)):
        inga = berakna(indikator, kommun.hemtjanst, OKTOBER)
    assert inga.varde is None
    assert "Ingen synpunkt" in inga.orsak
    besvarad_efter(kommun, Personal(kommun), 2)
    with klocka.stalld(ONSDAG + timedelta(days=31)):
        fa = berakna(indikator, kommun.hemtjanst, OKTOBER)
    assert fa.varde is None
    assert for_fa(Matvarde(bortfallsorsak=fa.orsak))


def test_complaints_per_thousand_users(kommun: Kommun, petra_planansvarig: Anvandare) -> None:
    """Six complaints and 240 users: 25 per 1 000; other kinds are not counted."""
    anvandare = skapa_indikator(
        namn="Antal brukare",
        definition="Personer med beslut den siste i månaden.",
        matt="personer",
        riktning="hogre",
        kalla="manuell",
        frekvens="helar",
        agare=petra_planansvarig,
        skal_ej_kon="Behövs inte här.",
        av=None,
    )
    indikator = beraknad(petra_planansvarig, "klagomal", namnare=anvandare, matt="per 1 000")
    with klocka.stalld(ONSDAG):
        for _ in range(6):
            exempel.synpunkt(kommun)
        exempel.synpunkt(kommun, typ="berom")
    with klocka.stalld(ONSDAG + timedelta(days=31)):
        utan = berakna(indikator, kommun.hemtjanst, OKTOBER)
        assert utan.orsak == "Antalet användare saknas i ”Antal brukare”"
        for ar, antal in ((2024, 100), (2025, 240)):
            infor_varde(
                anvandare,
                enhet=kommun.hemtjanst,
                period_fran=date(ar, 1, 1),
                period_till=date(ar, 12, 31),
                varde=Decimal(antal),
                matdatum=date(ar, 12, 31),
                kalla="Verksamhetssystemet",
                av=None,
            )
        assert berakna(indikator, kommun.hemtjanst, OKTOBER).varde == 25


def test_activities_done_of_those_that_were_due(lage: Lage) -> None:
    """Four due in the quarter: done, done late, struck and silent. One of three is done in time."""
    plan, rad = lage.kil.plan, lage.kil.aktivitet.planmal
    person = plan.planansvarig
    tre = [kil.aktivitet(rad, person, f"Aktivitet {n}") for n in range(4)]
    lagen = [("klar", 20), ("klar", 95), ("struken", 20), None]
    for en, sagt in zip(tre, lagen, strict=True):
        type(en).objects.filter(pk=en.pk).update(slut=date(2026, 3, 15))
        if sagt:
            Aktivitetslage.objects.create(
                plan=plan,
                aktivitet=en.nyckel,
                varv=lage.varv,
                status=sagt[0],
                kommentar="Så här gick det.",
                av=person,
                tid=klocka.nu().replace(month=1, day=1) + timedelta(days=sagt[1]),
            )
    svar = berakna(beraknad(person, "aktiviteter"), plan.enhet, KV1)
    assert svar.varde == Decimal(str(round(procent(1, 3) or 0, 4)))
    ingen = berakna(beraknad(person, "aktiviteter"), plan.enhet, OKTOBER)
    assert "Ingen aktivitet" in ingen.orsak


# --- every night -----------------------------------------------------------------------------


def test_the_night_gives_every_followed_unit_its_value_and_repeats_nothing(lage: Lage) -> None:
    indikator = beraknad(lage.kil.plan.planansvarig, "svar_i_tid", frekvens="tillfalle")
    i_planen(lage, indikator)
    berakna_indikatorer()
    varde = Matvarde.objects.get(indikator=indikator)
    assert (varde.enhet, varde.period_fran, varde.period_till) == (lage.kil.plan.enhet, *KV1)
    assert varde.kalla == "Beräknas ur synpunkterna"
    assert "Ingen synpunkt" in varde.bortfallsorsak
    antal = Handelse.objects.count()
    assert berakna_alla() == 0
    assert Handelse.objects.count() == antal


def test_what_a_person_has_put_right_is_not_computed_over(lage: Lage) -> None:
    person = lage.kil.plan.planansvarig
    indikator = beraknad(person, "svar_i_tid", frekvens="tillfalle")
    i_planen(lage, indikator)
    berakna_indikatorer()
    infor_varde(
        indikator,
        enhet=lage.kil.plan.enhet,
        period_fran=KV1[0],
        period_till=KV1[1],
        varde=Decimal(75),
        matdatum=KV1[1],
        kalla="Räknat ur telefonloggen",
        av=person,
    )
    assert berakna_alla() == 0
    assert Matvarde.objects.get(indikator=indikator).varde == 75


def test_a_value_that_cannot_be_entered_stops_no_other(lage: Lage) -> None:
    person = lage.kil.plan.planansvarig
    fel = beraknad(person, "aktiviteter", frekvens="tillfalle", lagst=Decimal(200))
    i_planen(lage, fel)
    efter = beraknad(person, "svar_i_tid", frekvens="tillfalle")
    rad = lage.kil.indikator
    rad.pk, rad.nyckel, rad.indikator = None, uuid4(), efter
    rad.save(force_insert=True)
    type(lage.kil.aktivitet).objects.update(slut=date(2026, 3, 15))
    berakna_indikatorer()
    raknade = Matvarde.objects.filter(indikator__in=[fel, efter])
    assert [varde.indikator for varde in raknade] == [efter]


def test_the_page_says_how_it_is_counted_and_leads_to_what_is_counted(
    lage: Lage, client: Client, bodil_biblioteksansvarig: Anvandare
) -> None:
    plan = lage.kil.plan
    indikator = beraknad(plan.planansvarig, "aktiviteter", frekvens="tillfalle")
    i_planen(lage, indikator)
    adress, planens = f"/arbete/indikatorer/{indikator.pk}/", f"/planer/{plan.pk}/aktiviteter/"
    client.force_login(plan.planansvarig)
    sidan = client.get(adress).content.decode()
    assert REGLER[Berakning.AKTIVITETER].text in sidan
    assert planens in sidan
    assert client.get(f"/arbete{planens}").status_code == 200
    mal = lage.kil.indikator.planmal.mal_id
    bakom = f"/arbete/uppfoljning/{lage.varv.pk}/mal/{mal}/indikator/{indikator.pk}/"
    assert planens in client.get(bakom).content.decode()
    client.force_login(bodil_biblioteksansvarig)  # in another unit
    assert planens not in client.get(adress).content.decode()


def test_the_way_to_the_cases_is_for_who_may_read_them(
    lage: Lage, kommun: Kommun, client: Client
) -> None:
    plan = lage.kil.plan
    indikator = beraknad(plan.planansvarig, "svar_i_tid", frekvens="tillfalle")
    i_planen(lage, indikator)
    lank = f"/arbete/synpunkter/?enhet={plan.enhet_id}&amp;lage=alla"
    client.force_login(Personal(kommun).registrator)
    adress = f"/arbete/indikatorer/{indikator.pk}/"
    assert lank in client.get(adress).content.decode()
    berakna_alla()
    mal = lage.kil.indikator.planmal.mal_id
    bakom = f"/arbete/uppfoljning/{lage.varv.pk}/mal/{mal}/indikator/{indikator.pk}/"
    periodens = f"{lank}&amp;fran=2026-01-01&amp;till=2026-03-31"
    assert periodens in client.get(bakom).content.decode()
    client.force_login(plan.planansvarig)
    svar = client.get(adress).content.decode()
    assert REGLER[Berakning.SVAR_I_TID].text in svar
    assert lank not in svar


def test_what_nobody_follows_up_is_not_computed(lage: Lage) -> None:
    indikator = beraknad(lage.kil.plan.planansvarig, "svar_i_tid", frekvens="tillfalle")
    berakna_indikatorer()
    assert not Matvarde.objects.filter(indikator=indikator).exists()


def test_a_monthly_one_is_computed_between_rounds_too(lage: Lage) -> None:
    indikator = beraknad(lage.kil.plan.planansvarig, "aktiviteter", frekvens="manad")
    i_planen(lage, indikator)
    berakna_indikatorer()
    manader = Matvarde.objects.filter(indikator=indikator).values_list("period_till", flat=True)
    forra = klocka.idag().replace(day=1) - timedelta(days=1)
    assert set(manader) == {forra, KV1[1]}


@pytest.mark.parametrize(
    ("frekvens", "dag", "period"),
    [
        ("manad", date(2026, 3, 1), (date(2026, 2, 1), date(2026, 2, 28))),
        ("manad", date(2026, 1, 31), (date(2025, 12, 1), date(2025, 12, 31))),
        ("halvar", date(2026, 7, 1), (date(2026, 1, 1), date(2026, 6, 30))),
        ("halvar", date(2026, 6, 30), (date(2025, 7, 1), date(2025, 12, 31))),
        ("helar", date(2026, 12, 31), (date(2025, 1, 1), date(2025, 12, 31))),
        ("tillfalle", date(2026, 12, 31), None),
    ],
)
def test_the_latest_whole_period(
    frekvens: str, dag: date, period: tuple[date, date] | None
) -> None:
    assert senaste_period(frekvens, dag) == period


@pytest.mark.parametrize(
    ("frekvens", "period"),
    [
        ("helar", (date(2025, 4, 1), date(2026, 3, 31))),
        ("halvar", (date(2025, 10, 1), date(2026, 3, 31))),
        ("manad", (date(2026, 3, 1), date(2026, 3, 31))),
        ("tillfalle", (date(2026, 2, 9), date(2026, 3, 31))),
    ],
)
def test_a_survey_stands_for_a_period_as_long_as_the_indicator_is_measured(
    frekvens: str, period: tuple[date, date]
) -> None:
    fran, till = matperiod(frekvens, date(2026, 2, 9), date(2026, 3, 31))
    assert (fran, till) == period
    assert ar_lang_som(frekvens, fran, till)


# --- refused ---------------------------------------------------------------------------------


def test_a_computed_indicator_says_how_and_no_other_does(
    kommun: Kommun, petra_planansvarig: Anvandare
) -> None:
    with pytest.raises(Regelbrott, match="Välj hur indikatorn beräknas"):
        beraknad(petra_planansvarig, "", definition="Räknas på något sätt.")
    with pytest.raises(Regelbrott, match="Välj hur indikatorn beräknas"):
        beraknad(petra_planansvarig, "svar_i_tid", kalla="manuell")
    with pytest.raises(Regelbrott, match="antalet användare"):
        beraknad(petra_planansvarig, "klagomal")
    hel = beraknad(petra_planansvarig, "svar_i_tid")
    hel.berakning = ""
    with nekas("indikator_beraknas_pa_ett_satt"):
        hel.save()
    hel.berakning = "klagomal"
    with nekas("indikator_per_anvandare_har_namnare"):
        hel.save()

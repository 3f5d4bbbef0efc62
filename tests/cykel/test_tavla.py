"""The board of plans by stage: where each stands, what is late and why, and whose it is."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cykel.models import Verksamhetsplan
from cykel.tillstand import Fas
from cykel.views.tavla import PER_SKEDE, Skede, skeden
from kvalitet import klocka
from kvalitet.models import Anvandare
from tests.cykel import fabrik, kil
from tests.factories import Kommun, person
from tests.fragor import enheter

TAVLA = "/arbete/planer/tavla/"
FORE = date(2025, 12, 31)
VID_DELARET = date(2026, 10, 2)


def sidan(client: Client, av: Anvandare, fraga: str = "") -> str:
    client.force_login(av)
    svar = client.get(f"{TAVLA}{fraga}")
    assert svar.status_code == 200
    return svar.content.decode()


def bilden(dag: date) -> dict[Fas, Skede]:
    return {skede.fas: skede for skede in skeden(Verksamhetsplan.objects.levande(), dag)}


def test_the_five_stages_stand_in_their_order(kommun: Kommun) -> None:
    assert [skede.fas for skede in skeden(Verksamhetsplan.objects.levande(), FORE)] == [
        Fas.PLANERA,
        Fas.GENOMFORA,
        Fas.FOLJA_UPP,
        Fas.ATGARDA,
        Fas.KVALITETSSAKRA,
    ]


@pytest.mark.parametrize(
    ("dag", "skal"),
    [(FORE, ""), (date(2026, 1, 1), "Sen, perioden började 1\N{NO-BREAK SPACE}januari 2026")],
)
def test_a_plan_that_is_written_is_late_when_its_period_has_begun(
    kommun: Kommun, dag: date, skal: str
) -> None:
    p = fabrik.utkast(kommun)
    assert bilden(dag)[Fas.PLANERA].forst == [(p.plan.pk, skal)]


@pytest.mark.parametrize(("dag", "sena"), [(date(2026, 12, 31), 0), (date(2027, 1, 1), 1)])
def test_a_plan_that_is_carried_out_is_late_when_its_period_has_ended(
    kommun: Kommun, dag: date, sena: int
) -> None:
    fabrik.i_genomfora(kommun)
    assert bilden(dag)[Fas.GENOMFORA].sena == sena


def test_a_follow_up_is_late_the_day_after_the_units_day(kommun: Kommun) -> None:
    p = fabrik.i_folja_upp(kommun)
    senast = p.plan.varv.get().klart_senast
    assert senast == VID_DELARET
    assert bilden(senast)[Fas.FOLJA_UPP].sena == 0
    (_, skal) = bilden(date(2026, 10, 3))[Fas.FOLJA_UPP].forst[0]
    assert skal == "Sen, skulle ha varit klar 2\N{NO-BREAK SPACE}oktober"


def test_åtgärder_that_are_late_make_the_plan_late(kommun: Kommun) -> None:
    ett = kil.plan(
        kommun, person("Petra", "PA", kommun.hemtjanst), kil.styrning(kommun), fas=Fas.ATGARDA
    )
    atgard = kil.atgard(kil.brist(ett), ett.plan.planansvarig, status="pagar")
    assert bilden(atgard.klar_senast)[Fas.ATGARDA].sena == 0
    (_, skal) = bilden(date(2030, 1, 1))[Fas.ATGARDA].forst[0]
    assert skal == "1\N{NO-BREAK SPACE}åtgärd är sen"


def test_late_ones_are_first_and_the_rest_is_a_link(kommun: Kommun, client: Client) -> None:
    p = fabrik.utkast(kommun)
    for n, enhet in enumerate(enheter(kommun, PER_SKEDE + 2)):
        Verksamhetsplan.objects.create(
            enhet=enhet,
            namnd=kommun.von,
            styrmodell=p.styrning.styrmodell,
            period_fran=date(2027 + (n % 2), 1, 1),
            period_till=date(2027 + (n % 2), 12, 31),
            planansvarig=p.folk.petra,
            skapad=fabrik.SKRIVS,
        )
    with klocka.stalld(fabrik.UNDER_DELARET):
        sida = sidan(client, p.folk.karin, f"?namnd={kommun.von.pk}")
    assert bilden(VID_DELARET)[Fas.PLANERA].forst[0][0] == p.plan.pk
    assert sida.count("rad-lank") == PER_SKEDE
    assert f"/arbete/planer/?namnd={kommun.von.pk}&amp;fas=planera" in sida
    assert f"Visa alla {PER_SKEDE + 3}" in sida


def test_the_board_is_of_one_nämnd_when_it_is_chosen(kommun: Kommun, client: Client) -> None:
    p = fabrik.utkast(kommun)
    assert "Hemtjänst, 2026" in sidan(client, p.folk.karin, f"?namnd={kommun.von.pk}")
    annan = sidan(client, p.folk.karin, f"?namnd={kommun.kfn.pk}&ar=x&elakt=1")
    assert "Hemtjänst, 2026" in annan  # a nämnd without plans is no choice
    assert "Inga planer stämmer" not in annan


def test_the_board_is_of_one_year_when_it_is_chosen(kommun: Kommun, client: Client) -> None:
    p = fabrik.utkast(kommun)
    (annan,) = enheter(kommun, 1)
    Verksamhetsplan.objects.create(
        enhet=annan,
        namnd=kommun.von,
        styrmodell=p.styrning.styrmodell,
        period_fran=date(2027, 1, 1),
        period_till=date(2027, 12, 31),
        planansvarig=p.folk.petra,
        skapad=fabrik.SKRIVS,
    )
    alla, vald = sidan(client, p.folk.karin), sidan(client, p.folk.karin, "?ar=2026")
    assert f"{annan}, 2027" in alla
    assert "Hemtjänst, 2026" in vald
    assert f"{annan}, 2027" not in vald
    bada = sidan(client, p.folk.karin, f"?ar=2027&namnd={kommun.von.pk}")
    assert f"{annan}, 2027" in bada
    assert "Hemtjänst, 2026" not in bada


def test_another_units_plans_are_not_counted(kommun: Kommun, client: Client) -> None:
    fabrik.utkast(kommun)
    sida = sidan(client, person("Bo", "CH", kommun.kfk))
    assert "Hemtjänst, 2026" not in sida
    assert "Inga planer än" in sida


def test_who_sees_no_plans_has_no_board(
    kommun: Kommun, client: Client, hanna_handlaggare: Anvandare
) -> None:
    client.force_login(hanna_handlaggare)
    assert client.get(TAVLA).status_code == 403


def test_as_many_questions_however_many_are_followed_up(kommun: Kommun, client: Client) -> None:
    p = fabrik.i_folja_upp(kommun)
    varv = p.plan.varv.get()
    antal = []
    for fler in (1, 12):
        for enhet in enheter(kommun, fler):
            plan = Verksamhetsplan.objects.create(
                enhet=enhet,
                namnd=kommun.von,
                styrmodell=p.styrning.styrmodell,
                period_fran=date(2026, 1, 1),
                period_till=date(2026, 12, 31),
                planansvarig=p.folk.petra,
                skapad=fabrik.SKRIVS,
            )
            plan.varv.create(nummer=1, borjade=fabrik.SKRIVS, tillfalle=varv.tillfalle)
        sidan(client, p.folk.karin)
        with CaptureQueriesContext(connection) as fragor:
            sidan(client, p.folk.karin)
        antal.append(len(fragor))
    assert antal[0] == antal[1]

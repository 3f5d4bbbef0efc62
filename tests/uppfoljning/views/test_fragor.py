"""Query counts: the same for one row and for many."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kvalitet.models import Anvandare
from tests import factories
from tests.cykel import kil
from tests.uppfoljning.lage import Lage, bedomt, mal_till, svar, synpunkt, undersokning, varde


@pytest.fixture
def antal(client: Client, karin_kvalitetssamordnare: Anvandare) -> Callable[[str], int]:
    client.force_login(karin_kvalitetssamordnare)

    def rakna(url: str) -> int:
        client.get(url)  # warms what is read once per process
        with CaptureQueriesContext(connection) as fragor:
            assert client.get(url).status_code == 200
        return len(fragor)

    return rakna


def test_pages_of_a_plan_cost_the_same_with_one_goal_and_with_many(
    lage: Lage, antal: Callable[[str], int], petra_planansvarig: Anvandare
) -> None:
    varde(lage.kil, "61", ar=2025)
    bedomt(lage, petra_planansvarig)
    svar(undersokning(lage), *[("K", 7), ("M", 8)] * 5)
    synpunkt(lage.kil.plan.enhet, lage.kil.plan.namnd)
    mal_till(lage, 2)
    sidor = [
        f"/arbete/uppfoljning/{lage.varv.pk}/mal/{lage.mal.pk}/",
        f"/arbete/uppfoljning/{lage.varv.pk}/roster/",
        f"/arbete/planer/{lage.kil.plan.pk}/",
        "/arbete/uppfoljning/",
        "/arbete/undersokningar/",
    ]
    fore = [antal(url) for url in sidor]
    for nummer in range(3, 15):
        bedomt(lage, petra_planansvarig, mal=mal_till(lage, nummer).mal)
        synpunkt(lage.kil.plan.enhet, lage.kil.plan.namnd)
    assert [antal(url) for url in sidor] == fore


def test_the_overview_costs_the_same_with_one_plan_and_with_many(
    lage: Lage, kommun: factories.Kommun, antal: Callable[[str], int]
) -> None:
    from types import SimpleNamespace
    from typing import cast

    fore = antal("/arbete/uppfoljning/")
    for n in range(12):
        enhet = factories.enhet(f"Enhet {n}", "enhet", kommun.vok)
        plats = cast(factories.Kommun, SimpleNamespace(hemtjanst=enhet, von=kommun.von))
        kil.plan(
            plats,
            lage.kil.plan.planansvarig,
            lage.mal,
            fas="folja_upp",
            tillfalle=lage.varv.tillfalle,
        )
    factories.bygg_sokvagar()
    assert antal("/arbete/uppfoljning/") == fore


def test_a_survey_costs_the_same_with_one_answer_and_with_many(
    lage: Lage, antal: Callable[[str], int]
) -> None:
    u = undersokning(lage)
    undersokning(lage, slug="forra", oppnar=date(2025, 1, 1), stanger=date(2025, 2, 1))
    svar(u, *[("K", 5)] * 5)
    fore = antal(f"/arbete/undersokningar/{u.pk}/")
    svar(u, *[("M", v) for v in range(1, 11)] * 20)
    assert antal(f"/arbete/undersokningar/{u.pk}/") == fore

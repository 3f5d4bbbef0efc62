"""The plan page asks few questions of a plan in its year, and no more when it is large."""

from __future__ import annotations

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cykel.models import Verksamhetsplan
from kvalitet import klocka
from tests.cykel import fabrik
from tests.factories import Kommun
from tests.fragor import personer
from tests.fragor.cykel import rader

FLEST = 17
"""Fifteen, and two that not every plan has: the rounds that one being carried out can open, and
what an act of the history changed in the plan itself."""


def fragor(client: Client, plan: Verksamhetsplan) -> list[str]:
    with CaptureQueriesContext(connection) as tagna:
        assert client.get(f"/arbete/planer/{plan.pk}/").status_code == 200
    return [fraga["sql"] for fraga in tagna.captured_queries]


def test_a_large_plan_takes_no_more_questions_than_a_small_one(
    kommun: Kommun, client: Client
) -> None:
    p = fabrik.i_genomfora(kommun)
    client.force_login(p.folk.petra)
    with klocka.stalld(fabrik.SKRIVS):
        fragor(client, p.plan)
        liten = fragor(client, p.plan)
        rader(p.version, p.styrning.trygghet, personer(kommun, 20))
        stor = fragor(client, p.plan)
    assert len(liten) == len(stor)
    assert len(stor) <= FLEST, [sql[:90] for sql in stor]

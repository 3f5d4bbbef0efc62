"""Old and new values: kept by the database, told on the timeline, never changed."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from cykel.actions import plan as planakter
from cykel.models import Aktivitet
from kvalitet import klocka
from kvalitet.demo.tid import den
from kvalitet.handelser import beratta
from kvalitet.models import Handelse
from kvalitet.texter import HART
from tests import factories
from tests.cykel import fabrik

pytestmark = pytest.mark.usefixtures("riktig_databas")
"""Each act commits, as it does in life: the changes of one transaction are told together."""


def andrad(kommun: factories.Kommun) -> tuple[fabrik.Plan, Aktivitet]:
    p = fabrik.utkast(kommun)
    rad = p.version.aktiviteter.order_by("pk").first()
    assert rad
    with klocka.stalld(fabrik.FORE_DELARET):
        planakter.andra_aktivitet(
            rad,
            rubrik="Ring samma dag",
            slut=date(2026, 11, 30),
            rapportor=p.folk.erik,
            av=p.folk.petra,
        )
    return p, rad


def rader(p: fabrik.Plan, slag: str) -> list[str]:
    handelser = Handelse.objects.om(p.plan).filter(slag=slag).select_related("av", "text")
    return [mening.replace(HART, " ") for rad in beratta(handelser) for mening in rad.andringar]


def test_the_timeline_tells_what_an_activity_was_and_became() -> None:
    p, rad = andrad(factories.kommun())
    assert rader(p, "plan.aktivitet_andrad") == [
        f"Aktivitet: från ”{rad.rubrik}” till ”Ring samma dag”",
        f"Ansvarig för rapportering: från ”{rad.rapportor}” till ”{p.folk.erik}”",
        "Klart senast: från 30 juni 2026 till 30 november 2026",
    ]


def test_acts_of_one_transaction_tell_their_own_change_when_its_parts_are_named() -> None:
    p, rad = andrad(factories.kommun())
    with transaction.atomic():
        for dag in (date(2026, 9, 30), date(2026, 10, 31)):
            with den(dag):
                planakter.andra_aktivitet(rad, slut=dag, av=p.folk.petra)
    assert rader(p, "plan.aktivitet_andrad")[:2] == [
        "Klart senast: från 30 september 2026 till 31 oktober 2026",
        "Klart senast: från 30 november 2026 till 30 september 2026",
    ]


def test_each_event_tells_its_own_change() -> None:
    p, rad = andrad(factories.kommun())
    with klocka.stalld(fabrik.UNDER_DELARET):
        planakter.andra_aktivitet(rad, slut=date(2026, 10, 31), av=p.folk.petra)
    assert rader(p, "plan.aktivitet_andrad")[0] == (
        "Klart senast: från 30 november 2026 till 31 oktober 2026"
    )


def test_an_event_that_changed_nothing_tells_no_change() -> None:
    p, _ = andrad(factories.kommun())
    assert rader(p, "plan.aktivitet_tillagd") == []


def test_targets_are_told_with_their_choices_in_words() -> None:
    p = fabrik.utkast(factories.kommun())
    rad = p.version.indikatorer.order_by("pk").first()
    assert rad
    with klocka.stalld(fabrik.FORE_DELARET):
        planakter.andra_indikator(rad, maltyp="kvalitativ", malvarde=None, av=p.folk.petra)
    assert rader(p, "plan.indikator_andrad") == [
        "Typ av mål: från ”Ett bestämt värde” till ”Beskrivet med ord”",
        "Målvärde: från 85 till inget",
    ]


@pytest.mark.parametrize(
    "fraga",
    [
        "update cykel_aktivitethistorik set rubrik = 'annat'",
        "delete from cykel_aktivitethistorik",
        "truncate cykel_aktivitethistorik",
    ],
)
def test_raw_sql_cannot_change_the_history(fraga: str) -> None:
    andrad(factories.kommun())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as markor:
        markor.execute(fraga)


def test_a_row_taken_away_stays_in_the_history() -> None:
    p, rad = andrad(factories.kommun())
    with klocka.stalld(fabrik.FORE_DELARET):
        planakter.ta_bort_aktivitet(rad, av=p.folk.petra)
    with connection.cursor() as markor:
        markor.execute("select rubrik from cykel_aktivitethistorik where pgh_label = 'borttagen'")
        assert markor.fetchall() == [("Ring samma dag",)]


def test_a_corrected_value_is_told_with_what_it_was() -> None:
    p = fabrik.utkast(factories.kommun())
    indikator = p.version.indikatorer.get().indikator
    fabrik.varden(indikator, p.kommun, 78)
    fabrik.varden(indikator, p.kommun, 79)
    varde = indikator.varden.get()
    andrade = [mening for rad in beratta(Handelse.objects.om(varde)) for mening in rad.andringar]
    assert andrade == ["Värde: från 78 till 79"]

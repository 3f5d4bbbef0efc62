"""The figures that follow-up shows: two queries, honest denominators."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from kvalitet import klocka
from synpunkter.actions import synpunkt as akter
from synpunkter.statistik import synpunktslage
from tests.factories import Kommun
from tests.synpunkter import exempel
from tests.synpunkter.conftest import ONSDAG
from tests.synpunkter.exempel import Personal

AR = {"fran": date(2026, 1, 1), "till": date(2026, 12, 31)}


def _besvarad_efter(kommun: Kommun, personal: Personal, dagar: int) -> None:
    with klocka.stalld(ONSDAG):
        s = exempel.synpunkt(kommun)
        s = akter.tilldela(s, enhet=s.enhet, av=personal.registrator)
    with klocka.stalld(ONSDAG + timedelta(days=dagar)):
        s = akter.ta_hand_om(s, av=personal.handlaggare)
        akter.besvara(s, meddelande="Hej!", av=personal.handlaggare)


def test_counts_promises_and_median(
    kommun: Kommun, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    personal = Personal(kommun)
    for dagar in (2, 8, 30):  # the third is late: 28 October was promised
        _besvarad_efter(kommun, personal, dagar)
    with klocka.stalld(ONSDAG):
        exempel.synpunkt(kommun, typ="fraga")
        exempel.synpunkt(kommun, typ="berom", svarsval="nej")
        exempel.synpunkt(kommun, namnd=kommun.kfn, enhet=kommun.bibliotek)
    with klocka.stalld(ONSDAG + timedelta(days=31)), django_assert_num_queries(2):
        lage = synpunktslage(kommun.von, **AR)
    assert (lage.antal, lage.oppna) == (5, 5)
    assert lage.per_typ == {"klagomal": 3, "forslag": 0, "berom": 1, "fraga": 1}
    assert (lage.lovade, lage.i_tid, lage.mediandagar) == (4, 2, 8.0)
    assert lage.andel_i_tid == 50.0


def test_a_promise_to_come_is_neither_kept_nor_broken(kommun: Kommun) -> None:
    with klocka.stalld(ONSDAG):
        exempel.synpunkt(kommun)
        lage = synpunktslage(kommun.von, **AR)
    assert (lage.antal, lage.lovade, lage.andel_i_tid, lage.mediandagar) == (1, 0, None, None)


@pytest.mark.parametrize(("namn", "antal"), [("hemtjanst", 1), ("vok", 2), ("centrum", 0)])
def test_a_unit_counts_what_lies_below_it(kommun: Kommun, namn: str, antal: int) -> None:
    with klocka.stalld(ONSDAG):
        exempel.synpunkt(kommun)
        exempel.synpunkt(kommun, enhet=kommun.vok)
        assert synpunktslage(kommun.von, enhet=getattr(kommun, namn), **AR).antal == antal


def test_the_period_is_swedish_days(kommun: Kommun) -> None:
    with klocka.stalld(ONSDAG):
        exempel.synpunkt(kommun)
    dag = date(2026, 10, 14)
    assert synpunktslage(None, fran=dag, till=dag).antal == 1
    assert (
        synpunktslage(None, fran=dag + timedelta(days=1), till=dag + timedelta(days=9)).antal == 0
    )

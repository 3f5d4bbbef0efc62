"""A kept question answers as the question that is put together each time."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.test.utils import CaptureQueriesContext

from kvalitet.fragetext import Fragetext
from kvalitet.models import Anvandare, Enhet, Rolltilldelning


def _rollerna(person: int) -> QuerySet[Rolltilldelning]:
    rader = Rolltilldelning.objects.filter(anvandare=person).select_related("enhet", "namnd")
    return rader.annotate(namnet=F("anvandare__namn")).order_by("pk")


def test_the_rows_are_the_same_with_what_is_joined_and_annotated(
    petra_planansvarig: Anvandare, erik_enhetschef: Anvandare
) -> None:
    fraga = Fragetext(_rollerna)
    for person in (petra_planansvarig, erik_enhetschef, petra_planansvarig):
        vantat = list(_rollerna(person.pk))
        with CaptureQueriesContext(connection) as sagda:
            rader = fraga.rader(person.pk)
            sett = [(r, str(r.enhet), str(r.namnd), r.namnet) for r in rader]  # type: ignore[attr-defined]
        assert len(sagda) == 1
        assert vantat
        assert sett == [(r, str(r.enhet), str(r.namnd), person.namn) for r in vantat]
        assert [r.__dict__.keys() for r in rader] == [r.__dict__.keys() for r in vantat]
    assert fraga.rader(0) == []


def test_plain_values_come_by_name_and_the_question_is_put_together_once(
    erik_enhetschef: Anvandare, petra_planansvarig: Anvandare
) -> None:
    gjorda = []

    def bygg(person: int) -> QuerySet[Any, Any]:
        gjorda.append(person)
        return Anvandare.objects.filter(pk=person).annotate(e=F("epost")).values("namn", "e", "pk")

    fraga = Fragetext(bygg)
    for person in (erik_enhetschef, petra_planansvarig):
        (rad,) = fraga.rader(person.pk)
        assert (rad.namn, rad.e, rad.pk) == (person.namn, person.epost, person.pk)
    assert len(gjorda) == 1


def test_each_shape_is_kept_by_itself_and_one_that_finds_nothing_asks_nothing(
    erik_enhetschef: Anvandare,
) -> None:
    def bygg(pk: int, villkor: str) -> QuerySet[Enhet]:
        return Enhet.objects.filter(Q(namn=villkor) if villkor else Q(pk__in=[]), pk=pk)

    enhet, fraga = Enhet.objects.order_by("pk")[0], Fragetext(bygg)
    assert fraga.rader(enhet.pk, under=enhet.namn) == [enhet]
    assert fraga.rader(enhet.pk, under=f"{enhet.namn}x") == []
    with CaptureQueriesContext(connection) as sagda:
        assert fraga.rader(enhet.pk, under="") == []
    assert not sagda.captured_queries

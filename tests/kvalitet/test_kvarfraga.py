"""A kept question answers as the question that is put together each time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connection
from django.db.models import F, Q, QuerySet
from django.test.utils import CaptureQueriesContext

from kvalitet import kvarfraga, kvartext
from kvalitet.databas import bland
from kvalitet.kvarfraga import Kvarfraga, las
from kvalitet.models import Anvandare, Enhet, Rolltilldelning
from tests.kvarfragor import EGEN_LAS

pytestmark = pytest.mark.django_db


def enheterna(nycklar: Sequence[int]) -> QuerySet[Enhet]:
    return Enhet.objects.filter(bland("pk", nycklar)).order_by("pk")


def en_enhet() -> Enhet:
    return Enhet.objects.create(namn="Hemtjänst Prov", slag="enhet")


@pytest.fixture
def i_drift(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the tests' own guard, which writes each question anew."""
    monkeypatch.setattr(kvarfraga, "_las", EGEN_LAS)


@pytest.mark.usefixtures("i_drift")
def test_a_kept_question_is_made_once_and_read_anew() -> None:
    en, gjord = en_enhet(), []

    def bygg() -> QuerySet[Enhet]:
        gjord.append(1)
        return Enhet.objects.filter(pk=en.pk)

    nyckel = ("prov: läst på nytt", en.pk)
    assert [e.namn for e in las(nyckel, bygg)] == ["Hemtjänst Prov"]
    Enhet.objects.filter(pk=en.pk).update(namn="Hemtjänst Omdöpt")
    assert [e.namn for e in las(nyckel, bygg)] == ["Hemtjänst Omdöpt"]
    assert gjord == [1]


def test_the_keys_are_those_of_each_reading() -> None:
    en, annan, fraga = en_enhet(), en_enhet(), Kvarfraga(enheterna)
    assert fraga.rader([en.pk]) == [en]
    assert fraga.rader([en.pk, annan.pk]) == [en, annan]
    assert fraga.rader([en.pk + 1_000_000]) == []
    assert fraga.rader([]) == []


def test_one_for_keys_is_planned_once_by_the_server_and_answers_the_same() -> None:
    en, annan = en_enhet(), en_enhet()
    fraga = Kvarfraga(enheterna, forberedd=True)
    for _ in range(3):
        assert fraga.rader([en.pk]) == [en]
        assert fraga.rader([en.pk, annan.pk]) == [en, annan]
        assert fraga.rader([]) == []
    with connection.cursor() as markor:
        markor.execute(
            "select generic_plans + custom_plans from pg_prepared_statements"
            " where statement like '%%kvalitet_enhet%%any(%%' order by 1 desc limit 1"
        )
        assert markor.fetchone()[0] >= 3


def test_all_but_the_keys_of_a_planned_one_stands_in_its_words() -> None:
    """Also what a statement has its own signs for."""
    namn = "O'Hara 100 %s"
    en = Enhet.objects.create(namn=namn, slag="enhet")

    def med_namnet(nycklar: Sequence[int]) -> QuerySet[Enhet]:
        borjan = Q(namn__startswith="O'Hara 100 %")
        return enheterna(nycklar).filter(borjan, namn=namn, slag=Enhet.Slag.ENHET)

    fraga = Kvarfraga(med_namnet, forberedd=True)
    assert fraga.rader([en.pk, en_enhet().pk]) == [en]
    with connection.cursor() as markor:
        markor.execute(
            "select cardinality(parameter_types) from pg_prepared_statements"
            " where strpos(statement, %s) > 0",
            ["'O''Hara 100 %s'"],
        )
        assert markor.fetchall() == [(1,)]


def test_what_can_have_no_rows_is_read_as_none() -> None:
    for _ in range(2):
        assert las("prov: ingen", Enhet.objects.filter(pk__in=[]).all) == []


def _rollerna(person: int) -> QuerySet[Rolltilldelning]:
    rader = Rolltilldelning.objects.filter(anvandare=person).select_related("enhet", "namnd")
    return rader.annotate(namnet=F("anvandare__namn")).order_by("pk")


def test_the_rows_are_the_same_with_what_is_joined_and_annotated(
    petra_planansvarig: Anvandare, erik_enhetschef: Anvandare
) -> None:
    fraga = Kvarfraga(_rollerna)
    for person in (petra_planansvarig, erik_enhetschef, petra_planansvarig):
        vantat = list(_rollerna(person.pk))
        with CaptureQueriesContext(connection) as sagda:
            rader = fraga.rader(person.pk)
            sett = [(r, str(r.enhet), str(r.namnd), r.namnet) for r in rader]
        assert len(sagda) == 1
        assert vantat
        assert sett == [(r, str(r.enhet), str(r.namnd), person.namn) for r in vantat]
        assert [r.__dict__.keys() for r in rader] == [r.__dict__.keys() for r in vantat]
    assert fraga.rader(0) == []


@pytest.mark.usefixtures("i_drift")
def test_plain_values_come_by_name_and_the_question_is_put_together_once(
    erik_enhetschef: Anvandare, petra_planansvarig: Anvandare
) -> None:
    gjorda = []

    def bygg(person: int) -> QuerySet[Any, Any]:
        gjorda.append(person)
        rader = Anvandare.objects.filter(pk=person).annotate(e=F("epost"))
        return rader.values_list("namn", "e", "pk", named=True)

    fraga = Kvarfraga(bygg)
    for person in (erik_enhetschef, petra_planansvarig):
        (rad,) = fraga.rader(person.pk)
        assert (rad.namn, rad.e, rad.pk) == (person.namn, person.epost, person.pk)
    assert len(gjorda) == 1


def test_each_shape_is_kept_by_itself_and_one_that_finds_nothing_asks_nothing(
    erik_enhetschef: Anvandare,
) -> None:
    def bygg(pk: int, villkor: str) -> QuerySet[Enhet]:
        return Enhet.objects.filter(Q(namn=villkor) if villkor else Q(pk__in=[]), pk=pk)

    enhet, fraga = Enhet.objects.order_by("pk")[0], Kvarfraga(bygg)
    assert fraga.rader(enhet.pk, under=enhet.namn) == [enhet]
    assert fraga.rader(enhet.pk, under=f"{enhet.namn}x") == []
    with CaptureQueriesContext(connection) as sagda:
        assert fraga.rader(enhet.pk, under="") == []
    assert not sagda.captured_queries


def test_a_key_that_does_not_say_all_fails_the_test_that_comes_upon_it() -> None:
    en, annan = en_enhet(), en_enhet()
    nyckel = ("prov: säger inte vilken", en.pk)
    las(nyckel, lambda: Enhet.objects.filter(pk=en.pk).order_by("pk"))
    with pytest.raises(AssertionError, match="säger inte allt"):
        las(nyckel, lambda: Enhet.objects.filter(pk=annan.pk).order_by("pk"))
    kvartext.las(nyckel, lambda: ("select %s", [en.pk]))
    with pytest.raises(AssertionError, match="säger inte allt"):
        kvartext.las(nyckel, lambda: ("select %s", [annan.pk]))

"""Who answers: the nearest nämnd upwards; for the whole, whoever answers for the whole."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from kvalitet import klocka
from kvalitet.models import Enhet, Namnd, NamndAnsvar
from synpunkter.fordelning import mottagare, vald
from synpunkter.models import Fordelningsregel, Tidsfrist
from synpunkter.tidsfrist import frist_for
from tests.factories import SEDAN, Kommun


def test_the_nearest_nämnd_upwards(kommun: Kommun) -> None:
    till = mottagare(kommun.centrum, dag=klocka.idag())
    assert (till.enhet, till.namnd) == (kommun.centrum, kommun.von)


def test_a_nearer_answer_wins(kommun: Kommun) -> None:
    NamndAnsvar.objects.create(enhet=kommun.hemtjanst, namnd=kommun.kfn, giltig=(SEDAN, None))
    assert mottagare(kommun.centrum, dag=klocka.idag()).namnd == kommun.kfn


def test_an_answer_that_has_ended_does_not_count(kommun: Kommun) -> None:
    NamndAnsvar.objects.filter(enhet=kommun.kfk).update(giltig=(SEDAN, klocka.idag()))
    assert mottagare(kommun.bibliotek, dag=klocka.idag()).namnd == kommun.von


def test_none_chosen_goes_to_the_nämnd_of_the_root(kommun: Kommun) -> None:
    Namnd.objects.create(kod="KS", namn="Kommunstyrelsen")
    NamndAnsvar.objects.create(enhet=kommun.rot, namnd=kommun.kfn, giltig=(SEDAN, None))
    till = mottagare(None, dag=klocka.idag())
    assert (till.enhet, till.namnd) == (kommun.rot, kommun.kfn)


def test_none_chosen_goes_to_kommunstyrelsen(kommun: Kommun) -> None:
    ks = Namnd.objects.create(kod="KS", namn="Kommunstyrelsen")
    assert mottagare(None, dag=klocka.idag()).namnd == ks


def test_a_municipality_without_any_of_them_still_answers(kommun: Kommun) -> None:
    assert mottagare(None, dag=klocka.idag()).namnd in (kommun.von, kommun.kfn)


@pytest.mark.parametrize("andra", ["ingenting", "narmare", "slutat", "delat", "egen frist"])
def test_what_is_read_in_one_question_is_what_is_said_step_by_step(
    kommun: Kommun, andra: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    if andra == "narmare":
        NamndAnsvar.objects.create(enhet=kommun.hemtjanst, namnd=kommun.kfn, giltig=(SEDAN, None))
    elif andra == "slutat":
        NamndAnsvar.objects.filter(enhet=kommun.kfk).update(giltig=(SEDAN, klocka.idag()))
    elif andra == "delat":
        forst = NamndAnsvar.objects.filter(namnd=kommun.von).latest("pk")
        NamndAnsvar.objects.create(enhet=forst.enhet, namnd=kommun.kfn, giltig=(SEDAN, None))
    elif andra == "egen frist":
        Tidsfrist.objects.create(namnd=kommun.von, svara_dagar=7, aftnar_lediga=False)
    for enhet in Enhet.objects.order_by("pk"):
        till = mottagare(enhet, dag=klocka.idag())
        with django_assert_num_queries(1):
            val = vald(str(enhet.pk))
            assert val
            frist = frist_for(val.namnd) if val.namnd else None
        assert (val.enhet, val.enhet.sokvag) == (enhet, enhet.sokvag)
        assert val.namnd in (None, till.namnd)
        # Nobody answers for the root, nor for what is under it when an answer has ended.
        helheten = enhet == kommun.rot or (andra == "slutat" and str(kommun.kfk.pk) in enhet.sokvag)
        assert (val.namnd is None) == helheten
        if frist:
            egen = frist_for(till.namnd)
            assert (frist.svara_dagar, frist.aftnar_lediga) == (
                egen.svara_dagar,
                egen.aftnar_lediga,
            )


def test_whether_any_rule_is_in_force_is_read_with_the_unit(kommun: Kommun) -> None:
    pk = str(kommun.centrum.pk)
    regel = Fordelningsregel.objects.create(
        namn="Buss", ordning=1, ord=["buss"], till_enhet=kommun.bibliotek, aktiv=False
    )
    assert [v.regler for v in (vald(pk),) if v] == [False]
    regel.aktiv = True
    regel.save(update_fields=["aktiv"])
    assert [v.regler for v in (vald(pk),) if v] == [True]


def test_a_unit_that_has_ended_or_has_no_place_is_not_chosen(kommun: Kommun) -> None:
    idag = klocka.idag()
    for upphorde, finns in ((idag, False), (idag + timedelta(1), True), (None, True)):
        Enhet.objects.filter(pk=kommun.centrum.pk).update(upphorde=upphorde)
        assert (vald(str(kommun.centrum.pk)) is not None) == finns
    Enhet.objects.filter(pk=kommun.centrum.pk).update(sokvag="")
    assert vald(str(kommun.centrum.pk)) is None

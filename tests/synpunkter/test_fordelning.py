"""Who answers: the nearest nämnd upwards; for the whole, whoever answers for the whole."""

from __future__ import annotations

from kvalitet import klocka
from kvalitet.models import Namnd, NamndAnsvar
from synpunkter.fordelning import mottagare
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

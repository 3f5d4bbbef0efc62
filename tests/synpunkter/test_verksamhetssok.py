"""The unit is found by what people call it."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from kvalitet import klocka
from synpunkter import fordelning, verksamhetssok
from tests.factories import Kommun
from tests.fragor import enheter
from tests.synpunkter.conftest import ONSDAG


def namn(fras: str) -> list[str]:
    return [t.namn for t in verksamhetssok.sok(fras).rader]


def test_the_name_comes_before_what_lies_below_it(kommun: Kommun) -> None:
    traffar = namn("HEMTJÄNST")
    assert traffar[0] == kommun.hemtjanst.namn
    assert kommun.rot.namn not in namn(kommun.rot.namn)


def test_a_unit_says_where_it_lies(kommun: Kommun) -> None:
    (traff,) = [t for t in verksamhetssok.sok("centrum").rader if t.pk == kommun.centrum.pk]
    assert kommun.hemtjanst.namn in traff.var


def test_words_may_name_the_unit_and_the_one_above(kommun: Kommun) -> None:
    assert kommun.centrum.namn in namn(f"{kommun.centrum.namn} {kommun.hemtjanst.namn}")
    assert namn(f"{kommun.centrum.namn} finnsinte") == []


def test_another_ending_finds_it_too(kommun: Kommun) -> None:
    assert kommun.hemtjanst.namn in namn("hemtjänsten")


@pytest.mark.parametrize("fras", ["hemtjanst", "hemjänst", "hemtjänsten centrm"])
def test_a_misspelt_name_is_found(kommun: Kommun, fras: str) -> None:
    """Who writes on a telephone in a hurry, or has no å, ä and ö."""
    assert kommun.centrum.namn in namn(fras)


def test_an_everyday_word_finds_what_it_means(kommun: Kommun) -> None:
    """The words of begrepp.txt, by the name of their concept."""
    assert namn("biblan") == [kommun.bibliotek.namn]
    assert namn("biblan dagis") == [kommun.bibliotek.namn]


def test_a_word_that_is_near_to_none_finds_nothing(kommun: Kommun) -> None:
    assert namn("hemtjanst månbasen") == []


@pytest.mark.parametrize("fras", ["", "   ", "%", "_", "'; drop table", "\x00", "å" * 100])
def test_nonsense_finds_nothing(kommun: Kommun, fras: str) -> None:
    assert namn(fras) == []


def test_a_unit_that_has_ended_is_not_found(kommun: Kommun) -> None:
    kommun.centrum.upphorde = ONSDAG.date()
    kommun.centrum.save()
    with klocka.stalld(ONSDAG):
        assert kommun.centrum.namn not in namn(kommun.centrum.namn)
        assert fordelning.vald(str(kommun.centrum.pk)) is None


@pytest.mark.parametrize("pk", ["", "vet-inte", "-1", "1e3", "9" * 30, "²"])
def test_a_key_that_is_none_names_no_unit(kommun: Kommun, pk: str) -> None:
    assert fordelning.vald(pk) is None


def test_many_hits_are_told_of_and_not_listed(
    kommun: Kommun, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    enheter(kommun, 60)
    with django_assert_num_queries(1):
        traffar = verksamhetssok.sok("enhet")
    assert len(traffar.rader) == verksamhetssok.FLEST
    assert traffar.fler

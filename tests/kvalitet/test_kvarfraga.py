import pytest
from django.db.models import QuerySet

from kvalitet.kvarfraga import bland, las
from kvalitet.models import Enhet

pytestmark = pytest.mark.django_db


def enheterna() -> QuerySet[Enhet]:
    return Enhet.objects.filter(bland("pk")).order_by("pk")


def en_enhet() -> Enhet:
    return Enhet.objects.create(namn="Hemtjänst Prov", slag="enhet")


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
    en = en_enhet()
    assert las("prov: nycklar", enheterna, [en.pk]) == [en]
    assert las("prov: nycklar", enheterna, [en.pk + 1_000_000]) == []
    assert las("prov: nycklar", enheterna, []) == []


def test_what_can_have_no_rows_is_read_as_none() -> None:
    for _ in range(2):
        assert las("prov: ingen", Enhet.objects.filter(pk__in=[]).all) == []

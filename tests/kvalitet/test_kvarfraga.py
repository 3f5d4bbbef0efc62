from datetime import date

import pytest
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from kvalitet.kvarfraga import bland, las
from kvalitet.models import Enhet

pytestmark = pytest.mark.django_db


def enheterna() -> QuerySet[Enhet]:
    return Enhet.objects.filter(bland("pk")).order_by("pk")


def test_a_kept_question_is_made_once_and_read_anew(en_enhet: Enhet) -> None:
    gjord = 0

    def bygg() -> QuerySet[Enhet]:
        nonlocal gjord
        gjord += 1
        return Enhet.objects.filter(pk=en_enhet.pk)

    nyckel = ("prov läst på nytt", en_enhet.pk, date(2026, 1, 1))
    assert [e.namn for e in las(nyckel, bygg)] == [en_enhet.namn]
    Enhet.objects.filter(pk=en_enhet.pk).update(namn="Hemtjänst Omdöpt")
    assert [e.namn for e in las(nyckel, bygg)] == ["Hemtjänst Omdöpt"]
    assert gjord == 1


def test_the_keys_are_those_of_each_reading(en_enhet: Enhet) -> None:
    assert las("prov nycklar", enheterna, [en_enhet.pk]) == [en_enhet]
    assert las("prov nycklar", enheterna, [en_enhet.pk + 1_000_000]) == []
    assert las("prov nycklar", enheterna, []) == []


def test_what_can_have_no_rows_is_not_asked(django_assert_num_queries: object) -> None:
    for _ in range(2):
        assert las("prov ingen", Enhet.objects.filter(pk__in=[]).all) == []

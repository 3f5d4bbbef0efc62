"""Two people who read in the same survey at once: one waits, and nothing is half of each."""

from __future__ import annotations

import pytest
from django.db import transaction

from kvalitet import klocka
from tests import factories
from tests.cykel.kil import NU
from tests.samtidigt import Tradar, nagon_vantar_pa_las, vanta_tills
from tests.uppfoljning.externfall import Fall, fall, lang
from uppfoljning.actions.extern import Inlast
from uppfoljning.models import Externomgang

pytestmark = pytest.mark.langsam


@pytest.fixture
def f(riktig_databas: str) -> Fall:
    kommun = factories.kommun()
    with klocka.stalld(NU):
        return fall(kommun, factories.person("Karin Kvalitetssamordnare", "KV", kommun.rot))


def in_(f: Fall, n: int, varde: int) -> Inlast:
    with klocka.stalld(NU):
        return f.las_in(lang(("Hemtjänst", "F1 Trygg", "T", n, varde)))


def test_two_imports_at_once_take_turns_and_the_last_stands(f: Fall) -> None:
    with Tradar() as tradar:
        with transaction.atomic():
            in_(f, 100, 80)
            andra = tradar.kor(lambda: in_(f, 90, 70))
            vanta_tills(nagon_vantar_pa_las, "den andra väntar på den första")
        assert andra.result(20).utfall.andrade == 1
    assert f.siffror() == {"Hemtjänst F1 T": (90, 70.0)}
    assert Externomgang.objects.count() == 1


def test_one_that_fails_half_way_leaves_nothing(f: Fall) -> None:
    def avbruten() -> None:
        with transaction.atomic():
            in_(f, 100, 80)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        avbruten()
    assert not Externomgang.objects.exists()
    assert f.siffror() == {}

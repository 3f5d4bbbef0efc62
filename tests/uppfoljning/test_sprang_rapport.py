"""An adopted leap stands in the report with its step, frozen in the snapshot."""

from __future__ import annotations

from datetime import date

import pytest

from cykel.actions import tillfalle as tillfallesakter
from cykel.models import Varv
from kvalitet import klocka
from tests import factories
from tests.cykel import fabrik
from tests.cykel import sprang as fall
from uppfoljning import ogonblick
from uppfoljning.rapport import modell

pytestmark = pytest.mark.django_db


def _rapport(s: fall.Sprang) -> modell.Maluppfyllelserapport:
    tillfalle = fabrik.delar()
    with klocka.stalld(fabrik.UNDER_DELARET):
        tillfallesakter.oppna(s.p.plan, tillfalle=tillfalle, av=None)
        varv = Varv.objects.select_related("tillfalle", "plan__enhet").get(pk=s.p.varv.pk)
        return ogonblick.bygg(varv, nu=fabrik.UNDER_DELARET)


def test_the_leap_stands_with_its_two_levels(kommun: factories.Kommun) -> None:
    s = fall.infort(kommun)
    for manad, varde in ((1, 63), (2, 64), (7, 82), (8, 83)):
        fall.matning(s, date(2026, manad, 1), varde, enhet=kommun.hemtjanst)
    rapport = _rapport(s)
    (ett,) = rapport.sprang
    assert [p.varde for p in ett.punkter] == [63, 64, 82, 83]
    assert (ett.start, ett.ny_fran) == (2, 2)
    assert (ett.gammal_niva, ett.ny_niva) == (64, 80)
    assert all(krav.uppfyllt for krav in ett.krav)
    assert modell.fran_data(modell.till_data(rapport)).sprang == rapport.sprang


def test_a_leap_without_values_on_both_sides_has_no_step_to_show(
    kommun: factories.Kommun,
) -> None:
    s = fall.infort(kommun)
    fall.matning(s, date(2026, 2, 1), 64, enhet=kommun.hemtjanst)
    assert _rapport(s).sprang == ()


def test_a_trial_is_not_told_as_a_leap(kommun: factories.Kommun) -> None:
    s = fall.i_utvardering(kommun)
    for manad in (2, 8):
        fall.matning(s, date(2026, manad, 1), 82, enhet=kommun.hemtjanst)
    assert _rapport(s).sprang == ()

"""A unit's own report: of its own plan's approved lap, and the unit stands at its head."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cykel.models import Varv
from kvalitet import ogonblick
from kvalitet.fel import Regelbrott
from tests.cykel import kil
from tests.uppfoljning.lage import Lage
from uppfoljning.actions import rapport as acts
from uppfoljning.models import Rapport
from uppfoljning.ogonblick import SLAG, bygg
from uppfoljning.rapport import modell
from uppfoljning.rapport.alla import SLAG as SLAGEN
from uppfoljning.samlare import enhet as samlare
from uppfoljning.samlare.omfang import Rapportomfang

pytestmark = pytest.mark.django_db


def omfang(lage: Lage) -> Rapportomfang:
    plan, tillfalle = lage.varv.plan, lage.varv.tillfalle
    assert tillfalle is not None
    return Rapportomfang.i_rundan(Rapport.Slag.ENHET, plan.namnd, plan.enhet, tillfalle)


def godkann(lage: Lage) -> None:
    u = bygg(lage.varv, nu=kil.NU, godkand_av=lage.kil.plan.planansvarig)
    bild = ogonblick.frys(SLAG, modell.till_data(u), schema=modell.SCHEMA, av=None, nu=kil.NU)
    Varv.objects.filter(pk=lage.varv.pk).update(
        ogonblick=bild, godkand=kil.NU, godkand_av=lage.kil.plan.planansvarig
    )


def test_the_unit_and_its_namnd_own_it(lage: Lage, utskickade: list[int]) -> None:
    godkann(lage)
    rapport = acts.bestall(omfang(lage), av=None)
    u = SLAGEN["enhet"].las(rapport.ogonblick.innehall)
    assert u.namnd == "Hemtjänst, Vård- och omsorgsnämnden"
    assert SLAGEN["enhet"].titel(u, False) == (
        "Måluppfyllelserapport kvartal 1 2026, Hemtjänst, Vård- och omsorgsnämnden"
    )
    assert (rapport.slag, rapport.enhet.namn) == ("enhet", "Hemtjänst")
    assert acts.bestall(omfang(lage), av=None) == rapport
    assert samlare.hinder(rapport) == []


def test_it_waits_for_the_units_approval(lage: Lage) -> None:
    with pytest.raises(Regelbrott, match="Hemtjänst har inte godkänt"):
        samlare.samla(omfang(lage), nu=kil.NU)
    utan = replace(
        omfang(lage), enhet=lage.kil.plan.enhet.__class__.objects.get(namn="Hemtjänst Centrum")
    )
    with pytest.raises(Regelbrott, match="ingen plan"):
        samlare.samla(utan, nu=kil.NU)

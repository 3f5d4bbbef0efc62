"""Rounds: planned, opened by a person or by the clock, and asked for by mail."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from cykel import tasks
from cykel.actions import tillfalle as tillfallesakter
from cykel.models import Verksamhetsplan
from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse, Utskick
from tests import factories
from tests.cykel import fabrik

pytestmark = pytest.mark.django_db


def test_only_who_opens_rounds_for_all_plans_them(kommun: factories.Kommun) -> None:
    p = fabrik.tomt_utkast(kommun)
    falt: dict[str, Any] = {
        "slag": "delar",
        "ar": 2026,
        "period_fran": date(2026, 1, 1),
        "matdatum": date(2026, 8, 31),
        "oppnar": date(2026, 9, 1),
        "enheter_senast": date(2026, 10, 2),
        "stanger": date(2026, 10, 23),
    }
    with pytest.raises(PermissionDenied):
        tillfallesakter.skapa_tillfalle(**falt, av=p.folk.erik)
    assert str(tillfallesakter.skapa_tillfalle(**falt, av=p.folk.karin)) == "Delår 2026"
    with pytest.raises(Regelbrott, match="Tillfället finns redan för det året"):
        tillfallesakter.skapa_tillfalle(**falt, av=p.folk.karin)


@pytest.mark.parametrize(
    ("andrat", "mening"),
    [
        ({"matdatum": date(2026, 9, 30)}, "mellan 30 juni och 31 augusti"),
        ({"enheter_senast": date(2026, 8, 1)}, "Datumen ska komma i ordning"),
    ],
)
def test_a_round_with_dates_in_disorder_is_refused(
    kommun: factories.Kommun, andrat: dict[str, Any], mening: str
) -> None:
    with pytest.raises(Regelbrott, match=mening):
        fabrik.delar(**andrat)


def test_a_coordinator_opens_early_a_manager_may_not(kommun: factories.Kommun) -> None:
    p = fabrik.i_genomfora(kommun)
    tillfalle = fabrik.delar()
    with klocka.stalld(fabrik.FORE_DELARET):
        with pytest.raises(PermissionDenied):
            tillfallesakter.oppna(p.plan, tillfalle=tillfalle, av=p.folk.erik)
        plan = tillfallesakter.oppna(p.plan, tillfalle=tillfalle, av=p.folk.karin)
        assert (plan.fas, p.varv.tillfalle) == ("folja_upp", tillfalle)
        assert p.varv.oppnades == fabrik.FORE_DELARET
        with pytest.raises(Regelbrott, match="Läget är ”Följa upp”"):
            tillfallesakter.oppna(p.plan, tillfalle=tillfalle, av=p.folk.karin)


def test_the_clock_opens_what_is_due_and_only_once(kommun: factories.Kommun) -> None:
    p = fabrik.i_genomfora(kommun)
    fabrik.delar()
    with klocka.stalld(fabrik.FORE_DELARET):
        assert tillfallesakter.oppna_forfallna() == 0
    with klocka.stalld(fabrik.UNDER_DELARET):
        tasks.oppna_uppfoljningar()
        assert p.farsk().fas == "folja_upp"
        assert tillfallesakter.oppna_forfallna() == 0
    handelse = Handelse.objects.get(slag="plan.oppna_uppfoljning")
    assert (handelse.av, handelse.data["fran"]) == (None, "genomfora")


def test_a_round_that_has_closed_opens_nothing(kommun: factories.Kommun) -> None:
    fabrik.i_genomfora(kommun)
    fabrik.delar()
    with klocka.stalld(fabrik.tid(10, 24)):
        assert tillfallesakter.oppna_forfallna() == 0


def test_one_plan_that_fails_stops_no_other(
    kommun: factories.Kommun, monkeypatch: pytest.MonkeyPatch
) -> None:
    p = fabrik.i_genomfora(kommun)
    annan = _ytterligare_plan(p)
    fabrik.delar()
    riktig = tillfallesakter.oppna

    def oppna(plan: Verksamhetsplan, **val: Any) -> Verksamhetsplan:
        if plan.pk == p.plan.pk:
            raise RuntimeError("fel i en plan")
        return riktig(plan, **val)

    monkeypatch.setattr(tillfallesakter, "oppna", oppna)
    with klocka.stalld(fabrik.UNDER_DELARET):
        assert tillfallesakter.oppna_forfallna() == 1
    annan.refresh_from_db()
    assert (p.farsk().fas, annan.fas) == ("genomfora", "folja_upp")


def _ytterligare_plan(p: fabrik.Plan) -> Verksamhetsplan:
    """The same plan in another unit, moved along the edges that the trigger allows."""
    annan = Verksamhetsplan.objects.get(pk=p.plan.pk)
    annan.pk, annan.enhet, annan.fas = None, p.kommun.centrum, "planera"
    annan.save()
    annan.fas = "genomfora"
    annan.save()
    annan.varv.create(nummer=1, borjade=fabrik.FASTSTALLS)
    return annan


def test_each_responsible_is_asked_once_by_mail(kommun: factories.Kommun) -> None:
    p = fabrik.i_genomfora(kommun)
    rad = p.version.aktiviteter.get()
    rad.pk, rad.nyckel = None, "00000000-0000-0000-0000-000000000001"
    rad.save()
    with klocka.stalld(fabrik.UNDER_DELARET):
        tillfallesakter.oppna(p.plan, tillfalle=fabrik.delar(), av=None)
    brev = {b["mottagare"]: b for b in map(_innehall, Utskick.objects.order_by("pk"))}
    assert set(brev) == {p.folk.petra.epost, p.folk.amir.epost}
    assert brev[p.folk.amir.epost]["amne"] == (
        "Dags att följa upp: Verksamhetsplan 2026, Hemtjänst, Delår 2026"
    )
    assert "Du rapporterar två aktiviteter." in brev[p.folk.amir.epost]["text"]
    assert "Klart senast: fredag 2\xa0oktober 2026" in brev[p.folk.petra.epost]["text"]
    assert "Du är planansvarig" in brev[p.folk.petra.epost]["html"]
    assert f"/arbete/planer/{p.plan.pk}/" in brev[p.folk.petra.epost]["html"]


def test_who_has_left_is_not_written_to(kommun: factories.Kommun) -> None:
    p = fabrik.i_genomfora(kommun)
    Anvandare.objects.filter(pk=p.folk.amir.pk).update(is_active=False)
    with klocka.stalld(fabrik.UNDER_DELARET):
        tillfallesakter.oppna(p.plan, tillfalle=fabrik.delar(), av=None)
    assert [b["mottagare"] for b in map(_innehall, Utskick.objects.all())] == [p.folk.petra.epost]


def _innehall(utskick: Utskick) -> dict[str, str]:
    innehall: dict[str, str] = json.loads(utskick.innehall)
    return innehall

"""A plan ends while what is open in the plan before it is moved there: neither waits for both."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction

from cykel.actions import avslut
from cykel.models import Verksamhetsplan
from cykel.tillstand import Fas
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare
from tests import factories
from tests.cykel import slutet
from tests.samtidigt import Tradar, nagon_vantar_pa_las, vanta_tills


def _flytta(fore: Verksamhetsplan, nasta: Verksamhetsplan, erik: Anvandare) -> object:
    return avslut.flytta_atgarder(fore, till=nasta, av=erik)


def _avbryt(fore: Verksamhetsplan, nasta: Verksamhetsplan, erik: Anvandare) -> object:
    return slutet.avbryt(fore, erik, mottagare=nasta)


@pytest.mark.parametrize("akt", [_flytta, _avbryt])
def test_one_moves_to_a_plan_that_another_breaks_off(
    riktig_databas: str, akt: Callable[[Verksamhetsplan, Verksamhetsplan, Anvandare], object]
) -> None:
    kommun = factories.kommun()
    petra = factories.person("Petra Plan", "PA", kommun.vok)
    erik = factories.person("Erik Chef", "CH", kommun.vok)
    with slutet.dagen():
        fore = slutet.sista_varvet(kommun, petra, erik).plan
        nasta = slutet.nasta(fore)

    def flytta() -> object:
        with slutet.dagen():
            return akt(fore, nasta, erik)

    with Tradar() as tradar:
        with slutet.dagen(), transaction.atomic():
            Verksamhetsplan.objects.select_for_update().get(pk=nasta.pk)
            flyttar = tradar.kor(flytta)
            vanta_tills(nagon_vantar_pa_las, "den som flyttar väntar på planen som bryts av")
            assert slutet.avbryt(nasta, erik).fas == Fas.AVBRUTEN
        with pytest.raises(Regelbrott):
            flyttar.result(timeout=30)

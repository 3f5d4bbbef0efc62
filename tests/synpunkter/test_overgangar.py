"""The walk over every state × act × role, from the same table that the code uses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare
from kvalitet.overgang import Overgang, knappar, overga
from kvalitet.roller import ROLLER, Roll
from synpunkter.actions import lagen, skrap
from synpunkter.actions import synpunkt as akter
from synpunkter.models import Synpunkt
from synpunkter.tillstand import SYNPUNKT, Lage
from synpunkter.villkor_lagen import Del
from tests import factories
from tests.factories import Kommun
from tests.synpunkter import exempel
from tests.synpunkter.exempel import Personal, i_lage

Utfor = Callable[[Synpunkt, Anvandare], Any]
AKTER: dict[str, Utfor] = {
    "tilldela": lambda s, av: akter.tilldela(s, enhet=s.enhet, av=av),
    "ta_hand_om": lambda s, av: akter.ta_hand_om(s, av=av),
    "begar_komplettering": lambda s, av: akter.begar_komplettering(s, meddelande="När?", av=av),
    "komplettera": lambda s, av: akter.komplettera(s, text="De ringde och berättade.", av=av),
    "besvara": lambda s, av: akter.besvara(s, meddelande="Hej!", av=av),
    "avsluta": lambda s, av: akter.avsluta(s, utfall="framfort", utfall_skal="Muntligt.", av=av),
    "ateroppna": lambda s, av: akter.ateroppna(s, skal="Det hände igen.", av=av),
    "sla_ihop": lambda s, av: lagen.sla_ihop(exempel.kvitto_i(s).synpunkt, [s], av=av),
    "ta_ur": lambda s, av: lagen.ta_ur(s, av=av),
    "dela": lambda s, av: lagen.dela(s, delar=[Del("Vad gäller?", s.enhet, s.namnd)] * 2, av=av),
    "vidarebefordra": lambda s, av: lagen.vidarebefordra(s, **exempel.VIDARE, av=av),
    **{
        namn: lambda s, av, namn=namn: overga(SYNPUNKT, s, namn, av=av)  # type: ignore[misc]
        for namn in ("avsluta_delat", "avsluta_med_huvudet", "vidarebefordra_med_huvudet")
    },
    "avsluta_skrap": lambda s, av: skrap.avsluta_skrap(s, av=av),
}


def test_every_row_of_the_table_has_its_act() -> None:
    assert set(AKTER) == {rad.namn for rad in SYNPUNKT.rader}


@pytest.mark.parametrize("lage", Lage)
def test_every_state_act_and_role(kommun: Kommun, lage: Lage) -> None:
    personal = Personal(kommun)
    synpunkt = i_lage(lage, kommun, personal)
    personer = {roll: factories.person(f"Person {roll.name}", roll, kommun.rot) for roll in Roll}
    for rad in SYNPUNKT.rader:
        for roll, person in personer.items():
            punkt = transaction.savepoint()
            assert _utfall(rad, synpunkt, person) == _vantat(rad, lage, roll), (rad.namn, roll)
            transaction.savepoint_rollback(punkt)


def _vantat(rad: Overgang, lage: Lage, roll: Roll) -> str:
    if rad.namn == "sla_ihop" and rad.ratt not in ROLLER[roll]:
        return "får inte"  # the right to the master is asked for first
    if lage not in rad.fran:
        return "fel läge"
    return _mal(rad) if rad.ratt in ROLLER[roll] else "får inte"


def _mal(rad: Overgang) -> str:
    """Undoing goes back to where the example was before it was merged."""
    return Lage.TILLDELAD if rad.eller_till else rad.till


def _utfall(rad: Overgang, synpunkt: Synpunkt, person: Anvandare) -> str:
    try:
        AKTER[rad.namn](synpunkt, person)
    except Regelbrott:
        return "fel läge"
    except PermissionDenied:
        return "får inte"
    return Synpunkt.objects.get(pk=synpunkt.pk).lage


@pytest.mark.parametrize("lage", Lage)
def test_the_buttons_are_the_rows_of_the_table(kommun: Kommun, lage: Lage) -> None:
    synpunkt = i_lage(lage, kommun, Personal(kommun))
    for roll in Roll:
        person = factories.person(f"Person {roll.name}", roll, kommun.rot)
        vantade = [r.namn for r in SYNPUNKT.fran(lage) if r.ratt in ROLLER[roll]]
        assert [rad.namn for rad in knappar(SYNPUNKT, synpunkt, person)] == vantade


@pytest.mark.parametrize("lage", Lage)
def test_the_database_refuses_an_illegal_state(kommun: Kommun, lage: Lage) -> None:
    synpunkt = i_lage(lage, kommun, Personal(kommun))
    tillatna = {till for fran, till in SYNPUNKT.kanter() if fran == lage} | {lage}
    for till in set(Lage) - tillatna:
        with pytest.raises(DatabaseError, match="otillåten övergång"), transaction.atomic():
            _satt(synpunkt, till)


@pytest.mark.parametrize("lage", sorted(set(Lage) - set(SYNPUNKT.start)))
def test_the_database_refuses_a_birth_in_the_middle(kommun: Kommun, lage: Lage) -> None:
    synpunkt = i_lage(Lage.INKOMMEN, kommun, Personal(kommun))
    synpunkt.pk, synpunkt.lage = None, lage
    with pytest.raises(DatabaseError, match="otillåtet begynnelseläge"), transaction.atomic():
        synpunkt.save(force_insert=True)


def _satt(synpunkt: Synpunkt, till: str) -> None:
    with connection.cursor() as markor:
        markor.execute(
            "update synpunkter_synpunkt set lage = %s where id = %s", [till, synpunkt.pk]
        )

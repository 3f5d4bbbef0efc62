"""Taking a row with many at once, and rows that lead back to where the object came from.

The machine of these tests walks over `Enhet.slag`, which has no table of its own.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Enhet, Handelse
from kvalitet.overgang import Maskin, Overgang, Steg, overga, overga_flera
from kvalitet.roller import Rattighet
from tests import factories
from tests.factories import Kommun

Slag = Enhet.Slag
PROV = Maskin(
    namn="prov",
    falt="slag",
    lagen=Slag,
    start=(Slag.ENHET,),
    rader=(
        Overgang(
            "hoj",
            fran=(Slag.ENHET,),
            till=Slag.KONTOR,
            ratt=Rattighet.PLAN_GRANSKA,
            etikett="Höj till kontor",
            effekter=("prov.effekter",),
        ),
        Overgang(
            "tillbaka",
            fran=(Slag.KONTOR,),
            till=Slag.ENHET,
            eller_till=(Slag.OMRADE,),
            ratt=Rattighet.PLAN_GRANSKA,
            etikett="Gå tillbaka",
            effekter=("prov.tillbaka",),
        ),
    ),
)
dit: list[str] = []


def effekt(steg: Steg) -> None:
    steg.objekt.namn = f"{steg.objekt.namn} från {steg.fran}"


def gar_tillbaka(steg: Steg) -> None:
    steg.objekt.slag = dit[-1]


@pytest.fixture(autouse=True)
def _platser(settings: Any) -> None:
    stig = f"{__name__}."
    settings.OVERGANGSPLATSER = {
        "prov.effekter": (f"{stig}effekt",),
        "prov.tillbaka": (f"{stig}gar_tillbaka",),
    }


def nya(kommun: Kommun, antal: int, under: str = "hemtjanst") -> list[Enhet]:
    rader = [factories.enhet(f"Ny {n}", Slag.ENHET, getattr(kommun, under)) for n in range(antal)]
    factories.bygg_sokvagar()
    return rader


def hoj(enheter: list[Enhet], av: Anvandare) -> list[Enhet]:
    alla = Enhet.objects.filter(pk__in=[e.pk for e in enheter])
    return overga_flera(PROV, alla, "hoj", av=av, falt=("namn",))


def test_all_take_the_step_each_with_its_event(kommun: Kommun, erik_enhetschef: Anvandare) -> None:
    enheter = nya(kommun, 3)
    assert [e.slag for e in hoj(enheter, erik_enhetschef)] == [Slag.KONTOR] * 3
    for e in enheter:
        e.refresh_from_db()
        assert (e.slag, e.namn.endswith("från enhet")) == (Slag.KONTOR, True)
        handelse = Handelse.objects.om(e).get(slag="prov.hoj")
        assert (handelse.av, handelse.roll) == (erik_enhetschef, "CH")
        assert (handelse.data["fran"], handelse.data["till"]) == ("enhet", "kontor")


def test_as_many_questions_for_two_as_for_fifty(kommun: Kommun, erik_enhetschef: Anvandare) -> None:
    antal = []
    for hur_manga in (2, 50):
        enheter = nya(kommun, hur_manga)
        with CaptureQueriesContext(connection) as fragor:
            hoj(enheter, erik_enhetschef)
        antal.append(len(fragor) - (hur_manga == 2))  # the roles are read the first time
    assert antal[0] == antal[1]


def test_one_in_the_wrong_state_stops_all(kommun: Kommun, erik_enhetschef: Anvandare) -> None:
    enheter = nya(kommun, 2)
    with pytest.raises(Regelbrott, match="Läget är"):
        hoj([*enheter, kommun.hemtjanst], erik_enhetschef)
    assert not Enhet.objects.filter(pk__in=[e.pk for e in enheter], slag=Slag.KONTOR).exists()
    assert not Handelse.objects.filter(slag="prov.hoj").exists()


def test_one_outside_the_right_stops_all(kommun: Kommun, erik_enhetschef: Anvandare) -> None:
    with pytest.raises(PermissionDenied):
        hoj([*nya(kommun, 1), *nya(kommun, 1, "kfk")], erik_enhetschef)


def test_an_effect_chooses_among_the_states_of_the_row_and_no_other(
    kommun: Kommun, erik_enhetschef: Anvandare
) -> None:
    assert ("kontor", "omrade") in PROV.kanter()
    (e,) = hoj(nya(kommun, 1), erik_enhetschef)
    dit.append(Slag.OMRADE)
    assert overga(PROV, e, "tillbaka", av=erik_enhetschef).slag == Slag.OMRADE
    assert Handelse.objects.om(e).get(slag="prov.tillbaka").data["till"] == "omrade"
    (e,) = hoj(nya(kommun, 1), erik_enhetschef)
    dit.append(Slag.BOLAG)
    with pytest.raises(RuntimeError, match="outside its row"):
        overga(PROV, e, "tillbaka", av=erik_enhetschef)

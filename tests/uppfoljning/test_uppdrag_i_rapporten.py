"""An open assignment is in every report of the nämnd that got it, until it is closed."""

from __future__ import annotations

from datetime import date
from typing import Any

from cykel.models import PlanVersion, Uppdrag, Verksamhetsplan
from tests import factories
from tests.uppfoljning.lage import Lage
from uppfoljning import larande

MATDATUM = date(2026, 3, 31)


def rubriker(lage: Lage) -> list[str]:
    version = PlanVersion.objects.select_related("plan__enhet").get(plan=lage.kil.plan)
    return [rad.rubrik for rad in larande.uppdrag(version, MATDATUM)]


def test_the_plan_of_a_kontor_tells_every_assignment_of_the_board_until_closed(
    lage: Lage, kommun: factories.Kommun
) -> None:
    """Whichever unit got it; a unit's own plan tells only its own."""
    plan = lage.kil.plan
    falt: dict[str, Any] = {
        "givare": "Kommunfullmäktige",
        "namnd": plan.namnd,
        "beslut_datum": date(2026, 1, 1),
    }
    kontorets = Uppdrag.objects.create(enhet=kommun.vok, rubrik="Kontorets", **falt)
    Uppdrag.objects.create(enhet=plan.enhet, rubrik="Enhetens", **falt)
    Uppdrag.objects.create(enhet=kommun.kfk, rubrik="Annan", **(falt | {"namnd": kommun.kfn}))
    assert rubriker(lage) == ["Enhetens"]
    Verksamhetsplan.objects.filter(pk=plan.pk).update(enhet=kommun.vok)
    assert rubriker(lage) == ["Kontorets", "Enhetens"]
    for dag, syns in ((date(2026, 4, 10), True), (date(2026, 2, 1), False)):
        Uppdrag.objects.filter(pk=kontorets.pk).update(avslutat_datum=dag, avslutat_paragraf="§ 9")
        assert ("Kontorets" in rubriker(lage)) is syns

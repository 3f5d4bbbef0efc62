"""Who tries every door: each role at each place, a person without a role, and a stranger."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from kvalitet.models import Anvandare
from kvalitet.roller import Roll
from tests import factories
from tests.factories import Kommun


class Plats(Enum):
    """Where a role is held: its unit and, unless it is for all of them, its nämnd."""

    HAR = "hemtjanst", "von"
    """Where the objects of the scenes lie."""
    ROTEN = "rot", ""
    ANNAN_ENHET = "kfk", "kfn"
    ANNAN_NAMND = "rot", "kfn"
    """The whole municipality, but for another nämnd: OSL 8 kap."""


@dataclass(frozen=True)
class Aktor:
    roll: Roll | None
    plats: Plats | None

    def __str__(self) -> str:
        if self.plats is None:
            return "utan inloggning"
        return f"{self.roll or 'utan roll'} i {' '.join(self.plats.value)}".strip()


FRAMLING = Aktor(None, None)
UTAN_ROLL = Aktor(None, Plats.ROTEN)
I_ANNAN_NAMND = (
    Roll.KVALITETSSAMORDNARE,
    Roll.NAMNDSEKRETERARE,
    Roll.CHEF,
    Roll.REVISOR,
    Roll.ADMINISTRATOR,
)
"""Those who see secret cases or manage roles somewhere: tried for another nämnd in the whole
municipality too."""

AKTORER = (
    FRAMLING,
    UTAN_ROLL,
    *(
        Aktor(roll, plats)
        for plats in Plats
        for roll in Roll
        if plats != Plats.ANNAN_NAMND or roll in I_ANNAN_NAMND
    ),
)


def person(kommun: Kommun, aktor: Aktor) -> Anvandare | None:
    if aktor.plats is None:
        return None
    if aktor.roll is None:
        return Anvandare.objects.skapa(epost="ny@kommun.example", namn="Ny Utan Roll")
    enhet, namnd = aktor.plats.value
    namn = f"{aktor.roll.value} {aktor.plats.name}"
    return factories.person(
        namn,
        aktor.roll,
        getattr(kommun, enhet),
        namnd=getattr(kommun, namnd) if namnd else None,
    )

"""Business acts on accounts and roles."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from kvalitet import klocka, logg
from kvalitet.behorighet import prova
from kvalitet.models import Anvandare, Enhet, Namnd, Rolltilldelning
from kvalitet.roller import Rattighet, Roll


@transaction.atomic
def ge_roll(
    anvandare: Anvandare,
    *,
    roll: Roll,
    enhet: Enhet,
    namnd: Namnd | None = None,
    fran: date,
    till: date | None = None,
    av: Anvandare | None,
) -> Rolltilldelning:
    """Give a person a role in a unit and its subtree; `av` is None for the set-up."""
    if av is not None:
        prova(av, Rattighet.KONTO_ANDRA, enhet)
    tilldelning = Rolltilldelning.objects.create(
        anvandare=anvandare, roll=roll, enhet=enhet, namnd=namnd, giltig=(fran, till)
    )
    data = {"anvandare": anvandare.pk, "roll": roll.value, "fran": fran.isoformat()}
    logg.skriv("roll.given", tilldelning, av=av, nu=klocka.nu(), data=data)
    return tilldelning

"""The business acts on a person's own saved filters."""

from __future__ import annotations

from django.db import transaction

from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare
from synpunkter.models import SparatFilter

MEST = 12
MEST_NAMN = 40
MEST_FRAGA = 500


@transaction.atomic
def spara_filter(*, namn: str, fraga: str, av: Anvandare) -> SparatFilter:
    """Give a search of the inbox a name; the same name again replaces what it stood for."""
    namn = " ".join(namn.split())
    Anvandare.objects.select_for_update().get(pk=av.pk)  # one at a time, so that the count holds
    if not namn:
        raise Regelbrott("Ge filtret ett namn.")
    if len(namn) > MEST_NAMN:
        raise Regelbrott(f"Skriv namnet kortare, högst {MEST_NAMN} tecken.")
    if not fraga:
        raise Regelbrott("Välj något att filtrera på först.")
    if len(fraga) > MEST_FRAGA:
        raise Regelbrott("Det är för mycket att spara. Korta sökningen.")
    mina = SparatFilter.objects.filter(agare=av)
    if not mina.filter(namn=namn).exists() and mina.count() >= MEST:
        raise Regelbrott(f"Du har redan {MEST} sparade filter. Ta bort något först.")
    filtret, _ = SparatFilter.objects.update_or_create(
        agare=av, namn=namn, defaults={"fraga": fraga}
    )
    return filtret

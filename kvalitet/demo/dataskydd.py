"""How each nämnd and the data protection officer are reached."""

from __future__ import annotations

from kvalitet.actions.dataskydd import satt_kontakt
from kvalitet.models import Anvandare, Namnd


def ladda() -> None:
    leila = Anvandare.objects.get(epost="leila.nordin@kommun.example")
    for namnd in Namnd.objects.order_by("pk"):
        satt_kontakt(
            namnd,
            epost=f"{namnd.kod.lower()}@kommun.example",
            ombud="Kommunens dataskyddsombud",
            ombud_epost="dataskyddsombud@kommun.example",
            av=leila,
        )

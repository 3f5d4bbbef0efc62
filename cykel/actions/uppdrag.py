"""Business acts on an assignment under way. Registered and closed in `actions.mal`."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cykel.models import Aterrapportering, Uppdrag
from kvalitet import klocka, logg
from kvalitet.behorighet import far
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare
from kvalitet.roller import Rattighet


def far_aterrapportera(av: Anvandare, uppdrag: Uppdrag) -> bool:
    """The receiver's planansvarig reports, and whoever registers what is decided."""
    ratter = (Rattighet.PLAN_SKRIVA, Rattighet.MAL_REGISTRERA)
    return any(far(av, ratt, uppdrag) for ratt in ratter)


@transaction.atomic
def aterrapportera(uppdrag: Uppdrag, *, datum: date, text: str, av: Anvandare) -> Aterrapportering:
    """Report back on an open assignment. The same report sent twice is one."""
    uppdrag = (
        Uppdrag.objects.select_related("enhet").select_for_update(of=("self",)).get(pk=uppdrag.pk)
    )
    if not far_aterrapportera(av, uppdrag):
        raise PermissionDenied("mottagaren återrapporterar")
    if uppdrag.avslutat_datum is not None:
        raise Regelbrott(f"Uppdraget är avslutat, {uppdrag.avslutat_paragraf}.")
    if not text.strip():
        raise Regelbrott("Skriv vad som har gjorts.")
    if datum < uppdrag.beslut_datum:
        raise Regelbrott("Uppdraget kan inte återrapporteras innan det gavs.")
    if datum > klocka.idag():
        raise Regelbrott("Datumet ligger i framtiden. Skriv den dag då ni rapporterade.")
    redan = uppdrag.aterrapporteringar.filter(datum=datum, text=text.strip()).first()
    if redan is not None:
        return redan
    nu = klocka.nu()
    rad = Aterrapportering.objects.create(
        uppdrag=uppdrag, datum=datum, text=text.strip(), av=av, tid=nu
    )
    data = {"datum": datum.isoformat()}
    logg.skriv("uppdrag.aterrapporterat", uppdrag, av=av, nu=nu, data=data)
    return rad

"""A person's secret calendar address: make it, and replace it."""

from __future__ import annotations

from django.db import transaction

from cykel.models import Kalenderadress
from kvalitet import klocka, logg
from kvalitet.behorighet import prova
from kvalitet.models import Anvandare
from kvalitet.roller import Rattighet


@transaction.atomic
def ny_kalenderadress(*, av: Anvandare) -> Kalenderadress:
    """Give the person an address; one they had before opens nothing any more."""
    prova(av, Rattighet.PLAN_SE)
    nu = klocka.nu()
    Anvandare.objects.select_for_update(of=("self",), no_key=True).get(pk=av.pk)
    rad, nytt = Kalenderadress.objects.get_or_create(person=av, defaults={"skapad": nu})
    if not nytt:
        rad.nummer, rad.skapad = rad.nummer + 1, nu
        rad.save(update_fields=["nummer", "skapad"])
    logg.skriv("kalenderadress.ny", rad, av=av, nu=nu, data={"nummer": rad.nummer})
    return rad

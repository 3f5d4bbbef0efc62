"""The business act of correcting what is frozen: a dated note beside it (row 12)."""

from __future__ import annotations

from django.db import transaction

from cykel.models import Rattelse, Varv, Verksamhetsplan
from cykel.tillstand import Fas
from kvalitet import klocka, logg
from kvalitet.behorighet import prova
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare
from kvalitet.roller import Rattighet


@transaction.atomic
def ratta(
    plan: Verksamhetsplan, *, varv: Varv | None = None, fel: str, ratt: str, av: Anvandare
) -> Rattelse:
    """Say what was wrong and what is right, of an approved lap or (without one) a closed year.

    The same correction sent twice is one.
    """
    plan = Verksamhetsplan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    prova(av, Rattighet.UPPFOLJNING_GODKANNA, plan)
    fel, ratt = fel.strip(), ratt.strip()
    if not fel or not ratt:
        raise Regelbrott("Skriv både vad som blev fel och hur det är.")
    if varv is None and plan.fas != Fas.AVSLUTAD:
        raise Regelbrott("Planen är inte avslutad. Rätta i planen, eller rätta ett godkänt varv.")
    if varv is not None:
        varv = plan.varv.get(pk=varv.pk)
        if varv.godkand is None:
            raise Regelbrott(f"{varv} är inte godkänt, så det går att ändra utan rättelse.")
    if fanns := plan.rattelser.filter(varv=varv, fel=fel, ratt=ratt).first():
        return fanns
    nu = klocka.nu()
    rattelse = Rattelse.objects.create(plan=plan, varv=varv, fel=fel, ratt=ratt, av=av, tid=nu)
    data = {"rattelse": rattelse.pk, "varv": varv.nummer if varv else None}
    logg.skriv("plan.rattelse", plan, av=av, nu=nu, data=data)
    return rattelse

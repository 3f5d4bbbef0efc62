"""The business act of saying that an error has returned."""

from __future__ import annotations

from django.db import transaction

from cykel.actions.varv import las_pagaende
from cykel.effekter.upprepning import beratta_for_chefen
from cykel.models import Brist, Lardom
from cykel.tillstand import Lardomslage
from kvalitet import klocka, logg
from kvalitet.behorighet import prova
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare
from kvalitet.roller import Rattighet


@transaction.atomic
def upprepas(brist: Brist, *, lardom: Lardom | None, av: Anvandare) -> Brist:
    """Link a brist to the secured learning that should have hindered it; None takes it back.

    The nearest chef is told, once for each brist and learning.
    """
    las_pagaende(brist.plan)
    rader = Brist.objects.select_related("plan__enhet", "plan__namnd")
    brist = rader.select_for_update(of=("self",)).get(pk=brist.pk)
    prova(av, Rattighet.ATGARD_SKRIVA, brist)
    if brist.upprepar_id == (lardom.pk if lardom else None):
        return brist
    if lardom is not None:
        _prova(brist, lardom)
    brist.upprepar = lardom
    brist.save(update_fields=["upprepar"])
    nu, data = klocka.nu(), {"plan": brist.plan_id, "lardom": lardom.pk if lardom else None}
    slag = "brist.upprepas" if lardom else "brist.upprepas_inte"
    logg.skriv(slag, brist, av=av, nu=nu, data=data)
    if lardom is not None:
        beratta_for_chefen(brist, nu)
    return brist


def _prova(brist: Brist, lardom: Lardom) -> None:
    if lardom.lage != Lardomslage.SAKRAD or lardom.sakrad is None:
        raise Regelbrott("Välj en säkrad lärdom som bristen är en upprepning av.")
    if lardom.plan.namnd_id != brist.namnd_id:
        raise Regelbrott(
            "Lärdomen hör till en annan nämnd. Den räknas som upprepad bara där den säkrades. "
            "Vill ni lära av den väljer ni ”Använd hos oss”."
        )
    if lardom.sakrad > brist.skapad:
        raise Regelbrott("Lärdomen säkrades efter att bristen noterades, så den kunde inte hindra.")

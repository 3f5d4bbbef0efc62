"""Open åtgärder go on in another plan: each with its brist, and a record of where it came from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from cykel.models import Atgard, Brist, Verksamhetsplan
from kvalitet import logg
from kvalitet.models import Anvandare


def flytta(
    fran: Verksamhetsplan,
    till: Verksamhetsplan,
    *,
    atgarder: Iterable[Atgard],
    brister: Iterable[Brist] = (),
    av: Anvandare | None,
    nu: datetime,
) -> int:
    """Move åtgärder, and brister without any; return how many åtgärder were moved.

    The brist stays in the plan where it was noted, with what was decided there. In the
    receiving plan it goes on as a brist whose `ursprung` is the old one.
    """
    antal = 0
    for atgard in atgarder:
        atgard.brist = _fortsattning(atgard.brist, till, av, nu)
        atgard.save(update_fields=["brist"])
        data = {"fran_plan": fran.pk, "till_plan": till.pk, "brist": atgard.brist_id}
        logg.skriv("atgard.flyttad", atgard, av=av, nu=nu, data=data)
        antal += 1
    obeslutade = [_fortsattning(brist, till, av, nu) for brist in brister]
    if antal or obeslutade:
        data = {"fran_plan": fran.pk, "till_plan": till.pk, "antal": antal}
        logg.skriv("plan.atgarder_flyttade", fran, av=av, nu=nu, data=data)
        logg.skriv("plan.atgarder_mottagna", till, av=av, nu=nu, data=data)
    return antal


def _fortsattning(brist: Brist, till: Verksamhetsplan, av: Anvandare | None, nu: datetime) -> Brist:
    ny, skapad = Brist.objects.get_or_create(
        plan=till,
        ursprung=brist,
        defaults={
            # The lap in which it was noted, and how old it is, do not change with the plan.
            "varv_id": brist.varv_id,
            "skapad": brist.skapad,
            "mal_id": brist.mal_id,
            "rubrik": brist.rubrik,
            "kalla": brist.kalla,
            "kalla_mening": brist.kalla_mening,
            "orsak": brist.orsak,
            "upprepar_id": brist.upprepar_id,
        },
    )
    if skapad:
        data = {"fran_plan": brist.plan_id, "till_plan": till.pk, "ursprung": brist.pk}
        logg.skriv("brist.flyttad", ny, av=av, nu=nu, data=data)
        for stig in settings.EFTER_FLYTT:
            import_string(stig)(brist, ny, av=av, nu=nu)
    return ny

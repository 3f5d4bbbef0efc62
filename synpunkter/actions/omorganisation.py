"""What becomes of open cases when their unit ends: the one that takes over owns them."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from kvalitet import logg
from kvalitet.models import Anvandare, Enhet, Omorganisation
from kvalitet.texter import antal
from synpunkter.models import Fordelningsregel, Synpunkt
from synpunkter.tillstand import SLUTNA


def folj(rad: Omorganisation, *, nu: datetime) -> None:
    """Let the open cases follow, and what the routing rules send there. The nämnd of a case
    stays: only a person hands a case to another."""
    Fordelningsregel.objects.filter(till_enhet=rad.enhet).update(till_enhet=rad.mottagare)
    data = {"fran_enhet": rad.enhet_id, "till_enhet": rad.mottagare_id}
    for synpunkt in _oppna(rad.enhet).select_for_update(of=("self",)):
        synpunkt.enhet = rad.mottagare
        synpunkt.save(update_fields=["enhet"])
        logg.skriv("synpunkt.bytte_enhet", synpunkt, av=None, nu=nu, data=data)


def oppet_i(enhet: Enhet) -> list[str]:
    kvar = _oppna(enhet).count()
    return [antal(kvar, "öppen synpunkt", "öppna synpunkter")] if kvar else []


def _oppna(enhet: Enhet) -> QuerySet[Synpunkt]:
    return Synpunkt.objects.filter(enhet=enhet).exclude(lage__in=SLUTNA).order_by("pk")


def oppet_hos(person: Anvandare) -> list[str]:
    """Say how many open cases a person handles: the count alone."""
    kvar = Synpunkt.objects.oppna().filter(handlaggare=person).count()
    return [antal(kvar, "öppen synpunkt", "öppna synpunkter")] if kvar else []

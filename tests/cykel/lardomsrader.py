"""The rows of the secured learnings as they are kept, and as they ought to be."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from cykel.models import Lardom, Lardomsrad, LardomSvar, Verksamhetsplan
from cykel.models.plan import LEVANDE

FALT = ("lardom", "enhet", "namnd", "sakrad", "ar", "vantar")


def hallna() -> set[tuple[Any, ...]]:
    return set(Lardomsrad.objects.values_list(*FALT))


def raknade() -> set[tuple[Any, ...]]:
    """Each learning is looked at by itself."""
    besvarade = set(LardomSvar.objects.values_list("lardom", "plan"))
    nasta = {p.foregangare_id: p for p in Verksamhetsplan.objects.exclude(foregangare=None)}
    rader = set()
    for lardom in Lardom.objects.sakrade().select_related("plan"):
        plan, efter = lardom.plan, nasta.get(lardom.plan_id)
        vantar = (
            efter is not None and efter.fas in LEVANDE and (lardom.pk, efter.pk) not in besvarade
        )
        assert lardom.sakrad
        ar = timezone.localdate(lardom.sakrad).year
        rader.add((lardom.pk, plan.enhet_id, plan.namnd_id, lardom.sakrad, ar, vantar))
    return rader

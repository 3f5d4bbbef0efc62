"""What indicators meant on a day, and from when a unit's level was raised; a query each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from django.db.models import Q

from cykel.models import Definitionsversion, Nivahojning


def definitioner(indikatorer: Collection[int], dag: date) -> dict[int, Definitionsversion]:
    """Return the version that held, by indicator; none while the words have never changed."""
    galler = Q(galler_fran__isnull=True) | Q(galler_fran__lte=dag)
    rader = Definitionsversion.objects.filter(galler, indikator__in=indikatorer)
    return {rad.indikator_id: rad for rad in rader.order_by("indikator", "nummer")}


def hojningar(enhet: int, indikatorer: Collection[int]) -> dict[int, list[date]]:
    ut: dict[int, list[date]] = defaultdict(list)
    rader = Nivahojning.objects.filter(enhet=enhet, indikator__in=indikatorer)
    for pk, dag in rader.order_by("fran_datum", "pk").values_list("indikator", "fran_datum"):
        ut[pk].append(dag)
    return ut

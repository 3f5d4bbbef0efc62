"""What follow-up adds to the morning's reminder and to a person's own page: values to mark ready.

In settings.PAMINNELSER and settings.UPPDATERINGAR.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from cykel.models import Indikator, Matvarde, Planindikator, Varv
from cykel.models.tillfalle import VarvQuerySet
from cykel.tillstand import Fas, Versionslage
from cykel.villkor.paminnelse import Forfall
from kvalitet.kvarfraga import las
from kvalitet.models import Anvandare
from uppfoljning.varden import vardelagen

PA_EN_GANG = 100
"""Laps whose values are held at once; who shows the first few reads no further."""


def varden_att_markera(dag: date, person: Anvandare | None = None) -> Iterator[Forfall]:
    """Values that came by themselves, asked of those who answer for the indicators.

    With `person`, what is asked of that person alone.
    """
    varven = list(_med_hamtade(person).med_dagar().order_by("pk"))
    for borjan in range(0, len(varven), PA_EN_GANG):
        yield from _forfall(varven[borjan : borjan + PA_EN_GANG], person)


def _med_hamtade(person: Anvandare | None) -> VarvQuerySet:
    """The laps where a value that nobody entered by hand may be the round's, of indicators that
    the person answers for: a value entered by hand needs no mark."""
    hamtade = Matvarde.objects.filter(omrade="", infort_av=None)  # as `matvarde_hamtade` says
    egna = Q()
    if person is not None:
        mina = las(("indikatorer med hämtade värden", person.pk), lambda: _hamtas(person, hamtade))
        if not mina:
            return Varv.objects.none()
        egna = Q(indikator__in=mina)
    i_enheten = hamtade.filter(
        indikator=OuterRef("indikator"), enhet=OuterRef("version__plan__enhet")
    )
    rader = Planindikator.objects.filter(
        egna, version__plan__fas=Fas.FOLJA_UPP, version__lage=Versionslage.FASTSTALLD
    )
    varven: VarvQuerySet = Varv.objects.filter(
        avslutades=None, godkand=None, tillfalle__isnull=False, plan__fas=Fas.FOLJA_UPP
    )
    planer = rader.filter(Exists(i_enheten)).values("version__plan")
    return varven.filter(plan__in=planer).select_related("plan__enhet", "plan__namnd")


def _hamtas(person: Anvandare, hamtade: QuerySet[Matvarde]) -> QuerySet[Indikator, int]:
    dess = Indikator.objects.filter(agare=person).order_by()
    fyllda = dess.filter(Exists(hamtade.filter(indikator=OuterRef("pk"))))
    return fyllda.values_list("pk", flat=True)


def _forfall(varven: Sequence[Varv], person: Anvandare | None) -> Iterator[Forfall]:
    lagen = vardelagen(varven)
    for varv in varven:
        per_person: defaultdict[int, int] = defaultdict(int)
        for lage in lagen[varv.pk]:
            if lage.kravs and lage.varden and not lage.klar:
                per_person[lage.indikator.agare_id] += 1
        senast = varv.klart_senast
        for vem, antal in per_person.items():
            if senast is not None and (person is None or vem == person.pk):
                vad = "ett värde" if antal == 1 else f"{antal} värden"
                text = f"Klarmarkera {vad}, {varv.plan.enhet}"
                vag = f"{reverse('uppfoljning:delar', args=[varv.pk])}#varden"
                yield Forfall(vem, varv.plan, text, senast, vag)

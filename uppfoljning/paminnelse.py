"""What follow-up adds to the morning's reminder and to a person's own page: values to mark ready.

In settings.PAMINNELSER and settings.UPPDATERINGAR.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from cykel.models import Planindikator, Varv
from cykel.tillstand import Fas, Versionslage
from cykel.villkor.paminnelse import Forfall
from kvalitet.models import Anvandare
from uppfoljning.varden import vardelagen


def varden_att_markera(dag: date, person: Anvandare | None = None) -> Iterator[Forfall]:
    """Values that came by themselves, asked of those who answer for the indicators.

    With `person`, what is asked of that person alone.
    """
    rader = Varv.objects.filter(
        avslutades=None, godkand=None, tillfalle__isnull=False, plan__fas=Fas.FOLJA_UPP
    ).select_related("plan__enhet", "plan__namnd")
    if person is not None:
        egna = Planindikator.objects.filter(
            indikator__agare=person, version__lage=Versionslage.FASTSTALLD
        )
        rader = rader.filter(plan__in=egna.values("version__plan"))
    varven = list(rader.med_dagar().order_by("pk"))
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

"""What the closed loop adds to the morning's reminder (settings.PAMINNELSER)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.urls import reverse

from cykel.villkor.paminnelse import Forfall
from kvalitet.kalender import plus_arbetsdagar, svensk_dag
from kvalitet.models import Anvandare, Enhet
from kvalitet.roller import ROLLER, Rattighet
from synpunkter.effekter_slinga import GODKANNS_INOM
from synpunkter.models import Aterkoppling, Publicering, Trendlarm
from synpunkter.tillstand_slinga import Beskedslage, Publiceringslage


def besked_att_godkanna(dag: date) -> Iterator[Forfall]:
    """Texts to senders that wait: their handler is reminded, or all who may approve them."""
    vantar = Aterkoppling.objects.filter(lage=Beskedslage.UTKAST)
    for besked in vantar.select_related("brist", "enhet").order_by("pk"):
        vag = reverse("synpunkter:aterkoppling", args=[besked.pk])
        text = f"Godkänn beskedet till dem som skrev om ”{besked.brist}”"
        ratt = Rattighet.SYNPUNKT_ATERKOPPLA
        egen = besked.handlaggare_id
        for person in [egen] if egen else _som_far(ratt, besked.enhet, besked.namnd_id, dag):
            yield Forfall(person, besked, text, besked.senast, vag, ratt=ratt)


def texter_att_godkanna(dag: date) -> Iterator[Forfall]:
    """Texts for "Ni sa – vi gjorde" that wait for another person than their author."""
    vantar = Publicering.objects.filter(lage=Publiceringslage.GRANSKNING)
    for p in vantar.filter(inlamnad__isnull=False).select_related("enhet").order_by("pk"):
        vag = reverse("synpunkter:publicering", args=[p.pk])
        senast = plus_arbetsdagar(svensk_dag(p.inlamnad or p.skapad), GODKANNS_INOM)
        text = f"Godkänn texten om ”{p}” för Ni sa – vi gjorde"
        ratt = Rattighet.SYNPUNKT_PUBLICERA
        for person in _som_far(ratt, p.enhet, p.namnd_id, dag):
            if person != p.forfattare_id:
                yield Forfall(person, p, text, senast, vag, ratt=ratt)


def larm_att_besvara(dag: date) -> Iterator[Forfall]:
    """Signals in the trend that the plan owner has not answered."""
    oppna = Trendlarm.objects.oppna().filter(ansvarig__isnull=False)
    for larm in oppna.select_related("enhet", "ansvarig").order_by("pk"):
        if larm.ansvarig is not None:
            vag = reverse("synpunkter:trend", args=[larm.pk])
            text = f"{larm}, {larm.enhet}. Säg vad ni gör"
            yield Forfall(larm.ansvarig.pk, larm, text, larm.senast, vag)


def _som_far(ratt: Rattighet, enhet: Enhet, namnd: int, dag: date) -> list[int]:
    """Return the people nearest to the unit who hold the right there for the nämnd."""
    roller = [roll for roll, ratter in ROLLER.items() if ratt in ratter]
    ovanfor = [int(pk) for pk in enhet.sokvag.split(".") if pk]
    rader = (
        Anvandare.objects.filter(
            Q(tilldelningar__namnd=None) | Q(tilldelningar__namnd=namnd),
            is_active=True,
            tilldelningar__roll__in=roller,
            tilldelningar__enhet__in=ovanfor,
            tilldelningar__giltig__contains=dag,
        )
        .order_by("pk")
        .values_list("pk", "tilldelningar__enhet")
    )
    djupast = max((ovanfor.index(plats) for _, plats in rader), default=0)
    return sorted({pk for pk, plats in rader if ovanfor.index(plats) == djupast})

"""What waits to be judged, for the morning's reminder (settings.PAMINNELSER).

Before its day the nearest chefs are asked; when the day has passed, all chefs above them too.
The text names the case by its reference alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from cykel.villkor.paminnelse import Forfall
from kvalitet.behorighet import Tilldelning, forladda, tilldelningar
from kvalitet.models import Anvandare, Rolltilldelning
from kvalitet.roller import ROLLER, Rattighet, Roll
from synpunkter.models import Signalbedomning, Synpunkt
from synpunkter.sekretess import far_lasa


def bedomningar(dag: date) -> Iterator[Forfall]:
    """Give each open task to those who are to decide it."""
    oppna = Signalbedomning.objects.oppna().select_related("synpunkt__enhet", "synpunkt__namnd")
    rader = list(oppna.order_by("bedoms_senast", "pk"))
    chefer = _chefer(dag) if rader else []
    for b in rader:
        vag = reverse("synpunkter:bedom", args=[b.synpunkt_id, b.pk])
        text = f"Bedöm synpunkt {b.synpunkt}, {b.synpunkt.enhet}"
        for person in ansvariga(b, dag, chefer):
            yield Forfall(person.pk, b.synpunkt, text, b.bedoms_senast, vag)


def ansvariga(b: Signalbedomning, dag: date, chefer: list[Anvandare]) -> list[Anvandare]:
    """Return the nearest chefs who can read the case; when it is late, every chef above."""
    per_djup: defaultdict[int, list[Anvandare]] = defaultdict(list)
    for chef in chefer:
        djup = _djup(chef, b.synpunkt)
        if djup and far_lasa(chef, b.synpunkt):
            per_djup[djup].append(chef)
    if not per_djup:
        return []
    djup_som_fragas = per_djup if b.bedoms_senast < dag else [max(per_djup)]
    return [chef for djup in sorted(djup_som_fragas) for chef in per_djup[djup]]


def _djup(chef: Anvandare, synpunkt: Synpunkt) -> int:
    """Return how deep the deepest of the person's deciding roles over the case lies; 0: none."""
    return max((t.sokvag.count(".") for t in _bedomande(chef) if t.omfattar(synpunkt)), default=0)


def _bedomande(chef: Anvandare) -> list[Tilldelning]:
    return [t for t in tilldelningar(chef) if t.roll == Roll.CHEF]


def _chefer(dag: date) -> list[Anvandare]:
    assert Rattighet.SIGNAL_BEDOMA in ROLLER[Roll.CHEF]  # noqa: S101 - who is asked may decide
    nu = Rolltilldelning.objects.filter(roll=Roll.CHEF).giltiga(dag)
    chefer = list(
        Anvandare.objects.filter(is_active=True, pk__in=nu.values("anvandare")).order_by("pk")
    )
    forladda(chefer)
    return chefer

"""What the synpunkter tell of a brist (settings.BRISTERNAS_KALLOR)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.urls import reverse

from cykel.visning import Kallank
from kvalitet.models import Anvandare
from synpunkter import inkorg
from synpunkter.models import Bristkoppling


def bristkallor(brister: Collection[int], anvandare: Anvandare) -> dict[int, list[Kallank]]:
    """Return the synpunkter behind each brist, by `Brist.pk`.

    Those that the person may not read are only counted.
    """
    rader = Bristkoppling.objects.filter(brist__in=brister).order_by("brist", "pk")
    alla = list(rader.values_list("brist", "synpunkt", "synpunkt__referens"))
    sedda = set(
        inkorg.synliga(anvandare)
        .filter(pk__in=[pk for _, pk, _ in alla])
        .values_list("pk", flat=True)
    )
    ut: defaultdict[int, list[Kallank]] = defaultdict(list)
    dolda: defaultdict[int, int] = defaultdict(int)
    for brist, pk, referens in alla:
        if pk in sedda:
            lank = reverse("synpunkter:arende", args=[pk])
            ut[brist].append(Kallank(f"Synpunkt {referens}", lank))
        else:
            dolda[brist] += 1
    for brist, antal in dolda.items():
        ut[brist].append(Kallank(f"{antal} {'synpunkt' if antal == 1 else 'synpunkter'}"))
    return dict(ut)

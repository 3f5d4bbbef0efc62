"""What a coming steering model needs before it can be the one in force."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from cykel.models import Mal, Styrmodell
from kvalitet.fel import Punkt
from kvalitet.overgang import Steg
from kvalitet.texter import datum


def styrmodellen_hel(steg: Steg) -> Iterator[Punkt]:
    """Its decision is written down, and it has goals that the plans can answer to."""
    styrmodell: Styrmodell = steg.objekt
    andra = reverse("cykel:styrmodell_andra", args=[styrmodell.pk])
    beslutat = (
        (styrmodell.beslut_organ, "Vem som har beslutat styrmodellen", "beslut_organ"),
        (styrmodell.beslut_datum, "Beslutsdatum", "beslut_datum"),
        (styrmodell.beslut_paragraf, "Beslutets paragraf", "beslut_paragraf"),
        (styrmodell.dnr, "Beslutets diarienummer", "dnr"),
    )
    for varde, mening, falt in beslutat:
        yield Punkt(mening, klar=bool(varde), lank=f"{andra}#id_{falt}")
    finns = Mal.objects.filter(niva__styrmodell=styrmodell, bedoms=True).exists()
    yield Punkt(
        "Minst ett mål som bedöms i planerna är registrerat",
        klar=finns,
        lank=reverse("cykel:mal_nytt"),
    )
    if styrmodell.till < timezone.localdate(steg.nu):
        yield Punkt(f"Perioden gick ut {datum(styrmodell.till)}", lank=f"{andra}#id_till")

"""What the page of a case says of its files, and of why it is in quarantine."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from kvalitet.behorighet import far, roll_for
from kvalitet.models import Anvandare, Handelse
from kvalitet.roller import Rattighet, Roll
from synpunkter import skrap
from synpunkter.actions.bilaga import MISSTANKT
from synpunkter.models import Bilaga, Synpunkt
from synpunkter.models.bilaga import BilagaQuerySet
from synpunkter.tillstand import Lage


@dataclass(frozen=True)
class Bilagsrad:
    bilaga: Bilaga
    url: str
    """Where it is opened; empty while it may not be."""
    slapp: str
    """Where the person may let it out of quarantine; empty otherwise."""


def bilagor_for(synpunkt: Synpunkt, anvandare: Anvandare) -> list[Bilagsrad]:
    far_slappa = far(anvandare, Rattighet.SYNPUNKT_FORDELA, synpunkt)
    return [_rad(bilaga, far_slappa) for bilaga in synliga(synpunkt, anvandare)]


def synliga(synpunkt: Synpunkt, anvandare: Anvandare) -> BilagaQuerySet:
    """Return the files without what another nämnd kept for itself; a revisor opens all."""
    alla = synpunkt.bilagor.select_related("av").i_ordning()
    if roll_for(anvandare, Rattighet.SYNPUNKT_SE, synpunkt) == Roll.REVISOR:
        return alla
    return alla.inom(synpunkt.namnd_id)


def _rad(bilaga: Bilaga, far_slappa: bool) -> Bilagsrad:
    argument = [bilaga.synpunkt_id, bilaga.pk]
    slapps = far_slappa and bilaga.lage == Bilaga.Lage.KARANTAN
    return Bilagsrad(
        bilaga,
        url=reverse("synpunkter:bilaga", args=argument) if bilaga.kan_oppnas else "",
        slapp=reverse("synpunkter:slapp_bilaga", args=argument) if slapps else "",
    )


def karantan_for(synpunkt: Synpunkt) -> list[str] | None:
    """Return in words why it is suspected spam, None when it is not in quarantine."""
    if synpunkt.lage != Lage.KARANTAN:
        return None
    handelse = Handelse.objects.om(synpunkt).filter(slag=MISSTANKT).first()
    return skrap.meningar(handelse.data["skal"]) if handelse else []

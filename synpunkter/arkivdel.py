"""What the register adds to other pages: the case's own, and the inbox."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from kvalitet.behorighet import far
from kvalitet.models import Anvandare
from kvalitet.roller import Rattighet
from synpunkter.models import Diarieforing, Synpunkt
from synpunkter.tillstand import Lage


@dataclass(frozen=True)
class Arkivdel:
    foring: Diarieforing | None
    """The registration in the case's own nämnd."""
    far_registrera: bool


def arkivdel(synpunkt: Synpunkt, av: Anvandare, *, fort: bool) -> Arkivdel:
    """Return it; `fort` says whether any nämnd has it in its register."""
    foringar = Diarieforing.objects.filter(synpunkt=synpunkt, namnd=synpunkt.namnd_id)
    foring = foringar.first() if fort else None
    far_fordela = far(av, Rattighet.SYNPUNKT_FORDELA, synpunkt)
    return Arkivdel(foring, foring is None and far_fordela and synpunkt.lage != Lage.KARANTAN)


LANKAR = (
    ("Diarium", "synpunkter:diarium", Rattighet.SYNPUNKT_FORDELA),
    ("Gallring", "synpunkter:gallring", Rattighet.ARKIV_SE),
    ("Registerutdrag", "synpunkter:registerutdrag", Rattighet.REGISTERUTDRAG),
    ("Dataskydd", "dataskydd", Rattighet.ARKIV_SKOTA),
    ("Läs in från Excel", "importera", Rattighet.IMPORTERA),
)


def arkivlankar(av: Anvandare) -> list[tuple[str, str]]:
    return [(namn, reverse(vy)) for namn, vy, ratt in LANKAR if far(av, ratt)]

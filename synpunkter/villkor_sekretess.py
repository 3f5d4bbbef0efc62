"""What the moving of a marked case asks for beside what every case does."""

from __future__ import annotations

from collections.abc import Iterable

from kvalitet.fel import Punkt
from kvalitet.overgang import Steg
from synpunkter.models import Synpunkt
from synpunkter.sekretess import lasare


def nagon_far_lasa(steg: Steg) -> Iterable[Punkt]:
    """A marked case is never where nobody can read it."""
    synpunkt: Synpunkt = steg.objekt
    if not synpunkt.sekretess or steg.data.get("enhet") is None:
        return
    dar = Synpunkt(
        enhet=steg.data["enhet"],
        namnd=steg.data.get("namnd") or synpunkt.namnd,
        handlaggare=steg.data.get("handlaggare"),
    )
    yield Punkt(
        "Någon kan läsa det sekretessmarkerade ärendet där. Välj en handläggare.",
        klar=bool(lasare(dar)),
    )

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


def delarna_lasbara(steg: Steg) -> Iterable[Punkt]:
    """The same holds for the parts of a marked case: a part is as marked."""
    synpunkt: Synpunkt = steg.objekt
    if not synpunkt.sekretess:
        return
    for del_ in steg.data.get("delar", ()):
        dar = Synpunkt(enhet=del_.enhet, namnd=del_.namnd)
        yield Punkt(
            f"Någon i {del_.enhet} kan läsa det sekretessmarkerade ärendet.",
            klar=bool(lasare(dar)),
        )

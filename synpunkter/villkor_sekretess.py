"""What the moving of a marked case asks for beside what every case does."""

from __future__ import annotations

from collections.abc import Iterable

from kvalitet.fel import Punkt
from kvalitet.models import Namnd
from kvalitet.overgang import Steg
from synpunkter.models import Sekretessprovning, Synpunkt
from synpunkter.sekretess import lasare
from synpunkter.tillstand import Lage


def overlamnande_provat(steg: Steg) -> Iterable[Punkt]:
    """A marked case goes to another nämnd only after a prövning that lets it (OSL 8 kap. 1 §)."""
    synpunkt: Synpunkt = steg.objekt
    namnd: Namnd = steg.data.get("namnd") or synpunkt.namnd
    if namnd.pk == synpunkt.namnd_id:
        return
    yield from _provat(synpunkt, namnd)
    # What is merged into it goes with it, and may have been marked since.
    for egen in synpunkt.sammanslagna.filter(lage=Lage.SAMMANSLAGEN).order_by("pk"):
        yield from _provat(egen, namnd)


def _provat(synpunkt: Synpunkt, namnd: Namnd) -> Iterable[Punkt]:
    if not synpunkt.markt or namnd.pk == synpunkt.namnd_id:
        return
    senaste = synpunkt.sekretessprovningar.filter(
        slag=Sekretessprovning.Slag.OVERLAMNANDE, till_namnd=namnd
    ).first()
    klar = senaste is not None and senaste.utfall == Sekretessprovning.Utfall.LAMNAS
    yield Punkt(
        f"Det är prövat att det markerade ärendet {synpunkt} får lämnas till {namnd}. "
        "Prövningen görs på ärendets sida om sekretess.",
        klar=klar,
    )


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


def delarna_provade(steg: Steg) -> Iterable[Punkt]:
    """What holds for a marked case that goes holds for each part of it: a part is as marked."""
    synpunkt: Synpunkt = steg.objekt
    for del_ in steg.data.get("delar", ()):
        yield from _provat(synpunkt, del_.namnd)
        if synpunkt.sekretess:
            dar = Synpunkt(enhet=del_.enhet, namnd=del_.namnd)
            yield Punkt(
                f"Någon i {del_.enhet} kan läsa det sekretessmarkerade ärendet.",
                klar=bool(lasare(dar)),
            )

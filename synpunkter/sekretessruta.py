"""What the case page shows of secrecy, and of what waits to be judged."""

from __future__ import annotations

from dataclasses import dataclass

from kvalitet.typer import InloggadRequest
from synpunkter import sekretess
from synpunkter.models import Sekretessmarkering, Synpunkt


@dataclass(frozen=True)
class Sekretessruta:
    galler: list[Sekretessmarkering]
    """The marks in force."""
    ser_kontakt: bool
    antal_lasningar: int


def galler(synpunkt: Synpunkt) -> list[Sekretessmarkering]:
    """Return the marks in force: the latest of each kind that holds. One query, none unmarked."""
    pa = {"sekretess": synpunkt.sekretess, "skydd": synpunkt.skyddad}
    if not any(pa.values()):
        return []
    rader = synpunkt.sekretessmarkeringar.filter(galler=True).select_related("av")
    senaste: dict[str, Sekretessmarkering] = {}
    for rad in rader:
        if pa[rad.slag]:
            senaste.setdefault(rad.slag, rad)
    return list(senaste.values())


def sekretessruta(request: InloggadRequest, synpunkt: Synpunkt) -> Sekretessruta:
    """Return it; that a protected contact is shown with it is put on record."""
    markt = galler(synpunkt)
    ser_kontakt = sekretess.far_se_kontakt(request.user, synpunkt)
    if synpunkt.skyddad and ser_kontakt and request.method == "GET":
        sekretess.skriv_lasning(sekretess.KONTAKT_LAST, synpunkt, av=request.user)
    antal = sekretess.laslogg(synpunkt).count() if markt else 0
    return Sekretessruta(markt, ser_kontakt, antal)

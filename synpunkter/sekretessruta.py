"""What the case page shows of secrecy, of what waits to be judged, and of requested records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from kvalitet import klocka
from kvalitet.behorighet import far
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from synpunkter import sekretess
from synpunkter.models import Sekretessmarkering, Signalbedomning, Synpunkt, Utlamnande


@dataclass(frozen=True)
class Bedomning:
    namn: str
    fraga: str
    senast: date
    sen: bool
    beslut: str
    """In words; empty while it waits."""
    url: str


@dataclass(frozen=True)
class Sekretessruta:
    galler: list[Sekretessmarkering]
    """The marks in force."""
    ser_kontakt: bool
    antal_lasningar: int
    bedomningar: list[Bedomning]
    utlamnanden: Sequence[Utlamnande]
    far_prova: bool
    far_bedoma: bool

    @property
    def visas(self) -> bool:
        """Whether there is anything to tell in the side column."""
        domt = any(b.beslut for b in self.bedomningar)
        return bool(self.galler or domt or self.utlamnanden)


def galler(synpunkt: Synpunkt) -> list[Sekretessmarkering]:
    """Return the marks in force, one of each kind: its own, or that of a case that it is merged
    with. One query, none unmarked."""
    if not synpunkt.markt:
        return []
    rader = sekretess.i_kraft(sekretess.grupp(synpunkt))
    per_slag = {m.slag: m for m in sorted(rader, key=lambda m: m.synpunkt_id == synpunkt.pk)}
    return list(per_slag.values())


def sekretessruta(request: InloggadRequest, synpunkt: Synpunkt) -> Sekretessruta:
    """Return it; that a protected contact is shown with it is put on record."""
    markt = galler(synpunkt)
    ser_kontakt = sekretess.far_se_kontakt(request.user, synpunkt)
    if synpunkt.skyddad and ser_kontakt and request.method == "GET":
        sekretess.skriv_lasning(sekretess.KONTAKT_LAST, synpunkt, av=request.user)
    return Sekretessruta(
        galler=markt,
        ser_kontakt=ser_kontakt,
        antal_lasningar=sekretess.laslogg(synpunkt).count() if markt else 0,
        bedomningar=[_bedomning(b) for b in synpunkt.signalbedomningar.all()],
        utlamnanden=list(synpunkt.utlamnanden.order_by("-pk")),
        far_prova=far(request.user, Rattighet.UTLAMNANDE_PROVA, synpunkt),
        far_bedoma=far(request.user, Rattighet.SIGNAL_BEDOMA, synpunkt),
    )


def _bedomning(b: Signalbedomning) -> Bedomning:
    return Bedomning(
        namn=str(b),
        fraga=b.omradet.fraga,
        senast=b.bedoms_senast,
        sen=b.ar_sen(klocka.idag()),
        beslut=b.get_beslut_display() if b.beslut else "",
        url=reverse("synpunkter:bedom", args=[b.synpunkt_id, b.pk]),
    )

"""What the case page shows of secrecy, of what waits to be judged, and of requested records."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from kvalitet import klocka
from kvalitet.behorighet import far
from kvalitet.roller import Rattighet
from kvalitet.texter import datum
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
    """In words, with the day and by whom; empty while it waits."""
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


def sekretessruta(
    request: InloggadRequest, synpunkt: Synpunkt, kring: Collection[str]
) -> Sekretessruta:
    """Return it; that a protected contact is shown with it is put on record. `kring` is what there
    is around the case (`kring.kring`)."""
    markt = sekretess.galler(synpunkt)
    ser_kontakt = sekretess.far_se_kontakt(request.user, synpunkt)
    if synpunkt.skyddad and ser_kontakt and request.method == "GET":
        sekretess.skriv_lasning(sekretess.KONTAKT_LAST, synpunkt, av=request.user)
    return Sekretessruta(
        galler=markt,
        ser_kontakt=ser_kontakt,
        antal_lasningar=sekretess.laslogg(synpunkt).count() if markt else 0,
        bedomningar=[_bedomning(b) for b in _bedomningarna(synpunkt)]
        if "bedomningar" in kring
        else [],
        utlamnanden=list(synpunkt.utlamnanden.order_by("-pk")) if "utlamnanden" in kring else [],
        far_prova=far(request.user, Rattighet.UTLAMNANDE_PROVA, synpunkt),
        far_bedoma=far(request.user, Rattighet.SIGNAL_BEDOMA, synpunkt),
    )


def _bedomningarna(synpunkt: Synpunkt) -> QuerySet[Signalbedomning]:
    return synpunkt.signalbedomningar.select_related("beslutad_av").order_by("-skapad", "-pk")


def _beslut(b: Signalbedomning) -> str:
    if b.beslutad is None:
        return ""
    return f"{b.get_beslut_display().lower()}. {b.beslutad_av} {datum(b.beslutad)}"


def _bedomning(b: Signalbedomning) -> Bedomning:
    return Bedomning(
        namn=str(b),
        fraga=b.omradet.fraga,
        senast=b.bedoms_senast,
        sen=b.ar_sen(klocka.idag()),
        beslut=_beslut(b),
        url=reverse("synpunkter:bedom", args=[b.synpunkt_id, b.pk]),
    )

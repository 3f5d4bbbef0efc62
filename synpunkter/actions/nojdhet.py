"""The sender says how content they are, after the case was closed."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from kvalitet import klocka, logg
from kvalitet.fel import Regelbrott
from kvalitet.kalender import svensk_dag
from kvalitet.overgang import las
from synpunkter import tider
from synpunkter.models import Nojdhet, Synpunkt
from synpunkter.tillstand import SYNPUNKT, Lage

LAGST, HOGST = 1, 5


@transaction.atomic
def svara_nojdhet(synpunkt: Synpunkt, *, poang: int) -> Nojdhet:
    """Keep the answer to the latest closing; the same again changes nothing."""
    nu = klocka.nu()
    synpunkt = las(SYNPUNKT, synpunkt)
    if synpunkt.lage != Lage.AVSLUTAD or synpunkt.avslutad is None:
        raise Regelbrott("Du kan svara när ärendet är avslutat.")
    if not LAGST <= poang <= HOGST:
        raise Regelbrott("Välj ett svar från 1 till 5.")
    nyckel: dict[str, Any] = {"synpunkt": synpunkt, "avslutad": svensk_dag(synpunkt.avslutad)}
    forut = Nojdhet.objects.filter(**nyckel).first()
    if forut is not None and forut.poang == poang:
        return forut
    svar, _ = Nojdhet.objects.update_or_create(
        **nyckel, defaults={"poang": poang, "dag": svensk_dag(nu)}
    )
    tid = tider.grov(nu, tidigast=synpunkt.avslutad)
    logg.skriv("synpunkt.nojdhet", synpunkt, av=None, nu=tid, data={"poang": poang})
    return svar

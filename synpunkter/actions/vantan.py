"""Going on without the completion that a sender was asked for and never sent."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from kvalitet import klocka
from kvalitet.kalender import plus_arbetsdagar
from kvalitet.overgang import las, overga
from synpunkter import epost
from synpunkter.models import Synpunkt
from synpunkter.tidsfrist import frist_for, vantan_slut
from synpunkter.tillstand import SYNPUNKT, Lage

PAMINN_FORE = 3
"""Working days before the clock goes on, when the handler is reminded."""


def bevaka_vantan() -> None:
    """Remind handlers of cases that wait, and let those that have waited long enough go on.

    May run twice a day: a reminder has its key, and what goes on waits no more.
    """
    dag = klocka.idag()
    for pk in Synpunkt.objects.filter(lage=Lage.VANTAR_KOMPLETTERING).values_list("pk", flat=True):
        _bevaka(pk, dag)


@transaction.atomic
def _bevaka(pk: int, dag: date) -> None:
    synpunkt = las(SYNPUNKT, Synpunkt(pk=pk))
    if synpunkt.lage != Lage.VANTAR_KOMPLETTERING or synpunkt.stannad is None:
        return  # the sender has answered since
    nu = klocka.nu()
    stannad = synpunkt.stannad
    sist = vantan_slut(frist_for(synpunkt.namnd), stannad)
    if dag > sist:
        synpunkt = overga(SYNPUNKT, synpunkt, "komplettera", av=None, nu=nu)
        mall, nyckel = "synpunkt_vantan_slut", f"vantan-slut-{stannad}"
        epost.till_handlaggaren(mall, synpunkt, nyckel=nyckel, nu=nu)
    elif dag >= plus_arbetsdagar(sist, -PAMINN_FORE):
        mall, nyckel = "synpunkt_vantan_paminnelse", f"vantan-{stannad}"
        epost.till_handlaggaren(mall, synpunkt, nyckel=nyckel, nu=nu, sist=sist)

"""The making of the files of a request, outside the web request, each once whatever dies.

A worker borrows a file for a while; the try's number is its token. Who dies lets the time run
out and the sweep lends it again, three times at most. The loan is measured by the database's
clock alone.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from hashlib import sha256

from django.db import transaction
from django.db.models.functions import Now

from kvalitet import klocka, logg
from kvalitet.felpunkter import felpunkt
from synpunkter.arendehandling import gor_fil
from synpunkter.models import Utlamnandefil

journal = logging.getLogger(__name__)

LAN = timedelta(minutes=2)
MEST = 3
"""Attempts before the file is given up and the page says so."""
PER_SVEP = 10


def sopa() -> int:
    """Make what waits, the oldest first; return how many were made."""
    gjorda = 0
    for _ in range(PER_SVEP):
        fil = _lana()
        if fil is None:
            break
        gjorda += _gor(fil)
    return gjorda


@transaction.atomic
def _lana() -> Utlamnandefil | None:
    lediga = Utlamnandefil.objects.att_gora().select_for_update(skip_locked=True, of=("self",))
    fil = lediga.first()
    if fil is None:
        return None
    fil.forsok += 1
    if fil.forsok > MEST:
        fil.lage = Utlamnandefil.Lage.MISSLYCKAD
        fil.forsok = MEST
    fil.save(update_fields=["forsok", "lage"])
    Utlamnandefil.objects.filter(pk=fil.pk).update(lan_till=Now() + LAN)
    return fil


def _gor(fil: Utlamnandefil) -> bool:
    """Make the file, if it is still to be made; False when it was given up or went wrong."""
    if fil.lage != Utlamnandefil.Lage.KOAD:
        return False
    try:
        nu = klocka.nu()
        hel = Utlamnandefil.objects.select_related(
            "utlamnande__synpunkt__enhet", "utlamnande__synpunkt__namnd", "provning__av"
        ).get(pk=fil.pk)
        pdf = gor_fil(hel, skapad=nu)
        felpunkt("utlamnande.renderat")
        return _spara(hel, fil.forsok, pdf.bytes, pdf.sidor)
    except Exception:
        # The id alone: the traceback of a template may quote what it was rendering.
        journal.error("filen %s till ett utlämnande gick inte att göra", fil.pk)
        journal.debug("spår", exc_info=True)
        return False


@transaction.atomic
def _spara(fil: Utlamnandefil, forsok: int, innehall: bytes, sidor: int) -> bool:
    """Write the result, only while the loan is ours and the decision stands."""
    nu = klocka.nu()
    antal = Utlamnandefil.objects.filter(
        pk=fil.pk, lage=Utlamnandefil.Lage.KOAD, forsok=forsok
    ).update(
        lage=Utlamnandefil.Lage.KLAR,
        innehall=innehall,
        sha256=sha256(innehall).hexdigest(),
        sidor=sidor,
        klar=nu,
        lan_till=None,
    )
    if antal:
        data = {"synpunkt": fil.utlamnande.synpunkt_id, "fil": str(fil.slag)}
        logg.skriv("utlamnande.fil_klar", fil.utlamnande, av=None, nu=nu, data=data)
    return bool(antal)

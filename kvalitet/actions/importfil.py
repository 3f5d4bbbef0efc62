"""Keeping an uploaded file for as long as its import takes, and no longer."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from kvalitet import kalkyl, klocka, tabellfil
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Importfil

SPARAS = timedelta(hours=2)


@transaction.atomic
def ta_emot(*, slag: str, namn: str, innehall: bytes, av: Anvandare) -> Importfil:
    """Keep the file when it can be read; an older one of the same kind and person goes."""
    try:
        tabellfil.las(innehall)
    except kalkyl.Kalkylfel as fel:
        raise Regelbrott(fel.mening) from fel
    sopa()
    Importfil.objects.filter(slag=slag, skapad_av=av).delete()
    nu = klocka.nu()
    return Importfil.objects.create(
        slag=slag,
        namn=kalkyl.som_text(kalkyl.rensa(namn))[-120:],
        innehall=innehall,
        skapad=nu,
        skapad_av=av,
        gar_ut=nu + SPARAS,
    )


def kasta(fil: Importfil) -> None:
    Importfil.objects.filter(pk=fil.pk).delete()


def sopa() -> int:
    """Throw away what has expired; return how many."""
    antal, _ = Importfil.objects.filter(gar_ut__lte=klocka.nu()).delete()
    return antal

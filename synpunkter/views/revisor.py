"""A revisor reads across the nämnder, and each reading is on record."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models, transaction

from kvalitet import klocka, logg
from kvalitet.behorighet import har_roll, roll_for
from kvalitet.roller import Rattighet, Roll
from kvalitet.typer import InloggadRequest
from synpunkter.models import Synpunkt


def logga_lasning(
    request: InloggadRequest, om: models.Model, synpunkter: Sequence[Synpunkt]
) -> None:
    """Log on the timeline of `om` that a revisor read a list of cases there, and which."""
    if request.method != "GET" or not har_roll(request.user, Roll.REVISOR):
        return
    lasta = [
        s.pk for s in synpunkter if roll_for(request.user, Rattighet.SYNPUNKT_SE, s) == Roll.REVISOR
    ]
    if lasta:
        data = {"antal": len(lasta), "synpunkter": lasta, "sokning": False}
        with transaction.atomic():
            logg.skriv(
                "synpunkt.lista_last",
                om,
                av=request.user,
                nu=klocka.nu(),
                roll=Roll.REVISOR,
                data=data,
            )

"""Saving a row of "Det jag ska uppdatera": a report or a period's values."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction

from cykel.actions.indikator import infor_varde
from cykel.villkor.uppdatera import Varderad
from kvalitet import klocka
from kvalitet.models import Anvandare


@transaction.atomic
def infor_rad(
    rad: Varderad,
    *,
    varden: Sequence[tuple[str, Decimal | None]],
    bortfallsorsak: str,
    kalla: str,
    via_lank: bool = False,
    av: Anvandare,
) -> None:
    """Enter what the row asks for, by sex (T, K, M): all of it or nothing."""
    for kon, varde in varden:
        infor_varde(
            rad.indikator,
            enhet=rad.plan.enhet,
            period_fran=rad.period[0],
            period_till=rad.period[1],
            kon=kon,
            varde=varde,
            bortfallsorsak=bortfallsorsak if varde is None else "",
            matdatum=min(rad.period[1], klocka.idag()),
            kalla=kalla,
            via_lank=via_lank,
            av=av,
        )

"""Nämnder with days of their own, and a round that was locked and opened again for a late unit."""

from __future__ import annotations

from datetime import date, timedelta

from cykel.actions.runda import las_runda, las_upp_runda, satt_tider
from cykel.models import Uppfoljningstillfalle
from kvalitet.demo.planer import AR
from kvalitet.demo.tid import den
from kvalitet.models import Anvandare, Namnd

EGNA = {"KFN": 7, "SN": 3, "UN": 10}
"""Days before the municipality's, by nämnd."""


def ladda() -> None:
    leila = Anvandare.objects.get(epost="leila.nordin@kommun.example")
    delar = Uppfoljningstillfalle.objects.get(ar=AR, slag="delar")
    with den(date(AR, 6, 15)):
        for namnd in Namnd.objects.filter(kod__in=EGNA).order_by("pk"):
            _egna_dagar(delar, namnd, leila)
    von = Namnd.objects.get(kod="VON")
    with den(date(AR, 10, 24)):
        las_runda(delar, namnd=von, av=leila)
    with den(date(AR, 10, 26)):
        las_upp_runda(delar, namnd=von, av=leila)


def _egna_dagar(tillfalle: Uppfoljningstillfalle, namnd: Namnd, av: Anvandare) -> None:
    fore = timedelta(days=EGNA[namnd.kod])
    satt_tider(
        tillfalle,
        namnd=namnd,
        enheter_senast=tillfalle.enheter_senast - fore,
        kontor_senast=(tillfalle.kontor_senast or tillfalle.stanger) - fore,
        namnd_senast=tillfalle.stanger - fore,
        av=av,
    )

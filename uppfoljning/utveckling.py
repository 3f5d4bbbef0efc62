"""How an indicator goes: since last time, and over time against chance. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from cykel.models import Indikator, Matvarde
from kvalitet.statistik import Forandring, Skattning, som_decimal
from uppfoljning import bedomning
from uppfoljning.bedomning import Malvarde, Riktning
from uppfoljning.rapport import modell
from uppfoljning.styrserie import jamforbara, sagt, styrserie


def trend(
    mal: Malvarde | None, forra: Matvarde | None, nu: Matvarde | None, indikator: Indikator
) -> Forandring:
    if forra is None or nu is None or nu.varde is None:
        return Forandring.SAKNAS
    if isinstance(mal, bedomning.Intervall):
        return bedomning.trend_mot_intervall(forra.varde, nu.varde, mal)
    riktning = Riktning(indikator.riktning)
    return bedomning.trend(_skattning(forra), _skattning(nu), riktning=riktning)


def variation(
    indikator: Indikator,
    totalt: Iterable[Matvarde],
    mal: Malvarde | None,
    brott: Iterable[date],
) -> modell.Styrutsaga | None:
    """What the control chart says; None while the series is too short for one."""
    serie = styrserie(indikator, jamforbara(indikator, totalt), brott)
    sist = serie.sista
    if sist is None or sist.mitt is None:
        return None
    utsaga = sagt(serie, indikator, mal)
    return modell.Styrutsaga(
        variation=utsaga.variation,
        traff=utsaga.traff,
        kort=utsaga.kort,
        mening=utsaga.mening,
        antal=serie.i_sista_fasen,
        mitt=som_decimal(sist.mitt),
        undre=som_decimal(sist.undre),
        ovre=som_decimal(sist.ovre),
    )


def _skattning(rad: Matvarde) -> Decimal | Skattning | None:
    if rad.varde is None or rad.osakerhet is None:
        return rad.varde
    varde, halva = float(rad.varde), float(rad.osakerhet)
    return Skattning(varde, varde - halva, varde + halva, 0, "angiven osäkerhet")

"""A unit's series of an indicator as a control chart, and what the target asks of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from cykel.frekvens import ar_lang_som
from cykel.models import Indikator, Matvarde
from cykel.styrunderlag import FLEST_PUNKTER, mojligt
from kvalitet.statistik import Malgrans, Styrserie, Utsaga, utsaga, xmr
from uppfoljning.bedomning import (
    Absolut,
    GapMotJamforelse,
    Intervall,
    Malvarde,
    Riktning,
    RiktningMotBasar,
)


def jamforbara(indikator: Indikator, varden: Iterable[Matvarde]) -> list[Matvarde]:
    """The unit's latest totals that are of one period length, oldest first: a month is not set
    beside the half-year that it is a part of."""
    lika = [v for v in varden if ar_lang_som(indikator.frekvens, v.period_fran, v.period_till)]
    return sorted(lika, key=lambda v: (v.period_till, v.period_fran))[-FLEST_PUNKTER:]


def styrserie(
    indikator: Indikator, varden: Sequence[Matvarde], brott: Iterable[date] = ()
) -> Styrserie:
    """Chart the indicator's values, oldest first, within what is possible.

    `brott`: the days from which the measure or the level is another, so that the limits begin anew
    with the first value after.
    """
    platser = {
        next((i for i, v in enumerate(varden) if v.period_till >= dag), len(varden))
        for dag in brott
    }
    tal = [None if v.varde is None else float(v.varde) for v in varden]
    return xmr(tal, brott=platser, inom=mojligt(indikator))


def sagt(serie: Styrserie, indikator: Indikator, mal: Malvarde | None) -> Utsaga:
    """Say how the series varies and whether it reaches its target."""
    hogre = indikator.riktning == Indikator.Riktning.HOGRE
    # Within an interval neither way is better.
    battre = None if isinstance(mal, Intervall) else hogre
    return utsaga(serie, mal=malgrans(mal), hogre_ar_battre=battre)


def malgrans(mal: Malvarde | None) -> Malgrans | None:
    """The bounds that a value must keep; None when the target has no such bounds."""
    if isinstance(mal, Intervall):
        return Malgrans(minst=float(mal.undre), hogst=float(mal.ovre))
    if isinstance(mal, Absolut):
        return _at_hallet(float(mal.malvarde), mal.riktning)
    if isinstance(mal, RiktningMotBasar) and mal.bas is not None and not mal.brott:
        return _at_hallet(float(mal.bas), mal.riktning)
    if isinstance(mal, GapMotJamforelse) and mal.jamforelse is not None and mal.basar is None:
        if mal.brott:
            return None
        return _at_hallet(float(mal.jamforelse), mal.riktning)
    return None


def _at_hallet(grans: float, riktning: Riktning) -> Malgrans:
    return Malgrans(minst=grans) if riktning is Riktning.HOGRE else Malgrans(hogst=grans)

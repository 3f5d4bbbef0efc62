"""What the control chart of an indicator says at a round: signal or noise, and the target. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from kvalitet import statistik
from kvalitet.statistik import Malgrans, som_decimal
from uppfoljning.bedomning import Absolut, GapMotJamforelse, Intervall, Malvarde, Riktning
from uppfoljning.rapport import modell


def variation(
    varden: Sequence[Decimal | None],
    mal: Malvarde | None,
    riktning: Riktning,
    *,
    brott: Sequence[int] = (),
) -> modell.Variation | None:
    """Return the statement of the chart, oldest value first; None when the series is too short."""
    serie = statistik.xmr([None if v is None else float(v) for v in varden], brott=brott)
    sist = serie.sista
    if sist is None or sist.mitt is None:
        return None
    battre = None if isinstance(mal, Intervall) else riktning is Riktning.HOGRE
    sagt = statistik.utsaga(serie, mal=_grans(mal), hogre_ar_battre=battre)
    return modell.Variation(
        kort=sagt.kort,
        mening=sagt.mening,
        antal=serie.i_sista_fasen,
        mitt=som_decimal(sist.mitt),
        undre=som_decimal(sist.undre),
        ovre=som_decimal(sist.ovre),
    )


def _grans(mal: Malvarde | None) -> Malgrans | None:
    """The target as bounds; one that moves with another area's value has none to hold for long."""
    if isinstance(mal, Intervall):
        return Malgrans(minst=float(mal.undre), hogst=float(mal.ovre))
    grans = None
    if isinstance(mal, Absolut):
        grans = mal.malvarde
    elif isinstance(mal, GapMotJamforelse) and mal.gap_basar is None:
        grans = mal.jamforelse
    if grans is None or not isinstance(mal, Absolut | GapMotJamforelse):
        return None
    varde = float(grans)
    return Malgrans(minst=varde) if mal.riktning is Riktning.HOGRE else Malgrans(hogst=varde)

"""A control chart from the statistics' series and what it says. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from kvalitet.diagram.linje import Brytning, Mal
from kvalitet.diagram.rita import WEBB, Diagram, Matt
from kvalitet.diagram.styr import Signal, styrdiagram
from kvalitet.statistik import Styrpunkt, Styrserie


def rita_styrserie(
    serie: Styrserie,
    rubriker: Sequence[str],
    *,
    hogre_ar_battre: bool | None = None,
    mal: Mal = None,
    mal_text: str = "",
    enhet: str = "",
    steg: Sequence[Brytning] = (),
    dolda: Collection[int] = (),
    decimaler: int | None = None,
    titel: str = "",
    matt: Matt = WEBB,
) -> Diagram:
    """Draw the series, a heading for each of its points. `steg` has the words of its breaks."""
    punkter = serie.punkter
    return styrdiagram(
        [(rubrik, p.varde) for rubrik, p in zip(rubriker, punkter, strict=True)],
        mitt=[p.mitt for p in punkter],
        undre=[p.undre for p in punkter],
        ovre=[p.ovre for p in punkter],
        signaler=[_signal(p, hogre_ar_battre) for p in punkter],
        mal=mal,
        mal_text=mal_text,
        enhet=enhet,
        steg=steg,
        dolda=dolda,
        decimaler=decimaler,
        titel=titel,
        matt=matt,
    )


def _signal(punkt: Styrpunkt, hogre_ar_battre: bool | None) -> Signal:
    if not punkt.monster:
        return Signal.INGEN
    if hogre_ar_battre is None:
        return Signal.ANNAN
    return Signal.BATTRE if (punkt.riktning > 0) == hogre_ar_battre else Signal.SAMRE

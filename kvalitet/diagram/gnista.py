"""A spark line in a table row: the way of a series, its target, its last value. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from kvalitet.diagram.linje import Brytning, Mal, Serie, par_av
from kvalitet.diagram.rita import WEBB, Diagram, Duk, Punkter, Tabell
from kvalitet.diagram.skala import Skala

MATT: Final = replace(WEBB, bredd=120.0, hojd=36.0)
X: Final = (6.0, 114.0)
Y: Final = (30.0, 6.0)
UTAN_TABELL: Final = Tabell("", (), ())
"""The number stands beside it, and what it says is its title."""


def gnista(
    varden: Punkter, mal: Mal = None, *, enhet: str = "", steg: Sequence[Brytning] = ()
) -> Diagram:
    """Draw the series without words; the number stands beside it, the conclusion is its title."""
    inom = tuple(ett for ett in steg if 0 < ett.fore < len(varden))
    serie = Serie(tuple(varden), par_av(mal), enhet=enhet, steg=inom)
    duk, xs = Duk(MATT, MATT.hojd), _lagen(len(varden))
    finns = [(i, v) for i, v in enumerate(serie.egna) if v is not None]
    if finns:
        alla = [v for _, v in finns] + list(serie.mal)
        axel = Skala(min(alla), max(alla), 1)

        def y(v: float) -> float:
            andel = axel.del_av(v) if axel.hog > axel.lag else 0.5
            return Y[0] + andel * (Y[1] - Y[0])

        for varde in serie.mal:
            duk.linje(f"M2 {duk.n(y(varde))}H118", "mal")
        for ett in inom:
            duk.linje(f"M{duk.n((xs[ett.fore - 1] + xs[ett.fore]) / 2)} 2V34", "niva")
        lagen = [None if v is None else (x, y(v)) for x, v in zip(xs, serie.egna, strict=True)]
        duk.linje(duk.vag(lagen, [ett.fore for ett in inom]), "egen")
        sist = finns[-1][0]
        duk.yta(duk.marke("cirkel", xs[sist], y(finns[-1][1]), 5), "egen")
    return duk.fardig("gnista", serie.slutsats(), "", UTAN_TABELL)


def _lagen(antal: int) -> list[float]:
    if antal < 2:
        return [X[1]] * antal
    return [X[0] + (X[1] - X[0]) * i / (antal - 1) for i in range(antal)]

"""Which units' counts may be told beside each other and beside their nämnd's total. Pure.

A unit's count holds what lies below it, so the counts that are told can be subtracted from each
other: a unit less the units below it, a nämnd less its units. What is left each time is a group of
its own, and those groups together are all that can be known. So each of them is nobody, or enough.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

NAMNDEN = 0
"""No unit has this key."""


@dataclass
class _Gren:
    """A unit with what lies below it. `rest`: what is left of `antal` when all that is told below
    is taken away; `visade`: the units told nearest below."""

    nyckel: int
    antal: int
    rest: int
    visade: list[_Gren] = field(default_factory=list)


def visbara(
    egna: Mapping[int, int], ovanfor: Mapping[int, int | None], *, troskel: int
) -> dict[int, int]:
    """Return the counts, with what lies below, of the units that may be told.

    `egna`: how many belong to each unit itself, and to the nämnd alone (`NAMNDEN`), whose total is
    told whenever it is `troskel` or more. `ovanfor`: the unit above each; None is the nämnd. It
    holds every unit that has any and all those above, and no ring.
    """
    barn: dict[int | None, list[int]] = {}
    for nyckel, over in ovanfor.items():
        barn.setdefault(over, []).append(nyckel)
    visas: dict[int, int] = {}
    toppar = [_gren(nyckel, egna, barn, visas, troskel) for nyckel in barn.get(None, ())]
    _stang(_samlad(NAMNDEN, egna.get(NAMNDEN, 0), toppar, visas), visas, troskel)
    return visas


def _gren(
    nyckel: int,
    egna: Mapping[int, int],
    barn: Mapping[int | None, list[int]],
    visas: dict[int, int],
    troskel: int,
) -> _Gren:
    under = [_gren(ett, egna, barn, visas, troskel) for ett in barn.get(nyckel, ())]
    gren = _samlad(nyckel, egna.get(nyckel, 0), under, visas)
    if gren.antal >= troskel or gren.antal == 0:
        _stang(gren, visas, troskel)
        visas[nyckel] = gren.antal
    return gren


def _samlad(nyckel: int, eget: int, under: list[_Gren], visas: Mapping[int, int]) -> _Gren:
    """Put the branches below together: of a hidden one what is left of it stays, of a told one
    nothing."""
    gren = _Gren(nyckel, eget + sum(g.antal for g in under), eget)
    for g in under:
        if g.nyckel in visas:
            gren.visade.append(g)
        else:
            gren.rest += g.rest
            gren.visade += g.visade
    return gren


def _stang(gren: _Gren, visas: dict[int, int], troskel: int) -> None:
    """Hide units told below, the smallest first, until what is left is nobody or enough."""
    while 0 < gren.rest < troskel and gren.visade:
        minst = min(gren.visade, key=lambda g: (g.antal == 0, g.antal, g.nyckel))
        gren.visade.remove(minst)
        del visas[minst.nyckel]
        gren.rest += minst.rest
        gren.visade += minst.visade

"""Suppression: which numbers must be hidden ("..", "för få svar") so that nobody is told of.

Primary: a group with fewer answers than the survey's threshold. Secondary: what would let a
reader have a hidden number by subtraction. Pure.
"""

from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import TypeVar

from .skattning import Kon

Cell = TypeVar("Cell", bound=Hashable)
Summa = tuple[Cell, Sequence[Cell]]
"""A total and the parts that make it."""

_PRIMTAL = 2**61 - 1


def dolj(antal_per_kon: Mapping[str, int], troskel: int) -> frozenset[str]:
    """Which of the given groups must be hidden ("..", "för få svar").

    Primary: a group with fewer than `troskel` answers, and so too those of the total who
    are in none of the given groups (neither K nor M: annat, vill ej svara). They have no
    cell of their own, but are what is left of T when the others are taken away. Secondary:
    `dolj_resten`. What can be had by subtracting shown groups is then nobody or at least
    `troskel`.
    """
    if troskel < 1:
        raise ValueError("the threshold is at least 1")
    sma = {kon for kon, n in antal_per_kon.items() if n < troskel}
    delar = {kon: n for kon, n in antal_per_kon.items() if kon != Kon.TOTALT}
    utanfor = antal_per_kon.get(Kon.TOTALT, sum(delar.values())) - sum(delar.values())
    if utanfor < 0:
        raise ValueError("the groups have more answers than the total")
    if 0 < utanfor < troskel:
        sma |= set(delar)
    return dolj_resten(sma, antal_per_kon)


def dolj_resten(dolda: Collection[str], grupper: Collection[str]) -> frozenset[str]:
    """Secondary suppression, when it is known which of `grupper` are too small.

    The parts of a total are shown all or none: one hidden alone could be read off the
    others and the total. When the total is hidden everything is.
    """
    if Kon.TOTALT in dolda:
        return frozenset(grupper)
    return frozenset(set(grupper) - {Kon.TOTALT.value}) if dolda else frozenset()


def dolj_tabell(
    antal: Mapping[Cell, int],
    summor: Sequence[Summa[Cell]],
    troskel: int,
    *,
    visas_inte: Collection[Cell] = (),
) -> frozenset[Cell]:
    """Which cells of a table with totals must be hidden: units by sex, with their sums.

    `antal` holds the answers behind each cell, `summor` every sum that a reader can do: of
    women and men to a unit's total, of units to the nämnd's. Cells in `visas_inte` are part of
    a sum but never printed (annat, vill ej svara). When it is done no cell below the threshold
    can be solved from what is shown by any number of subtractions, not even by one who knows
    the cells that are never printed; and what one subtraction leaves is nobody or at least
    `troskel`.
    """
    if troskel < 1:
        raise ValueError("the threshold is at least 1")
    aldrig = frozenset(visas_inte)
    dolda = {cell for cell, n in antal.items() if n < troskel} - aldrig
    while (fler := _att_dolja(antal, summor, troskel, dolda, aldrig)) is not None:
        dolda.add(fler)
    return frozenset(dolda)


def _att_dolja(
    antal: Mapping[Cell, int],
    summor: Sequence[Summa[Cell]],
    troskel: int,
    dolda: Collection[Cell],
    aldrig: frozenset[Cell],
) -> Cell | None:
    """The next cell to hide: the smallest one still shown in a sum that tells too much."""
    borta = aldrig.union(dolda)
    for hel, delar in summor:
        kvar = sum(antal[cell] for cell in delar if cell in borta)
        if hel not in borta and 0 < kvar < troskel:
            return _minst_synlig([(hel, delar)], antal, borta)
    for okanda in (borta - aldrig, borta):
        losta = _losta(summor, okanda)
        if any(antal[cell] < troskel and (antal[cell] or cell in dolda) for cell in losta):
            # Solved in one sum, or where that is not so by way of several.
            vagar = [s for s in summor if len(okanda.intersection((s[0], *s[1]))) == 1]
            vagar = vagar or [s for s in summor if losta.intersection((s[0], *s[1]))]
            return _minst_synlig(vagar, antal, borta)
    return None


def _minst_synlig(
    summor: Sequence[Summa[Cell]], antal: Mapping[Cell, int], borta: Collection[Cell]
) -> Cell | None:
    synliga = [
        (cell == hel, antal[cell], nr, cell)
        for nr, (hel, delar) in enumerate(summor)
        for cell in (*delar, hel)
        if cell not in borta
    ]
    # A total is worth more to the reader than a part, and is hidden last.
    return min(synliga, key=lambda rad: rad[:3])[3] if synliga else None


def _losta(summor: Sequence[Summa[Cell]], okanda: Collection[Cell]) -> set[Cell]:
    """The unknown cells that the sums determine: those alone in a row of the reduced system.

    Reckons modulo a large prime: the coefficients are 0, 1 and −1, so no fraction is needed.
    """
    rader: list[dict[Cell, int]] = []
    for hel, delar in summor:
        rad = {cell: 1 for cell in delar if cell in okanda}
        if hel in okanda:
            rad[hel] = rad.get(hel, 0) - 1
        if rad := {cell: varde for cell, varde in rad.items() if varde}:
            rader.append(rad)
    reducerade: dict[Cell, dict[Cell, int]] = {}
    for rad in rader:
        _tag_in(reducerade, rad)
    return {pivot for pivot, rad in reducerade.items() if len(rad) == 1}


def _tag_in(reducerade: dict[Cell, dict[Cell, int]], rad: dict[Cell, int]) -> None:
    """Add a row to a system in reduced row echelon form."""
    for pivot in [cell for cell in rad if cell in reducerade]:
        rad = _minska(rad, reducerade[pivot], rad[pivot])
    if not rad:
        return
    pivot, varde = next(iter(rad.items()))
    invers = pow(varde, -1, _PRIMTAL)
    rad = {cell: v * invers % _PRIMTAL for cell, v in rad.items()}
    for annan, deras in reducerade.items():
        if pivot in deras:
            reducerade[annan] = _minska(deras, rad, deras[pivot])
    reducerade[pivot] = rad


def _minska(rad: dict[Cell, int], med: Mapping[Cell, int], ganger: int) -> dict[Cell, int]:
    ut = dict(rad)
    for cell, varde in med.items():
        ut[cell] = (ut.get(cell, 0) - ganger * varde) % _PRIMTAL
    return {cell: varde for cell, varde in ut.items() if varde}

"""What of a survey's figures must be hidden, over units and sexes together. Pure.

In one unit `kvalitet.statistik.dolj` decides. But units lie in each other: what a kontor shows
less what its schools show is what the hidden ones hold. So, where a unit and parts of it have the
same question: the parts that hide something are none or at least two, and what is left when the
shown ones are taken from the whole is nobody or at least as many as the threshold, also where it
is no part of its own (who answered for the whole, or for a unit that the file leaves out). Until
that holds the smallest of the shown parts hides too, and everything below it. What is hidden is
not kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from kvalitet.statistik import dolj as dolj_kon
from uppfoljning.externfil.utdrag import Orsak, Siffra

PerKon = Mapping[str, Siffra]
ALLT, TOTALT, INGET = 2, 1, 0
"""How much of a unit is shown: women and men too, the total alone, or nothing."""


def dolj(
    per_enhet: Mapping[int, PerKon], foraldrar: Mapping[int, int], troskel: int
) -> dict[int, dict[str, Siffra]]:
    """Return the figures of one question by unit, the hidden ones without value and number.

    `foraldrar`: the nearest unit above each that has figures of the question too.
    """
    visning = {enhet: _eget(siffror, troskel) for enhet, siffror in per_enhet.items()}
    barn: dict[int, list[int]] = defaultdict(list)
    for enhet in per_enhet:
        if enhet in foraldrar and foraldrar[enhet] in per_enhet:
            barn[foraldrar[enhet]].append(enhet)
    _nedat(visning, barn)
    while _dolj_en_till(per_enhet, visning, barn, troskel):
        _nedat(visning, barn)
    return {enhet: _visa(siffror, visning[enhet]) for enhet, siffror in per_enhet.items()}


def _eget(siffror: PerKon, troskel: int) -> int:
    """What the unit may show by its own numbers."""
    antal = {kon: _antal(siffra) for kon, siffra in siffror.items()}
    if antal.get("T", 0) < troskel or "T" not in siffror:
        return INGET
    if "K" not in antal or "M" not in antal:
        return TOTALT  # one sex alone would give the other
    if antal["K"] + antal["M"] > antal["T"]:
        return TOTALT  # the file contradicts itself, so nothing can be said of what is left
    return TOTALT if dolj_kon(antal, troskel) else ALLT


def _antal(siffra: Siffra) -> int:
    """Answers behind a figure; none when it is hidden already."""
    return (siffra.n or 0) if siffra.varde is not None else 0


def _nedat(visning: dict[int, int], barn: Mapping[int, list[int]]) -> None:
    """What lies in a unit shows no more than the unit: it could be summed up to it."""
    ko = [enhet for enhet in visning if visning[enhet] < ALLT]
    while ko:
        enhet = ko.pop()
        for ett in barn.get(enhet, ()):
            if visning[ett] > visning[enhet]:
                visning[ett] = visning[enhet]
                ko.append(ett)


def _dolj_en_till(
    per_enhet: Mapping[int, PerKon],
    visning: dict[int, int],
    barn: Mapping[int, list[int]],
    troskel: int,
) -> bool:
    for hel, delar in barn.items():
        for niva in (TOTALT, ALLT):
            if visning[hel] < niva or _skyddas(per_enhet, visning, hel, delar, niva, troskel):
                continue
            visade = [ett for ett in delar if visning[ett] >= niva]
            if visade:
                minst = min(visade, key=lambda ett: (*_storlek(per_enhet[ett], niva), ett))
                visning[minst] = niva - 1
                return True
    return False


def _skyddas(
    per_enhet: Mapping[int, PerKon],
    visning: Mapping[int, int],
    hel: int,
    delar: list[int],
    niva: int,
    troskel: int,
) -> bool:
    dolda = sum(visning[ett] < niva for ett in delar)
    if dolda == 1 and len(delar) > 1:
        return False
    visade = [ett for ett in delar if visning[ett] >= niva]
    for grupp in ("T",) if niva == TOTALT else ("K", "M", "A"):
        kvar = _i(per_enhet[hel], grupp) - sum(_i(per_enhet[ett], grupp) for ett in visade)
        if kvar < troskel and (kvar > 0 or (dolda and (grupp != "A" or kvar))):
            return False
    return True


def _i(siffror: PerKon, grupp: str) -> int:
    if grupp != "A":
        return _antal(siffror[grupp]) if grupp in siffror else 0
    return _i(siffror, "T") - _i(siffror, "K") - _i(siffror, "M")


def _storlek(siffror: PerKon, niva: int) -> tuple[int, int]:
    """By what the smallest is chosen: the total, or the smaller sex and then the total."""
    alla = _i(siffror, "T")
    return (alla, 0) if niva == TOTALT else (min(_i(siffror, "K"), _i(siffror, "M")), alla)


def _visa(siffror: PerKon, visning: int) -> dict[str, Siffra]:
    visas = {"T"} if visning == TOTALT else set(siffror) if visning == ALLT else set()
    return {kon: ett if kon in visas else _dold(ett) for kon, ett in siffror.items()}


def _dold(siffra: Siffra) -> Siffra:
    if siffra.varde is None and siffra.orsak:
        return replace(Siffra(), orsak=siffra.orsak)
    return Siffra(orsak=Orsak.FOR_FA)


def narmast_ovan(enheter: Iterable[int], sokvagar: Mapping[int, str]) -> dict[int, int]:
    """For each unit the nearest one above it that is among them, by today's paths."""
    alla = set(enheter)
    ut: dict[int, int] = {}
    for enhet in alla:
        ovan = [int(pk) for pk in sokvagar.get(enhet, "").split(".") if pk][:-1]
        narmast = next((pk for pk in reversed(ovan) if pk in alla), None)
        if narmast is not None:
            ut[enhet] = narmast
    return ut

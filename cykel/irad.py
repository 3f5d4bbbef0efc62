"""Years in a row that a goal has not been met. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

EJ = "ej"
_ORDNING = ("", "första", "andra", "tredje", "fjärde", "femte", "sjätte", "sjunde", "åttonde")


def ar_i_rad(per_ar: Mapping[int, str]) -> int:
    """Count the years in a row, up to the latest judged one, with the grade ej uppfyllt.

    `per_ar` maps a year to its grade. A year without judgement breaks the row: of it nothing is
    known. A goal that was met in part is not counted as not met.
    """
    if not per_ar:
        return 0
    ar = max(per_ar)
    antal = 0
    while per_ar.get(ar - antal) == EJ:
        antal += 1
    return antal


def slagna(malen: Iterable[Mapping[int, str]]) -> dict[int, str]:
    """Return the years of goals that became one: a year is not met only when none of them was."""
    per_ar: dict[int, str] = {}
    for ett in malen:
        for ar, bedomning in ett.items():
            per_ar[ar] = bedomning if per_ar.get(ar, EJ) == EJ else per_ar[ar]
    return per_ar


def flagga(antal: int) -> str:
    """The flag in words, from the second year; "" when there is nothing to say."""
    if antal < 2:
        return ""
    ordning = _ORDNING[antal] if antal < len(_ORDNING) else f"{antal}:e"
    return f"Ej uppfyllt {ordning} året i rad"

"""Years in a row that a goal has not been met. Pure."""

from __future__ import annotations

from collections.abc import Mapping

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


def flagga(antal: int) -> str:
    """The flag in words, from the second year; "" when there is nothing to say."""
    if antal < 2:
        return ""
    ordning = _ORDNING[antal] if antal < len(_ORDNING) else f"{antal}:e"
    return f"Ej uppfyllt {ordning} året i rad"

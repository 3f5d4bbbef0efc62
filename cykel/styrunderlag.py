"""What a control chart of an indicator is made of, the same wherever it is made. Pure."""

from __future__ import annotations

from cykel.models import Indikator

FLEST_PUNKTER = 60
"""The latest ones: limits of what was long ago say little of today."""


def mojligt(indikator: Indikator) -> tuple[float | None, float | None]:
    """Return the lowest and the highest possible value, which bound the limits."""
    lagst, hogst = indikator.lagst, indikator.hogst
    return None if lagst is None else float(lagst), None if hogst is None else float(hogst)

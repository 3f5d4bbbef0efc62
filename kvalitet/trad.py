"""Putting units in the order of the tree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from kvalitet.models import Enhet


def i_tradordning(enheter: Iterable[Enhet]) -> list[Enhet]:
    """Return the units depth first, siblings in the order given; orphans count as roots."""
    enheter = list(enheter)
    finns = {enhet.pk for enhet in enheter}
    barn: dict[int | None, list[Enhet]] = defaultdict(list)
    for enhet in enheter:
        barn[enhet.foralder_id if enhet.foralder_id in finns else None].append(enhet)
    ordnade: list[Enhet] = []
    vantar = barn[None][::-1]
    while vantar:
        enhet = vantar.pop()
        ordnade.append(enhet)
        vantar.extend(reversed(barn[enhet.pk]))
    return ordnade

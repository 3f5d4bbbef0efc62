"""Putting units in the order of the tree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple, Protocol, TypeVar


class _ITradet(Protocol):
    @property
    def pk(self) -> int: ...

    @property
    def foralder_id(self) -> int | None: ...


class Gren(NamedTuple):
    """What a list of thousands of units needs of each."""

    pk: int
    namn: str
    sokvag: str

    @property
    def djup(self) -> int:
        return max(self.sokvag.count(".") - 1, 0)

    @property
    def foralder_id(self) -> int | None:
        delar = self.sokvag.split(".")
        return int(delar[-3]) if len(delar) > 2 else None


E = TypeVar("E", bound=_ITradet)


def i_tradordning(enheter: Iterable[E]) -> list[E]:
    """Return the units depth first, siblings in the order given; orphans count as roots."""
    enheter = list(enheter)
    finns = {enhet.pk for enhet in enheter}
    barn: dict[int | None, list[E]] = defaultdict(list)
    for enhet in enheter:
        ovanfor = enhet.foralder_id
        barn[ovanfor if ovanfor in finns else None].append(enhet)
    ordnade: list[E] = []
    vantar = barn[None][::-1]
    while vantar:
        enhet = vantar.pop()
        ordnade.append(enhet)
        vantar.extend(reversed(barn[enhet.pk]))
    return ordnade

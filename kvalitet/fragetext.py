"""A question of the ORM that is put together once: its words are kept, and its keys put in.

To put a question together takes longer than to answer it by key, on a page that asks fifteen.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.query import get_related_populators

_PLATSER = (-2_000_000_001, -2_000_000_002)
"""Where the keys go: what no row has."""
_MEST_MINNS = 1000


class Fragetext:
    """`bygg` makes the question of the keys it is given, of which the shape must not depend, and of
    `under`, of which it may: it is put together once for each."""

    def __init__(self, bygg: Callable[..., QuerySet[Any, Any]]) -> None:
        self._bygg = bygg
        self._minne: dict[Hashable, _Fraga] = {}

    def rader(self, *nycklar: int, under: Hashable = None) -> list[Any]:
        fraga = self._minne.get(under)  # kept here: another thread may clear the memory meanwhile
        if fraga is None:
            platser = _PLATSER[: len(nycklar)]
            try:
                fraga = _satt_samman(self._bygg(*platser, *([] if under is None else [under])))
            except EmptyResultSet:  # nothing can be found
                return []
            if len(self._minne) >= _MEST_MINNS:
                self._minne.clear()
            self._minne[under] = fraga
        return fraga.las(nycklar)


@dataclass(frozen=True)
class _Fraga:
    text: str
    varden: tuple[Any, ...]
    select: Sequence[Any]
    modell: dict[str, Any] | None
    """Of what the rows are, with what is joined; None for plain values."""
    markta: dict[str, int]
    """The columns that were annotated."""
    omvandlas: dict[int, Any]
    rad: Callable[[Sequence[Any]], Any]

    def las(self, nycklar: Sequence[int]) -> list[Any]:
        platser = dict(zip(_PLATSER, nycklar, strict=False))
        varden = [
            type(v)(platser[v]) if isinstance(v, int) and v in platser else v for v in self.varden
        ]
        with connection.cursor() as markor:
            markor.execute(self.text, varden)
            rader = [self._omvandlad(rad) for rad in markor.fetchall()]
        return self._modeller(rader) if self.modell else [self.rad(rad) for rad in rader]

    def _omvandlad(self, rad: Sequence[Any]) -> Sequence[Any]:
        if not self.omvandlas:
            return rad
        ny = list(rad)
        for plats, (alla, uttryck) in self.omvandlas.items():
            for omvandla in alla:
                ny[plats] = omvandla(ny[plats], uttryck, connection)
        return ny

    def _modeller(self, rader: list[Sequence[Any]]) -> list[Any]:
        """As Django's ModelIterable."""
        modell: dict[str, Any] = self.modell or {}
        klass, falt = modell["model"], modell["select_fields"]
        fran, till = falt[0], falt[-1] + 1
        namn = [kolumn[0].target.attname for kolumn in self.select[fran:till]]
        slakt = get_related_populators(modell, self.select, connection.alias)  # type: ignore[call-arg]
        ut = []
        for rad in rader:
            ett = klass.from_db(connection.alias, namn, rad[fran:till])
            for en in slakt:
                en.populate(rad, ett)
            for namnet, plats in self.markta.items():
                setattr(ett, namnet, rad[plats])
            ut.append(ett)
        return ut


def _satt_samman(fraga: QuerySet[Any, Any]) -> _Fraga:
    kompilator = fraga.query.get_compiler(connection.alias)
    text, varden = kompilator.as_sql()
    select = kompilator.select
    rad: Any = namedtuple("Rad", list(fraga.query.selected or ()))  # type: ignore[misc]
    return _Fraga(
        text=text,
        varden=tuple(varden),
        select=select,
        modell=kompilator.klass_info,
        markta=dict(kompilator.annotation_col_map),
        omvandlas=kompilator.get_converters([ett[0] for ett in select]),
        rad=rad._make,
    )

"""Questions kept in SQL: to write one in the words of the ORM takes longer than to answer it.

Kept in the process by a key that says all that the question is made of. The rows are read anew
each time; nothing that is answered is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from copy import copy
from functools import partial
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet
from psycopg.sql import Literal

T = TypeVar("T")
Nyckel = int | Sequence[int]
MEST = 500
"""Questions that are kept at once, some 30 kB each."""
_PLATSER = (-2_000_000_001, -2_000_000_002, -2_000_000_003, -2_000_000_004)
"""Stand in a kept question where its keys go: no row has them."""
_minne: dict[Hashable, QuerySet[Any, Any]] = {}


class Kvarfraga(Generic[T]):
    """`bygg` writes the question for the keys it is given, which may not change its words, and for
    `under`, which may: it is written once for each. A list of keys is asked by `databas.bland`.

    `forberedd`: planned once by the server too, for rows that are found by their keys alone; to
    plan a join of three tables takes longer than to read it. Not for one whose keys differ so that
    they want plans of their own. All but the keys is written out in it, so that a plan which is
    made once may use an index of few rows; not where `under` is another for each person.
    """

    def __init__(self, bygg: Callable[..., QuerySet[Any, T]], *, forberedd: bool = False) -> None:
        self._bygg, self._forberedd = bygg, forberedd

    def rader(self, *nycklar: Nyckel, under: Hashable = None) -> list[T]:
        def bygg() -> QuerySet[Any, T]:
            platser = [
                plats if isinstance(nyckel, int) else [plats]
                for plats, nyckel in zip(_PLATSER, nycklar, strict=False)
            ]
            return self._bygg(*platser, *([] if under is None else [under]))

        satts_in = dict(zip(_PLATSER, nycklar, strict=False))
        utskriven = self._forberedd and under is None
        nyckel = (self, under)
        return _las(nyckel, bygg, satts_in, forberedd=self._forberedd, utskriven=utskriven)


def las(nyckel: Hashable, bygg: Callable[[], QuerySet[Any, T]]) -> list[T]:
    """Return the rows of the question that `bygg` writes, which is asked for the first time only.

    `nyckel` names the question and holds every value in it: the person, the roles, the day.
    """
    return _las(nyckel, bygg, {})


def _las(
    nyckel: Hashable,
    bygg: Callable[[], QuerySet[Any, T]],
    satts_in: Mapping[int, Nyckel],
    *,
    forberedd: bool = False,
    utskriven: bool = False,
) -> list[T]:
    fraga = _minne.pop(nyckel, None)
    if fraga is None:
        while len(_minne) >= MEST:
            _minne.pop(next(iter(_minne)), None)
        fraga = _skriven(bygg(), utskriven=utskriven)
    _minne[nyckel] = fraga  # last: the first is the one that nobody has asked for the longest
    egen = fraga.all()
    if not egen.query.is_empty():
        hamta: Any = egen.query.get_compiler
        egen.query.__dict__["get_compiler"] = partial(hamta, satts_in=satts_in, forberedd=forberedd)
    return list(egen)


def _skriven(fraga: QuerySet[Any, Any], *, utskriven: bool) -> QuerySet[Any, Any]:
    """Let the query hand out what it was compiled to; Django makes the rows of it, as of any."""
    kompilator = fraga.query.get_compiler(using=fraga.db)
    try:
        sql, varden = kompilator.as_sql()
    except EmptyResultSet:  # nothing is theirs to read
        return fraga.none()
    if utskriven:
        sql, varden = _utskriven(sql, varden, connections[fraga.db])
    fraga.query.__dict__["get_compiler"] = partial(_kompilator, kompilator, (sql, varden))
    return fraga


def _kompilator(
    kompilator: Any,
    skrivet: tuple[str, Sequence[Any]],
    using: str,
    *,
    satts_in: Mapping[int, Nyckel],
    forberedd: bool,
    **_: Any,
) -> Any:
    sql, varden = skrivet
    egen = copy(kompilator)
    egen.connection = _Forberedande(connections[using]) if forberedd else connections[using]
    egen.as_sql = lambda: (sql, tuple(_insatt(varde, satts_in) for varde in varden))
    return egen


class _Forberedande:
    """A connection whose cursors let the server keep what they ask."""

    def __init__(self, koppling: Any) -> None:
        self._koppling = koppling

    def __getattr__(self, namn: str) -> Any:
        return getattr(self._koppling, namn)

    def cursor(self) -> Any:
        # The copy that public pages read has Django's own connection.
        return getattr(self._koppling, "forberedd", self._koppling.cursor)()


def _utskriven(sql: str, varden: Sequence[Any], koppling: Any) -> tuple[str, tuple[Any, ...]]:
    """Write the values out in the words, but for those that stand where the keys go."""
    koppling.ensure_connection()
    text, *resten = _HAL.split(sql)
    kvar = tuple(varde for varde in varden if _plats(varde) in _PLATSER)
    for varde, efter in zip(varden, resten, strict=True):
        i_ord = Literal(varde).as_string(koppling.connection).replace("%", "%%")
        text += ("%s" if _plats(varde) in _PLATSER else i_ord) + efter
    return text, kvar


_HAL = re.compile(r"(?<!%)%s")


def _plats(varde: Any) -> Any:
    """Return what stands for the key or the keys in a kept question."""
    return varde[0] if isinstance(varde, list) and len(varde) == 1 else varde


def _insatt(varde: Any, satts_in: Mapping[int, Nyckel]) -> Any:
    """Return the key that goes where the value stands, of the type the field gave it."""
    plats = _plats(varde)
    if not isinstance(plats, int) or plats not in satts_in:
        return varde
    nyckel: Any = satts_in[plats]
    return type(varde)(nyckel)

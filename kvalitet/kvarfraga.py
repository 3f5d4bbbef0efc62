"""Questions kept in SQL: to write one in the words of the ORM takes longer than to answer it.

Kept in the process by a key that says all that the question is made of. The rows are read anew
each time; nothing that is answered is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from copy import copy
from functools import partial
from typing import Any, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import BigIntegerField, F, QuerySet, Value

from kvalitet.databas import BlandDem

T = TypeVar("T")
MEST = 500
"""Questions that are kept at once, some 30 kB each."""
_PLATS = [-1]
"""Stands in a kept question for the keys of `bland`, which no row has."""
_minne: dict[Hashable, QuerySet[Any, Any]] = {}


def bland(falt: str) -> BlandDem:
    """Return the condition that the field is one of the `nycklar` that `las` is given."""
    return BlandDem(F(falt), Value(_PLATS, ArrayField(BigIntegerField())))


def las(
    nyckel: Hashable, bygg: Callable[[], QuerySet[Any, T]], nycklar: Sequence[int] = ()
) -> list[T]:
    """Return the rows of the question that `bygg` makes, which is asked for the first time only.

    `nyckel` names the question and holds every value in it: the person, the roles, the day.
    """
    fraga = _minne.get(nyckel)  # kept here: another thread may clear the memory meanwhile
    if fraga is None:
        if len(_minne) >= MEST:
            _minne.clear()
        fraga = _minne[nyckel] = _skriven(bygg())
    egen = fraga.all()
    if not egen.query.is_empty():
        hamta: Any = egen.query.get_compiler
        egen.query.__dict__["get_compiler"] = partial(hamta, nycklar=list(nycklar))
    return list(egen)


def _skriven(fraga: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """Let the query hand out what it was compiled to; Django makes the rows of it, as of any."""
    kompilator = fraga.query.get_compiler(using=fraga.db)
    try:
        skrivet = kompilator.as_sql()
    except EmptyResultSet:  # nothing is theirs to read
        return fraga.none()
    fraga.query.__dict__["get_compiler"] = partial(_kompilator, kompilator, skrivet)
    return fraga


def _kompilator(
    kompilator: Any, skrivet: tuple[str, Sequence[Any]], using: str, *, nycklar: list[int], **_: Any
) -> Any:
    sql, varden = skrivet
    egen = copy(kompilator)
    egen.connection = connections[using]
    egen.as_sql = lambda: (sql, tuple(nycklar if v == _PLATS else v for v in varden))
    return egen

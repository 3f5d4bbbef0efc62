"""Questions kept in words, with every value in them: to put one together in the
words of the ORM takes longer than to answer it.

Kept by a key that says all that the question is made of (the person, their roles, the day, what is
chosen). The rows are read anew each time; nothing that is answered is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, cast

from django.core.exceptions import EmptyResultSet
from django.db import connection, connections

from kvalitet.postgresql.base import DatabaseWrapper

Skriven = tuple[str, Sequence[Any] | Mapping[str, Any]]
"""SQL and its values."""
Rader = list[tuple[Any, ...]]
MEST = 1000
"""Questions that are kept at once, most of them of some 4 kB."""
_minne: dict[Hashable, Skriven] = {}


def las(nyckel: Hashable, skriv: Callable[[], Skriven]) -> Rader:
    """Return the rows of the question that `skriv` writes, the first time only.

    The server keeps how it goes about it too, which takes as long to think out as to answer. The
    values stand in the words: a way that is to serve other values knows nothing of them.
    """

    def hel() -> Skriven:
        with connection.cursor() as markor:
            return markor.mogrify(*skriv()), ()

    fraga = _kvar(nyckel, hel)
    if fraga is None:
        return []
    with cast(DatabaseWrapper, connections[connection.alias]).forberedd() as markor:
        markor.execute(fraga[0])
        rader: Rader = markor.fetchall()
    return rader


def las_med(nyckel: Hashable, skriv: Callable[[], Skriven], satts_in: Mapping[Any, Any]) -> Rader:
    """As `las`, where some values are others each time: `satts_in` says what stands in their places
    in the words that are kept. The server thinks it out anew."""
    fraga = _kvar(nyckel, skriv)
    if fraga is None:
        return []
    sql, varden = fraga
    with connection.cursor() as markor:
        markor.execute(sql, [satts_in.get(v, v) if isinstance(v, Hashable) else v for v in varden])
        rader: Rader = markor.fetchall()
    return rader


def _kvar(nyckel: Hashable, skriv: Callable[[], Skriven]) -> Skriven | None:
    fraga = _minne.pop(nyckel, None)
    if fraga is None:
        while len(_minne) >= MEST:
            _minne.pop(next(iter(_minne)), None)
        try:
            fraga = skriv()
        except EmptyResultSet:  # nothing is theirs to read
            return None
    _minne[nyckel] = fraga  # last: the first is the one that nobody has asked for the longest
    return fraga

"""Every kept question is written anew each time a test asks it, and has to be the same.

A key that does not say all that its question is made of (the person, the roles, the day) would
show one person what another may see; it fails in the test that asks twice with the same key and
another question.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from unittest import mock

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet

from kvalitet import kvarfraga, kvartext

EGEN_LAS, EGEN_KVAR = kvarfraga._las, kvartext._kvar
"""As the site has them."""


@contextmanager
def skrivna_pa_nytt() -> Iterator[None]:
    with (
        mock.patch.object(kvarfraga, "_las", _las),
        mock.patch.object(kvartext, "_kvar", _kvar),
    ):
        yield


def _las(
    nyckel: Hashable,
    bygg: Callable[[], QuerySet[Any, Any]],
    satts_in: Mapping[int, Any],
    *,
    utskriven: bool = False,
    **annat: bool,
) -> list[Any]:
    if nyckel in kvarfraga._minne:
        ny = kvarfraga._skriven(bygg(), utskriven=utskriven)
        _samma(nyckel, _orden(kvarfraga._minne[nyckel]), _orden(ny))
    return EGEN_LAS(nyckel, bygg, satts_in, utskriven=utskriven, **annat)


def _kvar(nyckel: Hashable, skriv: Callable[[], kvartext.Skriven]) -> kvartext.Skriven | None:
    if nyckel in kvartext._minne:
        _samma(nyckel, _text(kvartext._minne[nyckel]), _skriven(skriv))
    return EGEN_KVAR(nyckel, skriv)


def _orden(fraga: QuerySet[Any, Any]) -> str | None:
    """What a kept query says; None when it has no rows."""
    if fraga.query.is_empty():
        return None
    return _text(fraga.query.__dict__["get_compiler"].args[1])


def _skriven(skriv: Callable[[], kvartext.Skriven]) -> str | None:
    try:
        return _text(skriv())
    except EmptyResultSet:
        return None


def _text(skriven: Any) -> str:
    sql, varden = skriven
    return f"{sql}\n{varden!r}"


def _samma(nyckel: Hashable, kvar: str | None, ny: str | None) -> None:
    assert kvar == ny, f"nyckeln {nyckel!r} säger inte allt som frågan är gjord av"

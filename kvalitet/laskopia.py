"""Which pages may read a copy of the database that follows close behind (docs/skalning.md).

A page says it itself, with `@ur_laskopian` over its view; a part of one, with `las()`. Everything
else reads the primary, and everything that is written goes there. Where no copy is named
(KVALITET_LASKOPIA) both do nothing.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final, ParamSpec, TypeVar, cast

from django.conf import settings
from django.db import (
    DEFAULT_DB_ALIAS,
    DatabaseError,
    InterfaceError,
    OperationalError,
    ProgrammingError,
    connections,
)
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

logg = logging.getLogger(__name__)
P = ParamSpec("P")
T = TypeVar("T")

ALIAS: Final = "laskopia"
PROVAS: Final = 1.0
"""Seconds that an answer of how far behind the copy is stands for."""
VILA: Final = 10.0
"""Seconds that a copy that failed is left alone."""
FALLER: Final = (OperationalError, InterfaceError, ProgrammingError)
"""What the primary may still answer: a server that is gone or cancels, a table not there yet."""

# Asked of the copy alone. A worker's pulse is written every five seconds, so the last thing that
# the copy has done is never much older than that while both live; the positions in the WAL say
# nothing where the copy has lost its primary. Null where it is no copy.
_EFTER = """
select case when pg_is_in_recovery() then
    extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp())::float8 end
"""

_laser: ContextVar[bool] = ContextVar("laser", default=False)


class Vagvisare:
    """Django's router: to the copy only within `las()`, and never to write."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return ALIAS if _laser.get() else DEFAULT_DB_ALIAS

    def db_for_write(self, model: Any, **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, obj1: Any, obj2: Any, **hints: Any) -> bool:
        return True  # the same rows, wherever they were read

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == DEFAULT_DB_ALIAS


def ur_laskopian(vy: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    """Let the page read the copy for whoever has no session. Who is signed in reads the primary:
    they may have written what they now look for."""

    @wraps(vy)
    def inre(*args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME in cast(HttpRequest, args[0]).COOKIES:
            return vy(*args, **kwargs)
        return las(lambda: vy(*args, **kwargs))

    inre.ur_laskopian = True  # type: ignore[attr-defined]  # tests list the pages that say so
    return inre


def las(gor: Callable[[], T]) -> T:
    """Do what only reads at the copy, or at the primary where the copy is behind or fails.

    What is not to be found there is looked for at the primary too: it may be seconds old.
    """
    if not finns() or not duger():
        return gor()
    try:
        with _vid_kopian():
            return gor()
    except FALLER as fel:
        _lat_vara(fel)
    except Http404:
        pass
    return gor()


def finns() -> bool:
    return ALIAS in connections.settings


@contextmanager
def _vid_kopian() -> Iterator[None]:
    marke = _laser.set(True)
    try:
        yield
    finally:
        _laser.reset(marke)


# --- whether it is near enough ---------------------------------------------------------------


@dataclass
class Halsa:
    """What this process last found; the clock is the monotonic one."""

    provas: float = 0.0
    duger: bool = False


_halsa = Halsa()


def duger() -> bool:
    """Say whether the copy answers and is within the limit. It is asked once a second, so that a
    page is never older than the limit and that second."""
    nu = time.monotonic()
    if nu >= _halsa.provas:
        _halsa.provas = nu + PROVAS
        try:
            efter = efterslap()
        except (DatabaseError, InterfaceError) as fel:
            _lat_vara(fel)
        else:
            _halsa.duger = efter is not None and efter <= settings.LASKOPIA_EFTERSLAP
    return _halsa.duger


def efterslap() -> float | None:
    """Return how many seconds ago what the copy last did was done at the primary; None for what is
    no copy, or has done nothing since it started. Raises DatabaseError."""
    with connections[ALIAS].cursor() as markor:
        markor.execute(_EFTER)
        (sekunder,) = markor.fetchone()
    return None if sekunder is None else max(float(sekunder), 0.0)


def _lat_vara(fel: Exception) -> None:
    """Leave the copy alone for a while; the primary answers meanwhile."""
    if _halsa.duger:
        logg.warning("läskopian svarar inte, primären läses: %s", type(fel).__name__)
    _halsa.duger, _halsa.provas = False, time.monotonic() + VILA
    with suppress(DatabaseError, InterfaceError):
        connections[ALIAS].close()

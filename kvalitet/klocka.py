"""The clock of the business acts. An act reads it once; demo history and tests set it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

_stalld: ContextVar[datetime | None] = ContextVar("stalld", default=None)


def nu() -> datetime:
    """Return the present moment, aware, in UTC."""
    return _stalld.get() or settings.KLOCKA or timezone.now()


def idag() -> date:
    """Return the date in Sweden (Europe/Stockholm)."""
    return timezone.localdate(nu())


@contextmanager
def stalld(tid: datetime) -> Iterator[None]:
    """Let `nu()` answer `tid` (aware) within the block."""
    if timezone.is_naive(tid):
        raise ValueError("the clock needs an aware datetime")
    token = _stalld.set(tid)
    try:
        yield
    finally:
        _stalld.reset(token)

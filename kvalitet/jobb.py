"""What every background task is: one that is told of when it fails, and put aside when it kills.

A task that ends its process (a segmentation fault, memory run out) is handed out anew, since it is
acknowledged late. One that does so each time would go round for ever. That a message has been
handed out before says little: a worker that stops, or loses its line, gives back what it has not
begun. So a mark stands in Valkey while a task runs; a message that comes again and finds its mark
left has cost a process, and Valkey counts how many.
"""

from __future__ import annotations

import logging
from typing import Any

from celery import Task
from celery.exceptions import Reject
from django.core.cache import cache
from django.db import DatabaseError, InterfaceError, transaction
from django.db.models import F
from redis.exceptions import RedisError

from kvalitet import klocka
from kvalitet.models import Jobbfel

logg = logging.getLogger(__name__)

MEST = 3
"""Processes that one message may take with it."""
DOG = "Processen dog"
"""What stands for the fault when there was nobody left to tell of it."""
_DYGN = 24 * 3600


class Uppgift(Task[..., Any]):
    """The base of our tasks (kvalitet/celery.py)."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        bud, leverans = str(self.request.id), self.request.delivery_info or {}
        if leverans.get("redelivered") and not far_goras(self.name, bud):
            raise Reject("lagd åt sidan", requeue=False)
        cache.set(_marke(bud), 1, _DYGN)
        try:
            return super().__call__(*args, **kwargs)
        finally:
            cache.delete(_marke(bud))

    def on_failure(self, exc: Exception, *_: Any, **__: Any) -> None:
        anteckna(self.name, type(exc).__name__)


def _marke(bud: str) -> str:
    return f"paborjad.{bud}"


def far_goras(uppgift: str, bud: str) -> bool:
    """Say whether a message that comes again may be tried; note the process that it cost, if it
    did."""
    if not cache.get(_marke(bud)):
        return True
    try:
        nyckel = f"omleverans.{bud}"
        antal = 1 if cache.add(nyckel, 1, _DYGN) else int(cache.incr(nyckel))
    except (RedisError, OSError, ValueError) as fel:
        logg.warning("omleveranser räknas inte: %s", type(fel).__name__)
        return True
    anteckna(uppgift, DOG)
    if antal >= MEST:
        logg.error("uppgiften %s läggs åt sidan: %s gånger har processen dött", uppgift, antal)
    return antal < MEST


def anteckna(uppgift: str, undantag: str) -> None:
    """Note the failure, in a transaction of its own; without a database the log has it."""
    nu = klocka.nu()
    try:
        with transaction.atomic():
            fel, ny = Jobbfel.objects.get_or_create(
                uppgift=uppgift[:200],
                undantag=undantag[:200],
                defaults={"forst": nu, "senast": nu},
            )
            if not ny:
                tider = {"antal": F("antal") + 1, "senast": max(nu, fel.forst)}
                Jobbfel.objects.filter(pk=fel.pk).update(**tider)
    except (DatabaseError, InterfaceError) as fel_:
        logg.warning("jobbfelet %s %s antecknas inte: %s", uppgift, undantag, type(fel_).__name__)

"""Beat, of which there may be two: what has its hour is sent once for each time that it comes.

Two are started by mistake, or one on another node while nobody knows whether the first is dead.
What is sent every few seconds is a sweep, which finds its rows locked or done, so twice costs a
look in a table. What has its hour is written down in PostgreSQL when it is sent, under a lock, and
who comes second finds that this hour's is gone already.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from celery.beat import PersistentScheduler, ScheduleEntry
from celery.schedules import crontab
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.utils import timezone

from kvalitet import klocka
from kvalitet.models import Puls

logg = logging.getLogger(__name__)

FELSTALLD = timedelta(hours=1)
"""Sent this far ahead of our clock is what a clock that went wrong has written."""


class Tidtagare(PersistentScheduler):
    """Celery's own, but for whose turn it is."""

    def apply_async(
        self, entry: ScheduleEntry, producer: Any = None, advance: bool = True, **kwargs: Any
    ) -> Any:
        def skicka() -> Any:
            return super(Tidtagare, self).apply_async(entry, producer, advance, **kwargs)

        if not isinstance(entry.schedule, crontab):
            return skicka()
        try:
            return skicka_en_gang(str(entry.name), entry.schedule, skicka)
        finally:
            connection.close()  # what has its hour is far between, and beat holds nothing


def skicka_en_gang(namn: str, schema: crontab, skicka: Callable[[], Any]) -> Any:
    """Send, unless another beat has done so since the hour came; then return None.

    A broker that is gone takes nothing with it: what was not sent is not written down. Without a
    database it is sent all the same, for what is done twice is worth one look and what is not done
    may be somebody's reminder.
    """
    skickat: list[Any] = []
    try:
        with transaction.atomic():
            if _min_tur(namn, schema):
                skickat.append(skicka())
            else:
                logg.info("%s är redan skickad av en annan tidtagare", namn)
    except (DatabaseError, InterfaceError) as fel:
        logg.warning("%s skickas utan att antecknas: %s", namn, type(fel).__name__)
        if not skickat:
            skickat.append(skicka())
    return skickat[0] if skickat else None


def _min_tur(namn: str, schema: crontab) -> bool:
    """Say whether the hour has come since it was last sent, and write down that it is now. The row
    is held until the transaction ends."""
    with connection.cursor() as markor:  # one that was stopped while it held the row stops no other
        markor.execute("set local lock_timeout = '5s'")
    rader = Puls.objects.select_for_update()
    rad, ny = rader.get_or_create(namn=f"tidtagare:{namn}", defaults={"tid": klocka.nu()})
    if ny:
        return True
    nu = klocka.nu()
    if rad.tid < nu + FELSTALLD and not schema.is_due(timezone.localtime(rad.tid))[0]:
        return False
    rad.tid = nu
    rad.save(update_fields=["tid"])
    return True

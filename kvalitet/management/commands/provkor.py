"""Try the running stack: one Celery task to its end. Used by `bin/demo --check`."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kvalitet import klocka, tasks
from kvalitet.models import Puls

TALAMOD = 30.0
"""Seconds to wait for a worker."""


class Command(BaseCommand):
    help = "Provar att en bakgrundsarbetare tar en uppgift och gör den färdig."

    def handle(self, *args: Any, **val: Any) -> None:
        start = klocka.nu()
        tasks.puls.delay()
        if not _vanta(lambda: Puls.objects.filter(namn="arbetare", tid__gt=start).exists()):
            raise CommandError("Ingen bakgrundsarbetare gjorde färdigt uppgiften inom 30 sekunder.")
        self.stdout.write("En uppgift gick från kön till färdig.")


def _vanta(klart: Callable[[], bool]) -> bool:
    slut = time.monotonic() + TALAMOD
    while time.monotonic() < slut:
        if klart():
            return True
        time.sleep(0.1)
    return False

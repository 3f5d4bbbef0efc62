"""Try the running stack: a Celery task and a report to their ends. Used by `bin/demo --check`."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cykel.models import Varv
from kvalitet import klocka, tasks
from kvalitet.models import Puls
from uppfoljning import lager
from uppfoljning.actions import rapport as rapporter
from uppfoljning.models import Rapport, Rapportfil, Rapportjobb
from uppfoljning.samlare.maluppfyllelse import kontorets_varv, omfang

TALAMOD = 30.0
"""Seconds to wait for a worker."""


class Command(BaseCommand):
    help = "Provar att en bakgrundsarbetare tar en uppgift och gör den färdig, och gör en rapport."

    def handle(self, *args: Any, **val: Any) -> None:
        start = klocka.nu()
        tasks.puls.delay()
        if not _vanta(lambda: Puls.objects.filter(namn="arbetare", tid__gt=start).exists()):
            raise CommandError("Ingen bakgrundsarbetare gjorde färdigt uppgiften inom 30 sekunder.")
        self.stdout.write("En uppgift gick från kön till färdig.")
        self._rapport()

    def _rapport(self) -> None:
        varv = _godkant_varv()
        if varv is None or varv.tillfalle is None:
            self.stdout.write("Inget kontor har godkänt sin uppföljning, så ingen rapport gjordes.")
            return
        start = time.monotonic()
        rapport = rapporter.bestall(omfang(varv.plan.namnd, varv.tillfalle), av=None)
        fil = _fardig_fil(rapport)
        with lager.oppna(fil) as innehall:
            if innehall.read(5) != b"%PDF-":
                raise CommandError(f"Filen för {rapport} är ingen pdf.")
        tid = f"{time.monotonic() - start:.1f}".replace(".", ",")
        self.stdout.write(f"{rapport}: pdf med {fil.sidor} sidor efter {tid} s.")


def _godkant_varv() -> Varv | None:
    """The latest approved delår that a nämnd's report can be made of; else another round."""
    varv = Varv.objects.filter(godkand__isnull=False).select_related("plan__namnd", "tillfalle")
    for ett in sorted(varv.order_by("-godkand", "-pk"), key=_delar_forst):
        if ett.tillfalle is not None:
            kontorets = kontorets_varv(ett.plan.namnd, ett.tillfalle)
            if kontorets is not None and kontorets.godkand is not None:
                return ett
    return None


def _delar_forst(varv: Varv) -> bool:
    return varv.tillfalle is None or varv.tillfalle.slag != "delar"


def _fardig_fil(rapport: Rapport) -> Rapportfil:
    slut = (Rapportjobb.Lage.KLAR, Rapportjobb.Lage.MISSLYCKAD)

    def klart() -> bool:
        jobb = rapporter.jobb_for(rapport)
        return jobb is not None and jobb.lage in slut

    if not _vanta(klart):
        raise CommandError(f"{rapport} blev inte färdig inom 30 sekunder.")
    jobb = rapporter.jobb_for(rapport)
    if jobb is None or jobb.fil is None:
        raise CommandError(f"{rapport} kunde inte göras: {jobb.fel if jobb else 'inget jobb'}")
    return jobb.fil


def _vanta(klart: Callable[[], bool]) -> bool:
    slut = time.monotonic() + TALAMOD
    while time.monotonic() < slut:
        if klart():
            return True
        time.sleep(0.1)
    return False

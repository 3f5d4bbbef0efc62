"""Where several cases have their place in common."""

from __future__ import annotations

from collections.abc import Sequence

from kvalitet.fel import Regelbrott
from kvalitet.models import Enhet


def gemensam_enhet(enheter: Sequence[Enhet]) -> Enhet:
    """Return the nearest unit that holds them all: itself when they are one."""
    vagar = [enhet.sokvag.rstrip(".").split(".") for enhet in enheter]
    gemensam = ""
    for steg in zip(*vagar, strict=False):
        if len(set(steg)) > 1:
            break
        gemensam = steg[0]
    if not gemensam:
        raise Regelbrott("Någon av enheterna finns inte i organisationen i dag.")
    return Enhet.objects.get(pk=gemensam)

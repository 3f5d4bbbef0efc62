"""What follows when a steering model comes into force."""

from __future__ import annotations

from cykel.models import Styrmodell
from cykel.tillstand import STYRMODELL
from kvalitet.overgang import Steg, overga


def foregaende_avslutad(steg: Steg) -> None:
    """The one in force ends: the database allows one at a time. Its plans stay in it."""
    for gammal in Styrmodell.objects.filter(status=Styrmodell.Status.GALLANDE).order_by("pk"):
        overga(STYRMODELL, gammal, "avsluta", av=None, nu=steg.nu)

"""What follows when a person has read a suspected synpunkt and found it to be spam."""

from __future__ import annotations

from kvalitet.overgang import Steg
from synpunkter.tillstand import Utfall


def avslutat(steg: Steg) -> None:
    """Close it without a mail: its sender, if there is one, reads it on the page and may open it
    again, since a person may be wrong."""
    steg.objekt.avslutad = steg.nu
    steg.objekt.utfall = Utfall.SKRAPPOST

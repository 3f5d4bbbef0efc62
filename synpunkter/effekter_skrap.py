"""What follows when a person has read a suspected synpunkt and found it to be spam, or not."""

from __future__ import annotations

from kvalitet.overgang import Steg
from synpunkter import epost
from synpunkter.models import Synpunkt
from synpunkter.tillstand import Lage, Utfall


def slappt_ut(steg: Steg) -> None:
    """Send the receipt that waited: until somebody has read it, no mail goes to an address that
    may be a stranger's. Stands after what gives the case its unit."""
    if steg.fran == Lage.KARANTAN:
        synpunkt: Synpunkt = steg.objekt
        epost.till_avsandaren(epost.KVITTO, synpunkt, nyckel=epost.KVITTO_NYCKEL, nu=steg.nu)


def avslutat(steg: Steg) -> None:
    """Close it without a mail: its sender, if there is one, reads it on the page and may open it
    again, since a person may be wrong."""
    steg.objekt.avslutad = steg.nu
    steg.objekt.utfall = Utfall.SKRAPPOST

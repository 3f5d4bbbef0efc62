"""The judgement of a person on what looked like spam. That it is none is said by assigning it."""

from __future__ import annotations

from kvalitet.models import Anvandare
from kvalitet.overgang import overga
from synpunkter.models import Synpunkt
from synpunkter.tillstand import SYNPUNKT


def avsluta_skrap(synpunkt: Synpunkt, *, av: Anvandare) -> Synpunkt:
    return overga(SYNPUNKT, synpunkt, "avsluta_skrap", av=av)

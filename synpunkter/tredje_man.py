"""Taking other people out of a text that one person is given.

Finds what `maskning` finds: numbers, e-mail, and the name of the sender, unless the sender is the
person. Which function is used stands in settings.TREDJE_MAN_MASKAS.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from synpunkter.maskning import Sok, hitta, maska
from synpunkter.models import Synpunkt


def maskera(text: str, synpunkt: Synpunkt, egna: Sequence[re.Pattern[str]]) -> str:
    """Return the text without what points at others; `egna` finds what is the person's own."""
    sok = Sok(namn=_annans_namn(synpunkt, egna))
    eget = [m.span() for monster in egna for m in monster.finditer(text)]
    visa = [t.text for t in hitta(text, sok) if any(a <= t.start and t.slut <= b for a, b in eget)]
    return maska(text, replace(sok, visa=tuple(visa))).text


def _annans_namn(synpunkt: Synpunkt, egna: Sequence[re.Pattern[str]]) -> tuple[str, ...]:
    kontakt = getattr(synpunkt.avsandarens, "kontakt", None)
    if kontakt is None or not kontakt.namn:
        return ()
    ar_avsandaren = any(m.search(falt) for m in egna for falt in (kontakt.namn, kontakt.epost))
    return () if ar_avsandaren else (kontakt.namn,)

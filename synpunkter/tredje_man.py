"""Taking other people's numbers and addresses out of a text that one person is given. Pure.

Finds what can be found by its form: personnummer and samordningsnummer, telephone numbers, e-mail.
Which function is used stands in settings.TREDJE_MAN_MASKAS, so that one that also knows the names
of a case can take its place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

MASK = "[borttaget]"
_EPOST = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_PERSONNUMMER = r"(?<!\d)(?:18|19|20)?\d{2}[01]\d[0-9]\d[\s+-]?\d{4}(?!\d)"
_TELEFON = r"(?<![\d-])(?:(?:\+|00)46[\s-]?(?:\(0\))?|0)\d{1,3}[\s/-]*\d(?:[\s-]?\d){4,7}(?!\d)"
_NAGOT = re.compile(f"{_EPOST}|{_PERSONNUMMER}|{_TELEFON}")


def maskera(text: str, synpunkt: object, egna: Sequence[re.Pattern[str]]) -> str:
    """Return the text without what points at others; `egna` finds what is the person's own."""

    def byt(traff: re.Match[str]) -> str:
        eget = any(monster.search(traff[0]) for monster in egna)
        return traff[0] if eget else MASK

    return _NAGOT.sub(byt, text)

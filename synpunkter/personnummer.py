"""Personnummer and samordningsnummer in a text. Pure.

In ten or twelve digits, with -, +, a space or nothing before the last four; a samordningsnummer
has 60 added to the day. The date and the check digit (Luhn) must hold, so that few telephone
numbers are taken for one.
"""

from __future__ import annotations

import re
from datetime import date

_NUMMER = re.compile(
    r"(?<![0-9])(?:(?:18|19|20)[ ]?)?([0-9]{2})[-/. ]?([0-9]{2})[-/. ]?([0-9]{2})"
    r"[ ]?[-+–−]?[ ]?([0-9]{4})(?![0-9])"
)
BORTTAGET = "[personnummer borttaget]"
_SAMORDNING = 60


def hitta(text: str) -> list[str]:
    """Return the numbers of the text as they are written, each once, in their order."""
    return list(dict.fromkeys(m[0] for m in _NUMMER.finditer(text) if _giltigt(m)))


def ta_bort(text: str) -> str:
    """Return the text with `BORTTAGET` in place of every number."""
    return _NUMMER.sub(lambda m: BORTTAGET if _giltigt(m) else m[0], text)


def _giltigt(traff: re.Match[str]) -> bool:
    ar, manad, dag, slut = traff.groups()
    return _finns(int(ar), int(manad), int(dag)) and _kontrollsiffra(ar + manad + dag + slut)


def _finns(ar: int, manad: int, dag: int) -> bool:
    """Say whether the day exists; 2000 stands for all centuries, since its February has 29."""
    dag = dag - _SAMORDNING if dag > _SAMORDNING else dag
    try:
        date(2000 + ar if ar else 2000, manad, dag)
    except ValueError:
        return False
    return True


def _kontrollsiffra(siffror: str) -> bool:
    summa = 0
    for plats, siffra in enumerate(siffror):
        tal = int(siffra) * (2 - plats % 2)
        summa += tal // 10 + tal % 10
    return summa % 10 == 0

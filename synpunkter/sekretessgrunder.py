"""The paragraphs of offentlighets- och sekretesslagen (2009:400) that a case may be secret by.

A table of data: a new paragraph is a new row. A row that has been used is never removed, since
the marks that were made by it keep its code.
"""

from __future__ import annotations

from dataclasses import dataclass

OSL = "offentlighets- och sekretesslagen (2009:400)"


@dataclass(frozen=True)
class Sekretessgrund:
    kod: str
    lagrum: str
    """As it is written in a decision."""
    vad: str
    """What is protected, in plain words."""
    skydd: bool = False
    """Whether it is about people whose address must not be known."""

    def __str__(self) -> str:
        return f"{self.lagrum}, {self.vad}"


def _g(kapitel: int, paragraf: str, vad: str, *, skydd: bool = False) -> Sekretessgrund:
    kod = f"{kapitel}:{paragraf.replace(' ', '')}"
    return Sekretessgrund(kod, f"{kapitel} kap. {paragraf} § OSL", vad, skydd)


GRUNDER: tuple[Sekretessgrund, ...] = (
    _g(26, "1", "personliga förhållanden inom socialtjänsten"),
    _g(26, "5", "den som har anmält något till socialtjänsten"),
    _g(25, "1", "hälsa och personliga förhållanden inom vården"),
    _g(25, "7", "den som har anmält något till vården"),
    _g(23, "1", "personliga förhållanden i förskolan"),
    _g(23, "2", "personliga förhållanden i skolan"),
    _g(32, "4", "personliga förhållanden hos överförmyndaren"),
    _g(39, "2", "personliga förhållanden för anställda"),
    _g(21, "1", "hälsa och sexualliv"),
    _g(21, "3", "adress och telefon för den som är hotad", skydd=True),
    _g(21, "3 a", "den som har skyddad folkbokföring", skydd=True),
    _g(21, "7", "personuppgifter som kan komma att behandlas fel"),
    _g(18, "8", "larm, lås och bevakning"),
)
_PER_KOD = {g.kod: g for g in GRUNDER}
KODER = tuple(_PER_KOD)
VAL = [(g.kod, str(g)) for g in GRUNDER]
SKYDDSVAL = [(g.kod, str(g)) for g in GRUNDER if g.skydd]


def grund(kod: str) -> Sekretessgrund:
    """Raise `KeyError` when no row has the code."""
    return _PER_KOD[kod]

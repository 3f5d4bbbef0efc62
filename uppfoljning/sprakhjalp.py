"""Help with the words of a judgement: what to tell, how long, how easy. Hints only. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kvalitet.lasbarhet import Lix, Ordtips, lix, ordtips
from kvalitet.texter import tal

FRAGOR = {
    "motivering": "Vad visar underlaget, och vad säger det inte?",
    "fungerade_inte": "Vad hände, och för vem? Skriv en sak per rad.",
    "orsak": "Vad beror det på? Vad gör ni åt det? Lämna tomt när målet är uppfyllt.",
    "avviker_skal": "Vad vet du som indikatorerna inte visar? Lämna tomt när du följer förslaget.",
}
RIKTMARKEN = {"motivering": 900, "fungerade_inte": 500, "orsak": 500, "avviker_skal": 300}
"""Characters; what is longer is seldom read to its end."""
TIPS = 5


@dataclass(frozen=True)
class Falthjalp:
    """What may be said of a field's text; nothing of it stops anyone."""

    langd: str
    for_lang: bool
    lix: Lix | None
    tips: tuple[Ordtips, ...]


def hjalp(texter: Mapping[str, str]) -> dict[str, Falthjalp | None]:
    """Return the hints by field; None for a field that nothing is written in."""
    return {
        namn: _hjalp(text, RIKTMARKEN[namn]) if text.strip() else None
        for namn, text in texter.items()
    }


def _hjalp(text: str, riktmarke: int) -> Falthjalp:
    # A browser sends a line break as two characters, and counts it as one.
    antal = len(text.replace("\r\n", "\n"))
    over = antal - riktmarke
    langd = f"{tal(antal)} tecken av {tal(riktmarke)}."
    if over > 0:
        for_manga = f"{tal(over)} över riktmärket {tal(riktmarke)}"
        langd = f"{tal(antal)} tecken, {for_manga}. Går det att korta?"
    return Falthjalp(langd, over > 0, lix(text), ordtips(text)[:TIPS])

"""What a survey can begin from: sets of questions that are ready to use. Pure.

The keys are the same in all surveys made from a template, so that they can be compared.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Mall(StrEnum):
    NKI = "nki"
    SERVICE = "service"
    TOM = "tom"


MALLNAMN = {
    Mall.NKI: "NKI: tre frågor om hur nöjd man är, och egna ord",
    Mall.SERVICE: "Servicemätning: bemötande, tid och besked",
    Mall.TOM: "Tom: jag skriver frågorna själv",
}


@dataclass(frozen=True, slots=True)
class Fragemall:
    """A question's columns, as the model has them."""

    nyckel: str
    slag: str
    text: str
    text_en: str = ""
    text_lattlast: str = ""
    hjalp: str = ""
    hjalp_en: str = ""
    hjalp_lattlast: str = ""
    lagst: str = ""
    lagst_en: str = ""
    lagst_lattlast: str = ""
    hogst: str = ""
    hogst_en: str = ""
    hogst_lattlast: str = ""
    obligatorisk: bool = True
    vet_inte: bool = False

    def falt(self) -> dict[str, Any]:
        return asdict(self)


BERATTA = Fragemall(
    nyckel="beratta",
    slag="fritext",
    text="Vill du berätta mer?",
    text_en="Would you like to tell us more?",
    text_lattlast="Vill du berätta mer?",
    hjalp="Skriv inte ditt namn eller personnummer.",
    hjalp_en="Do not write your name or personal identity number.",
    hjalp_lattlast="Skriv inte ditt namn. Skriv inte ditt personnummer.",
    obligatorisk=False,
)
BEMOTANDE = Fragemall(
    nyckel="bemotande",
    slag="skala5",
    text="Hur blev du bemött?",
    text_en="How were you treated?",
    text_lattlast="Var personalen vänlig mot dig?",
    lagst="mycket dåligt",
    lagst_en="very badly",
    lagst_lattlast="inte alls",
    hogst="mycket bra",
    hogst_en="very well",
    hogst_lattlast="ja, mycket",
    vet_inte=True,
)
VANTETID = Fragemall(
    nyckel="vantetid",
    slag="skala5",
    text="Hur var tiden du fick vänta?",
    text_en="How was the time you had to wait?",
    text_lattlast="Fick du hjälp snabbt?",
    lagst="alldeles för lång",
    lagst_en="far too long",
    lagst_lattlast="nej, jag fick vänta länge",
    hogst="helt rimlig",
    hogst_en="quite reasonable",
    hogst_lattlast="ja, det gick snabbt",
    vet_inte=True,
)
BESKED = Fragemall(
    nyckel="besked",
    slag="ja_nej",
    text="Fick du svar på det du undrade över?",
    text_en="Did you get an answer to what you wanted to know?",
    text_lattlast="Fick du svar på det du frågade om?",
    vet_inte=True,
)
HELHET = Fragemall(
    nyckel="helhet",
    slag="skala10",
    text="Hur nöjd är du i sin helhet?",
    text_en="How satisfied are you on the whole?",
    text_lattlast="Hur nöjd är du med allt?",
    lagst="inte alls nöjd",
    lagst_en="not at all satisfied",
    lagst_lattlast="inte nöjd",
    hogst="mycket nöjd",
    hogst_en="very satisfied",
    hogst_lattlast="mycket nöjd",
)


def fragor(mall: Mall, om: str) -> tuple[Fragemall, ...]:
    """Return the template's questions; `om` is what the survey is about."""
    return {
        Mall.NKI: (Fragemall(nyckel="nki", slag="nki", text=om), BERATTA),
        Mall.SERVICE: (BEMOTANDE, VANTETID, BESKED, HELHET, BERATTA),
        Mall.TOM: (),
    }[mall]

"""How easy a Swedish text is to read: LIX, and officialese with plainer words. Pure.

LIX (läsbarhetsindex) is Carl-Hugo Björnsson's, "Läsbarhet" (1968): words per sentence, plus the
percentage of words of more than six letters. A hint to the writer, never a demand: the index
knows the length of words and nothing of what they mean.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

LANGT_ORD: Final = 6
"""Letters; a longer word is long."""
MINST_ORD: Final = 20
"""A shorter text gives no index: one long word would decide it."""
STEG: Final = (
    (30, "mycket lätt att läsa"),
    (40, "lätt att läsa"),
    (50, "medelsvår"),
    (60, "svår"),
)
SVARAST: Final = "mycket svår"

_ORD = re.compile(r"[^\W_]+(?:[-:’'][^\W_]+)*")
# A run of signs is tried from its first alone: ten thousand dots would take ten thousand squared.
_SLUT = re.compile(r"(?:(?<![.!?])[.!?]+[\"”’)]*|\n\s*)(?=\s|$)|\n+")
_TAL = re.compile(r"(?<=\d)[.,](?=\d)")


@dataclass(frozen=True)
class Lix:
    ord: int
    meningar: int
    langa: int

    @property
    def varde(self) -> int:
        return round(self.ord / self.meningar + 100 * self.langa / self.ord)

    @property
    def omdome(self) -> str:
        return next((text for grans, text in STEG if self.varde < grans), SVARAST)

    def __str__(self) -> str:
        return f"LIX {self.varde}, {self.omdome}"


@dataclass(frozen=True)
class Ordtips:
    """An expression of the text, and what to write instead."""

    skrivet: str
    hellre: str


def lix(text: str) -> Lix | None:
    """Return the index of the text; None when it is too short for one.

    A line of a list is a sentence also without its full stop. An abbreviation of the list below
    ends none.
    """
    utan = _TAL.sub("", _utan_forkortningar(text))
    orden = _ORD.findall(utan)
    if len(orden) < MINST_ORD:
        return None
    meningar = sum(bool(_ORD.search(del_)) for del_ in _SLUT.split(utan))
    langa = sum(sum(tecken.isalpha() for tecken in ett) > LANGT_ORD for ett in orden)
    return Lix(len(orden), meningar, langa)


def ordtips(text: str) -> tuple[Ordtips, ...]:
    """Return the officialese and the abbreviations in the text, in the order of the text."""
    funna: dict[str, tuple[int, Ordtips]] = {}
    for uttryck, (monster, hellre) in _MONSTER.items():
        if traff := monster.search(text):
            funna[uttryck] = (traff.start(), Ordtips(traff.group(), hellre))
    return tuple(tips for _, tips in sorted(funna.values(), key=lambda rad: rad[0]))


def _utan_forkortningar(text: str) -> str:
    for uttryck in FORKORTNINGAR:
        text = _MONSTER[uttryck][0].sub(lambda m: m.group().replace(".", ""), text)
    return text


FORKORTNINGAR: Final = {
    "bl.a.": "bland annat",
    "d.v.s.": "det vill säga",
    "dvs.": "det vill säga",
    "e.d.": "eller liknande",
    "f.n.": "just nu",
    "fr.o.m.": "från och med",
    "m.a.o.": "med andra ord",
    "m.fl.": "med flera",
    "m.m.": "med mera",
    "o.s.v.": "och så vidare",
    "osv.": "och så vidare",
    "p.g.a.": "på grund av",
    "resp.": "respektive",
    "s.k.": "så kallad",
    "t.ex.": "till exempel",
    "t.o.m.": "till och med",
    "ca.": "ungefär",
}
KANSLISPRAK: Final = {
    "avseende": "om",
    "beaktande av": "med hänsyn till",
    "erfordras": "behövs",
    "erhålla": "få",
    "föreligger": "finns",
    "företa": "göra",
    "förefintlig": "som finns",
    "genomföra en översyn av": "se över",
    "i enlighet med": "enligt",
    "i syfte att": "för att",
    "implementera": "införa",
    "inkomma med": "lämna",
    "jämlikt": "enligt",
    "med anledning av": "på grund av",
    "med avseende på": "om",
    "nyttja": "använda",
    "ombesörja": "ordna",
    "ovanstående": "det här",
    "samtliga": "alla",
    "utgör": "är",
    "vad gäller": "om",
    "vederbörande": "personen",
    "åvila": "vara ansvarig för",
    "ånyo": "igen",
    "äger rum": "är",
}
"""Expressions that Myndigheternas skrivregler and "Svarta listan" warn of, those that are met in
follow-up. Swedish word: what to write instead."""


def _monster(uttryck: str) -> re.Pattern[str]:
    """The expression as whole words; in an abbreviation spaces and full stops may be left out."""
    if "." not in uttryck:
        return re.compile(rf"\b{re.escape(uttryck)}\b", re.IGNORECASE)
    delar = [re.escape(del_) for del_ in uttryck.split(".") if del_]
    if len(delar) == 1:
        return re.compile(rf"\b{delar[0]}\.", re.IGNORECASE)
    return re.compile(r"\b" + r"(?:\.\s?|\s)".join(delar) + r"\b\.?", re.IGNORECASE)


_MONSTER: Final = {
    uttryck: (_monster(uttryck), hellre)
    for uttryck, hellre in {**FORKORTNINGAR, **KANSLISPRAK}.items()
}

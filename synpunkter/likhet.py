"""Which synpunkter are about the same thing, and why: a pure measure on texts.

Each text becomes a weighted bag of what it holds: its words by their Swedish stems (from
PostgreSQL), the threes and fours of letters in them (so that misspelt and compound words meet),
and the concepts of begrepp.txt (so that other words for the same thing meet). What is rare among
the compared texts weighs more (tf-idf, Salton & Buckley 1988); the measure is the cosine, and the
same unit adds to it. Why two are alike is told by the words that they share; what shares only
everyday words, or a single one that weighs nearly nothing, is no hit.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, islice
from math import log, sqrt
from pathlib import Path

from synpunkter.vardagsord import VARDAGSORD

FLEST = 5
VIKT_BEGREPP = 3.0
VIKT_SAMMA_ENHET = 0.5
NARA = 0.45
"""Two words this alike by their threes of letters are told as much the same word."""
SVAGAST = 0.07
"""The least cosine of a hit that shares one word and no concept. On the labelled texts it and the
everyday words take away one false hit in six, and right ones come in their place."""
ORD_I_SKAL = 4
_BEGREPP = Path(__file__).with_name("begrepp.txt")

Vektor = dict[str, float]


@dataclass(frozen=True)
class Text:
    """A text to compare: what it says, its stems, and whose it is."""

    pk: int
    text: str
    stammar: Collection[str]
    enhet: int


@dataclass(frozen=True)
class Likhet:
    """How alike another text is, and the reason in words."""

    pk: int
    poang: float
    skal: str


def rangordna(fraga: Text, andra: Sequence[Text], *, flest: int = FLEST) -> list[Likhet]:
    """Return those most alike, the best first; what shares nothing that tells is left out."""
    pasar = {text.pk: _drag(text) for text in (fraga, *andra)}
    finns = Counter(chain.from_iterable(pasar.values()))
    sallsynt = [log((len(pasar) + 1) / (antal + 0.5)) ** 2 for antal in range(len(pasar) + 1)]
    kvadrater = {drag: sallsynt[antal] for drag, antal in finns.items()}
    egen = pasar[fraga.pk]
    egen_langd = _langd(egen, kvadrater)
    poang = []
    for a in andra:
        pase = pasar[a.pk]
        likt = _produkt(egen, pase, kvadrater) / (egen_langd * _langd(pase, kvadrater))
        poang.append((likt + VIKT_SAMMA_ENHET * (a.enhet == fraga.enhet), likt, a))
    poang.sort(key=lambda rad: (-rad[0], -rad[2].pk))
    traffar = ((p, a, skal(fraga, a, likt=likt)) for p, likt, a in poang[: flest * 4])
    return list(islice((Likhet(a.pk, p, s) for p, a, s in traffar if s), flest))


def skal(en: Text, annan: Text, *, likt: float = 1.0) -> str:
    """Say in words what the two share; empty when it is nothing that can be named, or too little
    for their cosine `likt`."""
    gemensamma = _samma_ord(en, annan)
    nara = _nara_ord(en, annan)
    samma = sorted(begrepp(en.text) & begrepp(annan.text))
    if not samma and _for_lite(en, annan, nara=len(nara), likt=likt):
        return ""
    delar = []
    if gemensamma:
        delar.append(f"Samma ord: {', '.join(gemensamma)}")
    if nara:
        delar.append(f"Nästan samma ord: {', '.join(nara)}")
    if samma:
        delar.append(f"Handlar båda om: {', '.join(samma[:ORD_I_SKAL])}")
    if delar and en.enhet == annan.enhet:
        delar.append("Samma enhet")
    return ". ".join(delar)


def begrepp(text: str) -> frozenset[str]:
    """Return the concepts that the words of the text belong to."""
    return frozenset(namn for ord_ in orden(text) for namn in _begrepp_for(ord_))


def orden(text: str) -> list[str]:
    """The words of the text in small letters, each once, in order."""
    return list(dict.fromkeys(re.findall(r"[^\W_]+(?:-[^\W_]+)*", text.lower())))


def sokord(text: str) -> list[str]:
    """Beginnings of words to look for in an index: those of the text's concepts."""
    samma = begrepp(text)
    return [del_ for namn, del_, _ in _lista() if namn in samma and len(del_) > 3]


@cache
def _lista() -> tuple[tuple[str, str, str], ...]:
    """The concepts as (name, letters, kind): kind is "hel", "borjan" or "i"."""
    rader = []
    for rad in _BEGREPP.read_text("utf-8").splitlines():
        namn, kolon, delar = rad.partition(":")
        if not kolon or rad.startswith("#"):
            continue
        for del_ in delar.split():
            slag = "i" if del_.startswith("*") else "borjan" if del_.endswith("*") else "hel"
            rader.append((namn.replace("_", " "), del_.strip("*"), slag))
    return tuple(rader)


@lru_cache(maxsize=20_000)
def _begrepp_for(ord_: str) -> frozenset[str]:
    return frozenset(namn for namn, del_, slag in _lista() if _traffar(ord_, del_, slag))


BOJNING = 3
"""Letters that an inflected word may have beyond its listed beginning."""


def _traffar(ord_: str, del_: str, slag: str) -> bool:
    if slag == "i":
        return del_ in ord_
    if slag == "borjan":
        return ord_.startswith(del_)
    bojd = len(del_) > 3 and ord_.startswith(del_) and len(ord_) - len(del_) <= BOJNING
    return ord_ == del_ or bojd


def _drag(text: Text) -> Vektor:
    """What the text holds, with the weight of each kind before rarity is reckoned in."""
    pase = dict.fromkeys(chain.from_iterable(map(_stammens, text.stammar)), 1.0)
    for namn in begrepp(text.text):
        pase[f"m:{namn}"] = VIKT_BEGREPP
    return pase


@lru_cache(maxsize=20_000)
def _stammens(stam: str) -> tuple[str, ...]:
    return (f"s:{stam}", *(f"b:{bit}" for n in (3, 4) for bit in _bitar(stam, n)))


def _langd(pase: Vektor, kvadrater: Vektor) -> float:
    # Lists, not generators: some thirteen thousand numbers are added for each comparison.
    return sqrt(sum([vikt * vikt * kvadrater[drag] for drag, vikt in pase.items()])) or 1.0


def _produkt(en: Vektor, annan: Vektor, kvadrater: Vektor) -> float:
    return sum([en[drag] * annan[drag] * kvadrater[drag] for drag in en.keys() & annan.keys()])


@lru_cache(maxsize=20_000)
def _bitar(ord_: str, n: int) -> frozenset[str]:
    med_kant = f" {ord_} "
    return frozenset(med_kant[i : i + n] for i in range(len(med_kant) - n + 1))


def _for_lite(en: Text, annan: Text, *, nara: int, likt: float) -> bool:
    """Say whether the words shared, and the `nara` that nearly are, are too little."""
    gemensamma = set(en.stammar) & set(annan.stammar)
    if len(gemensamma) + nara <= 1 and likt < SVAGAST:
        return True
    return not nara and gemensamma <= VARDAGSORD


def _samma_ord(en: Text, annan: Text) -> list[str]:
    """The words of the other text whose stems both hold, as they are written there."""
    gemensamma = sorted(set(en.stammar) & set(annan.stammar), key=lambda s: (-len(s), s))
    skrivna = [next((o for o in orden(annan.text) if o.startswith(s)), s) for s in gemensamma]
    return skrivna[:ORD_I_SKAL]


def _nara_ord(en: Text, annan: Text) -> list[str]:
    """Pairs that are not the same stem but nearly the same letters: misspelt, or compound."""
    bara_en = _langa(set(en.stammar) - set(annan.stammar))
    bara_annan = _langa(set(annan.stammar) - set(en.stammar))
    par = [(_likhet(a, b), a, b) for a in bara_en for b in bara_annan]
    nara = sorted((p for p in par if p[0] >= NARA), reverse=True)[:2]
    return [f"{a}/{b}" for _, a, b in nara]


def _langa(stammar: Collection[str]) -> list[str]:
    return sorted(stam for stam in stammar if len(stam) > 4)


def _likhet(a: str, b: str) -> float:
    en, annan = _bitar(a, 3), _bitar(b, 3)
    return len(en & annan) / len(en | annan)

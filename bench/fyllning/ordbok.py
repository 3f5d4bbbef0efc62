"""Swedish words by rank, names of people and places, and sentences of them.

About 8 700 words, of which most are compounds as municipal Swedish makes them; how often each is
used follows Zipf's law, so that searches meet common words and rare.
"""

from __future__ import annotations

from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random

_FIL = Path(__file__).with_name("ord.txt")


@cache
def listor() -> dict[str, list[str]]:
    """Return the lists of `ord.txt`, by their headings."""
    ut: dict[str, list[str]] = {}
    for rad in _FIL.read_text(encoding="utf-8").splitlines():
        if rad.startswith("#"):
            ut[rad[1:].strip()] = rutan = []
        else:
            rutan.extend(rad.split())
    return ut


@cache
def orden() -> list[str]:
    """Return the vocabulary, the commonest word first; the same whatever the seed."""
    listan = listor()
    rng = Random("ordbok")
    vanliga = [*listan["verb"], *listan["adjektiv"], *listan["efterled"]]
    sallsynta = [f + e for f in listan["forled"] for e in listan["efterled"]] + listan["orter"]
    rng.shuffle(vanliga)
    rng.shuffle(sallsynta)
    return list(dict.fromkeys([*listan["sma"], *vanliga, *sallsynta]))


def meningar(rng: Random, antal: int) -> list[str]:
    """Return so many sentences of 6 to 14 words."""
    ord_ = orden()
    vikter = list(accumulate(1 / rang for rang in range(1, len(ord_) + 1)))
    ut = []
    for _ in range(antal):
        valda = rng.choices(ord_, cum_weights=vikter, k=6 + int(rng.random() * 9))
        mening = " ".join(valda)
        ut.append(f"{mening[0].upper()}{mening[1:]}.")
    return ut


def namn(rng: Random) -> str:
    listan = listor()
    return f"{rng.choice(listan['fornamn'])} {rng.choice(listan['efternamn'])}"


def epost(namnet: str, nummer: int, vard: str) -> str:
    bara = namnet.lower().translate(str.maketrans("åäöéü ", "aaoeu."))
    return f"{bara}{nummer}@{vard}"

"""Phrases that may mean something another law says must be reported. Pure data, and its finder.

A hit raises a task for a person and decides nothing: "slog" is as often a door as a blow. A row's
phrase matches whole words; a star stands for any ending. New phrases are new rows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True)
class Signalomrade:
    kod: str
    namn: str
    """What it may be, as the task's heading."""
    fraga: str
    """What the person is to answer."""
    rutin: str
    """What happens if the answer is yes."""
    inom_vardagar: int
    fraser: tuple[str, ...]


OMRADEN: tuple[Signalomrade, ...] = (
    Signalomrade(
        "lexsarah",
        "Kan vara ett missförhållande (lex Sarah)",
        "Är det ett missförhållande, eller en påtaglig risk för ett, i omsorgen om en person?",
        "Rapportera enligt verksamhetens rutin för lex Sarah. Synpunkten besvaras ändå.",
        1,
        (
            *("vanvård*", "misskött*", "misshandl*", "missförhålland*", "övergrepp*"),
            *("ofredad*", "våldtäkt*", "tafsa*", "slog henne", "slog honom", "slog mamma"),
            *("slog pappa", "slår henne", "slår honom", "slår mamma", "slår pappa", "blåmärk*"),
            *("hårdhänt*", "ryckte i", "inlåst*", "låst in", "låste in", "låser in", "bältad*"),
            *("fastbunden*", "fastspänd*", "fick ingen mat", "utan mat", "undernärd*", "uttorkad*"),
            *("trycksår*", "liggsår*", "fel medicin*", "ingen medicin*", "utan medicin*"),
            *(
                "larmet svara*",
                "ingen kom på larmet",
                "låg på golvet",
                "föll och låg",
                "ramla* och låg",
            ),
            *("stal", "stulit", "stöld*", "försvunna pengar", "bestulen*", "hotad* av personal*"),
            *("skrek åt henne", "skrek åt honom", "kränkt* av personal*", "lex sarah"),
        ),
    ),
    Signalomrade(
        "krankning",
        "Kan vara kränkande behandling av ett barn eller en elev",
        "Kan ett barn eller en elev ha blivit kränkt, trakasserat eller utsatt för våld?",
        "Anmäl till rektorn, som anmäler till huvudmannen, enligt skolans rutin.",
        1,
        (
            *("mobb*", "kränk*", "trakasser*", "utfryst*", "fryser ut", "fryst ut", "retad*"),
            *("retar", "slagen i skolan", "blir slagen", "blev slagen", "får stryk", "fick stryk"),
            *("hotad* i skolan", "läraren slog", "fröken slog", "läraren skrek", "tog strypgrepp"),
            *("nakenbild*", "näthat*", "diskriminer*", "vågar inte gå till skolan"),
        ),
    ),
    Signalomrade(
        "orosanmalan",
        "Kan vara oro för ett barn",
        "Finns det skäl att tro att ett barn far illa?",
        "Den som arbetar hos kommunen anmäler genast till socialtjänsten.",
        1,
        (
            *(
                "barnet far illa",
                "barn far illa",
                "slår sitt barn",
                "slår sina barn",
                "slår barnet",
            ),
            *("orosanmäl*", "barnet är rädd* för", "barnaga", "barnmisshandel*"),
        ),
    ),
)
_PER_KOD = {o.kod: o for o in OMRADEN}
KODER = tuple(_PER_KOD)


def omrade(kod: str) -> Signalomrade:
    """Raise `KeyError` when no row has the code."""
    return _PER_KOD[kod]


def signaler(text: str) -> dict[str, list[str]]:
    """Return the phrases that the text holds, by area; areas without any are left out."""
    vikt = " ".join(text.casefold().split())
    ut = {o.kod: fraser_i(o.fraser, vikt) for o in OMRADEN}
    return {kod: fraser for kod, fraser in ut.items() if fraser}


def fraser_i(fraser: Sequence[str], text: str) -> list[str]:
    """Return those of the phrases that the text holds; the text in small letters, one space."""
    if not _monster(tuple(fraser)).search(text):
        return []
    return [fras for fras in fraser if _monster((fras,)).search(text)]


@cache
def _monster(fraser: tuple[str, ...]) -> re.Pattern[str]:
    alla = "|".join(re.escape(f.casefold()).replace(r"\*", r"\w*") for f in fraser)
    return re.compile(rf"\b(?:{alla})\b")

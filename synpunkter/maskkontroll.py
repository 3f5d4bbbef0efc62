"""Whether a text that leaves the case points anybody out: pure checks, each hit named.

Used before anything is told to other senders or published. It finds what `maskning` finds, with the
names that the cases know, and words copied from a case. A person reads the text as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from synpunkter import maskning

CITAT = 6
"""So many words in a row that also stand in a case are a quotation."""


@dataclass(frozen=True)
class Traff:
    """Words that may not stand in the text, and what they are."""

    slag: str
    ord: str

    @property
    def mening(self) -> str:
        return f"”{self.ord}” {_FORKLARING[self.slag]}"


_FORKLARING = {
    "personnummer": "är ett personnummer eller samordningsnummer. Ta bort det.",
    "telefon": "ser ut som ett telefonnummer. Ta bort det.",
    "epost": "är en e-postadress. Ta bort den.",
    "namn": "är ett namn som finns i något av ärendena. Skriv utan namn.",
    "citat": "står ordagrant i en synpunkt. Skriv med egna ord.",
}


def kontrollera(text: str, *, namn: Iterable[str] = (), kallor: Iterable[str] = ()) -> list[Traff]:
    """Return every hit once, in the order of the kinds. `kallor` are the cases' own texts."""
    funna = maskning.hitta(text, maskning.Sok(namn=tuple(namn)))
    funna = [t for t in funna if not _sma_bokstaver(t)]
    traffar = [Traff(slag, t.text) for slag in _FORKLARING for t in funna if t.slag == slag]
    traffar += [Traff("citat", ord_) for ord_ in _citat(text, kallor)]
    return list(dict.fromkeys(traffar))


def _sma_bokstaver(traff: maskning.Traff) -> bool:
    """One part of a name in small letters is taken for the word that it is ("bo", "dag", "sten"):
    nobody can pass by what is found here."""
    return traff.slag == "namn" and traff.text.isalpha() and traff.text.islower()


def _citat(text: str, kallor: Iterable[str]) -> list[str]:
    kanda = {bit for kalla in kallor for _, bit in _bitar(kalla)}
    for start, bit in _bitar(text):
        if bit in kanda:
            return [" ".join(_orden(text)[start : start + CITAT])]
    return []


def _bitar(text: str) -> list[tuple[int, tuple[str, ...]]]:
    ord_ = [ett.lower() for ett in _orden(text)]
    return [(i, tuple(ord_[i : i + CITAT])) for i in range(len(ord_) - CITAT + 1)]


def _orden(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)

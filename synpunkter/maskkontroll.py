"""Whether a text that leaves the case points anybody out: pure checks, each hit named.

Used before anything is told to other senders or published. It finds what can be found: identity
numbers whose check digit is right, telephone numbers, e-mail addresses, names that the cases
know, and words copied from a case. A person reads the text as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

CITAT = 6
"""So many words in a row that also stand in a case are a quotation."""
KORTASTE_NAMN = 3
"""Shorter parts of a name ("Bo", "Ek") are only looked for within the whole name."""

_PERSONNUMMER = re.compile(r"(?<!\d)(?:\d{2})?(\d{2})(\d{2})(\d{2})[-+ ]?(\d{4})(?!\d)")
_EPOST = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_TELEFON = re.compile(r"(?<![\w-])(?:\+46|0046|0)(?:[\s()/-]{0,2}\d){6,11}(?!\w)")
_SAMORDNING = 60
"""A samordningsnummer has the day of birth plus sixty."""


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
    traffar = [
        *(Traff("personnummer", ord_) for ord_ in personnummer(text)),
        *(Traff("epost", m.group()) for m in _EPOST.finditer(text)),
        *(Traff("telefon", ord_) for ord_ in _telefoner(text)),
        *(Traff("namn", ord_) for ord_ in _namn(text, namn)),
        *(Traff("citat", ord_) for ord_ in _citat(text, kallor)),
    ]
    return list(dict.fromkeys(traffar))


def personnummer(text: str) -> list[str]:
    """Return the identity numbers of the text, as they are written: ten or twelve digits, a real
    day of birth (plus sixty for a samordningsnummer) and the right check digit (Luhn)."""
    return [
        m.group()
        for m in _PERSONNUMMER.finditer(text)
        if _ar_dag(*m.groups()[:3]) and _luhn("".join(m.groups()))
    ]


def _ar_dag(ar: str, manad: str, dag: str) -> bool:
    dagen = int(dag)
    if dagen > _SAMORDNING:
        dagen -= _SAMORDNING
    for sekel in (1900, 2000):
        try:
            date(sekel + int(ar), int(manad), dagen)
        except ValueError:
            continue
        return True
    return False


def _luhn(siffror: str) -> bool:
    """The check digit of ten digits: every other one doubled, the sum a multiple of ten."""
    summa = 0
    for plats, siffra in enumerate(siffror):
        varde = int(siffra) * (2 - plats % 2)
        summa += varde - 9 if varde > 9 else varde
    return summa % 10 == 0


def _telefoner(text: str) -> list[str]:
    dolda = set(personnummer(text))
    return [m.group() for m in _TELEFON.finditer(text) if m.group() not in dolda]


def _namn(text: str, namn: Iterable[str]) -> list[str]:
    """Whole names in any case; parts of them where they are written as names are."""
    traffar: list[str] = []
    for helt in dict.fromkeys(ett.strip() for ett in namn if ett.strip()):
        traffar += re.findall(rf"\b{re.escape(helt)}s?\b", text, re.IGNORECASE)
        for del_ in re.split(r"[\s-]+", helt):
            if len(del_) >= KORTASTE_NAMN:
                funna = re.findall(rf"\b{re.escape(del_)}s?\b", text, re.IGNORECASE)
                traffar += [ord_ for ord_ in funna if ord_[0].isupper()]
    return traffar


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

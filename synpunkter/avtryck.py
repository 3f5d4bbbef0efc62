"""What a text is compared by: its words, its runs of three words, and a print of them.

A print is a few numbers, kept in the process: which of a thousand texts may be alike is seen
without a text being read, and none that is gets lost. Two texts that have LIKA of their runs in
common have at least so much of each. In one order of all runs (that of their hashes) the first of
those in common therefore stands among the first 1 - LIKA of each text's, and so does the next
with one more of each. Such a beginning is the print.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from math import ceil
from threading import Lock
from typing import TypeAlias

Runa = tuple[bytes, bytes, bytes]
Avtryck: TypeAlias = "array[int]"

LIKA = 0.6
"""Share of runs in common from which two texts are nearly alike."""
MINST_ORD = 12
"""Shorter texts are alike by chance; only the very same words count."""
GEMENSAMMA = 6
"""So many runs of their prints two texts have in common, if they are alike."""
MEST = 1_200_000
"""Numbers kept at once, of four bytes: what stands around a print counts as OMKRING more."""
OMKRING = 55

_ORDEN = re.compile(r"\w+").findall
_LATIN = bytes(range(256)).decode("latin-1")
_GEMENA = bytes(
    ord(gemen) if re.match(r"\w", tecken) and len(gemen := tecken.lower()) == 1 else ord(" ")
    for tecken in _LATIN
)
"""Each sign of Latin-1 as it is compared: in words casefolded, else a space."""


def ordlista(text: str) -> list[bytes]:
    """Return the words, whatever their case. As bytes: a fifth of the time, where the text has no
    signs but those of Latin-1."""
    try:
        skriven = text.encode("latin-1")
    except UnicodeEncodeError:
        return [_som_bytes(ord_) for ord_ in _ORDEN(text.casefold())]
    return skriven.replace(b"\xdf", b"ss").translate(_GEMENA).split()


def _som_bytes(ord_: str) -> bytes:
    # The Greek letter is what the sign for a millionth is casefolded to, which Latin-1 has. Others
    # are written with a \, which stands in no word.
    return ord_.replace("μ", "µ").encode("latin-1", "backslashreplace")


def runor(ord_: Sequence[bytes]) -> frozenset[Runa]:
    return frozenset(treor(ord_)) if len(ord_) >= MINST_ORD else frozenset()


def treor(ord_: Sequence[bytes]) -> Iterable[Runa]:
    return zip(ord_, ord_[1:], ord_[2:], strict=False)


def avtryck(ord_: Sequence[bytes]) -> Avtryck:
    """Return the print: the first of the hashes of its runs; of a short text, that of its words."""
    if len(ord_) < MINST_ORD:
        tal = [hash(tuple(ord_))]
    else:
        tal = sorted(set(map(hash, treor(ord_))))
        del tal[len(tal) - ceil(LIKA * len(tal)) + GEMENSAMMA :]
    return array("I", [ett & 0xFFFFFFFF for ett in tal])


def _kravs(ett: Avtryck) -> int:
    """Return how many of its numbers a print like it has."""
    return min(GEMENSAMMA, ceil(LIKA * len(ett)))


def som(ett: Avtryck, andra: Mapping[int, Avtryck]) -> list[int]:
    """Return the keys of those that may be like the one."""
    egna, kravs = frozenset(ett), _kravs(ett)
    return [
        pk
        for pk, annat in andra.items()
        if not egna.isdisjoint(annat) and sum(map(egna.__contains__, annat)) >= kravs
    ]


def lika_nagot(alla: Mapping[int, Avtryck]) -> list[int]:
    """Return the keys of those that may be like another."""
    raknade = Counter(chain.from_iterable(alla.values()))
    delade = {tal for tal, antal in raknade.items() if antal > 1}
    return [
        pk
        for pk, ett in alla.items()
        if not delade.isdisjoint(ett) and sum(map(delade.__contains__, ett)) >= _kravs(ett)
    ]


class Minne:
    """Prints by the key of their text; those that nobody has asked for the longest go first.
    Threads may share it."""

    def __init__(self, mest: int = MEST) -> None:
        self._mest = mest
        self._antal = 0
        self._kvar: dict[int, Avtryck] = {}
        self._las = Lock()

    def __len__(self) -> int:
        return len(self._kvar)

    def glom(self) -> None:
        self._kvar.clear()
        self._antal = 0

    def av(
        self, nycklar: Sequence[int], las: Callable[[list[int]], Iterable[tuple[int, str]]]
    ) -> dict[int, Avtryck]:
        """Return the prints; `las` reads the texts of those that are not kept."""
        with self._las:
            ut = {pk: ett for pk in nycklar if (ett := self._kvar.get(pk)) is not None}
        okanda = [pk for pk in nycklar if pk not in ut]
        if okanda:
            ut |= {pk: avtryck(ordlista(text)) for pk, text in las(okanda)}
        with self._las:
            for pk, ett in ut.items():
                self._ta(pk)
                self._kvar[pk] = ett
                self._antal += len(ett) + OMKRING
            while self._antal > self._mest:
                self._ta(next(iter(self._kvar)))
        return ut

    def _ta(self, pk: int) -> None:
        ett = self._kvar.pop(pk, None)
        if ett is not None:
            self._antal -= len(ett) + OMKRING

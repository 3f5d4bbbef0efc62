"""What several nämnder say in almost the same words. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

MINST_GEMENSAMMA = 2
KORTAST = 4
"""Shorter words say too little to liken by."""
STAM = 6
"""Words that begin with the same letters are one: utbildning, utbilda."""


@dataclass
class _Grupp:
    rubrik: str
    ord: frozenset[str]
    vilka: list[str] = field(default_factory=list)


def aterkommer(texter: Iterable[tuple[str, str]]) -> list[tuple[str, tuple[str, ...]]]:
    """Group (text, who said it) by likeness and keep what at least two say, the most said first.

    Two texts are alike when they are equal, or share two words that are at least half of the
    shorter one's.
    """
    grupper: list[_Grupp] = []
    for text, vem in texter:
        ord_ = _stammar(text)
        grupp = next((g for g in grupper if _lika(g, text, ord_)), None)
        if grupp is None:
            grupp = _Grupp(text, ord_)
            grupper.append(grupp)
        if vem not in grupp.vilka:
            grupp.vilka.append(vem)
    flera: Sequence[_Grupp] = [g for g in grupper if len(g.vilka) > 1]
    return [(g.rubrik, tuple(g.vilka)) for g in sorted(flera, key=lambda g: -len(g.vilka))]


def _lika(grupp: _Grupp, text: str, ord_: frozenset[str]) -> bool:
    if grupp.rubrik.casefold() == text.casefold():
        return True
    gemensamma = len(grupp.ord & ord_)
    kortast = min(len(grupp.ord), len(ord_))
    return gemensamma >= MINST_GEMENSAMMA and 2 * gemensamma >= kortast


def _stammar(text: str) -> frozenset[str]:
    ord_ = re.findall(r"[^\W\d_]+", text.casefold())
    return frozenset(ett[:STAM] for ett in ord_ if len(ett) >= KORTAST)

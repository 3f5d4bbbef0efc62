"""Broken rules, told to the person who can mend them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Punkt:
    """One thing that an act asks for: a sentence, whether it is met, and where to meet it."""

    mening: str
    klar: bool = False
    lank: str = ""
    vem: str = ""
    senast: date | None = None


class Regelbrott(Exception):
    """A rule was broken. `mening` is Swedish and says what to do; `punkter` is what remains."""

    def __init__(self, mening: str, punkter: Sequence[Punkt] = ()) -> None:
        super().__init__(mening)
        self.mening = mening
        self.punkter = tuple(punkter)

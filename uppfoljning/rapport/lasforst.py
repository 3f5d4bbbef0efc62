"""Page 1 of every report, "Läs detta först": the five answers that a reader with five minutes
needs (domain.md section 8). Pure.

(a) what is not met, (b) what is worse than last time, (c) what the kontor will do, (d) what the
nämnd must decide, (e) how sure the report is. Each kind computes them from its own pages.
"""

from __future__ import annotations

from dataclasses import dataclass

from uppfoljning.rapport.mening import Mening

TAT_SIDA = 1450
"""Characters; a page of more is set in a smaller size."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nyckeltal:
    """A count of the page's first table, as it is printed; `forra` "" when there is none."""

    namn: str
    nu: str
    forra: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Svar:
    """An answer: its heading, its sentences, and what is said when there is none."""

    rubrik: str
    meningar: tuple[Mening, ...] = ()
    tomt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lasforst:
    """`talrubrik` heads the table of counts; `nu` and `forra` name its rows ("Nu, mars 2026").
    `prognos` "" when the kind has none."""

    omdome: str
    ej: Svar
    samre: Svar
    gor: Svar
    beslut: Svar
    sakerhet: Svar
    bra: Svar
    tal: tuple[Nyckeltal, ...] = ()
    talrubrik: str = ""
    nu: str = "Nu"
    forra: str = ""
    prognos: str = ""
    prognosrubrik: str = "Prognos för helåret"

    @property
    def svar(self) -> tuple[Svar, ...]:
        """In the order that they are read."""
        return (self.ej, self.bra, self.beslut, self.samre, self.gor, self.sakerhet)

    @property
    def tat(self) -> bool:
        """Whether the page holds so much that it is set tighter."""
        alla = (self.ej, self.samre, self.gor, self.beslut, self.sakerhet, self.bra)
        tecken = sum(len(m.text) + len(m.lank) + 10 for svar in alla for m in svar.meningar)
        return tecken + len(self.omdome) + len(self.prognos) > TAT_SIDA

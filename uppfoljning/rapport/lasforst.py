"""Page 1 of every report, "Läs detta först": the five answers that a reader with five minutes
needs (domain.md section 8). Pure.

(a) what is not met, (b) what is worse than last time, (c) what the kontor will do, (d) what the
nämnd must decide, (e) how sure the report is. Each kind computes them from its own pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from uppfoljning.rapport.mening import Mening

SIDHOJD = 228.0
"""Estimated height in mm of the first page's text over which it is set in a smaller size."""


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
    def tat(self) -> bool:
        """Whether the page holds so much that it is set tighter."""
        return (
            sidhojd(
                omdome=self.omdome,
                par=(self.ej.meningar, self.bra.meningar),
                beslut=self.beslut.meningar,
                trippel=(self.samre.meningar, self.gor.meningar, self.sakerhet.meningar),
                under_forsta=self.prognos,
            )
            > SIDHOJD
        )


Meningar = Sequence[Mening]


def sidhojd(
    *,
    omdome: str,
    par: tuple[Meningar, Meningar],
    beslut: Meningar,
    trippel: tuple[Meningar, Meningar, Meningar],
    under_forsta: str = "",
) -> float:
    """About how high page 1 becomes in mm below its head, with the larger type. `par`: the two
    columns over the decisions; `trippel`: the three below, the first with `under_forsta`.

    An estimate from the number of characters, since laying out twice would cost seconds.
    """
    forsta = _hojd(trippel[0], 30, 4.2) + (
        9 + _rader(under_forsta, 32) * 4.2 if under_forsta else 0
    )
    return (
        62 + 6 * _rader(omdome, 82)
        + max(_hojd(p, 52, 4.5) for p in par)
        + 8 + _hojd(beslut, 104, 4.5)
        + max(forsta, *(_hojd(t, 37, 4.2) for t in trippel[1:]))
    )  # fmt: skip


def _hojd(meningar: Meningar, per_rad: int, rad: float) -> float:
    """Of a heading and its list; a sentence that links takes room for its page too."""
    langder = (len(m.text) + (len(m.lank) + 14 if m.ankare else 0) for m in meningar)
    return 9 + sum(-(-n // per_rad) * rad + 1 for n in langder)


def _rader(text: str, per_rad: int) -> int:
    return -(-len(text) // per_rad)

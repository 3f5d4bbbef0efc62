"""What fell short, what is done about it and what was learnt; assignments and leaps."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from uppfoljning.rapport.modell.lagen import Arbetslage, Effekt, Lardomslage
from uppfoljning.rapport.modell.matt import Punkt


@dataclass(frozen=True, slots=True, kw_only=True)
class Uppdrag:
    rubrik: str
    giver: str
    datum: date
    alder_dagar: int
    status: Arbetslage
    paragraf: str = ""
    forfaller: date | None = None
    forslag: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brist:
    """`kalla`: the frozen sentence that says where it came from. `beslut`: "ingen åtgärd"
    with its reason, when that was decided."""

    rubrik: str
    kalla: str
    alder_dagar: int
    mal: str = ""
    har_atgard: bool = False
    beslut: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Atgard:
    rubrik: str
    ansvarig: str
    alder_dagar: int
    status: Arbetslage
    mal: str = ""
    klar_senast: date | None = None
    effekt: Effekt = Effekt.EJ_PROVAD
    verifierad_av: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lardom:
    """`svar`: what a plan has answered or shall answer ("Svaras på i planen för 2027")."""

    rubrik: str
    hande: str
    gor_annorlunda: str
    lage: Lardomslage
    bevis: str = ""
    rutin: str = ""
    svar: str = ""
    upprepad: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeEfter:
    namn: str
    fore: Decimal | None = None
    efter: Decimal | None = None
    decimaler: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Krav:
    text: str
    uppfyllt: bool
    underlag: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sprang:
    """`start`: index of the first point after the start; `ny_fran`: of the first point
    on the new level. The points between belong to neither level."""

    titel: str
    slutsats: str
    matt: str
    punkter: tuple[Punkt, ...]
    start: int
    ny_fran: int
    gammal_niva: Decimal
    ny_niva: Decimal
    start_text: str = ""
    decimaler: int = 1
    problem: str = ""
    hypotes: str = ""
    ursprung: str = ""
    omfattning: str = ""
    stopp: str = ""
    kostnad: str = ""
    ansvarig: str = ""
    foljd: str = ""
    forslag: str = ""
    fore_efter: tuple[ForeEfter, ...] = ()
    krav: tuple[Krav, ...] = ()

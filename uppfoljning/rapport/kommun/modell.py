"""The whole municipality's report of a round, as it lies in the snapshot. Schema version 1.

Built of what the nämnder's own snapshots hold and of nothing else. A nämnd that has not approved
is here with its name and owner only: it is missing, and no count takes it for zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from kvalitet.statistik import Forandring
from uppfoljning.bedomning import STANDARDREGEL, Bedomning, Prognos
from uppfoljning.rapport import kanon
from uppfoljning.rapport.modell import (
    Atgard,
    Lardom,
    Lucka,
    OkantSchema,
    Rattelse,
    Regelrad,
    Status,
    Synpunkter,
    Tillfalle,
    Uppdrag,
)

SCHEMA = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Namndmal:
    """A goal as its nämnd judged it. `omrade`: the goal above that it serves. `skal`: what of it
    is not reached. `atgarder`: how many remedies it has."""

    id: str
    nummer: str
    kort: str
    niva: str = ""
    omrade: str = ""
    bedomning: Bedomning | None = None
    forra_bedomning: Bedomning | None = None
    prognos: Prognos | None = None
    trend: Forandring = Forandring.SAKNAS
    i_rad: int = 0
    utkast: bool = False
    avviker: bool = False
    skal: str = ""
    atgarder: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Namndenkat:
    """A survey by its first question. `varde` None and `dold`: too few answers to be told."""

    namn: str
    fraga: str = ""
    matt: str = ""
    varde: Decimal | None = None
    dold: bool = False
    forandring: Forandring = Forandring.SAKNAS
    svar: int = 0
    svarsfrekvens: Decimal | None = None
    pagar_till: date | None = None

    def __post_init__(self) -> None:
        if self.dold and self.varde is not None:
            raise ValueError("the value is hidden but here")


@dataclass(frozen=True, slots=True, kw_only=True)
class Namndsprang:
    titel: str
    slutsats: str
    matt: str
    gammal_niva: Decimal
    ny_niva: Decimal
    decimaler: int = 1
    ansvarig: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Namndel:
    """What one nämnd says. `sha256` "": it has approved nothing, and all the rest is empty.
    `klar_senast`: the day on which it should have been ready."""

    namnd: str
    kontor: str
    ansvarig: str
    klar_senast: date | None = None
    ogonblick: str = ""
    sha256: str = ""
    godkand: date | None = None
    mal: tuple[Namndmal, ...] = ()
    indikatorer: int = 0
    utan_varde: int = 0
    uppdrag: tuple[Uppdrag, ...] = ()
    synpunkter: Synpunkter | None = None
    enkater: tuple[Namndenkat, ...] = ()
    atgarder: tuple[Atgard, ...] = ()
    lardomar: tuple[Lardom, ...] = ()
    sprang: tuple[Namndsprang, ...] = ()
    saknas: tuple[Lucka, ...] = ()

    def __post_init__(self) -> None:
        if not self.sha256 and (self.mal or self.synpunkter or self.atgarder or self.lardomar):
            raise ValueError(f"{self.namnd} has approved nothing but says something")

    @property
    def finns(self) -> bool:
        return bool(self.sha256)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aterkommande:
    """The same thing in several nämnder. `vad`: "Åtgärd", "Lärdom" or "Tema"."""

    vad: str
    rubrik: str
    namnder: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kommunrapport:
    """`namnder`: the worst first, the missing last. `namnd` is kommunstyrelsen, whose report it
    is. `saknas`: the nämnder that have approved nothing, each with its owner."""

    kommun: str
    namnd: str
    kontor: str
    tillfalle: Tillfalle
    status: Status
    skapad: datetime
    schema: int = SCHEMA
    kontakt: str = ""
    pahittad: bool = False
    adress: str = ""
    namnder: tuple[Namndel, ...] = ()
    aterkommande: tuple[Aterkommande, ...] = ()
    saknas: tuple[Lucka, ...] = ()
    rattelser: tuple[Rattelse, ...] = ()
    regel: tuple[Regelrad, ...] = tuple(Regelrad(bedomning=b, text=t) for b, t in STANDARDREGEL)

    @property
    def med(self) -> tuple[Namndel, ...]:
        """The nämnder that are in it."""
        return tuple(n for n in self.namnder if n.finns)

    @property
    def utan(self) -> tuple[Namndel, ...]:
        return tuple(n for n in self.namnder if not n.finns)

    @property
    def mal(self) -> tuple[Namndmal, ...]:
        return tuple(m for n in self.namnder for m in n.mal)


def fran_json(text: str) -> Kommunrapport:
    data = kanon.las_json(text)
    if data.get("schema") != SCHEMA:
        raise OkantSchema(f"schema {data.get('schema')!r}, expected {SCHEMA}")
    return kanon.fran_data(Kommunrapport, data)

"""A nämnd's month, as it lies in the snapshot. Schema version 1."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from uppfoljning.rapport import kanon
from uppfoljning.rapport.modell import (
    Aktivitet,
    Atgard,
    Indikator,
    Lucka,
    OkantSchema,
    Rattelse,
    Status,
    Uppdrag,
)

SCHEMA = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Tal:
    """`dold`: too few to be told (".."); None and not hidden: there is no such figure."""

    varde: Decimal | None = None
    dold: bool = False

    def __post_init__(self) -> None:
        # A hidden figure must not lie in the snapshot: the web twin and exports read it.
        if self.dold and self.varde is not None:
            raise ValueError("the figure is hidden but has a value")


INGET = Tal()


@dataclass(frozen=True, slots=True, kw_only=True)
class Manadsindikator:
    """`kom`: its value came during the month. `varje_manad`: it is to have one each month.
    `ekonomi`: budget or sickness absence, shown whatever its day is."""

    indikator: Indikator
    kom: bool = False
    varje_manad: bool = False
    ekonomi: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Enhetsaktivitet:
    aktivitet: Aktivitet
    enhet: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Enhetsatgard:
    atgard: Atgard
    enhet: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Synpunktsmanad:
    """One month's synpunkter. `per_typ` goes with `Manadsrapport.typer`. `andel`: percent answered
    in time; `median`: days to the answer."""

    namn: str
    antal: Tal = INGET
    per_typ: tuple[Tal, ...] = ()
    andel: Tal = INGET
    median: Tal = INGET


@dataclass(frozen=True, slots=True, kw_only=True)
class Manadsrapport:
    """`synpunkter`: this month, the one before, the same a year ago. `aktiviteter` are late;
    `uppdrag` are to be reported back or should have been; `atgarder` are not done yet."""

    kommun: str
    namnd: str
    kontor: str
    period_fran: date
    period_till: date
    status: Status
    skapad: datetime
    schema: int = SCHEMA
    kontakt: str = ""
    pahittad: bool = False
    adress: str = ""
    indikatorer: tuple[Manadsindikator, ...] = ()
    aktiviteter: tuple[Enhetsaktivitet, ...] = ()
    uppdrag: tuple[Uppdrag, ...] = ()
    atgarder: tuple[Enhetsatgard, ...] = ()
    typer: tuple[str, ...] = ()
    synpunkter: tuple[Synpunktsmanad, ...] = ()
    frist: str = ""
    saknas: tuple[Lucka, ...] = ()
    rattelser: tuple[Rattelse, ...] = ()

    @property
    def kom(self) -> tuple[Indikator, ...]:
        """Whose values came during the month, economy and personnel apart."""
        return tuple(m.indikator for m in self.indikatorer if m.kom and not m.ekonomi)

    @property
    def ekonomi(self) -> tuple[Indikator, ...]:
        return tuple(m.indikator for m in self.indikatorer if m.ekonomi)

    @property
    def alla(self) -> tuple[Indikator, ...]:
        """What the month tells of."""
        return self.kom + self.ekonomi

    @property
    def sena_atgarder(self) -> tuple[Enhetsatgard, ...]:
        return tuple(a for a in self.atgarder if _passerad(a.atgard, self.period_till))

    @property
    def kommande_atgarder(self) -> tuple[Enhetsatgard, ...]:
        return tuple(a for a in self.atgarder if not _passerad(a.atgard, self.period_till))


def _passerad(a: Atgard, dag: date) -> bool:
    return a.klar_senast is not None and a.klar_senast <= dag


def fran_json(text: str) -> Manadsrapport:
    data = kanon.las_json(text)
    if data.get("schema") != SCHEMA:
        raise OkantSchema(f"schema {data.get('schema')!r}, expected {SCHEMA}")
    return kanon.fran_data(Manadsrapport, data)

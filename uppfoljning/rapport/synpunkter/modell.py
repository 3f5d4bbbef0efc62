"""A synpunktsrapport as it lies in the snapshot. Schema version 1.

Every count is hidden here already when it is too small, or when a reader could have it by
subtracting others. No case, sender or mönster has a name in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from uppfoljning.rapport import kanon
from uppfoljning.rapport.modell import Effekt, Lucka, OkantSchema, Rattelse, Status
from uppfoljning.rapport.perioddelar import INGET, Period, Tal, Text

SCHEMA = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Rad:
    """One thing counted in the period, in the one before, and in the same months last year."""

    namn: str
    nyckel: str = ""
    nu: Tal = INGET
    forra: Tal = INGET
    fjol: Tal = INGET


@dataclass(frozen=True, slots=True, kw_only=True)
class Enhetsrad:
    """A unit's synpunkter; `andel_i_tid` in percent of those who were owed an answer."""

    namn: str
    klagomal: Tal = INGET
    nu: Tal = INGET
    forra: Tal = INGET
    fjol: Tal = INGET
    andel_i_tid: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Svarstid:
    """`lovade`: who were owed an answer. Days are calendar days from arrival to answer."""

    lovade: Tal = INGET
    andel_i_tid: Decimal | None = None
    median_dagar: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Nojd:
    """How content the senders of closed cases are: SKR's index 0–100, of so many answers."""

    svar: Tal = INGET
    index: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Utansvar:
    """Complaints that wait for an answer on the day of the snapshot, by age in days."""

    alla: Tal = INGET
    sena: Tal = INGET
    """Their promised day has passed."""
    alder: tuple[Rad, ...] = ()
    aldst_dagar: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Temarad:
    """`monster`, `brister`: how many that the period's cases have been gathered in."""

    namn: str
    nu: Tal = INGET
    forra: Tal = INGET
    monster: int = 0
    brister: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Foljd:
    """A remedy of a shortcoming with at least `troskel` cases behind it."""

    brist: str
    atgard: str = ""
    klar_senast: date | None = None
    klar: bool = False
    effekt: Effekt = Effekt.EJ_PROVAD


@dataclass(frozen=True, slots=True, kw_only=True)
class Kedja:
    """From what was said to what was learnt: how many, of the period's cases."""

    synpunkter: Tal = INGET
    brister: int = 0
    atgarder: int = 0
    hjalpte: int = 0
    lardomar: int = 0
    foljder: tuple[Foljd, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NiSaText:
    """A published text, in the municipality's own words. `gjordes`: "vi gjorde", not "inte"."""

    tema: str
    enhet: str
    ni_sa: str
    vi_gjorde: str
    gjordes: bool = True
    antal: Tal = INGET


@dataclass(frozen=True, slots=True, kw_only=True)
class Synpunktstal:
    """The figures alone, as the kvalitetsberättelse has them too. `fjol` None: the period before
    is the same months last year, or there was nothing then. `frist`: "inom 10 arbetsdagar"."""

    nu: Period
    forra: Period
    fjol: Period | None = None
    troskel: int = 5
    frist: str = ""
    alla: Rad = Rad(namn="Alla")
    per_typ: tuple[Rad, ...] = ()
    per_utfall: tuple[Rad, ...] = ()
    enheter: tuple[Enhetsrad, ...] = ()
    svar: Svarstid = Svarstid()
    svar_forra: Svarstid = Svarstid()
    svar_fjol: Svarstid = Svarstid()
    nojd: Nojd = Nojd()
    nojd_forra: Nojd = Nojd()
    ateroppnade: Tal = INGET
    utan_svar: Utansvar = Utansvar()
    teman: tuple[Temarad, ...] = ()
    kedja: Kedja = Kedja()

    def typ(self, nyckel: str) -> Rad:
        return next((r for r in self.per_typ if r.nyckel == nyckel), Rad(namn=nyckel))


@dataclass(frozen=True, slots=True, kw_only=True)
class Synpunktsrapport:
    kommun: str
    namnd: str
    kontor: str
    status: Status
    skapad: datetime
    tal: Synpunktstal
    schema: int = SCHEMA
    kontakt: str = ""
    pahittad: bool = False
    adress: str = ""
    ni_sa: tuple[NiSaText, ...] = ()
    texter: tuple[Text, ...] = ()
    saknas: tuple[Lucka, ...] = ()
    rattelser: tuple[Rattelse, ...] = ()


def fran_json(text: str) -> Synpunktsrapport:
    data = kanon.las_json(text)
    if data.get("schema") != SCHEMA:
        raise OkantSchema(f"schema {data.get('schema')!r}, expected {SCHEMA}")
    return kanon.fran_data(Synpunktsrapport, data)

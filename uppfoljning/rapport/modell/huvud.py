"""The head of a report, and what stands around its goals."""

from dataclasses import dataclass
from datetime import date

from uppfoljning.bedomning import Bedomning
from uppfoljning.rapport.modell.lagen import Rapportlage, Slag


@dataclass(frozen=True, slots=True, kw_only=True)
class Tillfalle:
    """The round. `namn` as in running text ("delår 2026"), `forra_namn` of the last one."""

    slag: Slag
    namn: str
    period_fran: date
    period_till: date
    matdatum: date
    forra_namn: str = ""
    varv: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    lage: Rapportlage
    dnr: str = ""
    version: int = 1
    godkand_av: str = ""
    godkand_datum: date | None = None
    paragraf: str = ""
    beslutsdatum: date | None = None
    luckor_skal: str = ""
    """Why it was approved although something is missing; what is stands in `saknas`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lucka:
    """Something that should be here and is not, and who answers for it."""

    vad: str
    ansvarig: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delunderlag:
    """A unit's own snapshot that this one rests on; not approved: no id and no hash."""

    enhet: str
    ogonblick: str = ""
    sha256: str = ""
    ansvarig: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beslutspunkt:
    """Something the nämnd must decide, with the anchor of its page ("mal-6", "sprang-1")."""

    text: str
    ankare: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rattelse:
    datum: date
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Regelrad:
    bedomning: Bedomning
    text: str

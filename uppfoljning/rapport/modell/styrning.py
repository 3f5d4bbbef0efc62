"""What a nämnd steers by beside its goals: economy, personnel, internal control, and what was
changed in how things are measured."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from kvalitet.statistik import Forandring
from uppfoljning.rapport.modell.matt import INGET_VARDE, Konsvarde


class Nyckeltalsomrade(StrEnum):
    EKONOMI = "ekonomi"
    PERSONAL = "personal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Nyckeltal:
    """A key figure of economy or personnel. `mal` is the number of the goal that it is an
    indicator of, and `malvarde_text` its target there; both "" when it is in no goal."""

    namn: str
    enhet: str
    omrade: Nyckeltalsomrade
    decimaler: int = 1
    nu: Konsvarde = INGET_VARDE
    forra: Decimal | None = None
    period: str = ""
    forra_period: str = ""
    trend: Forandring = Forandring.SAKNAS
    malvarde_text: str = ""
    mal: str = ""
    kalla: str = ""
    bortfallsorsak: str = ""
    ansvarig: str = ""
    id: str = ""


class Kontrollresultat(StrEnum):
    UTAN = "utan"
    MED = "med"
    EJ = "ej"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kontroll:
    """A control of the plan. `resultat` None: not reported yet; `sen`: its day had passed.
    `brist`: the shortcoming that it became."""

    vad: str
    enhet: str
    senast: date
    ansvarig: str
    resultat: Kontrollresultat | None = None
    kommentar: str = ""
    brist: str = ""
    har_atgard: bool = False
    sen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Internkontroll:
    """The nämnd's plan of the year (kommunallagen 6 kap. 6 §), as far as it had come."""

    ar: int
    beslutad: date | None = None
    paragraf: str = ""
    kontroller: tuple[Kontroll, ...] = ()

    @property
    def gjorda(self) -> int:
        """Those that were made; one reported as not made is not."""
        gjorda = (Kontrollresultat.UTAN, Kontrollresultat.MED)
        return sum(k.resultat in gjorda for k in self.kontroller)

    @property
    def med_anmarkning(self) -> int:
        return sum(k.resultat is Kontrollresultat.MED for k in self.kontroller)


@dataclass(frozen=True, slots=True, kw_only=True)
class Metodandring:
    """Something that is not measured or judged as before. `datum` None: since last time."""

    galler: str
    text: str
    datum: date | None = None

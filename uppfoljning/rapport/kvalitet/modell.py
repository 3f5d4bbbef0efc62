"""A kvalitetsberättelse as it lies in the snapshot. Schema version 1.

Made of what was approved and frozen in the year, and of counts. What is said of complaints and
signals is hidden here already where it could point somebody out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from uppfoljning.bedomning import Bedomning
from uppfoljning.rapport import kanon
from uppfoljning.rapport.modell import (
    Antal,
    Delunderlag,
    Effekt,
    Lucka,
    OkantSchema,
    Rattelse,
    Status,
)
from uppfoljning.rapport.perioddelar import INGET, Period, Tal, Text
from uppfoljning.rapport.synpunkter.modell import Synpunktstal

SCHEMA = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Malrad:
    """A goal as the kontor judged it last in the year, and a year before."""

    nummer: str
    kort: str
    bedomning: Bedomning | None = None
    i_fjol: Bedomning | None = None
    orsak: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enhetsutfall:
    """How many goals of a unit's own plan got each grade in its last approved lap."""

    enhet: str
    uppfyllt: int = 0
    delvis: int = 0
    ej: int = 0
    okant: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklisterad:
    namn: str
    gjorda: int
    enheter: int
    ja: int = 0
    nej: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Egenkontroller:
    gjorda: int = 0
    forra: int | None = None
    enheter: int = 0
    brister: int = 0
    listor: tuple[Checklisterad, ...] = ()
    svaga_punkter: tuple[Antal, ...] = ()
    """The points that were most often answered no."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Riskrad:
    """`varde`: sannolikhet × konsekvens, 1–16, as it was judged last; `forra` the time before."""

    rubrik: str
    enhet: str
    varde: int
    forra: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Risker:
    alla: int = 0
    hoga: int = 0
    bedomda: int = 0
    """Assessments made in the year."""
    sena: int = 0
    """Past the day when they should have been looked over."""
    rader: tuple[Riskrad, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kontrollrad:
    vad: str
    enhet: str
    resultat: str
    brist: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Internkontroll:
    planerade: int = 0
    utan: int = 0
    med: int = 0
    ej: int = 0
    kvar: int = 0
    rader: tuple[Kontrollrad, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bristkalla:
    """Shortcomings noted in the year, by where they were found."""

    namn: str
    nya: int
    med_atgard: int = 0
    utan_beslut: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Provad:
    """A remedy whose effect was judged in the year, by another than who did it."""

    rubrik: str
    enhet: str
    effekt: Effekt
    effekt_text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Oppen:
    rubrik: str
    klar_senast: date
    ansvarig: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Atgardsbild:
    """`beslutade` in the year; `ja` … `for_tidigt`: effects judged in it; the rest as it stands
    now."""

    beslutade: int = 0
    ja: int = 0
    delvis: int = 0
    nej: int = 0
    for_tidigt: int = 0
    hjalpte_forra: int | None = None
    oppna: int = 0
    sena: int = 0
    provade: tuple[Provad, ...] = ()
    nasta: tuple[Oppen, ...] = ()

    @property
    def hjalpte(self) -> int:
        return self.ja + self.delvis


@dataclass(frozen=True, slots=True, kw_only=True)
class Lardomsrad:
    """A learning secured in the year, and how a plan has answered it; `svar` "" for not yet."""

    rubrik: str
    enhet: str
    gor_annorlunda: str
    rutin: str = ""
    svar: str = ""
    upprepad: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Kil:
    """The wedge: what was secured, and how plans have answered it."""

    sakrade: int = 0
    sakrade_forra: int | None = None
    inarbetade: int = 0
    avvisade: int = 0
    obesvarade: int = 0
    upprepade: int = 0
    """Shortcomings of the year that a secured learning should have kept from coming again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sprangrad:
    titel: str
    enhet: str
    matt: str
    gammal: str
    ny: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signalrad:
    """Signs of something that a law says must be reported: judged, and taken further."""

    namn: str
    bedomda: Tal = INGET
    vidare: Tal = INGET


@dataclass(frozen=True, slots=True, kw_only=True)
class Kvalitetsberattelse:
    kommun: str
    namnd: str
    kontor: str
    status: Status
    skapad: datetime
    period: Period
    lag: str
    klagomal: Synpunktstal
    schema: int = SCHEMA
    kontakt: str = ""
    pahittad: bool = False
    adress: str = ""
    mal: tuple[Malrad, ...] = ()
    enheter: tuple[Enhetsutfall, ...] = ()
    delunderlag: tuple[Delunderlag, ...] = ()
    egenkontroll: Egenkontroller = Egenkontroller()
    risker: Risker = Risker()
    internkontroll: Internkontroll = Internkontroll()
    brister: tuple[Bristkalla, ...] = ()
    orsaksanalyser: int = 0
    atgarder: Atgardsbild = Atgardsbild()
    lardomar: tuple[Lardomsrad, ...] = ()
    kil: Kil = Kil()
    sprang: tuple[Sprangrad, ...] = ()
    signaler: tuple[Signalrad, ...] = ()
    texter: tuple[Text, ...] = ()
    saknas: tuple[Lucka, ...] = ()
    rattelser: tuple[Rattelse, ...] = ()


def fran_json(text: str) -> Kvalitetsberattelse:
    data = kanon.las_json(text)
    if data.get("schema") != SCHEMA:
        raise OkantSchema(f"schema {data.get('schema')!r}, expected {SCHEMA}")
    return kanon.fran_data(Kvalitetsberattelse, data)

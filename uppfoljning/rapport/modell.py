"""A Måluppfyllelserapport as it lies in the snapshot. Schema version 1.

The one shape between the collector, which reads the database once and builds it, and
the pages, which are drawn from nothing else. Whatever a reader sees can be computed
from this; whatever is missing is missing here, as None, an empty tuple or a `Lucka`
with its owner. Shares and indices are 0–100, times are days, ages count to mätdatum.

Schema 1 is frozen once a report is published: a new field means schema 2 and a reader
of both.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256

from kvalitet.statistik import Forandring
from uppfoljning.bedomning import STANDARDREGEL, Bedomning, Lage, Maltyp, Prognos
from uppfoljning.rapport import kanon

SCHEMA = 1


class Slag(StrEnum):
    KV1 = "kv1"
    DELAR = "delar"
    HELAR = "helar"


class Rapportlage(StrEnum):
    UTKAST = "utkast"
    GODKAND = "godkand"
    FASTSTALLD = "faststalld"


class Effekt(StrEnum):
    JA = "ja"
    DELVIS = "delvis"
    NEJ = "nej"
    FOR_TIDIGT = "for_tidigt"
    EJ_PROVAD = "ej_provad"


class Arbetslage(StrEnum):
    """Of an aktivitet, an uppdrag or an åtgärd."""

    PLANERAD = "planerad"
    PAGAR = "pagar"
    KLAR = "klar"
    FORSENAD = "forsenad"
    STRUKEN = "struken"


class Lardomslage(StrEnum):
    UTKAST = "utkast"
    FORESLAGEN = "foreslagen"
    SAKRAD = "sakrad"


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
class Konsvarde:
    """A value for all (t), women (k) and men (m). `dolda`: which of T, K, M are ".."

    `ej_uppdelad`: why it is not divided by sex, when it is not.
    """

    t: Decimal | None = None
    k: Decimal | None = None
    m: Decimal | None = None
    dolda: tuple[str, ...] = ()
    ej_uppdelad: str = ""

    def __post_init__(self) -> None:
        # A hidden value must not lie in the snapshot: the web twin and exports read it.
        for kon, varde in (("T", self.t), ("K", self.k), ("M", self.m)):
            if kon in self.dolda and varde is not None:
                raise ValueError(f"{kon} is hidden but has a value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Punkt:
    """One point of a series. `brott`: what changed in the measurement from here on. `dold`:
    the value is "..", too few to be shown."""

    etikett: str
    varde: Decimal | None = None
    dold: bool = False
    jamforelse: Decimal | None = None
    brott: str = ""

    def __post_init__(self) -> None:
        if self.dold and self.varde is not None:
            raise ValueError("the point is hidden but has a value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Jamforelse:
    namn: str
    varde: Decimal | None = None
    period: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indikator:
    """`svar` replaces the numbers of a qualitative target ("Ja", "Nej"). `malvarde` is
    the line in the chart, `malvarde_text` what is printed. `osakerhet` is half the 95 %
    interval. `jamforelser` in the order riket, liknande kommuner, others."""

    nummer: str
    namn: str
    enhet: str
    maltyp: Maltyp
    malvarde_text: str
    lage: Lage
    regel: str = ""
    hogre_ar_battre: bool = True
    decimaler: int = 1
    malvarde: Decimal | None = None
    basar: int | None = None
    bas: Decimal | None = None
    forra: Decimal | None = None
    nu: Konsvarde = Konsvarde()
    svar: str = ""
    trend: Forandring = Forandring.SAKNAS
    osakerhet: Decimal | None = None
    bortfallsorsak: str = ""
    ansvarig: str = ""
    kalla: str = ""
    matdatum: date | None = None
    jamforelser: tuple[Jamforelse, ...] = ()
    serie: tuple[Punkt, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kriterium:
    """How one knows that the goal is reached ("måluppfyllelse A")."""

    beteckning: str
    text: str
    indikatorer: tuple[Indikator, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Aktivitet:
    rubrik: str
    status: Arbetslage
    ansvarig: str = ""
    skal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Malatgard:
    """A remedy for a goal: to be done, or done and found to help, wholly or in part."""

    rubrik: str
    ansvarig: str = ""
    klar_senast: date | None = None
    effekt: Effekt = Effekt.EJ_PROVAD


@dataclass(frozen=True, slots=True, kw_only=True)
class Belagg:
    """What residents say of one goal: "Klagomål om bemötande", "12, förra gången 17"."""

    slag: str
    rubrik: str
    utfall: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mal:
    """`bedomning` None: nobody has judged yet. `i_rad`: how many years in a row the goal
    has been ej uppfyllt, this one included."""

    id: str
    nummer: str
    kort: str
    text: str
    niva: str = ""
    omrade: str = ""
    koppling: str = ""
    radighet: str = ""
    ansvarig: str = ""
    bedomning: Bedomning | None = None
    bedomd_av: str = ""
    forslag: Bedomning = Bedomning.OKANT
    forslag_regel: str = ""
    avviker_skal: str = ""
    prognos: Prognos | None = None
    trend: Forandring = Forandring.SAKNAS
    forra_bedomning: Bedomning | None = None
    i_rad: int = 0
    motivering: str = ""
    orsak: str = ""
    fungerade_inte: tuple[str, ...] = ()
    kriterier: tuple[Kriterium, ...] = ()
    aktiviteter: tuple[Aktivitet, ...] = ()
    atgarder: tuple[Malatgard, ...] = ()
    belagg: tuple[Belagg, ...] = ()

    @property
    def indikatorer(self) -> tuple[Indikator, ...]:
        return tuple(i for k in self.kriterier for i in k.indikatorer)

    @property
    def avviker(self) -> bool:
        return self.bedomning is not None and self.bedomning is not self.forslag


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
class Antal:
    namn: str
    antal: int
    forra: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NiSa:
    """In the municipality's own words, never a quotation."""

    ni_sa: str
    vi_gjorde: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Synpunkter:
    """Counts of the period; `forra` is what `jamfor_med` says. `frist`: "inom 10 arbetsdagar"."""

    per_typ: tuple[Antal, ...] = ()
    vanligaste: tuple[Antal, ...] = ()
    jamfor_med: str = "förra omgången"
    frist: str = ""
    andel_i_tid: Decimal | None = None
    andel_i_tid_forra: Decimal | None = None
    andel_i_tid_mal: Decimal | None = None
    median_dagar: Decimal | None = None
    median_dagar_forra: Decimal | None = None
    ni_sa: tuple[NiSa, ...] = ()

    @property
    def antal(self) -> int:
        return sum(t.antal for t in self.per_typ)

    @property
    def antal_forra(self) -> int | None:
        kanda = [t.forra for t in self.per_typ if t.forra is not None]
        return sum(kanda) if kanda and len(kanda) == len(self.per_typ) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fraga:
    """One result of a survey. `matt`: "NKI" or "andel positiva, %"; never both on a line."""

    text: str
    matt: str
    n: int | None = None
    varde: Konsvarde = Konsvarde()
    undre: Decimal | None = None
    ovre: Decimal | None = None
    forandring: Forandring = Forandring.SAKNAS

    def __post_init__(self) -> None:
        # The interval gives the value away, and n below the threshold is printed "under 30".
        synligt = any(x is not None for x in (self.n, self.undre, self.ovre))
        if "T" in self.varde.dolda and synligt:
            raise ValueError("the total is hidden but its interval or n is not")


@dataclass(frozen=True, slots=True, kw_only=True)
class Undersokning:
    """`pagar_till`: its last day, when it was open as the snapshot was made. Then only the number
    of answers and the response rate are here: results that grow by one answer at a time would
    tell what each said."""

    namn: str
    troskel: int
    urval: int
    overtackning: int = 0
    svar: int = 0
    svarsfrekvens: Decimal | None = None
    jamfor_med: str = ""
    fragor: tuple[Fraga, ...] = ()
    pagar_till: date | None = None

    def __post_init__(self) -> None:
        if self.pagar_till is not None and self.fragor:
            raise ValueError("the survey is open but has results")


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Maluppfyllelserapport:
    """`skapad` is the snapshot's moment and the file's date. `pahittad`: demo values,
    printed on every page. `beslut` are the points written by a person; what follows from
    the rest (uppdrag to close, goals without åtgärd) is added when page 1 is made."""

    kommun: str
    namnd: str
    kontor: str
    tillfalle: Tillfalle
    status: Status
    skapad: datetime
    schema: int = SCHEMA
    kontakt: str = ""
    styrmodell: str = ""
    fas: str = "folja_upp"
    nasta_plan: str = ""
    pahittad: bool = False
    mal: tuple[Mal, ...] = ()
    uppdrag: tuple[Uppdrag, ...] = ()
    synpunkter: Synpunkter | None = None
    undersokningar: tuple[Undersokning, ...] = ()
    brister: tuple[Brist, ...] = ()
    atgarder: tuple[Atgard, ...] = ()
    lardomar: tuple[Lardom, ...] = ()
    sprang: tuple[Sprang, ...] = ()
    beslut: tuple[Beslutspunkt, ...] = ()
    saknas: tuple[Lucka, ...] = ()
    delunderlag: tuple[Delunderlag, ...] = ()
    rattelser: tuple[Rattelse, ...] = ()
    regel: tuple[Regelrad, ...] = tuple(Regelrad(bedomning=b, text=t) for b, t in STANDARDREGEL)

    @property
    def indikatorer(self) -> tuple[Indikator, ...]:
        return tuple(i for m in self.mal for i in m.indikatorer)


class OkantSchema(ValueError):
    """The snapshot was written in a schema that this version does not read."""


def till_data(underlag: Maluppfyllelserapport) -> dict[str, object]:
    """For a JSON column; `till_json` of the same report is its canonical text."""
    data: dict[str, object] = kanon.till_data(underlag)
    return data


def till_json(underlag: Maluppfyllelserapport) -> str:
    return kanon.till_json(underlag)


def fran_data(data: dict[str, object]) -> Maluppfyllelserapport:
    if data.get("schema") != SCHEMA:
        raise OkantSchema(f"schema {data.get('schema')!r}, expected {SCHEMA}")
    return kanon.fran_data(Maluppfyllelserapport, data)


def fran_json(text: str) -> Maluppfyllelserapport:
    return fran_data(kanon.las_json(text))


def fingeravtryck(underlag: Maluppfyllelserapport) -> str:
    """sha256 of the canonical JSON, in hex: the snapshot's own fingerprint."""
    return sha256(till_json(underlag).encode()).hexdigest()

"""A goal: how it was judged, and all that the judgement saw."""

from dataclasses import dataclass
from datetime import date

from kvalitet.statistik import Forandring
from uppfoljning.bedomning import Bedomning, Prognos
from uppfoljning.rapport.modell.lagen import Arbetslage, Effekt
from uppfoljning.rapport.modell.matt import Indikator, Kriterium
from uppfoljning.rapport.modell.rost import Antal


@dataclass(frozen=True, slots=True, kw_only=True)
class Aktivitet:
    """`rapporterad`: the day of the report that holds; None when there is none."""

    rubrik: str
    status: Arbetslage
    ansvarig: str = ""
    skal: str = ""
    framsteg: int | None = None
    """In percent, as reported."""
    hinder: str = ""
    id: str = ""
    slut: date | None = None
    rapporterad: date | None = None


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
class Malrost:
    """The period's synpunkter behind brister of the goal: how many, of which types and themes,
    and in which patterns."""

    antal: int = 0
    per_typ: tuple[Antal, ...] = ()
    teman: tuple[Antal, ...] = ()
    monster: tuple[Antal, ...] = ()


INGEN_ROST = Malrost()


@dataclass(frozen=True, slots=True, kw_only=True)
class Malbrist:
    """A shortcoming of the goal that was known when it was judged. `beslut`: why nothing is done,
    when that was decided."""

    rubrik: str
    kalla: str = ""
    kalla_mening: str = ""
    noterad: date | None = None
    beslut: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Malprov:
    """A remedy that has been tried for the goal, in this plan or an earlier one of the unit."""

    rubrik: str
    brist: str = ""
    beslutad: date | None = None
    klar_senast: date | None = None
    status: Arbetslage = Arbetslage.PLANERAD
    effekt: Effekt = Effekt.EJ_PROVAD
    effekt_text: str = ""
    ansvarig: str = ""
    tidigare: bool = False
    """Against a brist from before the lap that is judged."""
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forra:
    """What was judged last time and what was said then. `varv`, `mal`: the live rows."""

    tillfalle: str
    bedomning: Bedomning | None = None
    bedomd_av: str = ""
    prognos: Prognos | None = None
    trend: Forandring = Forandring.SAKNAS
    avviker_skal: str = ""
    motivering: str = ""
    fungerade_inte: tuple[str, ...] = ()
    orsak: str = ""
    sha256: str = ""
    varv: str = ""
    mal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mal:
    """`bedomning` None: nobody has judged yet. `i_rad`: how many years in a row the goal
    has been ej uppfyllt, this one included; `i_rad_fore`: the years before this one."""

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
    bedomd: date | None = None
    utkast: bool = False
    """Written but not handed in when the follow-up was approved."""
    i_rad_fore: int = 0
    rost: Malrost = INGEN_ROST
    brister: tuple[Malbrist, ...] = ()
    prov: tuple[Malprov, ...] = ()
    forra: Forra | None = None

    @property
    def indikatorer(self) -> tuple[Indikator, ...]:
        return tuple(i for k in self.kriterier for i in k.indikatorer)

    @property
    def avviker(self) -> bool:
        return self.bedomning is not None and self.bedomning is not self.forslag

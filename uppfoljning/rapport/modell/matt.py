"""What is measured: an indicator, its values, and what they are laid beside."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kvalitet.statistik import Forandring, Traff, Variation
from uppfoljning.bedomning import Lage, Maltyp


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


INGET_VARDE = Konsvarde()


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
    """`omrade`: Kolada's code of the area."""

    namn: str
    varde: Decimal | None = None
    period: str = ""
    omrade: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Styrutsaga:
    """What the control chart says: `kort` in a table, `mening` under the chart; of how many
    values since the latest series break, with the centre and the limits that they have."""

    kort: str
    mening: str
    antal: int
    variation: Variation = Variation.OKAND
    traff: Traff = Traff.OKAND
    mitt: Decimal | None = None
    undre: Decimal | None = None
    ovre: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Indikator:
    """`svar` replaces the numbers of a qualitative target ("Ja", "Nej"). `malvarde` is
    the line in the chart, `malvarde_text` what is printed. `osakerhet` is half the 95 %
    interval. `jamforelser` in the order riket, liknande kommuner, others. `kon` holds all, women
    and men of each point of `serie`. `definition` is what the value meant when it was judged.
    `variation` None: the series is too short for a control chart."""

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
    nu: Konsvarde = INGET_VARDE
    svar: str = ""
    trend: Forandring = Forandring.SAKNAS
    osakerhet: Decimal | None = None
    bortfallsorsak: str = ""
    ansvarig: str = ""
    kalla: str = ""
    matdatum: date | None = None
    jamforelser: tuple[Jamforelse, ...] = ()
    serie: tuple[Punkt, ...] = ()
    id: str = ""
    definition: str = ""
    definitionsversion: int | None = None
    period: str = ""
    forra_period: str = ""
    kon: tuple[Konsvarde, ...] = ()
    variation: Styrutsaga | None = None
    andel: Decimal | None = None
    """How much of the target is reached, in percent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kriterium:
    """How one knows that the goal is reached ("måluppfyllelse A")."""

    beteckning: str
    text: str
    indikatorer: tuple[Indikator, ...] = ()

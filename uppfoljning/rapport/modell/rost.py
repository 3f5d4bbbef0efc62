"""What residents say: synpunkter in figures, and what surveys gave."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kvalitet.statistik import Forandring
from uppfoljning.rapport.modell.matt import INGET_VARDE, Konsvarde


@dataclass(frozen=True, slots=True, kw_only=True)
class Antal:
    """`nyckel` names what was counted: a type, a theme, a pattern, a unit. `dold`, `forra_dold`:
    too few to be told (".."); then the count is not here."""

    namn: str
    antal: int | None
    forra: int | None = None
    nyckel: str = ""
    dold: bool = False
    forra_dold: bool = False

    def __post_init__(self) -> None:
        if (self.antal is None) != self.dold or (self.forra_dold and self.forra is not None):
            raise ValueError("a count is hidden but is here, or is not here but not hidden")

    @property
    def okade(self) -> bool:
        return self.antal is not None and self.forra is not None and self.antal > self.forra


@dataclass(frozen=True, slots=True, kw_only=True)
class NiSa:
    """In the municipality's own words, never a quotation."""

    ni_sa: str
    vi_gjorde: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Synpunkter:
    """Counts of the period; `forra` is what `jamfor_med` says. `frist`: "inom 10 arbetsdagar".
    `lovade` were owed an answer, `besvarade` have one; the share and the median are of them."""

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
    teman: tuple[Antal, ...] = ()
    lovade: int = 0
    besvarade: int = 0
    alla: Antal | None = None
    """Where types are hidden, so that they cannot be summed."""

    @property
    def summa(self) -> Antal:
        return self.alla or summan(self.per_typ)

    @property
    def dolt(self) -> bool:
        """Whether a table has a hidden count."""
        return any(a.dold or a.forra_dold for a in (*self.per_typ, *self.vanligaste))

    @property
    def antal(self) -> int | None:
        return self.summa.antal

    @property
    def antal_forra(self) -> int | None:
        return self.summa.forra


def summan(per_typ: Sequence[Antal]) -> Antal:
    """Of counts that are all told; of the year before only when each of them is."""
    kanda = [t.forra for t in per_typ if t.forra is not None]
    return Antal(
        namn="Alla",
        antal=sum(t.antal or 0 for t in per_typ),
        forra=sum(kanda) if kanda and len(kanda) == len(per_typ) else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Fraga:
    """One result of a survey. `matt`: "NKI" or "andel positiva, %"; never both on a line. `mal`:
    the goal that it is evidence for, when it is not that of the survey."""

    text: str
    matt: str
    n: int | None = None
    varde: Konsvarde = INGET_VARDE
    undre: Decimal | None = None
    ovre: Decimal | None = None
    forandring: Forandring = Forandring.SAKNAS
    mal: str = ""

    def __post_init__(self) -> None:
        # The interval gives the value away, and n below the threshold is printed "under 30".
        synligt = any(x is not None for x in (self.n, self.undre, self.ovre))
        if "T" in self.varde.dolda and synligt:
            raise ValueError("the total is hidden but its interval or n is not")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tema:
    """What many wrote of in their own words; `antal` None: too few to be told."""

    namn: str
    antal: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Undersokning:
    """`pagar_till`: its last day, when it was open as the snapshot was made. Then only the number
    of answers and the response rate are here: results that grow by one answer at a time would
    tell what each said. `mal` is the `Mal.id` that it is evidence for."""

    namn: str
    troskel: int
    urval: int
    overtackning: int = 0
    svar: int = 0
    svarsfrekvens: Decimal | None = None
    jamfor_med: str = ""
    fragor: tuple[Fraga, ...] = ()
    pagar_till: date | None = None
    id: str = ""
    mal: str = ""
    sammanfattning: str = ""
    """What was written freely, in the municipality's own words; never a quotation."""
    teman: tuple[Tema, ...] = ()
    ram: int | None = None
    """How many the whole group is, when it is known: the interval is corrected for it."""

    def om(self, mal: str) -> tuple[Fraga, ...]:
        """The questions that are evidence for the goal."""
        return tuple(f for f in self.fragor if (f.mal or self.mal) == mal)

    def __post_init__(self) -> None:
        if self.pagar_till is not None and self.fragor:
            raise ValueError("the survey is open but has results")

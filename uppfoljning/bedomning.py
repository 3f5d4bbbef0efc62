"""What the indicators say about a goal: targets, suggested grade, trend. Pure.

The indicators suggest and a named person judges, so nothing here decides a grade. Each
rule exists twice, as code and as the Swedish sentence that the report prints beside its
result; the two stand in the same function so that they cannot part.

Values are compared unrounded. A value that is missing is never 0: it gives `SAKNAS`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from kvalitet.statistik import Forandring, Skattning, forandring

MINUS = "\u2212"


class Maltyp(StrEnum):
    ABSOLUT = "absolut"
    INTERVALL = "intervall"
    RIKTNING_MOT_BASAR = "riktning_mot_basar"
    GAP_MOT_JAMFORELSE = "gap_mot_jamforelse"
    KVALITATIV = "kvalitativ"


class Riktning(StrEnum):
    """Which way is better."""

    HOGRE = "hogre"
    LAGRE = "lagre"


class Lage(StrEnum):
    """An indicator against its target. `SAKNAS`: no comparable value."""

    NATT = "natt"
    EJ_NATT = "ej_natt"
    SAKNAS = "saknas"


class Bedomning(StrEnum):
    UPPFYLLT = "uppfyllt"
    DELVIS = "delvis"
    EJ = "ej"
    OKANT = "okant"


class Prognos(StrEnum):
    VANTAS = "vantas"
    OSAKERT = "osakert"
    VANTAS_INTE = "vantas_inte"
    OKANT = "okant"


Trend = Forandring


@dataclass(frozen=True, slots=True)
class Utfall:
    """The result of one indicator, with the rule that gave it in a sentence."""

    lage: Lage
    regel: str


@dataclass(frozen=True, slots=True)
class Forslag:
    """A suggested grade and the rule that gave it in a sentence."""

    bedomning: Bedomning
    regel: str


# --- targets ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Absolut:
    """At least (higher is better) or at most (lower is better) a fixed value."""

    malvarde: Decimal
    riktning: Riktning

    def text(self, decimaler: int = 1) -> str:
        ord_ = "minst" if self.riktning is Riktning.HOGRE else "högst"
        return f"{ord_} {_tal(self.malvarde, decimaler)}"

    def prova(self, varde: Decimal | None, decimaler: int = 1) -> Utfall:
        regel = f"Nått när värdet är {self.text(decimaler)}."
        if varde is None:
            return Utfall(Lage.SAKNAS, f"{regel} Värde saknas.")
        return _utfall(_fordel(varde, self.malvarde, self.riktning) >= 0, regel)


@dataclass(frozen=True, slots=True)
class Intervall:
    """Between two values, both included."""

    undre: Decimal
    ovre: Decimal

    def __post_init__(self) -> None:
        if self.undre > self.ovre:
            raise ValueError("the interval is upside down")

    def text(self, decimaler: int = 1) -> str:
        return f"{_tal(self.undre, decimaler)}–{_tal(self.ovre, decimaler)}"

    def prova(self, varde: Decimal | None, decimaler: int = 1) -> Utfall:
        regel = (
            f"Nått när värdet är minst {_tal(self.undre, decimaler)} "
            f"och högst {_tal(self.ovre, decimaler)}."
        )
        if varde is None:
            return Utfall(Lage.SAKNAS, f"{regel} Värde saknas.")
        return _utfall(self.undre <= varde <= self.ovre, regel)


@dataclass(frozen=True, slots=True)
class RiktningMotBasar:
    """Better than the base year. `bas` None: the base year's value is missing. `brott`: since
    then it is measured in another way (a Seriebrott in words), so nothing can be compared."""

    bas: Decimal | None
    basar: int
    riktning: Riktning
    brott: str = ""

    def text(self, decimaler: int = 1) -> str:
        ord_ = "över" if self.riktning is Riktning.HOGRE else "under"
        return (
            f"{ord_} {self.basar} års värde"
            if self.bas is None
            else (f"{ord_} {_tal(self.bas, decimaler)}")
        )

    def prova(self, varde: Decimal | None, decimaler: int = 1) -> Utfall:
        ord_ = "högre" if self.riktning is Riktning.HOGRE else "lägre"
        regel = f"Nått när värdet är {ord_} än {self.basar}"
        if self.bas is None:
            return Utfall(Lage.SAKNAS, f"{regel}. Jämförbart värde för {self.basar} saknas.")
        regel = f"{regel} ({_tal(self.bas, decimaler)})."
        if self.brott:
            return Utfall(Lage.SAKNAS, f"{regel} {_efter_brott(str(self.basar), self.brott)}")
        if varde is None:
            return Utfall(Lage.SAKNAS, f"{regel} Värde saknas.")
        return _utfall(_fordel(varde, self.bas, self.riktning) > 0, regel)


@dataclass(frozen=True, slots=True)
class GapMotJamforelse:
    """At least as good as a comparison, or a smaller lag behind it than in the base year.

    `namn` is what is compared with, in a form that fits after "än" ("riket", "liknande
    kommuner", "eget värde 2022"). With `basar` the target is that the lag shrinks: smaller than
    `gap_basar` (positive when behind), or gone; None when it is not known. `strikt`: better,
    not only as good. `brott`: the comparison, or the lag, is from before a Seriebrott.
    """

    jamforelse: Decimal | None
    namn: str
    riktning: Riktning
    strikt: bool = False
    gap_basar: Decimal | None = None
    basar: int | None = None
    brott: str = ""

    def text(self, decimaler: int = 1) -> str:
        if self.basar is not None:
            return f"mindre skillnad mot {self.namn}"
        hogre = self.riktning is Riktning.HOGRE
        if self.strikt:
            return f"{'över' if hogre else 'under'} {self.namn}"
        return f"{'minst' if hogre else 'högst'} {self.namn}"

    def prova(self, varde: Decimal | None, decimaler: int = 1) -> Utfall:
        regel = self._regel(decimaler)
        if self.jamforelse is None:
            skal = _efter_brott(self.namn, self.brott) if self.brott else ""
            return Utfall(Lage.SAKNAS, f"{regel} {skal or 'Jämförelsevärde saknas.'}")
        if varde is None:
            return Utfall(Lage.SAKNAS, f"{regel} Värde saknas.")
        fordel = _fordel(varde, self.jamforelse, self.riktning)
        if self.basar is not None:
            return self._prova_gapet(fordel, regel)
        if self.brott:
            return Utfall(Lage.SAKNAS, f"{regel} {_efter_brott(self.namn, self.brott)}")
        return _utfall(fordel > 0 if self.strikt else fordel >= 0, regel)

    def _prova_gapet(self, fordel: Decimal, regel: str) -> Utfall:
        """A lag that is gone needs no base year to be compared with."""
        if fordel >= 0:
            return _utfall(True, regel)
        if self.brott:
            skal = _efter_brott(f"skillnaden {self.basar}", self.brott)
            return Utfall(Lage.SAKNAS, f"{regel} {skal}")
        if self.gap_basar is None:
            skal = f"Skillnaden {self.basar} går inte att räkna: ett av värdena saknas."
            return Utfall(Lage.SAKNAS, f"{regel} {skal}")
        return _utfall(-fordel < self.gap_basar, regel)

    def _regel(self, decimaler: int) -> str:
        if self.basar is not None:
            gap = "" if self.gap_basar is None else f" ({_tal(self.gap_basar, decimaler)})"
            return (
                f"Nått när skillnaden mot {self.namn} är mindre än {self.basar}{gap} eller borta."
            )
        ord_ = "bättre än" if self.strikt else "minst lika bra som"
        inom = "" if self.jamforelse is None else f" ({_tal(self.jamforelse, decimaler)})"
        return f"Nått när värdet är {ord_} {self.namn}{inom}."


@dataclass(frozen=True, slots=True)
class Kvalitativ:
    """A described state that a named person says is reached or not."""

    beskrivning: str

    def text(self, decimaler: int = 1) -> str:
        return self.beskrivning

    def prova(self, varde: bool | None, decimaler: int = 1) -> Utfall:
        regel = f"Nått när detta är sant: {self.beskrivning.rstrip('.')}."
        if varde is None:
            return Utfall(Lage.SAKNAS, f"{regel} Svar saknas.")
        return _utfall(varde, regel)


Matmal = Absolut | Intervall | RiktningMotBasar | GapMotJamforelse
Malvarde = Matmal | Kvalitativ


# --- grade and trend -------------------------------------------------------

STANDARDREGEL = (
    (Bedomning.OKANT, "Indikator saknas, eller minst hälften saknar jämförbart värde."),
    (Bedomning.UPPFYLLT, "Alla indikatorer som har värde når målvärdet."),
    (Bedomning.EJ, "Ingen indikator som har värde når målvärdet."),
    (Bedomning.DELVIS, "Minst en indikator når målvärdet, men inte alla."),
)
"""The default rule as the report prints it, in the order in which it is tried."""


def foreslagen_bedomning(utfall: Sequence[Lage]) -> Forslag:
    """The default rule, tried in the order of `STANDARDREGEL`."""
    antal = len(utfall)
    saknas = sum(u is Lage.SAKNAS for u in utfall)
    natt = sum(u is Lage.NATT for u in utfall)
    if antal == 0:
        return Forslag(Bedomning.OKANT, "Målet har ingen indikator att bedöma mot.")
    if 2 * saknas >= antal:
        return Forslag(
            Bedomning.OKANT,
            f"Minst hälften av indikatorerna saknar jämförbart värde ({saknas} av {antal}).",
        )
    med_varde = antal - saknas
    svans = f" {saknas} av {antal} saknar värde." if saknas else ""
    if natt == med_varde:
        mening = f"Alla indikatorer som har värde når målvärdet ({natt} av {med_varde})."
        return Forslag(Bedomning.UPPFYLLT, mening + svans)
    if natt == 0:
        mening = f"Ingen indikator som har värde når målvärdet (0 av {med_varde})."
        return Forslag(Bedomning.EJ, mening + svans)
    mening = f"Minst en indikator når målvärdet, men inte alla ({natt} av {med_varde})."
    return Forslag(Bedomning.DELVIS, mening + svans)


def trend(
    fore: Decimal | Skattning | None,
    nu: Decimal | Skattning | None,
    *,
    riktning: Riktning,
) -> Trend:
    """The change of one indicator since last time.

    Between two estimates with intervals it is unchanged when the interval of the
    difference includes 0; two counted values are compared exactly.
    """
    if fore is None or nu is None:
        return Trend.SAKNAS
    return forandring(
        _som_skattning(fore), _som_skattning(nu), hogre_ar_battre=riktning is Riktning.HOGRE
    )


def trend_mot_intervall(fore: Decimal | None, nu: Decimal | None, mal: Intervall) -> Trend:
    """The change when neither higher nor lower is better: nearer the interval, or farther."""
    if fore is None or nu is None:
        return Trend.SAKNAS
    a, b = _avstand(fore, mal), _avstand(nu, mal)
    if a == b:
        return Trend.OFORANDRAT
    return Trend.FORBATTRING if b < a else Trend.FORSAMRING


def foreslagen_trend(trender: Sequence[Trend]) -> Trend:
    """The trend of a goal: the way its indicators go when they agree, else unchanged."""
    kanda = {t for t in trender if t is not Trend.SAKNAS}
    if not kanda:
        return Trend.SAKNAS
    rorliga = kanda - {Trend.OFORANDRAT}
    return rorliga.pop() if len(rorliga) == 1 else Trend.OFORANDRAT


def avviker(bedomning: Bedomning, forslag: Bedomning) -> bool:
    """Whether judgement and indicators disagree, which the report must print."""
    return bedomning is not forslag


# --- small helpers ---------------------------------------------------------


def _fordel(varde: Decimal, mot: Decimal, riktning: Riktning) -> Decimal:
    """How much better `varde` is than `mot`; negative when it is worse."""
    return varde - mot if riktning is Riktning.HOGRE else mot - varde


def _utfall(natt: bool, regel: str) -> Utfall:
    return Utfall(Lage.NATT if natt else Lage.EJ_NATT, regel)


def _efter_brott(vad: str, brott: str) -> str:
    """Why a value from before a break is not compared with."""
    return f"Det går inte att jämföra med {vad}: seriebrott {brott.rstrip('.')}."


def _avstand(varde: Decimal, mal: Intervall) -> Decimal:
    return max(mal.undre - varde, varde - mal.ovre, Decimal(0))


def _som_skattning(x: Decimal | Skattning) -> Skattning:
    if isinstance(x, Skattning):
        return x
    tal = float(x)
    return Skattning(tal, tal, tal, 0, "totalräknat")


def _tal(v: Decimal, decimaler: int) -> str:
    return f"{v:.{decimaler}f}".replace(".", ",").replace("-", MINUS)

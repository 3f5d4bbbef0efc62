"""What a control chart says, in words: how the series varies, and whether it reaches its target.

After NHS England's Making data count: variation and assurance are two answers, and each has a
sign of its own. Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from .styrdiagram import MINST_PUNKTER, Styrpunkt, Styrserie


class Variation(StrEnum):
    """How the latest value stands to the rest of its phase."""

    OKAND = "okand"
    SLUMP = "slump"
    FORBATTRING = "forbattring"
    FORSAMRING = "forsamring"
    ANDRING = "andring"
    """A signal where neither way is better."""


class Traff(StrEnum):
    """Where the limits stand to the target: reached always, by chance, or never."""

    OKAND = "okand"
    NAR = "nar"
    IBLAND = "ibland"
    NAR_INTE = "nar_inte"


@dataclass(frozen=True, slots=True)
class Malgrans:
    """What reaches the target: at least `minst` and at most `hogst`; None is no bound."""

    minst: float | None = None
    hogst: float | None = None


@dataclass(frozen=True, slots=True)
class Utsaga:
    """`kort` fits in a table ("stabilt, når inte målet"), `mening` stands under the chart."""

    variation: Variation
    traff: Traff
    kort: str
    mening: str


def utsaga(
    serie: Styrserie, *, mal: Malgrans | None = None, hogre_ar_battre: bool | None = None
) -> Utsaga:
    """Say what the chart shows now. `hogre_ar_battre` None: neither way is better."""
    sista = serie.sista
    if sista is None or sista.mitt is None:
        return _for_kort(serie)
    variation = _variation(sista, hogre_ar_battre)
    traff = _traff(sista, mal)
    kort = _KORT[variation] + (f", {_KORT_TRAFF[traff]}" if traff in _KORT_TRAFF else "")
    slut = _TRAFFMENING.get((variation is Variation.SLUMP, traff), "")
    return Utsaga(variation, traff, kort, f"{_MENING[variation]} {slut}".strip())


def _for_kort(serie: Styrserie) -> Utsaga:
    har = serie.i_sista_fasen
    sedan = " sedan serien bröts" if serie.punkter and serie.punkter[-1].fas else ""
    mening = (
        f"För få mätningar{sedan} för att skilja en förändring från slump: "
        f"{har} av de {MINST_PUNKTER} som behövs."
    )
    return Utsaga(Variation.OKAND, Traff.OKAND, "för få mätningar", mening)


def _variation(sista: Styrpunkt, hogre_ar_battre: bool | None) -> Variation:
    if not sista.monster:
        return Variation.SLUMP
    if hogre_ar_battre is None:
        return Variation.ANDRING
    battre = (sista.riktning > 0) == hogre_ar_battre
    return Variation.FORBATTRING if battre else Variation.FORSAMRING


def _traff(sista: Styrpunkt, mal: Malgrans | None) -> Traff:
    undre, ovre = sista.undre, sista.ovre
    if mal is None or undre is None or ovre is None:
        return Traff.OKAND
    if mal.minst is None and mal.hogst is None:
        return Traff.OKAND
    minst = undre if mal.minst is None else mal.minst
    hogst = ovre if mal.hogst is None else mal.hogst
    if undre >= minst and ovre <= hogst:
        return Traff.NAR
    return Traff.NAR_INTE if ovre < minst or undre > hogst else Traff.IBLAND


_KORT: Mapping[Variation, str] = {
    Variation.SLUMP: "stabilt",
    Variation.FORBATTRING: "förbättras",
    Variation.FORSAMRING: "försämras",
    Variation.ANDRING: "förändras",
}
_KORT_TRAFF: Mapping[Traff, str] = {
    Traff.NAR: "når målet",
    Traff.IBLAND: "når målet ibland",
    Traff.NAR_INTE: "når inte målet",
}
_MENING: Mapping[Variation, str] = {
    Variation.SLUMP: "Värdena varierar som de brukar.",
    Variation.FORBATTRING: "Det har blivit bättre, mer än slumpen kan förklara.",
    Variation.FORSAMRING: "Det har blivit sämre, mer än slumpen kan förklara.",
    Variation.ANDRING: "Något har förändrats, mer än slumpen kan förklara.",
}
_TRAFFMENING: Mapping[tuple[bool, Traff], str] = {
    (True, Traff.NAR): "Målet nås varje gång om inget ändras.",
    (True, Traff.IBLAND): "Målet nås ibland, men av slump.",
    (True, Traff.NAR_INTE): "Målet nås inte om inget ändras i arbetssättet.",
    (False, Traff.NAR): "Alla värden som är att vänta når målet.",
    (False, Traff.IBLAND): "Målet nås ibland.",
    (False, Traff.NAR_INTE): "Målet nås inte än.",
}

"""Which rule suggests a grade from the indicators, chosen by the styrmodell. Pure.

The default rule counts indicators that reach their targets (`bedomning.STANDARDREGEL`). The other
one also asks how near the rest have come: the share of its target that each has reached.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum
from statistics import mean

from kvalitet.texter import tal
from uppfoljning.bedomning import (
    STANDARDREGEL,
    Absolut,
    Bedomning,
    Forslag,
    GapMotJamforelse,
    Intervall,
    Kvalitativ,
    Lage,
    Malvarde,
    Riktning,
    RiktningMotBasar,
    foreslagen_bedomning,
)

HELT, INTE_ALLS = Decimal(100), Decimal(0)


class Regelslag(StrEnum):
    STANDARD = "standard"
    ANDEL = "andel"


@dataclass(frozen=True, slots=True)
class Forslagsregel:
    """`delvis_fran`: the share of the target, in percent, from which a goal is met in part."""

    slag: Regelslag = Regelslag.STANDARD
    delvis_fran: int = 90

    @property
    def rader(self) -> tuple[tuple[Bedomning, str], ...]:
        """The rule as the report prints it, in the order in which it is tried."""
        if self.slag is Regelslag.STANDARD:
            return STANDARDREGEL
        okant, uppfyllt, _, _ = STANDARDREGEL
        grans = f"{self.delvis_fran} procent av målvärdet"
        return (
            okant,
            uppfyllt,
            (Bedomning.DELVIS, f"Indikatorerna når i genomsnitt minst {grans}."),
            (Bedomning.EJ, f"Indikatorerna når i genomsnitt mindre än {grans}."),
        )


STANDARD = Forslagsregel()


@dataclass(frozen=True, slots=True)
class Utslag:
    """An indicator against its target. `andel`: the share of the target, 0–100 percent."""

    lage: Lage
    andel: Decimal | None = None


def foresla(regel: Forslagsregel, utslag: Sequence[Utslag]) -> Forslag:
    """Suggest a grade, with the rule that gave it in a sentence."""
    enligt_standard = foreslagen_bedomning([u.lage for u in utslag])
    if regel.slag is Regelslag.STANDARD:
        return enligt_standard
    if enligt_standard.bedomning in (Bedomning.OKANT, Bedomning.UPPFYLLT):
        return enligt_standard
    andelar = [u.andel or INTE_ALLS for u in utslag if u.lage is not Lage.SAKNAS]
    # Downwards, so that what is printed never reaches a limit that the figure has not.
    medel = mean(andelar).quantize(Decimal("0.1"), ROUND_DOWN)
    nar = medel >= regel.delvis_fran
    mening = (
        f"Indikatorerna når i genomsnitt {tal(medel, 1)} procent av målvärdet. "
        f"Gränsen för delvis uppfyllt är {regel.delvis_fran} procent."
    )
    return Forslag(Bedomning.DELVIS if nar else Bedomning.EJ, mening)


def andel_av_malet(mal: Malvarde | None, varde: Decimal | None, lage: Lage) -> Decimal | None:
    """Return how much of the target the value has reached, in percent with one decimal.

    What reaches its target is 100; what cannot be compared is None. On the way to it the share is
    value over target, or target over value where lower is better. A target that is no quantity
    (yes or no, zero, below zero) is reached or not: 100 or 0.
    """
    if lage is Lage.SAKNAS or mal is None or varde is None:
        return None
    if lage is Lage.NATT:
        return HELT
    return min(_kvot(*_taljare_namnare(mal, varde)), HELT).quantize(Decimal("0.1"))


def _taljare_namnare(mal: Malvarde, varde: Decimal) -> tuple[Decimal, Decimal]:
    if isinstance(mal, Kvalitativ):
        return INTE_ALLS, HELT
    if isinstance(mal, Intervall):
        return (varde, mal.undre) if varde < mal.undre else (mal.ovre, varde)
    if isinstance(mal, GapMotJamforelse) and mal.gap_basar is not None:
        # Only called when the lag has not shrunk: the target is what it was, or less.
        assert mal.jamforelse is not None  # noqa: S101 - else it could not have been compared
        return mal.gap_basar, abs(varde - mal.jamforelse)
    mot = _riktvarde(mal)
    return (varde, mot) if mal.riktning is Riktning.HOGRE else (mot, varde)


def _riktvarde(mal: Absolut | RiktningMotBasar | GapMotJamforelse) -> Decimal:
    mot = (
        mal.malvarde
        if isinstance(mal, Absolut)
        else mal.bas
        if isinstance(mal, RiktningMotBasar)
        else mal.jamforelse
    )
    return INTE_ALLS if mot is None else mot


def _kvot(taljare: Decimal, namnare: Decimal) -> Decimal:
    if taljare <= 0 or namnare <= 0:
        return INTE_ALLS
    return 100 * taljare / namnare

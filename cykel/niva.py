"""Raised levels: what is worse than what, and whether a target holds the level."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cykel.maltext import med_matt
from cykel.models import Indikator, Matvarde, Nivahojning, Planindikator, Seriebrott
from cykel.seriebrott import brott_mellan
from kvalitet.texter import datum


def samre(indikator: Indikator, varde: Decimal, an: Decimal) -> bool:
    """Say whether `varde` is worse than `an`, in the indicator's own direction."""
    return varde < an if indikator.riktning == Indikator.Riktning.HOGRE else varde > an


def nar_nivan(rad: Planindikator, niva: Decimal) -> bool:
    """Say whether the plan's target is at the level or better.

    A target without a value to compare (in words, against others, not set yet) does not hold
    a level: it is closed by default, and a reason opens it.
    """
    varde = _lagst_godtagbart(rad)
    return varde is not None and not samre(rad.indikator, varde, niva)


def _lagst_godtagbart(rad: Planindikator) -> Decimal | None:
    """The worst value that reaches the target."""
    typ = Planindikator.Maltyp
    if rad.maltyp == typ.RIKTNING:
        return rad.baslinje
    if rad.maltyp == typ.ABSOLUT:
        return rad.malvarde
    if rad.maltyp == typ.INTERVALL:
        hogre = rad.indikator.riktning == Indikator.Riktning.HOGRE
        return rad.malvarde if hogre else rad.malvarde_ovre
    return None


def hojningar(enhet_id: int, indikatorer: Collection[int]) -> dict[int, list[Nivahojning]]:
    """Return every raise in the unit by indicator, the oldest first."""
    per: dict[int, list[Nivahojning]] = {}
    rader = Nivahojning.objects.filter(enhet=enhet_id, indikator__in=indikatorer)
    for rad in rader.select_related("indikator", "sprang").order_by("fran_datum", "pk"):
        per.setdefault(rad.indikator_id, []).append(rad)
    return per


def gallande(rader: Sequence[Nivahojning], dag: date) -> Nivahojning | None:
    """Return the raise in force on the day."""
    return next((rad for rad in reversed(rader) if rad.fran_datum <= dag), None)


@dataclass(frozen=True)
class Nivalage:
    """How a value stands to the level in force when it was measured, in words."""

    text: str
    varning: bool


def nivalage(
    varde: Matvarde, rader: Sequence[Nivahojning], brotten: Sequence[Seriebrott] = ()
) -> Nivalage | None:
    """Return where a value stands; None before any raise, for a value that is missing, and for
    one that is measured in another way than the level was."""
    hojning = gallande(rader, varde.period_till)
    if hojning is None or varde.varde is None:
        return None
    if brott_mellan(brotten, hojning.fran_datum, varde.period_till):
        return None
    indikator = hojning.indikator
    gammal = med_matt(hojning.gammal_niva, indikator)
    ny = med_matt(hojning.ny_niva, indikator)
    if samre(indikator, varde.varde, hojning.gammal_niva):
        return Nivalage(f"Tillbaka under nivån, {gammal} före språnget", varning=True)
    if samre(indikator, varde.varde, hojning.ny_niva):
        return Nivalage(f"Når inte den nya nivån, {ny}", varning=False)
    return Nivalage(f"Håller nivån, {ny}", varning=False)


def hojningsmening(hojning: Nivahojning) -> str:
    """The raise in words, for the row of a table: it is reality that changed, not the measure."""
    gammal = med_matt(hojning.gammal_niva, hojning.indikator)
    ny = med_matt(hojning.ny_niva, hojning.indikator)
    return (
        f"Nivåhöjning {datum(hojning.fran_datum)}: från {gammal} till {ny} "
        f"genom språnget ”{hojning.sprang}”"
    )

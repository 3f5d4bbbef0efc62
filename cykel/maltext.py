"""Targets and values in words: "minst 85 %", "högst 13"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.utils.module_loading import import_string

from cykel.malregler import EGET, RIKET
from cykel.models import Indikator, Planindikator
from kvalitet.texter import HART, MANADER, datum, tal


def omradesnamn(koder: Iterable[str]) -> dict[str, str]:
    """Return what the areas are called, by code; one question for all, none when there are none."""
    sokta = set(koder) - {"", EGET, RIKET}
    return import_string(settings.OMRADESNAMN)(sokta) if sokta else {}


def jamforelsenamn(kod: str, namnen: Mapping[str, str]) -> str:
    """What a target is compared with; by its code when it is not among `namnen`."""
    if kod == EGET:
        return "eget tidigare värde"
    if kod == RIKET:
        return "riket"
    if kod in namnen:
        return namnen[kod]
    return f"liknande kommuner ({kod})" if kod.startswith("G") else f"kommun {kod}"


BARA_TAL = ("antal", "index")
"""Units that say no more than the number does."""


def med_matt(varde: Decimal | None, indikator: Indikator) -> str:
    """Write 86 %, 13,9 or 22 dagar; a missing value in a word."""
    if varde is None:
        return "saknas"
    text = tal(varde, _decimaler(varde, indikator))
    if indikator.matt in ("procent", "%"):
        return f"{text}{HART}%"
    med = len(indikator.matt) <= 8 and indikator.matt.lower() not in BARA_TAL
    return f"{text}{HART}{indikator.matt}" if med else text


def _decimaler(varde: Decimal, indikator: Indikator) -> int:
    """As many as the indicator has, none where the number is whole."""
    return 0 if varde == varde.to_integral_value() else indikator.decimaler


def maltext(rad: Planindikator, namnen: Mapping[str, str] | None = None) -> str:
    """The target in a few words, or the day by which it is set. `namnen`: those of the areas, from
    `omradesnamn`, where many rows are shown; otherwise they are asked for."""
    indikator, typ = rad.indikator, Planindikator.Maltyp
    hogre = indikator.riktning == Indikator.Riktning.HOGRE
    if rad.maltyp == typ.KVALITATIV and rad.beskrivning:
        return rad.beskrivning
    if rad.maltyp == typ.ABSOLUT and rad.malvarde is not None:
        return f"{'minst' if hogre else 'högst'} {med_matt(rad.malvarde, indikator)}"
    if rad.maltyp == typ.INTERVALL and rad.malvarde is not None and rad.malvarde_ovre is not None:
        undre = tal(rad.malvarde, _decimaler(rad.malvarde, indikator))
        return f"{undre}–{med_matt(rad.malvarde_ovre, indikator)}"
    if rad.maltyp == typ.RIKTNING and rad.basar is not None:
        bas = f" ({med_matt(rad.baslinje, indikator)})" if rad.baslinje is not None else ""
        return f"{'högre' if hogre else 'lägre'} än {rad.basar}{bas}"
    if rad.maltyp == typ.GAP and rad.jamforelse:
        return _gaptext(rad, omradesnamn([rad.jamforelse]) if namnen is None else namnen)
    return f"sätts senast {datum(rad.satts_senast)}" if rad.satts_senast else "saknas"


def _gaptext(rad: Planindikator, namnen: Mapping[str, str]) -> str:
    """As the rule that is tried: as good as, or with a base year a lag that shrinks."""
    minst = "minst" if rad.indikator.riktning == Indikator.Riktning.HOGRE else "högst"
    if rad.jamforelse == EGET:
        bas = f" ({med_matt(rad.baslinje, rad.indikator)})" if rad.baslinje is not None else ""
        return f"{minst} som eget värde {rad.basar}{bas}"
    med = jamforelsenamn(rad.jamforelse, namnen)
    if rad.basar is None:
        return f"{minst} som {med}"
    return f"mindre skillnad mot {med} än {rad.basar}"


def malniva(rad: Planindikator) -> Decimal | None:
    """The height of the target in a chart, when it is one fixed value."""
    if rad.maltyp == Planindikator.Maltyp.RIKTNING:
        return rad.baslinje
    return rad.malvarde if rad.maltyp == Planindikator.Maltyp.ABSOLUT else None


def periodnamn(fran: date, till: date) -> str:
    """2025 for a whole year, juni 2026 for what ends within it."""
    helt = (fran.month, fran.day, till.month, till.day) == (1, 1, 12, 31)
    return str(till.year) if helt else f"{MANADER[till.month - 1]} {till.year}"

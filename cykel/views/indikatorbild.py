"""The charts of an indicator: the units beside each other, and one unit over time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from cykel.frekvens import ar_lang_som
from cykel.maltext import periodnamn
from cykel.models import Indikator, Matvarde, Nivahojning, Seriebrott
from cykel.periodvarden import Period, Periodvarde, periodvarden
from cykel.styrunderlag import FLEST_PUNKTER, mojligt
from kvalitet.diagram import (
    Brytning,
    Diagram,
    Nivasteg,
    Seriebryt,
    Stapelrad,
    linje,
    rita_styrserie,
    stapeldiagram,
)
from kvalitet.models import Enhet
from kvalitet.statistik import Utsaga, utsaga, xmr
from kvalitet.texter import HART

FLEST_ENHETER = 20
FLEST_RADER = 3000
"""Of values that are read: the latest."""


@dataclass(frozen=True)
class Indikatorbild:
    """`sager` only with a control chart. `andra`: the units that may be chosen instead."""

    enhet: Enhet
    over_tid: Diagram
    sager: Utsaga | None
    andra: list[Enhet] = field(default_factory=list)
    enheterna: Diagram | None = None
    period: str = ""


def indikatorbild(
    en: Indikator,
    varden: QuerySet[Matvarde],
    hojda: dict[int, list[Nivahojning]],
    brotten: Sequence[Seriebrott],
    vald: str,
) -> Indikatorbild | None:
    """`varden`: those that the person may see. `vald`: the key of a unit, as the address has it;
    otherwise the unit with the longest series. None when no unit has two values."""
    per_enhet: defaultdict[Enhet, list[Matvarde]] = defaultdict(list)
    for rad in _hela_perioder(varden):
        if rad.enhet and ar_lang_som(en.frekvens, rad.period_fran, rad.period_till):
            per_enhet[rad.enhet].append(rad)
    serier = {enhet: periodvarden(mina) for enhet, mina in per_enhet.items()}
    med_serie = [e for e in serier if sum(p.t is not None for p in serier[e].values()) > 1]
    if not med_serie:
        return None
    med_serie.sort(key=lambda e: (-len(serier[e]), e.namn, e.pk))
    enhet = next((e for e in med_serie if str(e.pk) == vald), med_serie[0])
    osakerhet = {
        (rad.period_fran, rad.period_till): rad.osakerhet
        for rad in per_enhet[enhet]
        if rad.kon == Matvarde.Kon.T
    }
    perioder = sorted(serier[enhet], key=lambda p: (p[1], p[0]))[-FLEST_PUNKTER:]
    steg = [
        *(Nivasteg(_plats(perioder, h.fran_datum), "Ny nivå") for h in hojda.get(enhet.pk, [])),
        *(Seriebryt(_plats(perioder, b.datum), b.orsak) for b in brotten),
    ]
    diagram, sager = _over_tid(
        en, [(p, serier[enhet][p], osakerhet.get(p)) for p in perioder], steg
    )
    senast = max(period for serie in serier.values() for period in serie)
    return Indikatorbild(
        enhet=enhet,
        over_tid=diagram,
        sager=sager,
        andra=sorted((e for e in med_serie if e != enhet), key=lambda e: e.namn)[:FLEST_ENHETER],
        enheterna=_enheterna(en, serier, senast),
        period=periodnamn(*senast),
    )


def _hela_perioder(varden: QuerySet[Matvarde]) -> list[Matvarde]:
    """The latest values. A period that is cut in two may have lost the row that says that it is
    to be hidden, and is left out."""
    ordnade = varden.select_related("enhet").order_by("-period_till", "-period_fran", "pk")
    rader = list(ordnade[: FLEST_RADER + 1])
    if len(rader) <= FLEST_RADER:
        return rader
    sist = rader[-1].period_till, rader[-1].period_fran
    return [rad for rad in rader if (rad.period_till, rad.period_fran) != sist]


def _plats(perioder: Sequence[Period], dag: date) -> int:
    """The first period that is measured from the day on; beyond the last when there is none."""
    return next((i for i, p in enumerate(perioder) if p[1] >= dag), len(perioder))


def _over_tid(
    en: Indikator,
    serie: Sequence[tuple[Period, Periodvarde, Decimal | None]],
    steg: Sequence[Brytning],
) -> tuple[Diagram, Utsaga | None]:
    """A control chart where the values are enough for limits, otherwise a line."""
    punkter = [(_kort(periodnamn(*period)), v.t) for period, v, _ in serie]
    dolda = [i for i, (_, v, _) in enumerate(serie) if "T" in v.dolda]
    tal = [None if v is None else float(v) for _, v in punkter]
    styr = xmr(tal, brott=[ett.fore for ett in steg], inom=mojligt(en))
    if styr.sista and styr.sista.mitt is not None:
        hogre = en.riktning == Indikator.Riktning.HOGRE
        sager = utsaga(styr, hogre_ar_battre=hogre)
        rubriker = [rubrik for rubrik, _ in punkter]
        bild: Diagram = rita_styrserie(
            styr, rubriker, hogre_ar_battre=hogre, enhet=_enhet(en), steg=steg, dolda=dolda,
            decimaler=en.decimaler, titel=sager.mening,
        )  # fmt: skip
        return bild, sager
    spann = [None if v.t is None or o is None else (v.t - o, v.t + o) for _, v, o in serie]
    bild = linje(
        punkter,
        enhet=_enhet(en),
        steg=steg,
        intervall=spann if any(spann) else [],
        dolda=dolda,
        decimaler=en.decimaler,
    )
    return bild, None


def _enheterna(
    en: Indikator, serier: dict[Enhet, dict[Period, Periodvarde]], senast: Period
) -> Diagram | None:
    """The units of the latest period, the highest first; None when there is only one."""
    rader = [
        Stapelrad(str(enhet), serie[senast].t, dold="T" in serie[senast].dolda)
        for enhet, serie in serier.items()
        if senast in serie
    ]
    if len(rader) < 2:
        return None
    return stapeldiagram(
        _flest(rader), enhet=_enhet(en), decimaler=en.decimaler, sorterat=True, kolumn=en.matt
    )


def _flest(rader: Iterable[Stapelrad]) -> list[Stapelrad]:
    ordnade = sorted(rader, key=lambda r: (r.ritat is None, -(r.ritat or 0.0), r.namn))
    return ordnade[:FLEST_ENHETER]


def _enhet(en: Indikator) -> str:
    return "%" if en.matt in ("procent", "%") else ""


def _kort(namn: str) -> str:
    """ "jun 26" for a month, so that more headings have room."""
    ord_ = namn.split()
    return f"{ord_[0][:3]}{HART}{ord_[1][2:]}" if len(ord_) == 2 else namn

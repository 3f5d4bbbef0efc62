"""The charts of an indicator: the units beside each other, and one unit over time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet

from cykel.frekvens import ar_lang_som
from cykel.maltext import periodnamn
from cykel.models import Indikator, Matvarde, Nivahojning, Seriebrott
from cykel.periodvarden import Period, Periodvarde, periodvarde, periodvarden
from cykel.styrunderlag import FLEST_PUNKTER, mojligt
from cykel.views.indikatorvarden import synliga_varden
from kvalitet.behorighet import Roller
from kvalitet.databas import bland
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
from kvalitet.kvarfraga import Kvarfraga
from kvalitet.models import Enhet
from kvalitet.nyckel import nyckel
from kvalitet.statistik import Utsaga, utsaga, xmr
from kvalitet.texter import HART

FLEST_ENHETER = 20
FLEST_FORSOK = 3
"""Units whose values are read to find one with two that may be shown."""
FLEST_RADER = 2000
"""Of values that are read: the latest."""
_I_KORTHET = ("enhet", "enhet__namn", "period_fran", "period_till")


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
    roller: Roller,
    hojda: dict[int, list[Nivahojning]],
    brotten: Sequence[Seriebrott],
    vald: str,
) -> Indikatorbild | None:
    """`roller`: those by which the person sees values. `vald`: the key of a unit, as the address
    has it; otherwise that with most of the latest values. None when no unit has two values."""
    kandidater, senast = _kandidater(en, roller)
    med_serie = _forsta_serien(en, roller, [nyckel(vald), *kandidater[:FLEST_FORSOK]])
    if senast is None or med_serie is None:
        return None
    pk, rader = med_serie
    serie = periodvarden(rader)
    osakerhet = {
        (rad.period_fran, rad.period_till): rad.osakerhet
        for rad in rader
        if rad.kon == Matvarde.Kon.T
    }
    perioder = sorted(serie, key=lambda p: (p[1], p[0]))[-FLEST_PUNKTER:]
    steg = [
        *(Nivasteg(_plats(perioder, h.fran_datum), "Ny nivå") for h in hojda.get(pk, [])),
        *(Seriebryt(_plats(perioder, b.datum), b.orsak) for b in brotten),
    ]
    diagram, sager = _over_tid(en, [(p, serie[p], osakerhet.get(p)) for p in perioder], steg)
    visas = {ett.pk: ett for ett in _ENHETERNA.rader([pk, *kandidater[: FLEST_ENHETER + 1]])}
    enhet = visas.pop(pk)
    return Indikatorbild(
        enhet=enhet,
        over_tid=diagram,
        sager=sager,
        andra=sorted(visas.values(), key=lambda e: (e.namn, e.pk))[:FLEST_ENHETER],
        enheterna=_enheterna(en, roller, senast),
        period=periodnamn(*senast),
    )


def _kandidater(en: Indikator, roller: Roller) -> tuple[list[int], Period | None]:
    """Return the units of the latest totals, those with most of them first, and the last period.
    One total is enough only where no unit has two among the latest."""
    antal: Counter[tuple[int, str]] = Counter()
    hela: dict[Period, bool] = {}
    for pk, namn, *period in _TOTALERNA.rader(en.pk, under=(roller, FLEST_RADER)):
        fran, till = period
        if (fran, till) not in hela:
            hela[fran, till] = ar_lang_som(en.frekvens, fran, till)
        if hela[fran, till]:
            antal[pk, namn] += 1
    minst = min(2, max(antal.values(), default=0))
    rader = sorted((-n, namn, pk) for (pk, namn), n in antal.items() if n >= minst)
    senast = max((period for period, hel in hela.items() if hel), default=None)
    return [pk for *_, pk in rader], senast


def _forsta_serien(
    en: Indikator, roller: Roller, enheter: Iterable[int | None]
) -> tuple[int, list[Matvarde]] | None:
    """The first of the units that has two values to show, with its values."""
    for pk in enheter:
        rader = _hela_perioder(en, roller, pk) if pk else []
        if pk and sum(p.t is not None for p in periodvarden(rader).values()) > 1:
            return pk, rader
    return None


def _hela_perioder(en: Indikator, roller: Roller, enhet: int) -> list[Matvarde]:
    """The latest values. A period that is cut in two may have lost the row that says that it is
    to be hidden, and is left out."""
    rader = _SERIEN.rader(en.pk, enhet, under=(roller, FLEST_RADER))
    if len(rader) > FLEST_RADER:
        sist = rader[-1].period_till, rader[-1].period_fran
        rader = [rad for rad in rader if (rad.period_till, rad.period_fran) != sist]
    return [rad for rad in rader if ar_lang_som(en.frekvens, rad.period_fran, rad.period_till)]


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


def _enheterna(en: Indikator, roller: Roller, senast: Period) -> Diagram | None:
    """The units of the latest period, the highest first; None when there is only one."""
    syskon: defaultdict[Any, list[Matvarde]] = defaultdict(list)
    for rad in _I_PERIODEN.rader(en.pk, under=(roller, senast)):
        syskon[rad.enhet].append(rad)
    serier = {enhet: periodvarde(rader) for enhet, rader in syskon.items()}
    rader = [Stapelrad(str(enhet), v.t, dold="T" in v.dolda) for enhet, v in serier.items()]
    if len(rader) < 2:
        return None
    return stapeldiagram(
        _flest(rader), enhet=_enhet(en), decimaler=en.decimaler, sorterat=True, kolumn=en.matt
    )


def _totalerna(indikator: int, under: tuple[Roller, int]) -> QuerySet[Any, Any]:
    roller, flest = under
    totaler = synliga_varden(indikator, roller).filter(kon=Matvarde.Kon.T, varde__isnull=False)
    ordnade = totaler.order_by("-period_till", "-period_fran", "enhet_id")
    return ordnade.values_list(*_I_KORTHET)[:flest]


def _serien(indikator: int, enhet: int, under: tuple[Roller, int]) -> QuerySet[Matvarde]:
    roller, flest = under
    rader = synliga_varden(indikator, roller).filter(enhet=enhet)
    return rader.order_by("-period_till", "-period_fran", "pk")[: flest + 1]


def _i_perioden(indikator: int, under: tuple[Roller, Period]) -> QuerySet[Matvarde]:
    """Those of the units with the highest totals. More units than are shown: a total is hidden
    when only one of the sexes is."""
    roller, (fran, till) = under
    alla = synliga_varden(indikator, roller).filter(period_fran=fran, period_till=till)
    hogst = alla.filter(kon=Matvarde.Kon.T).order_by(
        F("varde").desc(nulls_last=True), "enhet__namn", "pk"
    )
    enheter = hogst.values("enhet")[: 3 * FLEST_ENHETER]
    return alla.filter(bland("enhet_id", enheter)).select_related("enhet").order_by("pk")


def _enheter(nycklar: Sequence[int]) -> QuerySet[Enhet]:
    return Enhet.objects.filter(bland("pk", nycklar))


_TOTALERNA, _SERIEN = Kvarfraga(_totalerna), Kvarfraga(_serien)
_I_PERIODEN, _ENHETERNA = Kvarfraga(_i_perioden), Kvarfraga(_enheter, forberedd=True)


def _flest(rader: Iterable[Stapelrad]) -> list[Stapelrad]:
    ordnade = sorted(rader, key=lambda r: (r.ritat is None, -(r.ritat or 0.0), r.namn))
    return ordnade[:FLEST_ENHETER]


def _enhet(en: Indikator) -> str:
    return "%" if en.matt in ("procent", "%") else ""


def _kort(namn: str) -> str:
    """ "jun 26" for a month, so that more headings have room."""
    ord_ = namn.split()
    return f"{ord_[0][:3]}{HART}{ord_[1][2:]}" if len(ord_) == 2 else namn

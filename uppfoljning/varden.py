"""The round's values of many plans' indicators: there, marked ready, or changed since.

Four queries whatever the number of plans. What covers the values (a mark, a judgement) keeps
their fingerprint, and falls when it is another: whoever changed them, and by whatever way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any, NamedTuple

from django.db.models import QuerySet

from cykel.frekvens import forfaller, giltig_fran
from cykel.models import Indikator, Matvarde, Planindikator, Varv
from cykel.tillstand import Versionslage
from kvalitet.databas import bland
from kvalitet.kvarfraga import Kvarfraga
from uppfoljning.models import Klarmarkering


class Matt(NamedTuple):
    """What a mark covers of a `Matvarde`: a board reads thousands."""

    indikator_id: int
    enhet_id: int | None
    kon: str
    period_fran: date
    period_till: date
    varde: Decimal | None
    bortfallsorsak: str
    osakerhet: str
    infort_av_id: int | None


class Markering(NamedTuple):
    """A `Klarmarkering`, with the name of who made it."""

    varv_id: int
    indikator_id: int
    avtryck: str
    av: str
    tid: datetime


class Rad(NamedTuple):
    """A `Planindikator` in force; the goal is None for an assignment."""

    plan_id: int
    indikator_id: int
    mal_id: int | None


@dataclass(frozen=True)
class Vardelage:
    """An indicator of a plan in a round, and the rows (T, K, M) of its latest period."""

    indikator: Indikator
    mal_id: int | None
    kravs: bool
    """Whether the round asks for a value."""
    varden: tuple[Matt, ...]
    markering: Markering | None

    @property
    def avtryck(self) -> str:
        return avtryck(self.varden)

    @property
    def infort_for_hand(self) -> bool:
        """Every row entered by a person: then it is that person who holds it for right."""
        return bool(self.varden) and all(rad.infort_av_id for rad in self.varden)

    @property
    def markerad(self) -> bool:
        return self.markering is not None and self.markering.avtryck == self.avtryck

    @property
    def klar(self) -> bool:
        return self.infort_for_hand or (bool(self.varden) and self.markerad)

    @property
    def fallen(self) -> bool:
        """Marked once, and changed since."""
        return not self.klar and self.markering is not None


def vardelagen(varven: Sequence[Varv]) -> dict[int, list[Vardelage]]:
    """Return every indicator of the laps' plans, in the plan's order, by `Varv.pk`."""
    rader: defaultdict[int, list[Rad]] = defaultdict(list)
    for rad in map(Rad._make, _RADERNA.rader([varv.plan_id for varv in varven])):
        rader[rad.plan_id].append(rad)
    nycklar = {rad.indikator_id for alla in rader.values() for rad in alla}
    indikatorer = {ett.pk: ett for ett in _INDIKATORERNA.rader([*nycklar])} if nycklar else {}
    varden = _varden(varven, indikatorer)
    gjorda = map(Markering._make, _MARKERINGARNA.rader([varv.pk for varv in varven]))
    markeringar = {(ett.varv_id, ett.indikator_id): ett for ett in gjorda}
    return {
        varv.pk: [
            _lage(varv, rad, indikatorer[rad.indikator_id], varden, markeringar)
            for rad in rader[varv.plan_id]
        ]
        for varv in varven
    }


def _lage(
    varv: Varv,
    rad: Rad,
    indikator: Indikator,
    varden: Mapping[tuple[int, int], Sequence[Matt]],
    markeringar: Mapping[tuple[int, int], Markering],
) -> Vardelage:
    tillfalle = varv.tillfalle
    assert tillfalle is not None  # noqa: S101  (narrows the type)
    matta = varden.get((indikator.pk, varv.plan.enhet_id), ())
    return Vardelage(
        indikator,
        rad.mal_id,
        forfaller(indikator.frekvens, tillfalle.slag),
        _senaste(matta, giltig_fran(indikator.frekvens, tillfalle), tillfalle.matdatum),
        markeringar.get((varv.pk, indikator.pk)),
    )


def avtryck(varden: Iterable[Matt]) -> str:
    """Return the fingerprint of a period's values; "" of none."""
    ord_ = sorted(
        f"{v.kon}|{v.period_fran}|{v.period_till}|{v.varde}|{v.bortfallsorsak}|{v.osakerhet}"
        for v in varden
    )
    return sha256("\n".join(ord_).encode()).hexdigest() if ord_ else ""


def malavtryck(lagen: Iterable[Vardelage]) -> dict[int, str]:
    """Return the fingerprint of all that is measured of each goal, by `Mal.pk`."""
    per_mal: defaultdict[int, list[str]] = defaultdict(list)
    for lage in lagen:
        if lage.mal_id:
            per_mal[lage.mal_id].append(f"{lage.indikator.pk}:{lage.avtryck}")
    return {
        mal: sha256("\n".join(sorted(delar)).encode()).hexdigest() for mal, delar in per_mal.items()
    }


def _varden(
    varven: Sequence[Varv], indikatorer: Mapping[int, Indikator]
) -> Mapping[tuple[int, int], Sequence[Matt]]:
    tillfallen = {varv.tillfalle for varv in varven if varv.tillfalle}
    frekvenser = {ett.frekvens for ett in indikatorer.values()}
    granser = [giltig_fran(frekvens, t) for frekvens in frekvenser for t in tillfallen]
    ut: defaultdict[tuple[int, int], list[Matt]] = defaultdict(list)
    if not granser:
        return ut
    enheter = {varv.plan.enhet_id for varv in varven}
    under = (min(granser), max(t.matdatum for t in tillfallen))
    for ett in map(Matt._make, _VARDENA.rader([*indikatorer], [*enheter], under=under)):
        ut[ett.indikator_id, ett.enhet_id or 0].append(ett)
    return ut


def _markeringarna(varven: Sequence[int]) -> QuerySet[Klarmarkering, Any]:
    rader = Klarmarkering.objects.filter(bland("varv", varven)).order_by("pk")
    return rader.values_list("varv", "indikator", "avtryck", "av__namn", "tid")


def _raderna(planer: Sequence[int]) -> QuerySet[Planindikator, Any]:
    i_kraft = bland("version__plan", planer)
    rader = Planindikator.objects.filter(i_kraft, version__lage=Versionslage.FASTSTALLD)
    return rader.order_by("pk").values_list("version__plan", "indikator", "planmal__mal")


def _indikatorerna(nycklar: Sequence[int]) -> QuerySet[Indikator]:
    return Indikator.objects.filter(bland("pk", nycklar)).select_related("agare").order_by("pk")


def _vardena(
    indikatorer: Sequence[int], enheter: Sequence[int], perioder: tuple[date, date]
) -> QuerySet[Matvarde, Any]:
    """Of two periods that end on the same day the longer comes last, as in `matning`."""
    platsen = (bland("indikator", indikatorer), bland("enhet", enheter))
    rader = Matvarde.objects.filter(*platsen, period_till__range=perioder)
    return rader.order_by("period_till", "-period_fran", "pk").values_list(*Matt._fields)


_MARKERINGARNA = Kvarfraga(_markeringarna, forberedd=True)
_RADERNA = Kvarfraga(_raderna, forberedd=True)
_INDIKATORERNA = Kvarfraga(_indikatorerna, forberedd=True)
_VARDENA = Kvarfraga(_vardena)


def _senaste(varden: Sequence[Matt], fran: date, till: date) -> tuple[Matt, ...]:
    i_tiden = [v for v in varden if fran <= v.period_till <= till]
    totalt = [v for v in i_tiden if v.kon == Matvarde.Kon.T]
    if not totalt:
        return ()
    period = (totalt[-1].period_fran, totalt[-1].period_till)
    return tuple(v for v in i_tiden if (v.period_fran, v.period_till) == period)

"""The round's values of many plans' indicators: there, marked ready, or changed since.

Three queries whatever the number of plans. What covers the values (a mark, a judgement) keeps
their fingerprint, and falls when it is another: whoever changed them, and by whatever way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.db.models import QuerySet

from cykel.frekvens import forfaller, giltig_fran
from cykel.models import Indikator, Matvarde, Planindikator, Uppfoljningstillfalle, Varv
from cykel.tillstand import Versionslage
from kvalitet.databas import bland
from kvalitet.kvarfraga import Kvarfraga
from uppfoljning.models import Klarmarkering


@dataclass(frozen=True)
class Vardelage:
    """An indicator of a plan in a round, and the rows (T, K, M) of its latest period."""

    rad: Planindikator
    kravs: bool
    """Whether the round asks for a value."""
    varden: tuple[Matvarde, ...]
    markering: Klarmarkering | None

    @property
    def indikator(self) -> Indikator:
        return self.rad.indikator

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
    rader = _rader(varven)
    varden = _varden(varven, rader)
    markeringar = {
        (ett.varv_id, ett.indikator_id): ett
        for ett in _MARKERINGARNA.rader([varv.pk for varv in varven])
    }
    ut: dict[int, list[Vardelage]] = {}
    for varv in varven:
        tillfalle = varv.tillfalle
        assert tillfalle is not None  # noqa: S101  (narrows the type)
        ut[varv.pk] = [
            Vardelage(
                rad,
                forfaller(rad.indikator.frekvens, tillfalle.slag),
                _senaste(varden[rad.indikator_id, varv.plan.enhet_id], rad, tillfalle),
                markeringar.get((varv.pk, rad.indikator_id)),
            )
            for rad in rader[varv.plan_id]
        ]
    return ut


def avtryck(varden: Iterable[Matvarde]) -> str:
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
        if lage.rad.planmal.mal_id:
            per_mal[lage.rad.planmal.mal_id].append(f"{lage.rad.indikator_id}:{lage.avtryck}")
    return {
        mal: sha256("\n".join(sorted(delar)).encode()).hexdigest() for mal, delar in per_mal.items()
    }


def _rader(varven: Sequence[Varv]) -> dict[int, list[Planindikator]]:
    ut: defaultdict[int, list[Planindikator]] = defaultdict(list)
    for rad in _RADERNA.rader([varv.plan_id for varv in varven]):
        ut[rad.version.plan_id].append(rad)
    return ut


def _varden(
    varven: Sequence[Varv], rader: dict[int, list[Planindikator]]
) -> dict[tuple[int, int], list[Matvarde]]:
    tillfallen = [varv.tillfalle for varv in varven if varv.tillfalle]
    indikatorer = {rad.indikator_id: rad.indikator for alla in rader.values() for rad in alla}
    granser = [giltig_fran(i.frekvens, t) for i in indikatorer.values() for t in {*tillfallen}]
    ut: defaultdict[tuple[int, int], list[Matvarde]] = defaultdict(list)
    if not granser:
        return ut
    enheter = {varv.plan.enhet_id for varv in varven}
    under = (min(granser), max(t.matdatum for t in tillfallen))
    for ett in _VARDENA.rader([*indikatorer], [*enheter], under=under):
        ut[ett.indikator_id, ett.enhet_id or 0].append(ett)
    return ut


def _markeringarna(varven: Sequence[int]) -> QuerySet[Klarmarkering]:
    rader = Klarmarkering.objects.filter(bland("varv", varven))
    return rader.select_related("av").order_by("pk")


def _raderna(planer: Sequence[int]) -> QuerySet[Planindikator]:
    i_kraft = bland("version__plan", planer)
    rader = Planindikator.objects.filter(i_kraft, version__lage=Versionslage.FASTSTALLD)
    return rader.select_related("indikator__agare", "planmal", "version").order_by("pk")


def _vardena(
    indikatorer: Sequence[int], enheter: Sequence[int], perioder: tuple[date, date]
) -> QuerySet[Matvarde]:
    """Of two periods that end on the same day the longer comes last, as in `matning`."""
    platsen = (bland("indikator", indikatorer), bland("enhet", enheter))
    rader = Matvarde.objects.filter(*platsen, period_till__range=perioder)
    return rader.order_by("period_till", "-period_fran", "pk")


_MARKERINGARNA, _RADERNA = Kvarfraga(_markeringarna), Kvarfraga(_raderna)
_VARDENA = Kvarfraga(_vardena)


def _senaste(
    varden: Sequence[Matvarde], rad: Planindikator, tillfalle: Uppfoljningstillfalle
) -> tuple[Matvarde, ...]:
    grans = giltig_fran(rad.indikator.frekvens, tillfalle)
    i_tiden = [v for v in varden if grans <= v.period_till <= tillfalle.matdatum]
    totalt = [v for v in i_tiden if v.kon == Matvarde.Kon.T]
    if not totalt:
        return ()
    period = (totalt[-1].period_fran, totalt[-1].period_till)
    return tuple(v for v in i_tiden if (v.period_fran, v.period_till) == period)

"""The series that plans at work follow up, ready for the control chart; a few queries for all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.db.models import Q

from cykel.models import Indikator, Matvarde, Nivahojning, Planindikator, Verksamhetsplan
from cykel.seriebrott import brott_i
from cykel.tillstand import RAPPORTERAS_I, Versionslage
from kvalitet.models import Enhet
from kvalitet.statistik import Styrserie
from uppfoljning.bedomning import Intervall
from uppfoljning.styrserie import jamforbara, styrserie

Nyckel = tuple[int, int]
"""Indicator, unit."""
KNIPPE = 200
"""Series that are read at a time."""


@dataclass(frozen=True)
class Enhetsserie:
    """A unit's series of an indicator. `varden` and the points of `serie` go together."""

    indikator: Indikator
    enhet: Enhet
    plan: Verksamhetsplan
    varden: tuple[Matvarde, ...]
    serie: Styrserie
    mal: Intervall | None = None
    """The plan's target when it is one within which neither way is better."""


def serier() -> Iterator[Enhetsserie]:
    """Yield each series that a plan at work follows up, once per indicator and unit.

    Read so many at a time, of the same indicator for as long as it goes: a municipality's values of
    ten years are more than a worker has room for.
    """
    rader = Planindikator.objects.filter(
        version__lage=Versionslage.FASTSTALLD, version__plan__fas__in=RAPPORTERAS_I
    ).order_by("indikator", "version__plan__enhet", "-version__plan__period_fran", "pk")
    per_serie: dict[Nyckel, int] = {}
    for indikator, enhet, pk in rader.values_list("indikator", "version__plan__enhet", "pk"):
        per_serie.setdefault((indikator, enhet), pk)
    kvar = iter(per_serie.items())
    while knippe := dict(islice(kvar, KNIPPE)):
        yield from _knippe(knippe)


def _knippe(per_serie: dict[Nyckel, int]) -> Iterator[Enhetsserie]:
    rader = Planindikator.objects.select_related(
        "indikator", "version__plan__enhet", "version__plan__planansvarig"
    ).in_bulk(list(per_serie.values()))
    varden, brott = _varden(per_serie), _brott(per_serie)
    for nyckel, pk in per_serie.items():
        if pk in rader:  # else taken out of its plan meanwhile
            yield _serie(rader[pk], varden[nyckel], brott[nyckel])


def serie_for(indikator: Indikator, plan: Verksamhetsplan, till: date) -> Enhetsserie:
    """Return one series as it was when `till` was its latest period."""
    nyckel = (indikator.pk, plan.enhet_id)
    varden = [v for v in _varden([nyckel])[nyckel] if v.period_till <= till]
    jamfora = tuple(jamforbara(indikator, varden))
    serie = styrserie(indikator, jamfora, _brott([nyckel])[nyckel])
    return Enhetsserie(indikator, plan.enhet, plan, jamfora, serie)


def _serie(rad: Planindikator, varden: list[Matvarde], brott: list[date]) -> Enhetsserie:
    jamfora = tuple(jamforbara(rad.indikator, varden))
    plan = rad.version.plan
    serie = styrserie(rad.indikator, jamfora, brott)
    return Enhetsserie(rad.indikator, plan.enhet, plan, jamfora, serie, _intervall(rad))


def _intervall(rad: Planindikator) -> Intervall | None:
    undre, ovre = rad.malvarde, rad.malvarde_ovre
    if rad.maltyp != Planindikator.Maltyp.INTERVALL or undre is None or ovre is None:
        return None
    return Intervall(undre, ovre)


def _varden(nycklar: Iterable[Nyckel]) -> dict[Nyckel, list[Matvarde]]:
    par = list(nycklar)
    rader = Matvarde.objects.filter(
        indikator__in={i for i, _ in par}, enhet__in={e for _, e in par}, kon=Matvarde.Kon.T
    )
    ut: dict[Nyckel, list[Matvarde]] = defaultdict(list)
    for rad in rader.order_by("period_till", "-period_fran", "pk"):
        ut[rad.indikator_id, rad.enhet_id or 0].append(rad)
    return ut


def _brott(nycklar: Iterable[Nyckel]) -> dict[Nyckel, list[date]]:
    """The days on which a leap raised the level of each series, or it was measured anew."""
    par = list(nycklar)
    rader = Nivahojning.objects.filter(
        Q(indikator__in={i for i, _ in par}) & Q(enhet__in={e for _, e in par})
    )
    ut: dict[Nyckel, list[date]] = defaultdict(list)
    for indikator, enhet, dag in rader.values_list("indikator", "enhet", "fran_datum"):
        ut[indikator, enhet].append(dag)
    brotten = brott_i({i for i, _ in par})
    for indikator, enhet in par:
        ut[indikator, enhet] += [b.datum for b in brotten.get(indikator, [])]
    return ut

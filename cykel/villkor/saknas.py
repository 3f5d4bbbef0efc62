"""Which values may be missing of what a round, or the past month, asks for: in one
statement, once the rounds are known.

Asked a unit at a time: what it has in the span is read once, and held against all that its plan
follows. A probe of an index for each indicator of each plan took twice as long.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from cykel.frekvens import Frekvens, forfaller, forra_manaden, giltig_fran
from cykel.models import PlanVersion, Uppfoljningstillfalle, Varv
from cykel.tillstand import RAPPORTERAS_I, Fas, Versionslage
from kvalitet import kvartext
from kvalitet.kvarfraga import las


class Spann(NamedTuple):
    """A value of the indicators is asked for, of a period that ends in the span: by the round, or
    (None) by the month itself."""

    runda: int | None
    fran: date
    till: date
    indikatorer: tuple[int, ...]


def kan_saknas(
    plats: Q, dag: date, indikatorer: Mapping[int, str], *, nyckel: Hashable
) -> list[int]:
    """Return the keys of the `Planindikator` without a value in what is asked for.

    `plats`: in which `PlanVersion`; `nyckel` says all that is in it. `indikatorer`: how often each
    is measured. Never fewer than what is missing; whose it is to say exactly is asked of these.
    """
    spannen = tuple(_spannen(dag, indikatorer))
    if not spannen:
        return []

    def skriv() -> kvartext.Skriven:
        delar = [_utan_varde(plats, spann) for spann in spannen]
        return " union ".join(sql for sql, _ in delar), [v for _, varden in delar for v in varden]

    return [pk for (pk,) in kvartext.las_med(("kan saknas", nyckel, spannen), skriv, {})]


def _spannen(dag: date, indikatorer: Mapping[int, str]) -> Iterator[Spann]:
    matta: defaultdict[str, list[int]] = defaultdict(list)
    for pk, frekvens in sorted(indikatorer.items()):
        matta[frekvens].append(pk)
    for runda in las("rundor som pågår", _rundorna):
        fran: defaultdict[date, list[int]] = defaultdict(list)
        for frekvens, vilka in matta.items():
            if forfaller(frekvens, runda.slag):
                fran[giltig_fran(frekvens, runda)] += vilka
        for borjan, vilka in sorted(fran.items()):
            yield Spann(runda.pk, borjan, runda.matdatum, tuple(vilka))
    if manadens := matta.get(Frekvens.MANAD):
        slut = forra_manaden(dag)[1]
        yield Spann(None, slut, slut, tuple(manadens))


def _rundorna() -> QuerySet[Uppfoljningstillfalle]:
    pagar = Varv.objects.filter(
        plan__fas=Fas.FOLJA_UPP, avslutades=None, tillfalle__isnull=False
    ).order_by()
    rundor = Uppfoljningstillfalle.objects.filter(pk__in=pagar.values("tillfalle"))
    return rundor.order_by("pk")


def _utan_varde(plats: Q, spann: Spann) -> tuple[str, list[Any]]:
    planerna, varden = _planerna(plats, spann).query.sql_with_params()
    egna = [spann.fran, spann.till, list(spann.indikatorer)]
    return _UTAN_VARDE.format(planerna=planerna), [*varden, *egna]


def _planerna(plats: Q, spann: Spann) -> QuerySet[PlanVersion, Any]:
    """The versions in force and their units: of the plans in the round, or at work that month."""
    rader = PlanVersion.objects.filter(plats, lage=Versionslage.FASTSTALLD).order_by()
    if spann.runda is None:
        period = {"plan__period_fran__lte": spann.till, "plan__period_till__gte": spann.till}
        rader = rader.filter(plan__fas__in=RAPPORTERAS_I, **period)
    else:
        varvet = {"plan__varv__tillfalle": spann.runda, "plan__varv__avslutades": None}
        rader = rader.filter(plan__fas=Fas.FOLJA_UPP, **varvet)
    return rader.values_list("pk", "plan__enhet")


_UTAN_VARDE = """
(with plan(version, enhet) as materialized ({planerna}), infort as materialized (
    select version, array(
        -- Of a unit, for everybody: as the index says.
        select m.indikator_id from cykel_matvarde m
        where m.enhet_id = plan.enhet and m.omrade = '' and m.kon = 'T'
        and m.period_till between %s and %s
    ) as indikatorer from plan
)
select r.id from infort i join cykel_planindikator r on r.version_id = i.version
where r.indikator_id = any(%s) and not r.indikator_id = any(i.indikatorer))
"""

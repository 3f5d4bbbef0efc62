"""Which units and periods the entry grid of an indicator shows."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q, QuerySet

from cykel.frekvens import Frekvens, Period, manader_bakat, rundans_period
from cykel.models import Indikator, Matvarde, Planindikator, Uppfoljningstillfalle
from cykel.tillstand import Fas, Versionslage
from kvalitet.behorighet import synliga_enheter
from kvalitet.models import Anvandare, Enhet
from kvalitet.roller import Rattighet

ANTAL_PERIODER = 4
_MANADER = {Frekvens.MANAD: 1, Frekvens.HALVAR: 6, Frekvens.HELAR: 12}


def enheter_att_fora_in(person: Anvandare, indikator: Indikator, period: Period) -> QuerySet[Enhet]:
    """Return the units whose adopted plan of the period has the indicator, and those that have
    a value already, of those that the person may enter values for."""
    fran, till = period
    i_plan = Planindikator.objects.filter(
        indikator=indikator,
        version__lage=Versionslage.FASTSTALLD,
        version__plan__period_fran__lte=till,
        version__plan__period_till__gte=fran,
    ).exclude(version__plan__fas=Fas.AVBRUTEN)
    med_varde = Matvarde.objects.filter(
        indikator=indikator, enhet__isnull=False, period_fran=fran, period_till=till
    )
    villkor = Q(pk__in=i_plan.values("version__plan__enhet")) | Q(pk__in=med_varde.values("enhet"))
    return _skriver(person, indikator).filter(villkor)


def _skriver(person: Anvandare, indikator: Indikator) -> QuerySet[Enhet]:
    """As `far_infora` says of each unit."""
    enheter = synliga_enheter(person, Rattighet.UPPFOLJNING_SKRIVA)
    if indikator.agare_id == person.pk:
        enheter = enheter | synliga_enheter(person, Rattighet.PLAN_SE)
    return enheter


def perioder(indikator: Indikator, dag: date) -> list[Period]:
    """Return the periods that are over and most likely wanted, the latest first."""
    antal = _MANADER.get(Frekvens(indikator.frekvens))
    if antal is None:
        rundor = Uppfoljningstillfalle.objects.filter(matdatum__lte=dag).order_by("-matdatum", "pk")
        valda = [rundans_period(indikator.frekvens, ett) for ett in rundor[:ANTAL_PERIODER]]
        return list(dict.fromkeys(valda)) or [
            (date(dag.year - 1, 1, 1), date(dag.year - 1, 12, 31))
        ]
    till = date(dag.year, dag.month, 1) - timedelta(days=1)
    while till.month % antal:
        till = manader_bakat(till, 1)
    return [
        (manader_bakat(slut, antal) + timedelta(days=1), slut)
        for n in range(ANTAL_PERIODER)
        if (slut := manader_bakat(till, n * antal))
    ]

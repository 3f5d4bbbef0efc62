"""What has been decided lately of what a person may see: plans, follow-ups and reports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from cykel.models import PlanVersion, Varv
from kvalitet.behorighet import far, omfang, tilldelningar
from kvalitet.kalender import midnatt
from kvalitet.kvarfraga import las
from kvalitet.models import Anvandare
from kvalitet.roller import Rattighet
from uppfoljning.models import Rapport
from uppfoljning.namnden import synliga_rapporter
from uppfoljning.tillstand import BESLUTADE

DAGAR = 60
MEST = 5


@dataclass(frozen=True)
class Beslut:
    text: str
    detalj: str
    url: str
    dag: date


_PLANENS = ("plan__period_fran", "plan__period_till", "plan__enhet__namn")
"""What the name of a plan is made of."""
_RAPPORTENS = (
    *("slag", "period_fran", "period_till", "beslut_datum", "namnd__namn", "enhet__namn"),
    *("tillfalle__slag", "tillfalle__ar"),
)


def nyligen(av: Anvandare, nu: datetime) -> list[Beslut]:
    """Return the last few, the newest first."""
    dag = timezone.localdate(nu) - timedelta(days=DAGAR)
    sedan, nyckel = midnatt(dag), (tilldelningar(av), dag)
    alla: list[Beslut] = []
    if far(av, Rattighet.PLAN_SE):
        planer = las(("beslutade planer", nyckel), lambda: _planer(av, sedan))
        varv = las(("godkända varv", nyckel), lambda: _varv(av, sedan))
        alla += [*map(_planen, planer), *map(_uppfoljningen, varv)]
    if far(av, Rattighet.RAPPORT_SE):
        rapporter = las(("beslutade rapporter", nyckel), lambda: _rapporter(av, dag))
        alla += map(_rapporten, rapporter)
    return sorted(alla, key=lambda ett: ett.dag, reverse=True)[:MEST]


def _planer(av: Anvandare, sedan: datetime) -> QuerySet[PlanVersion]:
    scope = omfang(av, Rattighet.PLAN_SE, enhet="plan__enhet", namnd="plan__namnd")
    rader = PlanVersion.objects.gallande().filter(scope, faststalld__gte=sedan)
    rader = rader.select_related("plan__enhet").only("faststalld", *_PLANENS)
    return rader.order_by("-faststalld", "-pk")[:MEST]


def _planen(version: PlanVersion) -> Beslut:
    assert version.faststalld is not None  # noqa: S101  (narrows the type)
    url = reverse("cykel:plan", args=[version.plan_id])
    dag = timezone.localdate(version.faststalld)
    return Beslut(str(version.plan), "Planen fastställd", url, dag)


def _varv(av: Anvandare, sedan: datetime) -> QuerySet[Varv]:
    scope = omfang(av, Rattighet.PLAN_SE, enhet="plan__enhet", namnd="plan__namnd")
    rader = Varv.objects.filter(scope, godkand__gte=sedan).select_related(
        "plan__enhet", "tillfalle"
    )
    rader = rader.only("godkand", "tillfalle__slag", "tillfalle__ar", *_PLANENS)
    return rader.order_by("-godkand", "-pk")[:MEST]


def _uppfoljningen(varv: Varv) -> Beslut:
    assert varv.godkand is not None  # noqa: S101  (narrows the type)
    url = reverse("cykel:plan", args=[varv.plan_id])
    text = f"{varv.tillfalle}, {varv.plan.enhet}"
    return Beslut(text, "Uppföljningen godkänd", url, timezone.localdate(varv.godkand))


def _rapporter(av: Anvandare, sedan: date) -> QuerySet[Rapport]:
    rader = synliga_rapporter(av).filter(lage__in=BESLUTADE, beslut_datum__gte=sedan)
    rader = rader.select_related("namnd", "enhet", "tillfalle").only(*_RAPPORTENS)
    return rader.order_by("-beslut_datum", "-pk")[:MEST]


def _rapporten(rapport: Rapport) -> Beslut:
    assert rapport.beslut_datum is not None  # noqa: S101  (narrows the type)
    url = reverse("uppfoljning:rapport_las", args=[rapport.pk])
    return Beslut(
        rapport.namn, f"Rapporten fastställd, {rapport.galler}", url, rapport.beslut_datum
    )

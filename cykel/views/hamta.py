"""Fetching what a page is about, within what the person may see: else 404."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404

from cykel.models import PlanVersion, Verksamhetsplan
from kvalitet.behorighet import Roller, omfang, omfang_av, rollerna
from kvalitet.kvarfraga import Kvarfraga
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest


def planer_i_omfang(
    request: InloggadRequest, ratt: Rattighet = Rattighet.PLAN_SE
) -> QuerySet[Verksamhetsplan]:
    return Verksamhetsplan.objects.filter(omfang(request.user, ratt)).med_plats()


def plan_i_omfang(request: InloggadRequest, pk: int) -> Verksamhetsplan:
    """Return the plan, or 404 when the person may not see it."""
    planer = _PLANEN.rader(pk, under=rollerna(request.user, Rattighet.PLAN_SE))
    if not planer:
        raise Http404
    return planer[0]


def _planen(pk: int, roller: Roller) -> QuerySet[Verksamhetsplan]:
    return Verksamhetsplan.objects.filter(omfang_av(roller), pk=pk).med_plats()


_PLANEN = Kvarfraga(_planen, forberedd=True)


def version_i_arbete(plan: Verksamhetsplan) -> PlanVersion:
    """Return the version that is being written or reviewed, else that in force or the latest."""
    versioner = plan.versioner.order_by("-nummer")
    i_arbete = next(iter(_I_ARBETE.rader(plan.pk)), None)
    version = i_arbete or versioner.gallande().first() or versioner.first()
    if version is None:
        raise Http404
    version.plan = plan  # already loaded with its place, for rights and guards
    return version


def _i_arbete(plan: int) -> QuerySet[PlanVersion]:
    return PlanVersion.objects.i_arbete().filter(plan=plan).order_by("-nummer")[:1]


_I_ARBETE = Kvarfraga(_i_arbete)

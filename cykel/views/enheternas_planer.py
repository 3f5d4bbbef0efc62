"""A kontor's plan gathers its units': the stage of each, and what they do for each goal."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cykel.models import Mal, Planmal, PlanVersion, Verksamhetsplan
from cykel.views.hamta import plan_i_omfang, planer_i_omfang
from cykel.villkor.enheter import planer_under
from cykel.villkor.plan import planens_mal
from kvalitet.behorighet import kraver
from kvalitet.databas import SvNyckel
from kvalitet.models import Enhet
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest


@dataclass(frozen=True)
class Enhetsrad:
    """One unit's plan: its text in force, or the draft before there is one."""

    plan: Verksamhetsplan
    version: PlanVersion
    besvarade: int
    aktiviteter: int
    indikatorer: int


@dataclass(frozen=True)
class Malsamling:
    """One goal, and which units do something for it."""

    mal: Mal
    med: list[str]
    """Units with activities, with how many."""
    utan: list[str]
    """Units that the goal concerns, without an activity."""
    berors_inte: list[str]
    obesvarat: list[str]


@require_safe
@kraver(Rattighet.PLAN_SE)
def enheternas_planer(request: InloggadRequest, pk: int) -> HttpResponse:
    plan = plan_i_omfang(request, pk)
    under = planer_under(plan).filter(pk__in=planer_i_omfang(request).values("pk"))
    versioner = _versioner(under)
    mal = planens_mal(plan)
    rader = _svar(versioner, mal)
    sammanhang = {
        "plan": plan,
        "enheter": [_enhetsrad(version, rader[version.pk]) for version in versioner],
        "antal_mal": len(mal),
        "mal": [_samling(ett, versioner, rader) for ett in mal],
        "saknar": _saknar(plan, versioner),
    }
    return render(request, "cykel/enheternas_planer.html", sammanhang)


def _versioner(planer: QuerySet[Verksamhetsplan]) -> list[PlanVersion]:
    """One version a plan, by the unit's name: the one in force before the one being written."""
    rader = PlanVersion.objects.filter(plan__in=planer).aktuella()
    per: dict[int, PlanVersion] = {}
    for version in rader.select_related("plan__enhet").order_by(
        SvNyckel("plan__enhet__namn"), "plan", "nummer"
    ):
        per.setdefault(version.plan_id, version)
    return list(per.values())


Svar = dict[int, dict[int, Planmal]]
"""By version and goal, each with `antal_aktiviteter` and `antal_indikatorer`."""


def _svar(versioner: list[PlanVersion], mal: list[Mal]) -> Svar:
    svar: Svar = defaultdict(dict)
    rader = Planmal.objects.filter(
        version__in=[version.pk for version in versioner], mal__in=[ett.pk for ett in mal]
    ).annotate(
        antal_aktiviteter=Count("aktiviteter", distinct=True),
        antal_indikatorer=Count("indikatorer", distinct=True),
    )
    for rad in rader.order_by("pk"):
        svar[rad.version_id][rad.mal_id or 0] = rad
    return svar


def _enhetsrad(version: PlanVersion, svar: dict[int, Planmal]) -> Enhetsrad:
    return Enhetsrad(
        version.plan,
        version,
        len(svar),
        sum(rad.antal_aktiviteter for rad in svar.values()),  # type: ignore[attr-defined]
        sum(rad.antal_indikatorer for rad in svar.values()),  # type: ignore[attr-defined]
    )


def _samling(mal: Mal, versioner: list[PlanVersion], svar: Svar) -> Malsamling:
    samling = Malsamling(mal, [], [], [], [])
    for version in versioner:
        namn, rad = version.plan.enhet.namn, svar[version.pk].get(mal.pk)
        if rad is None:
            samling.obesvarat.append(namn)
        elif rad.koppling == Planmal.Koppling.BEROR_INTE:
            samling.berors_inte.append(namn)
        elif antal := rad.antal_aktiviteter:  # type: ignore[attr-defined]
            samling.med.append(f"{namn} ({antal})")
        else:
            samling.utan.append(namn)
    return samling


def _saknar(plan: Verksamhetsplan, versioner: list[PlanVersion]) -> list[str]:
    """The units right below that have no plan for the period."""
    har = {version.plan.enhet_id for version in versioner}
    under = Enhet.objects.under(plan.enhet).verksamma().exclude(pk=plan.enhet_id).i_ordning()
    return [e.namn for e in under if e.foralder_id == plan.enhet_id and e.pk not in har]

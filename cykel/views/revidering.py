"""Revising an adopted plan, reading old versions, and what has changed between two."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from cykel import versionstext
from cykel.actions import revidering as akter
from cykel.effekter.planinnehall import planinnehall
from cykel.forms.overgangar import ReviderForm, SkalForm
from cykel.models import PlanVersion, Verksamhetsplan
from cykel.tillstand import PLAN, PLANVERSION
from cykel.views.akt import akt
from cykel.views.hamta import plan_i_omfang, version_i_arbete
from cykel.views.versionsvy import malvyer
from cykel.villkor.plan import beslutas_av_namnden
from kvalitet.behorighet import kraver
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_GRANSKA)
def revidera(request: InloggadRequest, pk: int) -> HttpResponse:
    plan = plan_i_omfang(request, pk)

    def utfor(data: dict[str, Any]) -> str:
        akter.revidera(plan, **data, av=request.user)
        return "Ett utkast till en ny version finns nu. Den planansvarige kan skriva i det."

    return akt(
        request,
        plan,
        PLAN,
        "revidera",
        lambda data: ReviderForm(data, paragraf_kravs=beslutas_av_namnden(plan)),
        utfor,
        ingress="Ett utkast skapas med texten som gäller nu. Planen genomförs och följs upp som "
        "förut tills den nya versionen är fastställd.",
    )


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_GRANSKA)
def forkasta(request: InloggadRequest, pk: int) -> HttpResponse:
    plan = plan_i_omfang(request, pk)
    version = version_i_arbete(plan)

    def utfor(data: dict[str, Any]) -> str:
        akter.forkasta(version, skal=data["skal"], av=request.user)
        return f"Utkastet till version {version.nummer} är förkastat. Planen gäller som förut."

    return akt(
        request,
        plan,
        PLANVERSION,
        "forkasta",
        SkalForm,
        utfor,
        objekt=version,
        ingress="Utkastet kan inte skrivas i eller fastställas efter det, men går att läsa.",
    )


@require_safe
@kraver(Rattighet.PLAN_SE)
def version(request: InloggadRequest, pk: int, nummer: int) -> HttpResponse:
    """The text of a version: frozen when it was adopted, else as it is written now."""
    plan = plan_i_omfang(request, pk)
    version = _version(plan, nummer)
    sammanhang = {
        "plan": plan,
        "version": version,
        "mal": malvyer(versionstext.lasbar(_innehall(version))),
        "fore": _foregaende(version),
    }
    return render(request, "cykel/version.html", sammanhang)


@require_safe
@kraver(Rattighet.PLAN_SE)
def andringar(request: InloggadRequest, pk: int, nummer: int, mot: int) -> HttpResponse:
    """What version `nummer` changes against the earlier version `mot`."""
    plan = plan_i_omfang(request, pk)
    ny, gammal = _version(plan, nummer), _version(plan, mot)
    if gammal.nummer >= ny.nummer:
        raise Http404
    malen = versionstext.jamfor(_innehall(gammal), _innehall(ny))
    sammanhang = {
        "plan": plan,
        "ny": ny,
        "gammal": gammal,
        "antal": len(malen),
        "mal": malvyer(malen),
    }
    return render(request, "cykel/andringar.html", sammanhang)


def _version(plan: Verksamhetsplan, nummer: int) -> PlanVersion:
    rader = plan.versioner.select_related("ogonblick", "faststalld_av", "inskickad_av")
    version = rader.filter(nummer=nummer).first()
    if version is None:
        raise Http404
    version.plan = plan
    return version


def _innehall(version: PlanVersion) -> dict[str, Any]:
    return version.ogonblick.data if version.ogonblick else planinnehall(version)


def _foregaende(version: PlanVersion) -> int | None:
    """The number of the adopted version before it."""
    fore = version.plan.versioner.filter(nummer__lt=version.nummer, ogonblick__isnull=False)
    return fore.order_by("-nummer").values_list("nummer", flat=True).first()

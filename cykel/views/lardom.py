"""The lap's learnings: what it decides, one learning, and the routines it changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cykel.actions import lardom as lardomsakter
from cykel.actions import varv as varvakter
from cykel.forms.lardom import LardomForm, RutinForm
from cykel.models import Lardom, Varv, Verksamhetsplan
from cykel.tillstand import LARDOM, PLAN, Fas, Lardomslage
from cykel.views.formular import lyckas
from cykel.views.hamta import plan_i_omfang
from cykel.villkor.avslut import leder_vidare
from cykel.villkor.varv import oppet_varv
from kvalitet.behorighet import far, kraver, omfang, prova
from kvalitet.fel import Punkt, Regelbrott
from kvalitet.handelser import beratta
from kvalitet.models import Handelse
from kvalitet.nyckel import sokord
from kvalitet.overgang import aterstar
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest


@require_safe
@kraver(Rattighet.PLAN_SE)
def lardom_varv(request: InloggadRequest, pk: int) -> HttpResponse:
    """The open lap's learnings, and those from before that still wait for their effect."""
    plan = plan_i_omfang(request, pk)
    varv = oppet_varv(plan)
    i_varvet = Q(varv=varv) if varv else Q(pk__in=[])
    rader = plan.lardomar.filter(i_varvet | Q(lage=Lardomslage.FORESLAGEN)).select_related(
        "atgard__verifierad_av", "rutin", "varv", "upprepar"
    )
    lardomar = list(rader.order_by("-varv__nummer", "pk"))
    foreslagna = [
        rad for rad in lardomar if rad.varv == varv and rad.lage == Lardomslage.FORESLAGEN
    ]
    avgors = varv is not None and plan.fas in (Fas.ATGARDA, Fas.KVALITETSSAKRA)
    sammanhang = {
        "plan": plan,
        "varv": varv,
        "lardomar": lardomar,
        "foreslagen": bool(foreslagna),
        "andrad_rutin": any(rad.rutin for rad in foreslagna),
        "far_skriva": varv is not None and far(request.user, Rattighet.ATGARD_SKRIVA, plan),
        "far_avgora": avgors and far(request.user, Rattighet.PLAN_SKRIVA, plan),
        "punkter": _kilens_punkter(request, plan),
    }
    return render(request, "cykel/lardom_varv.html", sammanhang)


def _kilens_punkter(request: InloggadRequest, plan: Verksamhetsplan) -> list[Punkt]:
    """What remains before the wedge can be laid, when the plan stands at it."""
    if plan.fas != Fas.KVALITETSSAKRA:
        return []
    sida = request.path
    punkter = aterstar(PLAN, plan, leder_vidare(plan), av=request.user)
    return [replace(p, lank=p.lank.removeprefix(sida) if p.lank else "") for p in punkter]


@require_http_methods(["POST"])
@kraver(Rattighet.PLAN_SKRIVA)
def lardom_avgor(request: InloggadRequest, pk: int) -> HttpResponse:
    """Say that no routine is concerned, or that the lap taught nothing new; or take it back."""
    plan = plan_i_omfang(request, pk)
    varv = _oppet(plan)
    val = {
        namn: request.POST[namn] == "ja"
        for namn in ("ingen_rutin", "ingen_lardom")
        if namn in request.POST
    }
    try:
        varvakter.avgor(varv, **val, av=request.user)
    except Regelbrott as fel:
        messages.error(request, fel.mening)
    else:
        messages.success(request, "Svaret är sparat.")
    return redirect("cykel:lardom_varv", pk=plan.pk)


def _oppet(plan: Verksamhetsplan) -> Varv:
    return get_object_or_404(plan.varv.select_related("plan"), avslutades__isnull=True)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.ATGARD_SKRIVA)
def lardom_ny(request: InloggadRequest, pk: int) -> HttpResponse:
    plan = plan_i_omfang(request, pk)
    prova(request.user, Rattighet.ATGARD_SKRIVA, plan)
    form = _form(request, plan, initial={"atgard": request.GET.get("atgard")})
    if _spara(request, form, lambda data: lardomsakter.skriv(plan, **data, av=request.user)):
        return redirect("cykel:lardom_varv", pk=plan.pk)
    return render(request, "cykel/lardom_form.html", {"plan": plan, "form": form})


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_SE)
def lardom(request: InloggadRequest, pk: int, lardom_pk: int) -> HttpResponse:
    """A draft is written on; a proposed or secured learning is read."""
    plan = plan_i_omfang(request, pk)
    lardom = _hamta(plan, lardom_pk)
    far_skriva = far(request.user, Rattighet.ATGARD_SKRIVA, plan)
    if lardom.lage != Lardomslage.UTKAST or not far_skriva or oppet_varv(plan) is None:
        if request.method == "POST":
            prova(request.user, Rattighet.ATGARD_SKRIVA, plan)
            messages.info(request, f"Lärdomen är {lardom.get_lage_display().lower()}.")
            return redirect("cykel:lardom", pk=plan.pk, lardom_pk=lardom.pk)
        return _visa(request, plan, lardom, far_skriva=far_skriva)
    form = _form(request, plan, initial=_falt(lardom))
    if _spara(request, form, lambda data: lardomsakter.andra(lardom, **data, av=request.user)):
        return redirect("cykel:lardom_varv", pk=plan.pk)
    sammanhang = {"plan": plan, "form": form, "lardom": lardom}
    return render(request, "cykel/lardom_form.html", sammanhang)


@require_http_methods(["POST"])
@kraver(Rattighet.ATGARD_SKRIVA)
def lardom_ta_tillbaka(request: InloggadRequest, pk: int, lardom_pk: int) -> HttpResponse:
    plan = plan_i_omfang(request, pk)
    lardom = _hamta(plan, lardom_pk)
    lardomsakter.ta_tillbaka(lardom, av=request.user)
    messages.success(request, "Lärdomen är ett utkast igen.")
    return redirect("cykel:lardom", pk=plan.pk, lardom_pk=lardom.pk)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.ATGARD_SKRIVA)
def rutin_ny(request: InloggadRequest, pk: int) -> HttpResponse:
    plan = plan_i_omfang(request, pk)
    prova(request.user, Rattighet.ATGARD_SKRIVA, plan)
    form = RutinForm(request.POST if request.method == "POST" else None)

    def akt(data: dict[str, Any]) -> None:
        lardomsakter.skapa_rutin(enhet=plan.enhet, **data, av=request.user)

    if lyckas(form, akt):
        messages.success(request, "Rutinen finns nu att välja i lärdomen.")
        return redirect("cykel:lardom_varv", pk=plan.pk)
    return render(request, "cykel/rutin_ny.html", {"plan": plan, "form": form})


def _hamta(plan: Verksamhetsplan, lardom_pk: int) -> Lardom:
    rader = plan.lardomar.select_related(
        "plan__enhet", "atgard__verifierad_av", "atgard__brist", "rutin", "upprepar", "sakrad_av"
    )
    return get_object_or_404(rader, pk=lardom_pk)


def _form(
    request: InloggadRequest, plan: Verksamhetsplan, *, initial: dict[str, Any]
) -> LardomForm:
    i_omfang = omfang(request.user, Rattighet.PLAN_SE, enhet="plan__enhet", namnd="plan__namnd")
    soker = request.POST.get("gor") == "sok"  # what is written stays, and nothing is tried
    return LardomForm(
        request.POST if request.method == "POST" and not soker else None,
        plan=plan,
        rutiner=lardomsakter.rutiner_for(plan.enhet),
        tidigare=Lardom.objects.sakrade().filter(i_omfang),
        initial=initial | request.POST.dict() if soker else initial,
        sokt=sokord(request.POST.get("sok", "")),
    )


def _falt(lardom: Lardom) -> dict[str, Any]:
    namn = ("atgard", "rubrik", "hande", "orsak", "gor_annorlunda", "rutin", "upprepar")
    return {falt: getattr(lardom, falt) for falt in namn}


def _spara(
    request: InloggadRequest, form: LardomForm, skriv: Callable[[dict[str, Any]], Lardom]
) -> bool:
    """Save the draft and, when asked to, propose it: both or neither."""
    foresla = request.POST.get("gor") == "foresla"

    def akt(data: dict[str, Any]) -> None:
        with transaction.atomic():
            lardom = skriv(data)
            if foresla:
                lardomsakter.foresla(lardom, av=request.user)

    if not lyckas(form, akt):
        return False
    messages.success(request, "Lärdomen är föreslagen." if foresla else "Utkastet är sparat.")
    return True


def _visa(
    request: InloggadRequest, plan: Verksamhetsplan, lardom: Lardom, *, far_skriva: bool
) -> HttpResponse:
    handelser = Handelse.objects.om(lardom).select_related("av", "text")[:50]
    kan_tas_tillbaka = lardom.lage in LARDOM.rad("ta_tillbaka").fran
    sammanhang = {
        "plan": plan,
        "lardom": lardom,
        "svar": lardom.svar.select_related("plan__enhet", "rutin", "av").order_by("pk"),
        "upprepningar": lardom.upprepningar.exclude(lage=Lardomslage.UTKAST).count()
        + lardom.upprepade_brister.count(),
        "handelser": beratta(handelser),
        "kan_tas_tillbaka": kan_tas_tillbaka and far_skriva,
        "kan_laggas_ned": lardom.lage in LARDOM.rad("lagg_ned").fran and far_skriva,
    }
    return render(request, "cykel/lardom.html", sammanhang)

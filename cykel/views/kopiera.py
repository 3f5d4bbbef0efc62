"""Last year's rows into the draft, the next year in one act, and undoing it."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cykel.actions import kopiera as akter
from cykel.forms.kopiera import KopieraForm, NastaArForm, StyrmodellForm
from cykel.models import Atgard, Lardom, PlanVersion, Styrmodell, Verksamhetsplan
from cykel.tillstand import Versionslage
from cykel.views.formular import lyckas
from cykel.views.hamta import plan_i_omfang
from cykel.views.kopierader import grupper, som_rutor, som_stannar
from cykel.views.redigera import utkast
from cykel.villkor.kopiering import kopior
from kvalitet import klocka
from kvalitet.behorighet import kraver, prova
from kvalitet.fel import Regelbrott
from kvalitet.kvarfraga import Kvarfraga, las
from kvalitet.roller import Rattighet
from kvalitet.texter import rakneord
from kvalitet.typer import InloggadRequest

# --- Last year's rows -----------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_SKRIVA)
def kopiera(request: InloggadRequest, pk: int) -> HttpResponse:
    plan, version = utkast(request, pk)
    kalla = akter.forra_versionen(plan)
    rader = kopior(kalla, plan, version) if kalla else []
    form = KopieraForm(request.POST if request.method == "POST" else None, rader=rader)
    antal = 0

    def akt(data: dict[str, list[str]]) -> None:
        nonlocal antal
        antal = akter.kopiera(version, val=data["rader"], ersattare=form.ersattare, av=request.user)

    if lyckas(form, akt):
        messages.success(request, _besked(antal))
        return redirect("cykel:redigera", pk=plan.pk)
    i_grupper = grupper(rader)
    sammanhang = {
        "plan": plan,
        "kalla": kalla,
        "rutor": som_rutor(i_grupper, form.valda),
        "stannar": som_stannar(i_grupper),
        "form": form,
        "far_andra": version.lage == Versionslage.UTKAST,
    }
    return render(request, "cykel/kopiera.html", sammanhang)


def _besked(antal: int) -> str:
    if not antal:
        return "Allt du valde fanns redan i planen."
    ord_ = "rad är kopierad" if antal == 1 else "rader är kopierade"
    return f"{rakneord(antal).capitalize()} {ord_}. Läs igenom och ändra det som är nytt i år."


# --- Next year ------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_SKRIVA)
def nasta_ar(request: InloggadRequest, pk: int) -> HttpResponse:
    plan = plan_i_omfang(request, pk)
    prova(request.user, Rattighet.PLAN_SKRIVA, plan)
    finns = next(iter(_EFTERTRADARE.rader(plan.pk)), None)
    if finns is not None and request.method == "POST":  # the second press lands where the first did
        return redirect("cykel:redigera", pk=finns.pk)
    kalla = next(iter(_I_KRAFT.rader(plan.pk)), None) if finns is None else None
    if kalla is None:
        sammanhang = {"plan": plan, "finns": finns, "kalla": None, "form": None}
        return render(request, "cykel/nasta_ar.html", sammanhang)
    kalla.plan = plan
    return _forhandsvisa(request, kalla)


def _forhandsvisa(request: InloggadRequest, kalla: PlanVersion) -> HttpResponse:
    plan = kalla.plan
    val, styrmodell = _styrmodell(request, plan)
    nasta = akter.nasta_plan(plan, styrmodell)
    rader = kopior(kalla, nasta, None, bara_pagaende=True)
    form = NastaArForm(
        request.POST if request.method == "POST" else None,
        rader=rader,
        styrmodell=styrmodell,
        planansvarig=plan.planansvarig,
    )
    if ny := _forbered(request, plan, form):
        messages.success(request, f"{ny} är skapad. Läs igenom och ändra det som är nytt.")
        return redirect("cykel:redigera", pk=ny.pk)
    i_grupper = grupper(rader)
    sammanhang = {
        "plan": plan,
        "nasta": nasta,
        "kalla": kalla,
        "rutor": som_rutor(i_grupper, form.valda),
        "stannar": som_stannar(i_grupper),
        "form": form,
        "styrmodellval": StyrmodellForm(val=val, vald=styrmodell) if len(val) > 1 else None,
        "atgarder": _oppna_atgarder(plan),
        "lardomar": _LARDOMARNA.rader(plan.pk),
    }
    return render(request, "cykel/nasta_ar.html", sammanhang)


def _forbered(
    request: InloggadRequest, plan: Verksamhetsplan, form: NastaArForm
) -> Verksamhetsplan | None:
    ny: Verksamhetsplan | None = None

    def akt(data: dict[str, object]) -> None:
        nonlocal ny
        ny = akter.forbered_nasta_ar(
            plan,
            styrmodell=form.cleaned_data["styrmodell"],
            planansvarig=form.cleaned_data["planansvarig"],
            val=form.cleaned_data["rader"],
            ersattare=form.ersattare,
            av=request.user,
        )

    lyckas(form, akt)
    return ny


def _styrmodell(
    request: InloggadRequest, plan: Verksamhetsplan
) -> tuple[list[Styrmodell], Styrmodell]:
    """The styrmodeller that a plan may be written in, and the one chosen: by the person, else the
    one that holds when the next period begins."""
    vald = request.POST.get("styrmodell") or request.GET.get("styrmodell", "")
    start = akter.nasta_plan(plan, plan.styrmodell).period_fran
    alla = las("styrmodeller att planera i", _styrmodeller)
    per_pk = {str(ett.pk): ett for ett in alla}
    i_tiden = [ett for ett in alla if ett.fran <= start <= ett.till]
    return alla, per_pk.get(vald) or next(iter([*i_tiden, *alla]), plan.styrmodell)


def _styrmodeller() -> QuerySet[Styrmodell]:
    return Styrmodell.objects.exclude(status=Styrmodell.Status.AVSLUTAD).order_by("fran", "pk")


def _oppna_atgarder(plan: Verksamhetsplan) -> list[tuple[Atgard, int]]:
    dag = klocka.idag()
    return [
        (a, (dag - a.klar_senast).days if a.sen(dag) else 0) for a in _ATGARDERNA.rader(plan.pk)
    ]


def _atgarderna(plan: int) -> QuerySet[Atgard]:
    oppna = Atgard.objects.oppna().filter(brist__plan=plan).select_related("brist", "ansvarig")
    return oppna.order_by("klar_senast", "pk")


def _lardomarna(plan: int) -> QuerySet[Lardom]:
    return Lardom.objects.sakrade().filter(plan=plan).order_by("sakrad", "pk")


def _eftertradare(plan: int) -> QuerySet[Verksamhetsplan]:
    return Verksamhetsplan.objects.filter(foregangare=plan)


def _i_kraft(plan: int) -> QuerySet[PlanVersion]:
    return PlanVersion.objects.gallande().filter(plan=plan)


_ATGARDERNA, _LARDOMARNA = Kvarfraga(_atgarderna), Kvarfraga(_lardomarna)
_EFTERTRADARE, _I_KRAFT = Kvarfraga(_eftertradare), Kvarfraga(_i_kraft)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_SKRIVA)
def angra(request: InloggadRequest, pk: int) -> HttpResponse:
    plan, version = utkast(request, pk)
    hinder = akter.hinder_att_angra(plan, version)
    if plan.foregangare_id is None:
        hinder = "Planen är inte skapad ur en förra plan, så den kan inte ångras."
    if request.method == "POST":
        try:
            fore = akter.angra_plan(plan, av=request.user)
        except Regelbrott as fel:
            hinder = fel.mening
        else:
            messages.success(request, f"{plan} är borttagen.")
            return redirect(reverse("cykel:plan", args=[fore.pk]))
    antal = version.aktiviteter.count() + version.indikatorer.count()
    sammanhang = {"plan": plan, "hinder": hinder, "antal": antal}
    return render(request, "cykel/angra_plan.html", sammanhang)

"""Templates: save a plan's rows as one, and begin a draft from one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cykel.actions.planmall import anvand_mall, spara_mall
from cykel.forms.planmall import AnvandMallForm, NyMallForm
from cykel.models import Planmal, Planmall
from cykel.tillstand import Versionslage
from cykel.views.formular import lyckas
from cykel.views.redigera import utkast
from cykel.villkor.plan import planens_mal
from kvalitet.behorighet import kraver
from kvalitet.roller import Rattighet
from kvalitet.texter import rakneord
from kvalitet.typer import InloggadRequest


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_SKRIVA)
def mall_ny(request: InloggadRequest, pk: int) -> HttpResponse:
    plan, version = utkast(request, pk)
    form = NyMallForm(
        request.POST if request.method == "POST" else None,
        initial={"enhetsslag": plan.enhet.slag},
    )
    if lyckas(form, lambda data: spara_mall(version, **data, av=request.user)):
        messages.success(request, f"Mallen ”{form.cleaned_data['namn']}” är sparad.")
        return redirect("cykel:plan", pk=plan.pk)
    sammanhang = {
        "plan": plan,
        "form": form,
        "aktiviteter": version.aktiviteter.count(),
        "indikatorer": version.indikatorer.count(),
    }
    return render(request, "cykel/mall_ny.html", sammanhang)


@require_safe
@kraver(Rattighet.PLAN_SKRIVA)
def mallar(request: InloggadRequest, pk: int) -> HttpResponse:
    """The templates for the plan's kind of unit first, then the others."""
    plan, version = utkast(request, pk)
    alla = list(Planmall.objects.select_related("skapad_av").order_by("namn", "pk"))
    sammanhang = {
        "plan": plan,
        "egna": [mall for mall in alla if mall.enhetsslag == plan.enhet.slag],
        "andra": [mall for mall in alla if mall.enhetsslag != plan.enhet.slag],
        "far_andra": version.lage == Versionslage.UTKAST,
    }
    return render(request, "cykel/mallar.html", sammanhang)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_SKRIVA)
def mall(request: InloggadRequest, pk: int, mall_pk: int) -> HttpResponse:
    plan, version = utkast(request, pk)
    mallen = get_object_or_404(Planmall, pk=mall_pk)
    aktiviteter = list(mallen.aktiviteter.order_by("start_dag", "pk"))
    indikatorer = list(mallen.indikatorer.select_related("indikator").order_by("pk"))
    nej = version.mal.filter(koppling=Planmal.Koppling.BEROR_INTE).values_list("mal", flat=True)
    avbojda = set(nej)
    form = AnvandMallForm(
        request.POST if request.method == "POST" else None,
        rader=[*aktiviteter, *indikatorer],
        mal=[ett for ett in planens_mal(plan) if ett.pk not in avbojda],
        plan=plan,
    )
    antal = 0

    def akt(data: dict[str, object]) -> None:
        nonlocal antal
        antal = anvand_mall(
            mallen,
            version,
            placering=form.placering,
            ansvarig=form.cleaned_data["ansvarig"],
            av=request.user,
        )

    if lyckas(form, akt):
        messages.success(request, _besked(antal))
        return redirect("cykel:redigera", pk=plan.pk)
    sammanhang = {
        "plan": plan,
        "mall": mallen,
        "form": form,
        "aktiviteter": [form[f"rad_{rad.nyckel}"] for rad in aktiviteter],
        "indikatorer": [form[f"rad_{rad.nyckel}"] for rad in indikatorer],
    }
    return render(request, "cykel/mall.html", sammanhang)


def _besked(antal: int) -> str:
    if not antal:
        return "Raderna du valde fanns redan i planen."
    ord_ = "rad är tillagd" if antal == 1 else "rader är tillagda"
    return f"{rakneord(antal).capitalize()} {ord_} från mallen."

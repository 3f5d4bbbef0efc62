"""The acts that open a lap again, close a plan or break it off, and what they leave behind."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cykel.actions import avslut as akter
from cykel.actions import lardom as lardomsakter
from cykel.effekter.arkiv import filnamn, zipa
from cykel.forms.overgangar import AvbrytForm, AvslutaForm, FlyttaForm, SkalForm
from cykel.models import Verksamhetsplan
from cykel.tillstand import LARDOM, PLAN, Fas
from cykel.views.akt import akt
from cykel.views.formular import lyckas
from cykel.views.hamta import plan_i_omfang, planer_i_omfang
from cykel.villkor.avslut import eftertradare, obeslutade_brister, oppna_atgarder
from cykel.villkor.plan import beslutas_av_namnden
from kvalitet.behorighet import kraver, prova
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.UPPFOLJNING_GODKANNA)
def ateroppna(request: InloggadRequest, pk: int) -> HttpResponse:
    plan = plan_i_omfang(request, pk)

    def utfor(data: dict[str, Any]) -> str:
        akter.ateroppna(plan, skal=data["skal"], av=request.user)
        return "Uppföljningen är öppen igen. Godkänn den på nytt när det är rättat."

    return akt(
        request,
        plan,
        PLAN,
        "ateroppna",
        SkalForm,
        utfor,
        ingress="Bedömningar och lägen går att ändra igen. Det som godkändes finns kvar och "
        "ersätts först när du godkänner på nytt.",
    )


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_AVSLUTA)
def avsluta(request: InloggadRequest, pk: int) -> HttpResponse:
    plan = plan_i_omfang(request, pk)
    har_nasta = eftertradare(plan) is not None

    def form(data: Any) -> AvslutaForm:
        return AvslutaForm(data, paragraf_kravs=beslutas_av_namnden(plan), har_nasta=har_nasta)

    def utfor(data: dict[str, Any]) -> str:
        akter.avsluta(plan, **data, av=request.user)
        return "Planen är avslutad. Arkivpaketet kan laddas ner från planens sida."

    return akt(
        request,
        plan,
        PLAN,
        "avsluta",
        form,
        utfor,
        ingress="Lärdomarna säkras och året stängs. Efter det rättas fel med en daterad rättelse.",
    )


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_AVSLUTA)
def avbryt(request: InloggadRequest, pk: int) -> HttpResponse:
    plan = plan_i_omfang(request, pk)
    har_oppet = oppna_atgarder(plan).exists() or obeslutade_brister(plan).exists()

    def form(data: Any) -> AvbrytForm:
        return AvbrytForm(
            data,
            paragraf_kravs=beslutas_av_namnden(plan),
            planer=_som_tar_over(request, plan),
            har_oppet=har_oppet,
        )

    def utfor(data: dict[str, Any]) -> str:
        akter.avbryt(plan, **data, av=request.user)
        return "Planen är avbruten."

    return akt(
        request,
        plan,
        PLAN,
        "avbryt",
        form,
        utfor,
        ingress="Planen stannar för gott, till exempel när enheten går upp i en annan. Allt som "
        "har hänt i den finns kvar att läsa.",
    )


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_AVSLUTA)
def flytta_atgarder(request: InloggadRequest, pk: int) -> HttpResponse:
    """Choose which of the open åtgärder go on in another plan."""
    plan = plan_i_omfang(request, pk)
    prova(request.user, Rattighet.PLAN_AVSLUTA, plan)
    atgarder = oppna_atgarder(plan)
    form = FlyttaForm(
        request.POST if request.method == "POST" else None,
        atgarder=atgarder,
        planer=_som_tar_over(request, plan),
        nasta=eftertradare(plan),
    )
    if lyckas(form, lambda data: akter.flytta_atgarder(plan, **data, av=request.user)):
        messages.success(request, f"Åtgärderna går vidare i {form.cleaned_data['till']}.")
        return redirect("cykel:plan", pk=plan.pk)
    sammanhang = {
        "plan": plan,
        "form": form,
        "finns": bool(atgarder),
        "nu": plan.fas == Fas.KVALITETSSAKRA,
    }
    return render(request, "cykel/flytta_atgarder.html", sammanhang)


def _som_tar_over(request: InloggadRequest, plan: Verksamhetsplan) -> QuerySet[Verksamhetsplan]:
    """The living plans that the person may see, of the same unit first."""
    planer = planer_i_omfang(request).levande().exclude(pk=plan.pk)  # type: ignore[attr-defined]
    return planer.order_by("enhet__sokvag", "period_fran", "pk")  # type: ignore[no-any-return]


@require_safe
@kraver(Rattighet.PLAN_SE)
def arkiv(request: InloggadRequest, pk: int) -> HttpResponse:
    """The archive package of a closed plan, the same bytes every time."""
    plan = plan_i_omfang(request, pk)
    if plan.arkiv is None:
        raise Http404
    data = zipa(plan.arkiv)
    svar = HttpResponse(data, content_type="application/zip")
    svar["Content-Disposition"] = f'attachment; filename="{filnamn(plan)}"'
    svar["X-Content-Type-Options"] = "nosniff"
    svar["ETag"] = f'"{sha256(data).hexdigest()}"'
    return svar


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.ATGARD_SKRIVA)
def lagg_ned_lardom(request: InloggadRequest, pk: int, lardom_pk: int) -> HttpResponse:
    plan = plan_i_omfang(request, pk)
    lardom = get_object_or_404(plan.lardomar.select_related("plan__enhet"), pk=lardom_pk)

    def utfor(data: dict[str, Any]) -> str:
        lardomsakter.lagg_ned(lardom, skal=data["skal"], av=request.user)
        return f"Lärdomen ”{lardom}” är nedlagd."

    return akt(
        request,
        plan,
        LARDOM,
        "lagg_ned",
        SkalForm,
        utfor,
        objekt=lardom,
        ingress=f"”{lardom}” säkras inte och går inte vidare till nästa plan. Den finns kvar att "
        "läsa, med ditt skäl.",
    )

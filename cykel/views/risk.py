"""The risk register."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cykel.actions import risk as riskakter
from cykel.actions.kallor import brist_ur_risk
from cykel.forms.granne import AvslutaRiskForm, BedomningForm, RiskfilterForm, RiskForm
from cykel.forms.rutin import om_ett_ar
from cykel.models import Risk
from cykel.views.blad import Ordning, bladdra, sortera
from cykel.views.formular import lyckas
from cykel.views.granne import enheter_for, gor_till_brist, namnd_for
from kvalitet import klocka
from kvalitet.behorighet import far, kraver, omfang, prova
from kvalitet.databas import SvNyckel
from kvalitet.handelser import beratta
from kvalitet.models import Handelse, Namnd
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from kvalitet.visning import Tomt, Traffar

ORDNINGAR = {
    "varde": Ordning("Värde", ("-varde_nu", "pk")),
    "enhet": Ordning("Enhet", ("enhetsnyckel", "-varde_nu", "pk")),
    "ses_over": Ordning("Ses över senast", ("ses_over_senast", "pk")),
}


@dataclass(frozen=True)
class Rad:
    risk: Any
    """A Risk with its assessment annotated."""
    hog: bool
    sen: bool


@require_safe
@kraver(Rattighet.PLAN_SE)
def risker(request: InloggadRequest) -> HttpResponse:
    """The risks that are watched, the highest first."""
    dag = klocka.idag()
    alla = _i_omfang(request).filter(avslutad=None)
    namnder = Namnd.objects.filter(pk__in=alla.order_by().values("namnd")).order_by("namn", "pk")
    filter_ = RiskfilterForm(request.GET or None, namnder=namnder)
    urval = alla.med_lage()  # type: ignore[attr-defined]
    valt = filter_.valt
    if namnd := valt.get("namnd"):
        urval = urval.filter(namnd=namnd)
    if valt.get("visa") == "hoga":
        urval = urval.filter(varde_nu__gte=Risk.HOG)
    if valt.get("visa") == "sena":
        urval = urval.filter(ses_over_senast__lt=dag)
    urval = urval.annotate(enhetsnyckel=SvNyckel("enhet__namn"))
    nycklar, ordning = sortera(request, ORDNINGAR)
    sida, blad = bladdra(request, urval.select_related("enhet", "agare"), nycklar)
    far_skriva = far(request.user, Rattighet.KONTROLL_SKRIVA)
    sammanhang = {
        "rader": [Rad(r, r.varde_nu >= Risk.HOG, r.sen(dag)) for r in sida],
        "blad": blad,
        "svar": Traffar(len(sida), "risk", "risker", blad),
        "ordning": ordning,
        "filter": filter_,
        "hog": Risk.HOG,
        "far_skriva": far_skriva,
        "tomt": None if sida or valt else _tomt(far_skriva=far_skriva),
    }
    return render(request, "cykel/risker.html", sammanhang)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.KONTROLL_SKRIVA)
def risk_ny(request: InloggadRequest) -> HttpResponse:
    enheter = enheter_for(request, Rattighet.KONTROLL_SKRIVA)
    form = RiskForm(
        request.POST if request.method == "POST" else None,
        enheter=enheter,
        initial={
            "namnd": namnd_for(enheter.order_by("sokvag", "pk").first()),
            "agare": request.user,
            "ses_over_senast": om_ett_ar(klocka.idag()),
        },
    )
    nya: list[Risk] = []

    def akt(data: dict[str, Any]) -> None:
        nya.append(riskakter.registrera(**data, av=request.user))

    if lyckas(form, akt):
        messages.success(request, "Risken är registrerad.")
        return redirect("cykel:risk", pk=nya[0].pk)
    return render(request, "cykel/risk_form.html", {"form": form, "risk": None})


@require_safe
@kraver(Rattighet.PLAN_SE)
def risk(request: InloggadRequest, pk: int) -> HttpResponse:
    """A risk with all its assessments, the one that holds first."""
    risk = _hamta(request, pk)
    bedomningar = list(risk.bedomningar.select_related("av", "brist").order_by("-tid", "-pk"))
    nu = bedomningar[0]
    handelser = Handelse.objects.om(risk).select_related("av", "text")[:50]
    far_skriva = risk.avslutad is None and far(request.user, Rattighet.KONTROLL_SKRIVA, risk)
    kan_bli_brist = risk.avslutad is None and nu.hog and nu.brist is None
    sammanhang = {
        "risk": risk,
        "nu": nu,
        "bedomningar": bedomningar,
        "sen": risk.sen(klocka.idag()),
        "hog": Risk.HOG,
        "far_skriva": far_skriva,
        "far_notera": kan_bli_brist and far(request.user, Rattighet.ATGARD_SKRIVA, risk),
        "handelser": beratta(handelser),
    }
    return render(request, "cykel/risk.html", sammanhang)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.KONTROLL_SKRIVA)
def risk_bedom(request: InloggadRequest, pk: int) -> HttpResponse:
    risk = _hamta(request, pk)
    prova(request.user, Rattighet.KONTROLL_SKRIVA, risk)
    nu = risk.bedomningar.order_by("-tid", "-pk")[0]
    initial = {
        "sannolikhet": nu.sannolikhet,
        "konsekvens": nu.konsekvens,
        "hantering": nu.hantering,
        "agare": risk.agare,
        "ses_over_senast": om_ett_ar(klocka.idag()),
    }
    form = BedomningForm(request.POST if request.method == "POST" else None, initial=initial)
    if lyckas(form, lambda data: riskakter.bedom_om(risk, **data, av=request.user)):
        messages.success(request, "Bedömningen är sparad. Den tidigare finns kvar att läsa.")
        return redirect("cykel:risk", pk=risk.pk)
    return render(request, "cykel/risk_form.html", {"form": form, "risk": risk})


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.KONTROLL_SKRIVA)
def risk_avsluta(request: InloggadRequest, pk: int) -> HttpResponse:
    risk = _hamta(request, pk)
    prova(request.user, Rattighet.KONTROLL_SKRIVA, risk)
    form = AvslutaRiskForm(request.POST if request.method == "POST" else None)
    if lyckas(form, lambda data: riskakter.avsluta(risk, **data, av=request.user)):
        messages.success(request, "Risken är avslutad. Den finns kvar att läsa.")
        return redirect("cykel:risk", pk=risk.pk)
    return render(request, "cykel/risk_avsluta.html", {"form": form, "risk": risk})


@require_POST
@kraver(Rattighet.ATGARD_SKRIVA)
def risk_brist(request: InloggadRequest, pk: int) -> HttpResponse:
    risk = _hamta(request, pk)
    return gor_till_brist(
        request,
        lambda: brist_ur_risk(risk, av=request.user),
        annars=reverse("cykel:risk", args=[risk.pk]),
    )


def _i_omfang(request: InloggadRequest) -> QuerySet[Risk]:
    return Risk.objects.filter(omfang(request.user, Rattighet.PLAN_SE))


def _hamta(request: InloggadRequest, pk: int) -> Risk:
    return get_object_or_404(_i_omfang(request).select_related("enhet", "namnd", "agare"), pk=pk)


def _tomt(*, far_skriva: bool) -> Tomt:
    return Tomt(
        rubrik="Inga risker är registrerade",
        text="Här bevakas det som kan hända: hur sannolikt det är, hur allvarligt det blir och "
        "vad ni gör åt det.",
        ikon="ExclamationmarkTriangleFill",
        lank=reverse("cykel:risk_ny") if far_skriva else "",
        lanktext="Registrera en risk",
    )

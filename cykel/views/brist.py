"""One brist: where it comes from, why, whether it has happened before; and the goal's years."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cykel.actions.kallor import brist_ur_aktivitet
from cykel.actions.orsak import analysera
from cykel.actions.upprepning import upprepas
from cykel.forms.orsak import OrsakForm
from cykel.likhet import liknande_brister, liknande_lardomar
from cykel.models import (
    Atgard,
    Brist,
    Lardom,
    Mal,
    Orsaksanalys,
    Orsaksrad,
    Planmal,
    Verksamhetsplan,
)
from cykel.views.formular import lyckas
from cykel.views.hamta import plan_i_omfang
from cykel.views.kallor import kallor, malhistorik
from cykel.villkor.varv import oppet_varv
from kvalitet import klocka
from kvalitet.behorighet import far, kraver, prova
from kvalitet.fel import Regelbrott
from kvalitet.handelser import beratta
from kvalitet.kvarfraga import Kvarfraga
from kvalitet.models import Handelse
from kvalitet.nyckel import nyckel
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest


@dataclass(frozen=True)
class Analys:
    """The analysis as it is read: the whys in order, and the bones that have something."""

    analys: Orsaksanalys
    varfor: list[str]
    fiskben: list[tuple[str, list[str]]]


@require_safe
@kraver(Rattighet.PLAN_SE)
def brist(request: InloggadRequest, pk: int, brist_pk: int) -> HttpResponse:
    plan = plan_i_omfang(request, pk)
    brist = _hamta(plan, brist_pk)
    pagar = oppet_varv(plan) is not None
    historik = malhistorik(plan, [brist.mal_id] if brist.mal_id else [])
    sammanhang = {
        "plan": plan,
        "brist": brist,
        "kallor": kallor([brist], request.user)[brist.pk],
        "analys": _analys(brist),
        "atgarder": _ATGARDERNA.rader(brist.pk),
        "historik": historik.get(brist.mal_id or 0),
        "liknande": [] if brist.upprepar_id else liknande_lardomar(brist),
        "tidigare": liknande_brister(brist),
        "handelser": beratta(_HANDELSERNA.rader(brist.pk)),
        "far_skriva": pagar and far(request.user, Rattighet.ATGARD_SKRIVA, plan),
        "alder": brist.alder(klocka.idag()),
    }
    return render(request, "cykel/brist.html", sammanhang)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.ATGARD_SKRIVA)
def orsak(request: InloggadRequest, pk: int, brist_pk: int) -> HttpResponse:
    plan = plan_i_omfang(request, pk)
    brist = _hamta(plan, brist_pk)
    prova(request.user, Rattighet.ATGARD_SKRIVA, plan)
    form = OrsakForm(
        request.POST if request.method == "POST" else None, brist=brist, rader=_rader(brist)
    )
    if lyckas(form, lambda _: analysera(brist, **form.svar(), av=request.user)):
        messages.success(request, "Analysen är sparad.")
        return redirect("cykel:brist", pk=plan.pk, brist_pk=brist.pk)
    sammanhang = {"plan": plan, "brist": brist, "form": form}
    return render(request, "cykel/brist_orsak.html", sammanhang)


@require_POST
@kraver(Rattighet.ATGARD_SKRIVA)
def brist_upprepar(request: InloggadRequest, pk: int, brist_pk: int) -> HttpResponse:
    """Link the brist to a learning that it repeats; without one the link is taken away."""
    plan = plan_i_omfang(request, pk)
    brist = _hamta(plan, brist_pk)
    skrivet = request.POST.get("lardom", "")
    rader = Lardom.objects.sakrade().select_related("plan")
    lardom = get_object_or_404(rader, pk=nyckel(skrivet)) if skrivet else None
    try:
        upprepas(brist, lardom=lardom, av=request.user)
    except Regelbrott as fel:
        messages.error(request, fel.mening)
    else:
        ord_ = "Upprepningen är noterad och chefen får veta det." if lardom else "Det är ändrat."
        messages.success(request, ord_)
    return redirect("cykel:brist", pk=plan.pk, brist_pk=brist.pk)


@require_POST
@kraver(Rattighet.ATGARD_SKRIVA)
def aktivitet_brist(request: InloggadRequest, pk: int, nyckel: UUID) -> HttpResponse:
    """Note a late activity as a brist."""
    plan = plan_i_omfang(request, pk)
    try:
        ny = brist_ur_aktivitet(plan, aktivitet=nyckel, av=request.user)
    except Regelbrott as fel:
        messages.error(request, fel.mening)
        return redirect("cykel:aktiviteter", pk=plan.pk)
    messages.success(request, "Förseningen är noterad som en brist. Besluta nu vad ni gör åt den.")
    return redirect("cykel:brist", pk=plan.pk, brist_pk=ny.pk)


@require_safe
@kraver(Rattighet.PLAN_SE)
def mal_historik(request: InloggadRequest, pk: int, mal_pk: int) -> HttpResponse:
    """A goal of the plan through the years: grades, and what the åtgärder led to."""
    plan = plan_i_omfang(request, pk)
    i_planen = Planmal.objects.filter(version__plan=plan.pk).values("mal")
    mal = get_object_or_404(Mal.objects.filter(pk__in=i_planen), pk=mal_pk)
    historik = malhistorik(plan, [mal.pk])[mal.pk]
    sammanhang = {
        "plan": plan,
        "mal": mal,
        "historik": historik,
        "ar": sorted(historik.per_ar.items(), reverse=True),
    }
    return render(request, "cykel/mal_historik.html", sammanhang)


def _hamta(plan: Verksamhetsplan, brist_pk: int) -> Brist:
    for brist in _BRISTEN.rader(plan.pk, brist_pk):
        brist.plan = plan  # already loaded with its place
        return brist
    raise Http404


def _bristen(plan: int, pk: int) -> QuerySet[Brist]:
    rader = Brist.objects.filter(plan=plan, pk=pk)
    return rader.select_related("mal", "varv", "upprepar", "ingen_atgard_av")


def _atgarderna(brist: int) -> QuerySet[Atgard]:
    return Atgard.objects.filter(brist=brist).select_related("ansvarig").order_by("pk")


def _handelserna(brist: int) -> QuerySet[Handelse]:
    return Handelse.objects.om(Brist(pk=brist)).select_related("av", "text")[:50]


def _analyserna(brist: int) -> QuerySet[Orsaksanalys]:
    return Orsaksanalys.objects.filter(brist=brist).select_related("av").order_by("pk")[:1]


_BRISTEN = Kvarfraga(_bristen, forberedd=True)
_ANALYSERNA = Kvarfraga(_analyserna, forberedd=True)
_ATGARDERNA, _HANDELSERNA = Kvarfraga(_atgarderna), Kvarfraga(_handelserna)


def _rader(brist: Brist) -> QuerySet[Orsaksrad]:
    return Orsaksrad.objects.filter(analys=_analysen(brist)).order_by("slag", "ordning")


def _analysen(brist: Brist) -> Orsaksanalys | None:
    """The analysis of the brist; until it has one, that of the brist which it goes on with."""
    ett: Brist | None = brist
    while ett is not None:
        if analyser := _ANALYSERNA.rader(ett.pk):
            return analyser[0]
        ett = ett.ursprung
    return None


def _analys(brist: Brist) -> Analys | None:
    analys = _analysen(brist)
    if analys is None:
        return None
    per_slag: dict[str, list[str]] = {}
    for rad in analys.rader.order_by("slag", "ordning"):
        per_slag.setdefault(rad.slag, []).append(rad.text)
    varfor = per_slag.pop(Orsaksrad.Slag.VARFOR, [])
    i_ordning = [slag for slag in Orsaksrad.Slag if slag in per_slag]
    return Analys(analys, varfor, [(str(slag.label), per_slag[slag]) for slag in i_ordning])

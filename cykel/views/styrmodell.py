"""Steering models: the list, one of them, and what the old goals become in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from cykel.actions import styrmodell as akter
from cykel.forms.akter import TomForm
from cykel.forms.styrmodell import MappningForm, StyrmodellForm
from cykel.models import Mal, Malmappning, Styrmodell, Verksamhetsplan
from cykel.tillstand import STYRMODELL
from cykel.views.formular import lyckas
from kvalitet.behorighet import far, kraver, omfang_namnd, prova
from kvalitet.handelser import beratta
from kvalitet.models import Handelse
from kvalitet.overgang import aterstar
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from kvalitet.visning import Tomt


@dataclass(frozen=True)
class Mappningsrad:
    """An old goal and its answer in the new steering model."""

    mal: Mal
    svar: list[Malmappning]
    far_svara: bool


@require_safe
@kraver(Rattighet.PLAN_SE)
def styrmodeller(request: InloggadRequest) -> HttpResponse:
    rader = Styrmodell.objects.annotate(
        antal_mal=_antal(Mal.objects.all(), "niva__styrmodell"),
        antal_planer=_antal(Verksamhetsplan.objects.all(), "styrmodell"),
    )
    far_andra = far(request.user, Rattighet.MAL_REGISTRERA, Styrmodell())
    tomt = Tomt(
        "Ingen styrmodell är upplagd än",
        "Styrmodellen säger vilka nivåer målen har. Den läggs upp först, sedan målen.",
        "Tasklist",
        reverse("cykel:styrmodell_ny") if far_andra else "",
        "Lägg upp en styrmodell",
    )
    sammanhang = {
        "rader": rader.order_by("-fran", "pk"),
        "far_andra": far_andra,
        "tomt": tomt,
    }
    return render(request, "cykel/styrmodeller.html", sammanhang)


def _antal(rader: QuerySet[Any], till: str) -> Coalesce:
    """How many rows belong to the steering model. Counted by itself: joined, each of its goals
    meets each of its plans."""
    hennes = rader.filter(**{till: OuterRef("pk")}).order_by().values(till)
    return Coalesce(Subquery(hennes.annotate(antal=Count("pk")).values("antal")), 0)


@require_safe
@kraver(Rattighet.PLAN_SE)
def styrmodell(request: InloggadRequest, pk: int) -> HttpResponse:
    ett = get_object_or_404(Styrmodell, pk=pk)
    kommande = ett.status == Styrmodell.Status.KOMMANDE
    far_andra = far(request.user, Rattighet.MAL_REGISTRERA, ett)
    handelser = Handelse.objects.om(ett).select_related("av", "text")[:50]
    sammanhang = {
        "styrmodell": ett,
        "nivaer": ett.nivaer.annotate(antal=Count("mal")).order_by("ordning"),
        "forra": _forra(ett),
        "kvar": _obesvarade(ett),
        "punkter": aterstar(STYRMODELL, ett, "gor_gallande", av=request.user) if kommande else [],
        "far_andra": far_andra and kommande,
        "handelser": beratta(handelser),
    }
    return render(request, "cykel/styrmodell.html", sammanhang)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.MAL_REGISTRERA)
def styrmodell_ny(request: InloggadRequest) -> HttpResponse:
    prova(request.user, Rattighet.MAL_REGISTRERA, Styrmodell())
    form = StyrmodellForm(request.POST or None)
    nya: list[Styrmodell] = []
    if lyckas(form, lambda _: nya.append(akter.skapa_styrmodell(**form.akten, av=request.user))):
        messages.success(request, f"{nya[0]} är upplagd. Registrera målen när de är beslutade.")
        return redirect("cykel:styrmodell", pk=nya[0].pk)
    return render(request, "cykel/styrmodell_form.html", {"form": form, "styrmodell": None})


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.MAL_REGISTRERA)
def styrmodell_andra(request: InloggadRequest, pk: int) -> HttpResponse:
    ett = get_object_or_404(Styrmodell, pk=pk)
    prova(request.user, Rattighet.MAL_REGISTRERA, ett)
    form = StyrmodellForm(request.POST or None, styrmodell=ett)
    if lyckas(form, lambda _: akter.andra_styrmodell(ett, **form.akten, av=request.user)):
        messages.success(request, "Styrmodellen är ändrad.")
        return redirect("cykel:styrmodell", pk=pk)
    return render(request, "cykel/styrmodell_form.html", {"form": form, "styrmodell": ett})


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.MAL_REGISTRERA)
def styrmodell_gor_gallande(request: InloggadRequest, pk: int) -> HttpResponse:
    ett = get_object_or_404(Styrmodell, pk=pk)
    prova(request.user, Rattighet.MAL_REGISTRERA, ett)
    form = TomForm(request.POST if request.method == "POST" else None)
    if lyckas(form, lambda _: akter.gor_gallande(ett, av=request.user)):
        messages.success(request, f"{ett} gäller nu. Planer kan fastställas i den.")
        return redirect("cykel:styrmodell", pk=pk)
    sammanhang = {
        "form": form,
        "styrmodell": ett,
        "gallande": Styrmodell.objects.filter(status=Styrmodell.Status.GALLANDE).first(),
        "kvar": _obesvarade(ett),
        "punkter": aterstar(STYRMODELL, ett, "gor_gallande", av=request.user),
    }
    return render(request, "cykel/styrmodell_gor_gallande.html", sammanhang)


# --- What the old goals become --------------------------------------------------------------------


@require_safe
@kraver(Rattighet.PLAN_SE)
def mappning(request: InloggadRequest, pk: int) -> HttpResponse:
    ny = get_object_or_404(Styrmodell, pk=pk)
    forra = _forra(ny)
    rader = _rader(request, forra, ny) if forra else []
    sammanhang = {
        "styrmodell": ny,
        "forra": forra,
        "rader": rader,
        "kvar": sum(not rad.svar for rad in rader),
    }
    return render(request, "cykel/mappning.html", sammanhang)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.MAL_REGISTRERA)
def mappning_svara(request: InloggadRequest, pk: int, mal_pk: int) -> HttpResponse:
    ny = get_object_or_404(Styrmodell, pk=pk)
    mina = _gamla(_forra(ny)).filter(_far_svara(request))
    mal = get_object_or_404(mina, pk=mal_pk)
    svar = list(mal.blev.filter(styrmodell=ny).order_by("pk"))
    initial = {"till": [s.till_id for s in svar], "skal": svar[0].skal if svar else ""}
    form = MappningForm(request.POST or None, nya=_nya(ny, mal), initial=initial)
    if lyckas(form, partial(_mappa, mal, ny, request)):
        messages.success(request, f"Svaret för {mal} är sparat.")
        return redirect("cykel:mappning", pk=pk)
    sammanhang = {"form": form, "styrmodell": ny, "mal": mal}
    return render(request, "cykel/mappning_svara.html", sammanhang)


def _mappa(mal: Mal, ny: Styrmodell, request: InloggadRequest, data: dict[str, object]) -> None:
    akter.mappa_mal(mal, styrmodell=ny, **data, av=request.user)  # type: ignore[arg-type]


def _forra(styrmodell: Styrmodell) -> Styrmodell | None:
    """Return the steering model of the mandatperiod before."""
    return Styrmodell.objects.filter(fran__lt=styrmodell.fran).order_by("-fran", "pk").first()


def _gamla(forra: Styrmodell | None) -> QuerySet[Mal]:
    """The goals to answer for: those that plans answered to, headings left aside."""
    if forra is None:
        return Mal.objects.none()
    rader = Mal.objects.filter(niva__styrmodell=forra, bedoms=True).select_related("niva", "namnd")
    return rader.order_by("namnd__namn", "niva__ordning", "nummer", "pk")


def _nya(ny: Styrmodell, mal: Mal) -> QuerySet[Mal]:
    """The goals an old one may become: the whole municipality's and its own nämnd's."""
    hela = Q(namnd__isnull=True)
    villkor = hela if mal.namnd_id is None else hela | Q(namnd=mal.namnd_id)
    alla = Mal.objects.filter(villkor, niva__styrmodell=ny).select_related("niva")
    return alla.i_ordning()


def _obesvarade(ny: Styrmodell) -> int:
    return _gamla(_forra(ny)).exclude(blev__styrmodell=ny).count()


def _far_svara(request: InloggadRequest) -> Q:
    return omfang_namnd(request.user, Rattighet.MAL_REGISTRERA)


def _rader(request: InloggadRequest, forra: Styrmodell, ny: Styrmodell) -> list[Mappningsrad]:
    gamla = list(_gamla(forra))
    mina = set(_gamla(forra).filter(_far_svara(request)).values_list("pk", flat=True))
    svar = _per_mal(
        Malmappning.objects.mellan(forra, ny).select_related("till__niva").order_by("till", "pk")
    )
    oppen = ny.status != Styrmodell.Status.AVSLUTAD
    return [Mappningsrad(m, svar.get(m.pk, []), oppen and m.pk in mina) for m in gamla]


def _per_mal(rader: Iterable[Malmappning]) -> dict[int, list[Malmappning]]:
    per: dict[int, list[Malmappning]] = {}
    for rad in rader:
        per.setdefault(rad.fran_id, []).append(rad)
    return per

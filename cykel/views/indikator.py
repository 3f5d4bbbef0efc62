"""Indicators: the list, a new one, and the values of one with a form for the next."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from cykel.actions.indikator import infor_varde, skapa_indikator
from cykel.forms.indikator import IndikatorForm, MatvardeForm
from cykel.maltext import med_matt, periodnamn
from cykel.models import Indikator, Matvarde
from cykel.periodvarden import periodvarde
from cykel.views.blad import bladdra
from kvalitet.behorighet import far, kraver, prova, synliga_enheter
from kvalitet.databas import SvNyckel
from kvalitet.fel import Regelbrott
from kvalitet.models import Enhet
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from kvalitet.visning import Tomt

VARDEN = 100


@dataclass(frozen=True)
class Varderad:
    """A unit's period: total, women, men, or why there is none."""

    enhet: Enhet
    period: str
    total: str
    kvinnor: str
    man: str
    kalla: str


@require_safe
@kraver(Rattighet.PLAN_SE)
def indikatorer(request: InloggadRequest) -> HttpResponse:
    alla = Indikator.objects.select_related("agare").annotate(
        namnnyckel=SvNyckel("namn"),
        antal_planer=Count("planindikatorer__version__plan", distinct=True),
    )
    rader, blad = bladdra(request, alla, ("namnnyckel", "pk"))
    far_skriva = far(request.user, Rattighet.PLAN_SKRIVA)
    tomt = Tomt(
        "Inga indikatorer än",
        "En indikator säger hur ni vet om ett mål nås.",
        "BarChart",
        reverse("cykel:indikator_ny") if far_skriva else "",
        "Lägg till en indikator",
    )
    sammanhang = {
        "rader": rader,
        "blad": blad,
        "far_skriva": far_skriva,
        "tomt": None if rader else tomt,
    }
    return render(request, "cykel/indikatorer.html", sammanhang)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_SKRIVA)
def indikator_ny(request: InloggadRequest) -> HttpResponse:
    form = IndikatorForm(request.POST or None, av=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            ny = skapa_indikator(**form.cleaned_data, av=request.user)
        except Regelbrott as fel:
            form.add_error(None, fel.mening)
        else:
            messages.success(request, f"Indikatorn ”{ny}” är tillagd.")
            return redirect("cykel:indikator", pk=ny.pk)
    return render(request, "cykel/indikator_ny.html", {"form": form})


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_SE)
def indikator(request: InloggadRequest, pk: int) -> HttpResponse:
    """The definition and the values in the person's units; who may, enters the next value."""
    en = get_object_or_404(Indikator.objects.select_related("agare"), pk=pk)
    if request.method == "POST":
        prova(request.user, Rattighet.UPPFOLJNING_SKRIVA)
    form = _vardeform(request, en)
    if request.method == "POST" and form and form.is_valid():
        try:
            _infor(en, form, request)
        except Regelbrott as fel:
            form.add_error(None, fel.mening)
        else:
            messages.success(request, "Värdet är infört.")
            return redirect("cykel:indikator", pk=pk)
    sammanhang = {"indikator": en, "varden": _varden(request, en), "form": form}
    return render(request, "cykel/indikator.html", sammanhang)


def _vardeform(request: InloggadRequest, en: Indikator) -> MatvardeForm | None:
    if not far(request.user, Rattighet.UPPFOLJNING_SKRIVA):
        return None
    enheter = synliga_enheter(request.user, Rattighet.UPPFOLJNING_SKRIVA).verksamma().i_ordning()  # type: ignore[attr-defined]
    enhet = request.GET.get("enhet", "")
    return MatvardeForm(
        request.POST if request.method == "POST" else None,
        indikator=en,
        enheter=enheter,
        enhet=int(enhet) if enhet.isdecimal() and len(enhet) < 18 else None,
    )


@transaction.atomic
def _infor(en: Indikator, form: MatvardeForm, request: InloggadRequest) -> None:
    """All the sexes or none."""
    gemensamt: dict[str, Any] = {
        namn: form.cleaned_data[namn]
        for namn in ("enhet", "period_fran", "period_till", "matdatum", "kalla")
    }
    for v in form.varden:
        orsak = form.cleaned_data["bortfallsorsak"] if v.varde is None else ""
        infor_varde(
            en, **gemensamt, kon=v.kon, varde=v.varde, bortfallsorsak=orsak, av=request.user
        )


def _varden(request: InloggadRequest, en: Indikator) -> list[Varderad]:
    """The latest hundred values in the units that the person sees, by period and unit."""
    enheter = synliga_enheter(request.user, Rattighet.PLAN_SE)
    varden = Matvarde.objects.filter(indikator=en, enhet__in=enheter).select_related("enhet")
    ordnade = varden.order_by("-period_till", "-period_fran", "enhet", "kon")
    rader = list(ordnade[: VARDEN + 1])

    def grupp(v: Matvarde) -> tuple[Any, ...]:
        return v.period_till, v.period_fran, v.enhet_id

    # A group that is cut in two may have lost the row that says that it is to be hidden.
    hela = [list(syskon) for _, syskon in groupby(rader, grupp)]
    if len(rader) > VARDEN:
        hela.pop()
    return [_varderad(en, syskon) for syskon in hela]


def _varderad(en: Indikator, rader: list[Matvarde]) -> Varderad:
    forsta = rader[0]
    assert forsta.enhet is not None  # noqa: S101 - filtered on unit
    per_kon, dolda = {v.kon: v for v in rader}, periodvarde(rader).dolda

    def text(kon: str) -> str:
        if kon in dolda:
            return ".. för få svar"
        v = per_kon.get(kon)
        return "" if v is None else v.bortfallsorsak or med_matt(v.varde, en)

    return Varderad(
        forsta.enhet,
        periodnamn(forsta.period_fran, forsta.period_till),
        text("T"),
        text("K"),
        text("M"),
        forsta.kalla,
    )

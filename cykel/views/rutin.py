"""Routines: the list with those that should have been looked over, a routine and its versions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import BooleanField, Case, QuerySet, Value, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from cykel.actions.rutin import far_se_over, prova_se_over, se_over, skapa_rutin
from cykel.forms.rutin import NyRutinForm, NyVersionForm, SeOverForm, om_ett_ar
from cykel.models import Rutin
from cykel.views.blad import bladdra
from cykel.views.formular import lyckas
from cykel.views.granne import enheter_som_binder
from kvalitet import klocka
from kvalitet.behorighet import far, kraver, prova, synliga_enheter
from kvalitet.databas import SvNyckel, bland
from kvalitet.handelser import beratta
from kvalitet.kvarfraga import Kvarfraga
from kvalitet.models import Handelse
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from kvalitet.visning import Tomt


@dataclass(frozen=True)
class Rad:
    rutin: Rutin
    sen: bool


def rutiner_i_omfang(request: InloggadRequest) -> QuerySet[Rutin]:
    """The latest version of each routine in the units whose plans the person may see."""
    return alla_versioner(request).senaste()  # type: ignore[attr-defined,no-any-return]


def alla_versioner(request: InloggadRequest) -> QuerySet[Rutin]:
    """Every version in those units, and in the units above, whose routines bind them."""
    return Rutin.objects.filter(enheter_som_binder(request))


@require_safe
@kraver(Rattighet.PLAN_SE)
def rutiner(request: InloggadRequest) -> HttpResponse:
    """Those that should have been looked over come first."""
    dag = klocka.idag()
    urval = rutiner_i_omfang(request)
    sena = When(ses_over_senast__lt=dag, then=Value(True))
    urval = urval.annotate(
        sen_nu=Case(sena, default=Value(False), output_field=BooleanField()),
        namnnyckel=SvNyckel("namn"),
    )
    sida, blad = bladdra(request, urval.only("pk"), ("-sen_nu", "namnnyckel", "pk"))
    far_skriva = far(request.user, Rattighet.ATGARD_SKRIVA)
    sammanhang = {
        "rader": [Rad(rutin, rutin.sen(dag)) for rutin in _lasta([rad.pk for rad in sida])],
        "blad": blad,
        "sena": urval.filter(ses_over_senast__lt=dag).count(),
        "far_skriva": far_skriva,
        "tomt": None if sida else _tomt(far_skriva=far_skriva),
    }
    return render(request, "cykel/rutiner.html", sammanhang)


def _lasta(pk: list[int]) -> list[Rutin]:
    """Their rows, in that order: they are chosen by their keys, before any text is read."""
    rader = {rad.pk: rad for rad in _RUTINERNA.rader(pk)}
    return [rader[ett] for ett in pk if ett in rader]


def _rutinerna(pk: Sequence[int]) -> QuerySet[Rutin]:
    return Rutin.objects.filter(bland("pk", pk)).select_related("enhet", "agare")


_RUTINERNA = Kvarfraga(_rutinerna)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_SE)
def rutin(request: InloggadRequest, pk: int) -> HttpResponse:
    """One version with its series; posted, it has been looked over and holds as it is."""
    rutin = _hamta(request, pk)
    dag = klocka.idag()
    serie = list(Rutin.objects.filter(enhet=rutin.enhet, namn=rutin.namn).order_by("-pk"))
    sist = serie[0].pk == rutin.pk
    if request.method == "POST":
        prova_se_over(request.user, rutin)
    form = SeOverForm(
        request.POST if request.method == "POST" else None,
        initial={"ses_over_senast": om_ett_ar(dag)},
    )
    if lyckas(form, lambda data: se_over(rutin, **data, av=request.user)):
        messages.success(request, "Rutinen är sedd över och gäller vidare.")
        return redirect("cykel:rutin", pk=rutin.pk)
    handelser = Handelse.objects.om(rutin).select_related("av", "text")[:50]
    sammanhang = {
        "rutin": rutin,
        "serie": serie,
        "sist": sist,
        "sen": sist and rutin.sen(dag),
        "lardomar": rutin.lardomar.select_related("plan__enhet").order_by("-pk")[:20],
        "form": form if sist and far_se_over(request.user, rutin) else None,
        "far_skriva": sist and far(request.user, Rattighet.ATGARD_SKRIVA, rutin.enhet),
        "handelser": beratta(handelser),
    }
    return render(request, "cykel/rutin.html", sammanhang)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.ATGARD_SKRIVA)
def rutin_registrera(request: InloggadRequest) -> HttpResponse:
    enheter = synliga_enheter(request.user, Rattighet.ATGARD_SKRIVA)
    form = NyRutinForm(request.POST if request.method == "POST" else None, enheter=enheter)
    if not form.is_bound:
        form.initial = _nya_falt(klocka.idag(), agare=request.user, version="1")
    if lyckas(form, lambda data: skapa_rutin(**data, av=request.user)):
        messages.success(request, "Rutinen är tillagd.")
        return redirect("cykel:rutiner")
    return render(request, "cykel/rutin_form.html", {"form": form, "rutin": None})


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.ATGARD_SKRIVA)
def rutin_version(request: InloggadRequest, pk: int) -> HttpResponse:
    """The next version of a series, begun from the one that it replaces."""
    fore = _hamta(request, pk)
    prova(request.user, Rattighet.ATGARD_SKRIVA, fore.enhet)
    initial = _nya_falt(klocka.idag(), agare=fore.agare, text=fore.text, dokument=fore.dokument)
    form = NyVersionForm(request.POST if request.method == "POST" else None, initial=initial)
    nya: list[Rutin] = []

    def akt(data: dict[str, Any]) -> None:
        nya.append(skapa_rutin(enhet=fore.enhet, namn=fore.namn, **data, av=request.user))

    if lyckas(form, akt):
        messages.success(request, f"{nya[0]} är tillagd och ersätter {fore.version}.")
        return redirect("cykel:rutin", pk=nya[0].pk)
    return render(request, "cykel/rutin_form.html", {"form": form, "rutin": fore})


def _nya_falt(dag: date, **falt: Any) -> dict[str, Any]:
    return {"galler_fran": dag, "ses_over_senast": om_ett_ar(dag), **falt}


def _hamta(request: InloggadRequest, pk: int) -> Rutin:
    return get_object_or_404(alla_versioner(request).select_related("enhet", "agare"), pk=pk)


def _tomt(*, far_skriva: bool) -> Tomt:
    return Tomt(
        rubrik="Inga rutiner än",
        text="Här samlas rutinerna som lärdomarna har ändrat, med ägare och dag för översyn.",
        ikon="Files",
        lank=reverse("cykel:rutin_registrera") if far_skriva else "",
        lanktext="Lägg till en rutin",
    )

"""The rows of a draft: each opens as a form, is saved by itself, and can be taken out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cykel.actions import plan as planakter
from cykel.forms.plan import AktivitetForm, KopplaForm, PlanindikatorForm, radfalt
from cykel.models import Aktivitet, Mal, Planindikator, Planmal, PlanVersion, Uppdrag
from cykel.models import Verksamhetsplan as Plan
from cykel.views.redigera import utkast
from cykel.views.redigera_form import Formsida, Gjort, rendera, visa_form
from cykel.views.redigera_kort import kort_id
from cykel.villkor.plan import planens_mal, planens_uppdrag
from kvalitet.behorighet import kraver
from kvalitet.nyckel import nyckel
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest

BORTTAGEN = (
    "Någon har tagit bort raden medan du skrev. Det du skrev står kvar här. "
    "Spara för att lägga till den igen, eller avbryt."
)
RADFALT = {
    "aktivitet": "cykel/_falt_aktivitet.html",
    "indikator": "cykel/_falt_indikator.html",
}


# --- How a goal concerns the unit -----------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_SKRIVA)
def koppla_mal(request: InloggadRequest, pk: int, mal_pk: int) -> HttpResponse:
    plan, version = utkast(request, pk)
    mal = next((ett for ett in planens_mal(plan) if ett.pk == mal_pk), None)
    mal = mal or get_object_or_404(Mal, pk=mal_pk, planmal__version=version)
    rad = version.mal.filter(mal=mal).first()
    sida = _kopplingssida(request, plan, str(mal), mal.text, f"mal-{mal.pk}")
    return _koppla(request, sida, version, rad, f"{mal} är besvarat.", mal=mal)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_SKRIVA)
def koppla_uppdrag(request: InloggadRequest, pk: int, uppdrag_pk: int) -> HttpResponse:
    plan, version = utkast(request, pk)
    uppdrag = next((ett for ett in planens_uppdrag(plan) if ett.pk == uppdrag_pk), None)
    uppdrag = uppdrag or get_object_or_404(Uppdrag, pk=uppdrag_pk, planmal__version=version)
    rad = version.mal.filter(uppdrag=uppdrag).first()
    id_ = f"uppdrag-{uppdrag.pk}"
    sida = _kopplingssida(request, plan, uppdrag.rubrik, uppdrag.text, id_)
    besked = f"Uppdraget ”{uppdrag}” är besvarat."
    return _koppla(request, sida, version, rad, besked, uppdrag=uppdrag)


def _kopplingssida(
    request: InloggadRequest, plan: Plan, rubrik: str, text: str, id_: str
) -> Formsida:
    return Formsida(
        plan, f"koppling-{id_}", id_, rubrik, "Spara svaret", request.path, ingress=text
    )


def _koppla(
    request: InloggadRequest,
    sida: Formsida,
    version: PlanVersion,
    rad: Planmal | None,
    besked: str,
    **vad: Any,
) -> HttpResponse:
    def utfor(data: dict[str, Any]) -> Gjort:
        ny = planakter.koppla(version, **vad, **data, av=request.user)
        # The rows below come or go with the answer; else they are left as they are, open forms
        # and all.
        bytt = _beror(ny) != _beror(rad)
        return Gjort(besked, sida.visa([sida.id], aven=f"rader-{sida.mal}" if bytt else ""))

    auto_id = f"id_{sida.id}_%s"
    return visa_form(request, sida, lambda data: KopplaForm(data, rad=rad, auto_id=auto_id), utfor)


def _beror(rad: Planmal | None) -> bool:
    return rad is not None and rad.koppling != Planmal.Koppling.BEROR_INTE


# --- Activities -----------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_SKRIVA)
def aktivitet_ny(request: InloggadRequest, pk: int, rad_pk: int) -> HttpResponse:
    _, version = utkast(request, pk)
    planmal = _planmal(version, rad_pk)
    sida = _ny_sida(version, planmal, "aktivitet", request.path)

    def utfor(data: dict[str, Any]) -> Gjort:
        ny = planakter.lagg_till_aktivitet(planmal, **data, av=request.user)
        besked = f"Aktiviteten ”{ny}” är tillagd."
        return Gjort(besked, sida.visa(_efter_ny(request, sida, f"aktivitet-{ny.pk}")))

    return visa_form(request, sida, _aktivitetsform(version, sida.id), utfor)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_SKRIVA)
def aktivitet_andra(request: InloggadRequest, pk: int, rad_pk: int) -> HttpResponse:
    _, version = utkast(request, pk)
    rad = _rad(version.aktiviteter, version, rad_pk)
    id_ = f"aktivitet-{rad_pk}"
    if rad is None:
        return _borttagen(request, version, "aktivitet", id_)
    sida = _andra_sida(rad, "Ändra aktivitet", request.path, "aktivitet", id_)

    def utfor(data: dict[str, Any]) -> Gjort:
        planakter.andra_aktivitet(rad, **data, av=request.user)
        return Gjort(f"Aktiviteten ”{data['rubrik']}” är ändrad.", sida.visa([id_]))

    return visa_form(request, sida, _aktivitetsform(version, id_, rad), utfor)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_SKRIVA)
def aktivitet_ta_bort(request: InloggadRequest, pk: int, rad_pk: int) -> HttpResponse:
    plan, version = utkast(request, pk)
    rad = _rad(version.aktiviteter, version, rad_pk)
    if rad is None:  # removed already: the second click lands where the first did
        return redirect("cykel:redigera", pk=plan.pk)
    sida = _borttagning(rad, request.path, f"aktivitet-{rad_pk}")

    def utfor(data: dict[str, Any]) -> Gjort:
        planakter.ta_bort_aktivitet(rad, **data, av=request.user)
        return Gjort(f"Aktiviteten ”{rad}” är borttagen.", sida.visa([]))

    return visa_form(request, sida, _borttagsform(rad, sida.id), utfor)


def _aktivitetsform(
    version: PlanVersion, id_: str, rad: Aktivitet | None = None
) -> Callable[[Any], AktivitetForm]:
    auto_id = f"id_{id_}_%s"
    return lambda data: AktivitetForm(data, plan=version.plan, instance=rad, auto_id=auto_id)


# --- Indicators -----------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_SKRIVA)
def planindikator_ny(request: InloggadRequest, pk: int, rad_pk: int) -> HttpResponse:
    _, version = utkast(request, pk)
    planmal = _planmal(version, rad_pk)
    sida = _ny_sida(version, planmal, "indikator", request.path)

    def utfor(data: dict[str, Any]) -> Gjort:
        ny = planakter.lagg_till_indikator(planmal, **data, av=request.user)
        besked = f"Indikatorn ”{ny}” är tillagd."
        return Gjort(besked, sida.visa(_efter_ny(request, sida, f"indikator-{ny.pk}")))

    return visa_form(request, sida, _indikatorform(planmal, sida.id), utfor)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_SKRIVA)
def planindikator_andra(request: InloggadRequest, pk: int, rad_pk: int) -> HttpResponse:
    _, version = utkast(request, pk)
    rad = _rad(version.indikatorer.select_related("indikator"), version, rad_pk)
    id_ = f"indikator-{rad_pk}"
    if rad is None:
        return _borttagen(request, version, "indikator", id_)
    sida = _andra_sida(
        rad, f"Ändra målet för {rad}", request.path, "indikator", id_, rad.indikator_id
    )

    def utfor(data: dict[str, Any]) -> Gjort:
        planakter.andra_indikator(rad, **data, av=request.user)
        return Gjort(f"Indikatorn ”{rad}” är ändrad.", sida.visa([id_]))

    return visa_form(request, sida, _indikatorform(rad.planmal, id_, rad), utfor)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_SKRIVA)
def planindikator_ta_bort(request: InloggadRequest, pk: int, rad_pk: int) -> HttpResponse:
    plan, version = utkast(request, pk)
    rad = _rad(version.indikatorer.select_related("indikator"), version, rad_pk)
    if rad is None:  # removed already: the second click lands where the first did
        return redirect("cykel:redigera", pk=plan.pk)
    sida = _borttagning(rad, request.path, f"indikator-{rad_pk}")

    def utfor(data: dict[str, Any]) -> Gjort:
        planakter.ta_bort_indikator(rad, **data, av=request.user)
        return Gjort(f"Indikatorn ”{rad}” är borttagen.", sida.visa([]))

    return visa_form(request, sida, _borttagsform(rad, sida.id), utfor)


def _indikatorform(
    planmal: Planmal, id_: str, rad: Planindikator | None = None
) -> Callable[[Any], PlanindikatorForm]:
    auto_id = f"id_{id_}_%s"
    return lambda data: PlanindikatorForm(data, planmal=planmal, instance=rad, auto_id=auto_id)


# --- Shared ---------------------------------------------------------------------------------------


def _planmal(version: PlanVersion, pk: int) -> Planmal:
    planmal = get_object_or_404(version.mal.select_related("mal", "uppdrag"), pk=pk)
    planmal.version = version
    return planmal


def _rad(rader: Any, version: PlanVersion, pk: int) -> Any:
    """Return the row with its goal and version at hand; None when it has been taken out."""
    rad = rader.select_related("planmal__mal", "planmal__uppdrag").filter(pk=pk).first()
    if rad is not None:
        rad.version = rad.planmal.version = version
    return rad


def _ny_sida(version: PlanVersion, planmal: Planmal, slag: str, skicka: str) -> Formsida:
    return Formsida(
        version.plan,
        f"ny-{slag}-{planmal.pk}",
        kort_id(planmal),
        f"Lägg till {slag}",
        "Lägg till",
        skicka,
        ingress=str(planmal),
        falt=RADFALT[slag],
    )


def _andra_sida(
    rad: Aktivitet | Planindikator,
    rubrik: str,
    skicka: str,
    slag: str,
    id_: str,
    indikator: int | None = None,
) -> Formsida:
    return Formsida(
        rad.version.plan,
        id_,
        kort_id(rad.planmal),
        rubrik,
        "Spara",
        skicka,
        ingress=str(rad.planmal),
        falt=RADFALT[slag],
        planmal=rad.planmal_id,
        indikator=indikator,
    )


def _efter_ny(request: InloggadRequest, sida: Formsida, ny: str) -> list[str]:
    """The new row, and after it the place for one more where the form stood in that place."""
    i_radens_plats = request.htmx and request.htmx.target != sida.id
    return [ny] if i_radens_plats else [ny, sida.id]


def _borttagning(rad: Aktivitet | Planindikator, skicka: str, id_: str) -> Formsida:
    return Formsida(
        rad.version.plan,
        id_,
        kort_id(rad.planmal),
        f"Ta bort ”{rad}”?",
        "Ta bort",
        skicka,
        ingress="Raden försvinner ur utkastet. Tidigare fastställda versioner ändras inte.",
    )


def _borttagsform(rad: Aktivitet | Planindikator, id_: str) -> Callable[[Any], forms.Form]:
    def gor(data: Any) -> forms.Form:
        form = forms.Form(data, auto_id=f"id_{id_}_%s")
        radfalt(form, rad.utgava)
        return form

    return gor


def _borttagen(request: InloggadRequest, version: PlanVersion, slag: str, id_: str) -> HttpResponse:
    """The row is gone. What was written about it stands in a form that adds it anew."""
    planmal_pk = nyckel(request.POST.get("planmal", ""))
    if planmal_pk is None:
        raise Http404
    planmal = _planmal(version, planmal_pk)
    data = request.POST.copy()
    data["nyckel"] = str(uuid4())
    form: forms.BaseForm = (
        _aktivitetsform(version, id_)(data)
        if slag == "aktivitet"
        else _indikatorform(planmal, id_)(data)
    )
    form.add_error(None, BORTTAGEN)
    namn = {"aktivitet": "aktivitet_ny", "indikator": "planindikator_ny"}[slag]
    skicka = reverse(f"cykel:{namn}", args=[version.plan_id, planmal.pk])
    sida = _ny_sida(version, planmal, slag, skicka)
    return rendera(request, replace(sida, id=id_), form)

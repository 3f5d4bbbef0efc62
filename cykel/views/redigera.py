"""The editor of a plan's draft: goal by goal, as plain pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from cykel.actions import plan as planakter
from cykel.forms.plan import AktivitetForm, KopplaForm, PlanindikatorForm
from cykel.maltext import maltext
from cykel.models import (
    Aktivitet,
    Mal,
    Planindikator,
    Planmal,
    PlanVersion,
    Uppdrag,
    Verksamhetsplan,
)
from cykel.tillstand import PLANVERSION, Versionslage
from cykel.views.hamta import plan_i_omfang, version_i_arbete
from cykel.villkor.plan import planens_mal, planens_uppdrag
from cykel.visning import for_manga_indikatorer
from kvalitet.behorighet import kraver, prova
from kvalitet.fel import Punkt, Regelbrott
from kvalitet.overgang import aterstar
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest


@dataclass(frozen=True)
class Indikatorkort:
    rad: Planindikator
    mal: str


@dataclass(frozen=True)
class Kort:
    """One goal or assignment of the editor: the answer given, and the rows below it."""

    id: str
    rubrik: str
    text: str
    koppla: str
    rad: Planmal | None
    indikatorer: tuple[Indikatorkort, ...] = ()

    @property
    def beror(self) -> bool:
        return self.rad is not None and self.rad.koppling != Planmal.Koppling.BEROR_INTE

    @property
    def for_manga(self) -> str:
        return for_manga_indikatorer(len(self.indikatorer))


@dataclass(frozen=True)
class Formsida:
    """A page with one form that belongs to the draft (templates/cykel/redigera_form.html)."""

    plan: Verksamhetsplan
    rubrik: str
    knapp: str
    tillbaka: str
    ingress: str = ""


@require_safe
@kraver(Rattighet.PLAN_SKRIVA)
def redigera(request: InloggadRequest, pk: int) -> HttpResponse:
    plan, version = _utkast(request, pk)
    sammanhang = {
        "plan": plan,
        "version": version,
        "kort": _kort(plan, version),
        "punkter": _kvar(version, request),
        "far_andra": version.lage == Versionslage.UTKAST,
    }
    return render(request, "cykel/redigera.html", sammanhang)


def _kvar(version: PlanVersion, request: InloggadRequest) -> list[Punkt]:
    if version.lage != Versionslage.UTKAST:
        return []
    return aterstar(PLANVERSION, version, "skicka", av=request.user)


def _kort(plan: Verksamhetsplan, version: PlanVersion) -> list[Kort]:
    rader = version.mal.select_related("mal", "uppdrag").prefetch_related(
        Prefetch(
            "aktiviteter", Aktivitet.objects.select_related("ansvarig").order_by("start", "pk")
        ),
        Prefetch(
            "indikatorer",
            Planindikator.objects.select_related("indikator", "kriterium").order_by("pk"),
        ),
    )
    per_mal: dict[int, Planmal] = {}
    per_uppdrag: dict[int, Planmal] = {}
    for rad in rader:
        if rad.mal_id:
            per_mal[rad.mal_id] = rad
        elif rad.uppdrag_id:
            per_uppdrag[rad.uppdrag_id] = rad
    # What has been answered stays, also when the assignment has been closed since.
    uppdrag = {ett.pk: ett for ett in planens_uppdrag(plan)}
    uppdrag |= {rad.uppdrag.pk: rad.uppdrag for rad in per_uppdrag.values() if rad.uppdrag}
    return [
        *(_malkort(plan, ett, per_mal.get(ett.pk)) for ett in planens_mal(plan)),
        *(_uppdragskort(plan, ett, per_uppdrag.get(ett.pk)) for ett in uppdrag.values()),
    ]


def _malkort(plan: Verksamhetsplan, mal: Mal, rad: Planmal | None) -> Kort:
    koppla = reverse("cykel:koppla_mal", args=[plan.pk, mal.pk])
    return Kort(f"mal-{mal.pk}", str(mal), mal.text, koppla, rad, _indikatorkort(rad))


def _uppdragskort(plan: Verksamhetsplan, uppdrag: Uppdrag, rad: Planmal | None) -> Kort:
    koppla = reverse("cykel:koppla_uppdrag", args=[plan.pk, uppdrag.pk])
    rubrik = f"Uppdrag. {uppdrag}"
    return Kort(f"uppdrag-{uppdrag.pk}", rubrik, uppdrag.text, koppla, rad, _indikatorkort(rad))


def _indikatorkort(rad: Planmal | None) -> tuple[Indikatorkort, ...]:
    return tuple(Indikatorkort(i, maltext(i)) for i in rad.indikatorer.all()) if rad else ()


# --- How a goal concerns the unit -----------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_SKRIVA)
def koppla_mal(request: InloggadRequest, pk: int, mal_pk: int) -> HttpResponse:
    plan, version = _utkast(request, pk)
    mal = next((ett for ett in planens_mal(plan) if ett.pk == mal_pk), None)
    mal = mal or get_object_or_404(Mal, pk=mal_pk, planmal__version=version)
    rad = version.mal.filter(mal=mal).first()

    def utfor(data: dict[str, Any]) -> str:
        planakter.koppla(version, mal=mal, **data, av=request.user)
        return f"{mal} är besvarat."

    return _form(
        request, _kopplingssida(plan, str(mal), mal.text, f"mal-{mal.pk}"), _koppla(rad), utfor
    )


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_SKRIVA)
def koppla_uppdrag(request: InloggadRequest, pk: int, uppdrag_pk: int) -> HttpResponse:
    plan, version = _utkast(request, pk)
    uppdrag = next((ett for ett in planens_uppdrag(plan) if ett.pk == uppdrag_pk), None)
    uppdrag = uppdrag or get_object_or_404(Uppdrag, pk=uppdrag_pk, planmal__version=version)
    rad = version.mal.filter(uppdrag=uppdrag).first()

    def utfor(data: dict[str, Any]) -> str:
        planakter.koppla(version, uppdrag=uppdrag, **data, av=request.user)
        return f"Uppdraget ”{uppdrag}” är besvarat."

    sida = _kopplingssida(plan, uppdrag.rubrik, uppdrag.text, f"uppdrag-{uppdrag.pk}")
    return _form(request, sida, _koppla(rad), utfor)


def _kopplingssida(plan: Verksamhetsplan, rubrik: str, text: str, id_: str) -> Formsida:
    return Formsida(plan, rubrik, "Spara svaret", _redigera(plan, id_), text)


def _koppla(rad: Planmal | None) -> Callable[[Any], KopplaForm]:
    nu = {"koppling": rad.koppling, "skal": rad.skal} if rad else {}
    return lambda data: KopplaForm(data, initial=nu)


# --- Activities -----------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_SKRIVA)
def aktivitet_ny(request: InloggadRequest, pk: int, rad_pk: int) -> HttpResponse:
    plan, version = _utkast(request, pk)
    planmal = get_object_or_404(version.mal.select_related("mal", "uppdrag"), pk=rad_pk)
    planmal.version = version

    def utfor(data: dict[str, Any]) -> str:
        ny = planakter.lagg_till_aktivitet(planmal, **data, av=request.user)
        return f"Aktiviteten ”{ny}” är tillagd."

    sida = Formsida(
        plan, "Lägg till aktivitet", "Lägg till", _redigera(plan, _id(planmal)), str(planmal)
    )
    return _form(request, sida, lambda data: AktivitetForm(data, plan=plan), utfor)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_SKRIVA)
def aktivitet_andra(request: InloggadRequest, pk: int, rad_pk: int) -> HttpResponse:
    plan, version = _utkast(request, pk)
    rad = _aktivitet(version, rad_pk)

    def utfor(data: dict[str, Any]) -> str:
        planakter.andra_aktivitet(rad, **data, av=request.user)
        return f"Aktiviteten ”{data['rubrik']}” är ändrad."

    sida = Formsida(
        plan, "Ändra aktivitet", "Spara", _redigera(plan, _id(rad.planmal)), str(rad.planmal)
    )
    return _form(request, sida, lambda data: AktivitetForm(data, plan=plan, instance=rad), utfor)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_SKRIVA)
def aktivitet_ta_bort(request: InloggadRequest, pk: int, rad_pk: int) -> HttpResponse:
    plan, version = _utkast(request, pk)
    rad = version.aktiviteter.select_related("planmal").filter(pk=rad_pk).first()
    if rad is None:  # removed already: the second click lands where the first did
        return redirect("cykel:redigera", pk=plan.pk)
    rad.version = version

    def utfor(data: dict[str, Any]) -> str:
        planakter.ta_bort_aktivitet(rad, av=request.user)
        return f"Aktiviteten ”{rad}” är borttagen."

    return _form(request, _borttagning(plan, str(rad), _id(rad.planmal)), forms.Form, utfor)


def _aktivitet(version: PlanVersion, pk: int) -> Aktivitet:
    rader = version.aktiviteter.select_related("planmal__mal", "planmal__uppdrag")
    rad = get_object_or_404(rader, pk=pk)
    rad.version = version
    return rad


# --- Indicators -----------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_SKRIVA)
def planindikator_ny(request: InloggadRequest, pk: int, rad_pk: int) -> HttpResponse:
    plan, version = _utkast(request, pk)
    planmal = get_object_or_404(version.mal.select_related("mal", "uppdrag"), pk=rad_pk)
    planmal.version = version

    def utfor(data: dict[str, Any]) -> str:
        ny = planakter.lagg_till_indikator(planmal, **data, av=request.user)
        return f"Indikatorn ”{ny}” är tillagd."

    sida = Formsida(
        plan, "Lägg till indikator", "Lägg till", _redigera(plan, _id(planmal)), str(planmal)
    )
    return _form(request, sida, lambda data: PlanindikatorForm(data, planmal=planmal), utfor)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_SKRIVA)
def planindikator_andra(request: InloggadRequest, pk: int, rad_pk: int) -> HttpResponse:
    plan, version = _utkast(request, pk)
    rader = version.indikatorer.select_related("indikator", "planmal__mal", "planmal__uppdrag")
    rad = get_object_or_404(rader, pk=rad_pk)
    rad.version = rad.planmal.version = version

    def form(data: Any) -> PlanindikatorForm:
        return PlanindikatorForm(data, planmal=rad.planmal, instance=rad)

    def utfor(data: dict[str, Any]) -> str:
        planakter.andra_indikator(rad, **data, av=request.user)
        return f"Indikatorn ”{rad}” är ändrad."

    sida = Formsida(plan, f"Ändra målet för {rad}", "Spara", _redigera(plan, _id(rad.planmal)))
    return _form(request, sida, form, utfor)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_SKRIVA)
def planindikator_ta_bort(request: InloggadRequest, pk: int, rad_pk: int) -> HttpResponse:
    plan, version = _utkast(request, pk)
    rader = version.indikatorer.select_related("indikator", "planmal")
    rad = rader.filter(pk=rad_pk).first()
    if rad is None:  # removed already: the second click lands where the first did
        return redirect("cykel:redigera", pk=plan.pk)
    rad.version = version

    def utfor(data: dict[str, Any]) -> str:
        planakter.ta_bort_indikator(rad, av=request.user)
        return f"Indikatorn ”{rad}” är borttagen."

    return _form(request, _borttagning(plan, str(rad), _id(rad.planmal)), forms.Form, utfor)


# --- Shared ---------------------------------------------------------------------------------------


def _utkast(request: InloggadRequest, pk: int) -> tuple[Verksamhetsplan, PlanVersion]:
    plan = plan_i_omfang(request, pk)
    prova(request.user, Rattighet.PLAN_SKRIVA, plan)
    return plan, version_i_arbete(plan)


def _form(
    request: InloggadRequest,
    sida: Formsida,
    form_class: Callable[[Any], forms.BaseForm],
    utfor: Callable[[dict[str, Any]], str],
) -> HttpResponse:
    """Show a form of the draft; a broken rule stands in its summary, answers kept."""
    form = form_class(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            besked = utfor(form.cleaned_data)
        except Regelbrott as fel:
            form.add_error(None, fel.mening)
        else:
            messages.success(request, besked)
            return redirect(sida.tillbaka)
    return render(request, "cykel/redigera_form.html", {"sida": sida, "form": form})


def _borttagning(plan: Verksamhetsplan, vad: str, id_: str) -> Formsida:
    return Formsida(
        plan,
        f"Ta bort ”{vad}”?",
        "Ta bort",
        _redigera(plan, id_),
        "Raden försvinner ur utkastet. Tidigare fastställda versioner ändras inte.",
    )


def _redigera(plan: Verksamhetsplan, id_: str) -> str:
    return f"{reverse('cykel:redigera', args=[plan.pk])}#{id_}"


def _id(rad: Planmal) -> str:
    return f"mal-{rad.mal_id}" if rad.mal_id else f"uppdrag-{rad.uppdrag_id}"

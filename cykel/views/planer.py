"""The list of plans, and a new plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from cykel.actions.plan import skapa_plan
from cykel.forms.filter import PlanfilterForm
from cykel.forms.plan import NyPlanForm
from cykel.models import Mal, PlanVersion, Uppfoljningstillfalle, Varv, Verksamhetsplan
from cykel.tillstand import Fas, Versionslage
from cykel.views.blad import bladdra
from cykel.views.hamta import planer_i_omfang
from kvalitet import klocka
from kvalitet.behorighet import far, kraver, synliga_enheter
from kvalitet.databas import SvNyckel, bland
from kvalitet.fel import Regelbrott
from kvalitet.filterform import Filterform
from kvalitet.kvarfraga import Kvarfraga, las
from kvalitet.roller import Rattighet
from kvalitet.texter import datum_kort, rakneord
from kvalitet.typer import InloggadRequest
from kvalitet.visning import Tomt, Traffar


@dataclass(frozen=True)
class Planrad:
    plan: Verksamhetsplan
    varv: int | None
    harnast: str
    """What comes next, in a few words."""

    @property
    def hjul_id(self) -> str:
        return f"hjul-{self.plan.pk}"


@require_safe
@kraver(Rattighet.PLAN_SE)
def planer(request: InloggadRequest) -> HttpResponse:
    alla = planer_i_omfang(request)
    filter_ = PlanfilterForm(request.GET or None, planer=alla)
    rader, blad = bladdra(
        request,
        filter_.filtrera(alla).annotate(namnnyckel=SvNyckel("enhet__namn")),
        ("-period_fran", "namnnyckel", "pk"),
    )
    far_skriva = far(request.user, Rattighet.PLAN_SKRIVA)
    sammanhang = {
        "rader": planrader(rader),
        "blad": blad,
        "svar": Traffar(len(rader), "plan", "planer", blad, "den senaste perioden först"),
        "filter": filter_,
        "far_skriva": far_skriva,
        "far_importera": far(request.user, Rattighet.MAL_REGISTRERA)
        and far(request.user, Rattighet.IMPORTERA),
        "tomt": inga_planer(
            filter_,
            alla=reverse("cykel:planer"),
            borjan="En verksamhetsplan börjar med de mål som nämnden har beslutat.",
            far_skriva=far_skriva,
        ),
    }
    return render(request, "cykel/planer.html", sammanhang)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_SKRIVA)
def plan_ny(request: InloggadRequest) -> HttpResponse:
    enheter = synliga_enheter(request.user, Rattighet.PLAN_SKRIVA).verksamma().i_ordning()  # type: ignore[attr-defined]
    form = NyPlanForm(request.POST or None, enheter=enheter, av=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            plan = skapa_plan(**form.cleaned_data, av=request.user)
        except Regelbrott as fel:
            form.add_error(None, fel.mening)
        else:
            messages.success(request, "Planen är skapad. Koppla målen och lägg till aktiviteter.")
            return redirect("cykel:redigera", pk=plan.pk)
    return render(request, "cykel/plan_ny.html", {"form": form})


def inga_planer(filter_: Filterform, *, alla: str, borjan: str, far_skriva: bool) -> Tomt:
    """Say why a list of plans is empty, and the way on: to `alla`, or to the first one."""
    if filter_.valt:
        return Tomt(
            "Inga planer stämmer med urvalet",
            "Ändra urvalet eller visa alla planer.",
            "MagnifyingGlass",
            alla,
            "Visa alla planer",
        )
    return Tomt(
        "Inga planer än",
        borjan,
        "Tasklist",
        reverse("cykel:plan_ny") if far_skriva else "",
        "Skapa en plan",
    )


# --- What comes next for each plan, in a fixed number of queries --------------------------------


def planrader(planer: Sequence[Verksamhetsplan]) -> list[Planrad]:
    varv = {ett.plan_id: ett for ett in _oppna_varv(planer)}
    # What no plan's stage asks for is not read.
    planeras = [plan for plan in planer if plan.fas == Fas.PLANERA]
    versioner = {v.plan_id: v for v in _i_arbete(planeras)} if planeras else {}
    antal_mal = _antal_mal(planeras) if planeras else Counter()
    genomfors = any(plan.fas == Fas.GENOMFORA for plan in planer)
    tillfallen = _kommande(klocka.idag()) if genomfors else []
    rader = []
    for plan in planer:
        ett = varv.get(plan.pk)
        if plan.fas == Fas.PLANERA and plan.pk in versioner:
            antal = (
                antal_mal[plan.styrmodell_id, None] + antal_mal[plan.styrmodell_id, plan.namnd_id]
            )
            harnast = _skrivs(versioner[plan.pk], antal)
        else:
            harnast = _harnast(plan, ett, tillfallen)
        rader.append(Planrad(plan, ett.nummer if ett else None, harnast))
    return rader


def _oppna_varv(planer: Sequence[Verksamhetsplan]) -> list[Varv]:
    return _VARVEN.rader([plan.pk for plan in planer])


def _varven(planer: Sequence[int]) -> QuerySet[Varv]:
    utan_atgard = Q(brister__atgarder=None, brister__ingen_atgard_av=None, brister__isnull=False)
    return (
        Varv.objects.filter(bland("plan", planer), avslutades=None)
        .med_dagar()
        .annotate(antal_brister=Count("brister", filter=utan_atgard, distinct=True))
    )


def _i_arbete(planer: Sequence[Verksamhetsplan]) -> list[PlanVersion]:
    return _VERSIONERNA.rader([plan.pk for plan in planer])


def _versionerna(planer: Sequence[int]) -> QuerySet[PlanVersion]:
    svarade = Q(mal__mal__isnull=False)
    return (
        PlanVersion.objects.i_arbete()
        .filter(bland("plan", planer))
        .only("plan", "lage")
        .annotate(antal_svarade=Count("mal", filter=svarade))
    )


def _antal_mal(planer: Sequence[Verksamhetsplan]) -> Counter[tuple[int, int | None]]:
    """Count the goals that are answered to, per styrmodell and nämnd (None: the council's)."""
    styrmodeller = {plan.styrmodell_id for plan in planer}
    rader = _MALEN.rader([pk for pk in styrmodeller if pk is not None])
    return Counter({(styrmodell, namnd): antal for styrmodell, namnd, antal in rader})


def _malen(styrmodeller: Sequence[int]) -> QuerySet[Mal, Any]:
    rader = Mal.objects.filter(bland("niva__styrmodell", styrmodeller), bedoms=True).order_by()
    return rader.values_list("niva__styrmodell", "namnd").annotate(antal=Count("pk"))


_VARVEN, _VERSIONERNA, _MALEN = Kvarfraga(_varven), Kvarfraga(_versionerna), Kvarfraga(_malen)


def _kommande(dag: date) -> list[Uppfoljningstillfalle]:
    rundor = Uppfoljningstillfalle.objects.filter(stanger__gte=dag).order_by("oppnar", "pk")
    return las(("kommande rundor", dag), rundor.all)


def _skrivs(version: PlanVersion, antal_mal: int) -> str:
    if version.lage == Versionslage.GRANSKNING:
        return "Väntar på beslut"
    if not antal_mal:
        return "Väntar på att mål registreras"
    kvar = antal_mal - version.antal_svarade  # type: ignore[attr-defined]
    if kvar > 0:
        return f"{rakneord(kvar, ett=True).capitalize()} mål kvar att koppla"
    return "Utkast, alla mål är kopplade"


def _harnast(
    plan: Verksamhetsplan, varv: Varv | None, tillfallen: list[Uppfoljningstillfalle]
) -> str:
    if plan.fas == Fas.GENOMFORA:
        nasta = next((t for t in tillfallen if _galler(t, plan)), None)
        return f"{nasta} öppnar {datum_kort(nasta.oppnar)}" if nasta else "Inget tillfälle planerat"
    if plan.fas == Fas.FOLJA_UPP and varv and varv.tillfalle:
        return f"{varv.tillfalle}, klar senast {datum_kort(varv.tillfalle.senast_for(plan))}"
    if plan.fas == Fas.ATGARDA and varv:
        antal = varv.antal_brister  # type: ignore[attr-defined]
        brist = "brist" if antal == 1 else "brister"
        return (
            f"{rakneord(antal).capitalize()} {brist} utan åtgärd"
            if antal
            else "Alla brister har åtgärd"
        )
    if plan.fas == Fas.KVALITETSSAKRA:
        return "Effekter och lärdomar säkras"
    return ""


def _galler(tillfalle: Uppfoljningstillfalle, plan: Verksamhetsplan) -> bool:
    return plan.period_fran <= tillfalle.matdatum <= plan.period_till

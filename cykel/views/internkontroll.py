"""The internal control plans of the nämnder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cykel.actions import internkontroll as akter
from cykel.actions.kallor import brist_ur_moment
from cykel.forms.granne import KontrollbeslutForm, KontrollplanForm, MomentForm, ResultatForm
from cykel.models import Internkontrollplan, Kontrollmoment
from cykel.views.formular import lyckas
from cykel.views.granne import gor_till_brist
from kvalitet import klocka
from kvalitet.behorighet import far, kraver, omfang_namnd, prova, synliga_enheter
from kvalitet.handelser import beratta
from kvalitet.models import Enhet, Handelse, Namnd
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from kvalitet.visning import Tomt


@dataclass(frozen=True)
class Momentrad:
    moment: Kontrollmoment
    sen: bool
    far_rapportera: bool
    far_notera: bool


@require_safe
@kraver(Rattighet.PLAN_SE)
def internkontrollplaner(request: InloggadRequest) -> HttpResponse:
    dag = klocka.idag()
    moment = "moment__pk"
    rader = (
        _i_omfang(request)
        .select_related("namnd")
        .annotate(
            antal=Count(moment),
            gjorda=Count(moment, filter=~Q(moment__resultat="")),
            fallda=Count(moment, filter=Q(moment__resultat__in=Kontrollmoment.FALLDA)),
            sena=Count(moment, filter=Q(moment__resultat="", moment__senast__lt=dag)),
        )
        .order_by("-ar", "namnd__namn", "pk")
    )
    far_skriva = far(request.user, Rattighet.INTERNKONTROLL_SKRIVA)
    sammanhang = {
        "rader": list(rader[:200]),
        "far_skriva": far_skriva,
        "tomt": _tomt(far_skriva=far_skriva),
    }
    return render(request, "cykel/internkontrollplaner.html", sammanhang)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.INTERNKONTROLL_SKRIVA)
def internkontroll_ny(request: InloggadRequest) -> HttpResponse:
    i_omfang = omfang_namnd(request.user, Rattighet.INTERNKONTROLL_SKRIVA, namnd="pk")
    form = KontrollplanForm(
        request.POST if request.method == "POST" else None,
        namnder=Namnd.objects.filter(i_omfang).order_by("namn", "pk"),
        initial={"ar": klocka.idag().year + 1},
    )
    nya: list[Internkontrollplan] = []

    def akt(data: dict[str, Any]) -> None:
        nya.append(akter.skapa_plan(**data, av=request.user))

    if lyckas(form, akt):
        messages.success(request, "Planen är påbörjad. Lägg nu till kontrollerna.")
        return redirect("cykel:internkontroll", pk=nya[0].pk)
    return render(request, "cykel/internkontroll_form.html", _form(form, None, "Börja på en plan"))


@require_safe
@kraver(Rattighet.PLAN_SE)
def internkontroll(request: InloggadRequest, pk: int) -> HttpResponse:
    plan = _hamta(request, pk)
    far_skriva = far(request.user, Rattighet.INTERNKONTROLL_SKRIVA, plan)
    rader = _momentrader(request, plan)
    handelser = Handelse.objects.om(plan).select_related("av", "text")[:50]
    sammanhang = {
        "plan": plan,
        "rader": rader,
        "kvar": sum(not rad.moment.resultat for rad in rader),
        "far_skriva": far_skriva and plan.beslut_datum is None,
        "handelser": beratta(handelser),
    }
    return render(request, "cykel/internkontroll.html", sammanhang)


def _momentrader(request: InloggadRequest, plan: Internkontrollplan) -> list[Momentrad]:
    dag = klocka.idag()
    moment = plan.moment.select_related("enhet", "ansvarig", "av", "brist").order_by("senast", "pk")
    rader = []
    for ett in moment:
        ett.plan = plan  # already loaded, for rights
        oppet = plan.beslut_datum is not None and ett.brist is None
        notera = ett.fallde and ett.brist is None
        rader.append(
            Momentrad(
                ett,
                ett.sen(dag),
                oppet and akter.far_rapportera(request.user, ett),
                notera and far(request.user, Rattighet.ATGARD_SKRIVA, ett),
            )
        )
    return rader


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.INTERNKONTROLL_SKRIVA)
def moment_nytt(request: InloggadRequest, pk: int) -> HttpResponse:
    plan = _hamta(request, pk)
    prova(request.user, Rattighet.INTERNKONTROLL_SKRIVA, plan)
    form = MomentForm(
        request.POST if request.method == "POST" else None,
        enheter=Enhet.objects.exclude(sokvag="").verksamma(),
    )
    if lyckas(form, lambda data: akter.lagg_till_moment(plan, **data, av=request.user)):
        messages.success(request, "Kontrollen är tillagd.")
        return redirect("cykel:internkontroll", pk=plan.pk)
    return render(
        request, "cykel/internkontroll_form.html", _form(form, plan, "Lägg till en kontroll")
    )


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.INTERNKONTROLL_SKRIVA)
def internkontroll_beslut(request: InloggadRequest, pk: int) -> HttpResponse:
    plan = _hamta(request, pk)
    prova(request.user, Rattighet.INTERNKONTROLL_SKRIVA, plan)
    form = KontrollbeslutForm(request.POST if request.method == "POST" else None)
    if lyckas(form, lambda data: akter.besluta(plan, **data, av=request.user)):
        messages.success(request, "Beslutet är noterat. Nu kan resultaten rapporteras.")
        return redirect("cykel:internkontroll", pk=plan.pk)
    return render(
        request, "cykel/internkontroll_form.html", _form(form, plan, "Notera nämndens beslut")
    )


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_SE)
def moment_resultat(request: InloggadRequest, pk: int, moment_pk: int) -> HttpResponse:
    plan = _hamta(request, pk)
    moment = _hamta_moment(plan, moment_pk)
    form = ResultatForm(
        request.POST if request.method == "POST" else None,
        initial={"resultat": moment.resultat, "kommentar": moment.kommentar},
    )
    if lyckas(form, lambda data: akter.rapportera(moment, **data, av=request.user)):
        messages.success(request, "Resultatet är rapporterat.")
        return redirect(f"{reverse('cykel:internkontroll', args=[plan.pk])}#m-{moment.pk}")
    if not akter.far_rapportera(request.user, moment):
        prova(request.user, Rattighet.INTERNKONTROLL_SKRIVA, plan)
    return render(request, "cykel/internkontroll_form.html", _form(form, plan, moment.vad))


@require_POST
@kraver(Rattighet.ATGARD_SKRIVA)
def moment_brist(request: InloggadRequest, pk: int, moment_pk: int) -> HttpResponse:
    plan = _hamta(request, pk)
    moment = _hamta_moment(plan, moment_pk)
    return gor_till_brist(
        request,
        lambda: brist_ur_moment(moment, av=request.user),
        annars=reverse("cykel:internkontroll", args=[plan.pk]),
    )


def _form(form: Any, plan: Internkontrollplan | None, rubrik: str) -> dict[str, Any]:
    return {"form": form, "plan": plan, "rubrik": rubrik}


def _i_omfang(request: InloggadRequest) -> QuerySet[Internkontrollplan]:
    """The plans of the person's nämnder, and those with a control in the person's units."""
    enheter = synliga_enheter(request.user, Rattighet.PLAN_SE)
    har_moment = Kontrollmoment.objects.filter(plan=OuterRef("pk"), enhet__in=enheter)
    return Internkontrollplan.objects.filter(
        omfang_namnd(request.user, Rattighet.PLAN_SE) | Q(Exists(har_moment))
    )


def _hamta(request: InloggadRequest, pk: int) -> Internkontrollplan:
    return get_object_or_404(_i_omfang(request).select_related("namnd"), pk=pk)


def _hamta_moment(plan: Internkontrollplan, moment_pk: int) -> Kontrollmoment:
    rader = plan.moment.select_related("enhet", "plan__namnd", "ansvarig")
    return get_object_or_404(rader, pk=moment_pk)


def _tomt(*, far_skriva: bool) -> Tomt:
    return Tomt(
        rubrik="Inga internkontrollplaner än",
        text="Här står vad varje nämnd kontrollerar under året, och vad kontrollerna visade.",
        ikon="Tasklist",
        lank=reverse("cykel:internkontroll_ny") if far_skriva else "",
        lanktext="Börja på en plan",
    )

"""What fell short and what is done about it: the list, a brist, an åtgärd."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cykel.actions import atgard as atgardsakter
from cykel.forms.atgard import (
    AtgardForm,
    AtgardslageForm,
    BristForm,
    EffektForm,
    IngenAtgardForm,
)
from cykel.models import Atgard, Brist, Verksamhetsplan
from cykel.views.formular import lyckas
from cykel.views.hamta import plan_i_omfang
from cykel.views.kallor import Malhistorik, kallor, malhistorik
from cykel.villkor.varv import atgarder_att_kontrollera, oppet_varv
from cykel.visning import Kallank
from kvalitet import klocka
from kvalitet.behorighet import far, kraver, prova
from kvalitet.handelser import beratta
from kvalitet.models import Anvandare, Handelse
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest


@dataclass(frozen=True)
class Atgardsrad:
    atgard: Atgard
    sen: int
    """Days past its day without being done; 0 when not late."""
    kontrolleras: bool
    """Whether the check of its effect is due."""


@dataclass(frozen=True)
class Bristrad:
    brist: Brist
    alder: int
    atgarder: list[Atgardsrad]
    kallor: list[Kallank]
    flagga: str
    """"Ej uppfyllt tredje året i rad" of its goal; empty when there is nothing to say."""
    fore: list[Atgard]
    """What has been tried before for the goal."""

    @property
    def vantar(self) -> bool:
        beslutad = self.brist.ingen_atgard_av_id is not None or self.flyttad_till is not None
        return not self.atgarder and not beslutad

    @property
    def flyttad_till(self) -> Verksamhetsplan | None:
        """The plan that goes on with it."""
        return next((ny.plan for ny in self.brist.flyttade.all()), None)


@require_safe
@kraver(Rattighet.PLAN_SE)
def atgarder(request: InloggadRequest, pk: int) -> HttpResponse:
    plan = plan_i_omfang(request, pk)
    varv = oppet_varv(plan)
    rader = _bristrader(plan, request.user)
    sammanhang = {
        "plan": plan,
        "varv": varv,
        "rader": rader,
        "grupper": [
            ("Väntar på beslut", [rad for rad in rader if rad.vantar]),
            ("Beslutade", [rad for rad in rader if not rad.vantar]),
        ],
        "vantar": sum(rad.vantar for rad in rader),
        "far_skriva": varv is not None and far(request.user, Rattighet.ATGARD_SKRIVA, plan),
        "far_besluta": varv is not None and far(request.user, Rattighet.UPPFOLJNING_GODKANNA, plan),
    }
    return render(request, "cykel/atgarder.html", sammanhang)


def _bristrader(plan: Verksamhetsplan, anvandare: Anvandare) -> list[Bristrad]:
    dag = klocka.idag()
    kontrolleras = {a.pk for a in atgarder_att_kontrollera(plan, oppet_varv(plan), dag)}
    hamtade = Prefetch(
        "atgarder", Atgard.objects.select_related("ansvarig", "verifierad_av").order_by("pk")
    )
    brister = plan.brister.select_related(
        "mal", "varv", "ingen_atgard_av", "upprepar", "ursprung__plan__enhet"
    )
    flyttade = Prefetch("flyttade", Brist.objects.select_related("plan__enhet").order_by("pk"))
    rader = list(brister.prefetch_related(hamtade, flyttade).order_by("skapad", "pk"))
    lankar = kallor(rader, anvandare)
    historik = malhistorik(plan, {rad.mal_id for rad in rader if rad.mal_id})
    tom = Malhistorik({}, ())
    return [
        Bristrad(
            brist,
            brist.alder(dag),
            [Atgardsrad(a, _dagar_sen(a), a.pk in kontrolleras) for a in brist.atgarder.all()],
            lankar[brist.pk],
            (mal := historik.get(brist.mal_id or 0, tom)).flagga,
            mal.fore(brist) if mal.flagga else [],
        )
        for brist in rader
    ]


def _dagar_sen(atgard: Atgard) -> int:
    dag = klocka.idag()
    return (dag - atgard.klar_senast).days if atgard.sen(dag) else 0


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.ATGARD_SKRIVA)
def brist_ny(request: InloggadRequest, pk: int) -> HttpResponse:
    plan = plan_i_omfang(request, pk)
    prova(request.user, Rattighet.ATGARD_SKRIVA, plan)
    form = BristForm(
        request.POST if request.method == "POST" else None,
        plan=plan,
        initial={namn: request.GET[namn] for namn in ("mal", "kalla") if namn in request.GET},
    )
    noterad: list[Brist] = []

    def akt(data: dict[str, Any]) -> None:
        noterad.append(atgardsakter.notera_brist(plan, **data, av=request.user))

    if lyckas(form, akt):
        messages.success(request, "Bristen är noterad. Besluta nu vad ni gör åt den.")
        return redirect("cykel:brist", pk=plan.pk, brist_pk=noterad[0].pk)
    return render(request, "cykel/brist_ny.html", {"plan": plan, "form": form})


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.ATGARD_SKRIVA)
def atgard_ny(request: InloggadRequest, pk: int, brist_pk: int) -> HttpResponse:
    plan = plan_i_omfang(request, pk)
    brist = get_object_or_404(plan.brister.all(), pk=brist_pk)
    prova(request.user, Rattighet.ATGARD_SKRIVA, plan)
    form = AtgardForm(request.POST if request.method == "POST" else None)
    if lyckas(form, lambda data: atgardsakter.besluta_atgard(brist, **data, av=request.user)):
        messages.success(request, "Åtgärden är beslutad.")
        return redirect("cykel:atgarder", pk=plan.pk)
    sammanhang = {"plan": plan, "brist": brist, "form": form}
    return render(request, "cykel/atgard_ny.html", sammanhang)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.UPPFOLJNING_GODKANNA)
def ingen_atgard(request: InloggadRequest, pk: int, brist_pk: int) -> HttpResponse:
    plan = plan_i_omfang(request, pk)
    brist = get_object_or_404(plan.brister.all(), pk=brist_pk)
    prova(request.user, Rattighet.UPPFOLJNING_GODKANNA, plan)
    form = IngenAtgardForm(request.POST if request.method == "POST" else None)
    if lyckas(form, lambda data: atgardsakter.ingen_atgard(brist, **data, av=request.user)):
        messages.success(request, "Beslutet om att inget görs är sparat.")
        return redirect("cykel:atgarder", pk=plan.pk)
    sammanhang = {"plan": plan, "brist": brist, "form": form}
    return render(request, "cykel/ingen_atgard.html", sammanhang)


@require_safe
@kraver(Rattighet.PLAN_SE)
def atgard(request: InloggadRequest, pk: int, atgard_pk: int) -> HttpResponse:
    plan = plan_i_omfang(request, pk)
    return _visa(request, plan, _hamta(plan, atgard_pk))


@require_http_methods(["POST"])
@kraver(Rattighet.PLAN_SE)
def atgard_lage(request: InloggadRequest, pk: int, atgard_pk: int) -> HttpResponse:
    """Report how far it has come."""
    plan = plan_i_omfang(request, pk)
    atgard = _hamta(plan, atgard_pk)
    atgardsakter.prova_rapportera(request.user, atgard)
    form = AtgardslageForm(request.POST)
    if lyckas(form, lambda data: atgardsakter.rapportera_atgard(atgard, **data, av=request.user)):
        messages.success(request, "Läget är rapporterat.")
        return redirect("cykel:atgard", pk=plan.pk, atgard_pk=atgard.pk)
    return _visa(request, plan, atgard, lage=form)


@require_http_methods(["POST"])
@kraver(Rattighet.EFFEKT_VERIFIERA)
def atgard_effekt(request: InloggadRequest, pk: int, atgard_pk: int) -> HttpResponse:
    """Judge whether it helped."""
    plan = plan_i_omfang(request, pk)
    atgard = _hamta(plan, atgard_pk)
    form = EffektForm(request.POST)
    if lyckas(form, lambda data: atgardsakter.verifiera_effekt(atgard, **data, av=request.user)):
        messages.success(request, "Effekten är bedömd.")
        return redirect("cykel:atgard", pk=plan.pk, atgard_pk=atgard.pk)
    return _visa(request, plan, atgard, effekt=form)


def _hamta(plan: Verksamhetsplan, atgard_pk: int) -> Atgard:
    rader = Atgard.objects.filter(brist__plan=plan)
    valda = rader.select_related(
        "brist__mal", "brist__plan__enhet", "brist__varv", "ansvarig", "verifierad_av"
    )
    return get_object_or_404(valda, pk=atgard_pk)


def _visa(
    request: InloggadRequest,
    plan: Verksamhetsplan,
    atgard: Atgard,
    *,
    lage: AtgardslageForm | None = None,
    effekt: EffektForm | None = None,
) -> HttpResponse:
    pagar = oppet_varv(plan) is not None and not atgard.avgjord
    far_verifiera = far(request.user, Rattighet.EFFEKT_VERIFIERA, plan)
    handelser = Handelse.objects.om(atgard).select_related("av", "text")[:50]
    sammanhang = {
        "plan": plan,
        "atgard": atgard,
        "sen": _dagar_sen(atgard),
        "lardomar": atgard.lardomar.order_by("pk"),
        "handelser": beratta(handelser),
        "form": lage or effekt,
        "lage": (lage or AtgardslageForm(initial={"status": atgard.status}))
        if pagar and atgardsakter.far_rapportera(request.user, atgard)
        else None,
        "effekt": (effekt or EffektForm())
        if pagar and far_verifiera and atgard.ansvarig_id != request.user.pk
        else None,
        "egen": pagar and far_verifiera and atgard.ansvarig_id == request.user.pk,
        "far_skriva": oppet_varv(plan) is not None
        and far(request.user, Rattighet.ATGARD_SKRIVA, plan),
    }
    return render(request, "cykel/atgard.html", sammanhang)

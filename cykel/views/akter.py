"""The acts that move a plan from draft to opened follow-up (rows 2 to 5)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from cykel.actions import plan as planakter
from cykel.actions import tillfalle as tillfallesakter
from cykel.forms.akter import FaststallForm, KommentarForm, OppnaForm, TomForm
from cykel.tillstand import PLAN, PLANVERSION, Fas
from cykel.views.akt import akt
from cykel.views.hamta import plan_i_omfang, version_i_arbete
from cykel.villkor.plan import beslutas_av_namnden, tillfallen_att_oppna
from kvalitet import klocka
from kvalitet.behorighet import kraver
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_FORA_VIDARE)
def skicka(request: InloggadRequest, pk: int) -> HttpResponse:
    plan = plan_i_omfang(request, pk)
    version = version_i_arbete(plan)

    def utfor(data: dict[str, Any]) -> str:
        planakter.skicka(version, av=request.user)
        return "Planen är skickad till granskning."

    return akt(
        request,
        plan,
        PLANVERSION,
        "skicka",
        TomForm,
        utfor,
        objekt=version,
        ingress="Planen går till den som granskar och fastställer. Under granskningen kan den "
        "inte ändras.",
    )


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_GRANSKA)
def aterremittera(request: InloggadRequest, pk: int) -> HttpResponse:
    plan = plan_i_omfang(request, pk)
    version = version_i_arbete(plan)

    def utfor(data: dict[str, Any]) -> str:
        planakter.aterremittera(version, kommentar=data["kommentar"], av=request.user)
        return "Planen är återremitterad och kan skrivas om."

    return akt(
        request,
        plan,
        PLANVERSION,
        "aterremittera",
        KommentarForm,
        utfor,
        objekt=version,
        ingress="Planen går tillbaka till den planansvarige som utkast.",
    )


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_GRANSKA)
def faststall(request: InloggadRequest, pk: int) -> HttpResponse:
    plan = plan_i_omfang(request, pk)
    version = version_i_arbete(plan)

    def form(data: Any) -> FaststallForm:
        return FaststallForm(data, dnr=plan.dnr, paragraf_kravs=beslutas_av_namnden(plan))

    def utfor(data: dict[str, Any]) -> str:
        planakter.faststall(version, **data, av=request.user)
        if plan.fas != Fas.PLANERA:
            return f"Version {version.nummer} är fastställd och gäller nu."
        return "Planen är fastställd. Nu börjar genomförandet."

    return akt(
        request,
        plan,
        PLANVERSION,
        "faststall",
        form,
        utfor,
        objekt=version,
        ingress="När planen fastställs låses texten. Den som kommer efter kan se exakt vad som "
        "beslutades.",
    )


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.UPPFOLJNING_OPPNA)
def oppna_uppfoljning(request: InloggadRequest, pk: int) -> HttpResponse:
    plan = plan_i_omfang(request, pk)
    tillfallen = tillfallen_att_oppna(plan, klocka.idag())

    def utfor(data: dict[str, Any]) -> str:
        tillfallesakter.oppna(plan, tillfalle=data["tillfalle"], av=request.user)
        return f"Uppföljningen är öppen: {data['tillfalle']}. De ansvariga får ett mejl."

    return akt(
        request,
        plan,
        PLAN,
        "oppna_uppfoljning",
        lambda data: OppnaForm(data, tillfallen=tillfallen),
        utfor,
        ingress="Uppföljningen öppnar av sig själv den dag tillfället börjar. Här kan du öppna "
        "den tidigare för den här planen.",
    )

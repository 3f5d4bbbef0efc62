"""The editor of a plan's draft: one page, goal by goal, whose rows open in place.

Every address works as a page of its own. Fetched by htmx, the page answers with the parts that
`rad` names (ids with a comma between) and what is left to do, written by the same templates.
"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cykel.models import PlanVersion, Verksamhetsplan
from cykel.tillstand import PLANVERSION, Versionslage
from cykel.views.hamta import plan_i_omfang, version_i_arbete
from cykel.views.redigera_form import pa_plats
from cykel.views.redigera_kort import Kort, bitar, korten
from cykel.views.vagar import erbjudna, utkastets_vagar
from kvalitet.behorighet import far, kraver, prova
from kvalitet.fel import Punkt
from kvalitet.overgang import aterstar
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest


@require_safe
@kraver(Rattighet.PLAN_SKRIVA)
def redigera(request: InloggadRequest, pk: int) -> HttpResponse:
    plan, version = utkast(request, pk)
    far_andra = version.lage == Versionslage.UTKAST
    kort = korten(version, andras=far_andra)
    sammanhang = {
        "plan": plan,
        "version": version,
        "kort": kort,
        "kvar": [ett for ett in kort if ett.kvar],
        "punkter": _ovrigt_kvar(version, kort, request),
        "far_andra": far_andra,
        "far_skicka": far(request.user, Rattighet.PLAN_FORA_VIDARE, plan),
    }
    if not request.htmx:
        sammanhang["vagar"] = utkastets_vagar(plan, version)
        sammanhang["tom"] = not any(ett.aktiviteter or ett.indikatorer for ett in kort)
        sammanhang["erbjudna"] = erbjudna(plan, version)
        return render(request, "cykel/redigera.html", sammanhang)
    return _bitarna(request, kort, sammanhang)


def _bitarna(
    request: InloggadRequest, kort: list[Kort], sammanhang: dict[str, object]
) -> HttpResponse:
    finns = bitar(kort)
    begarda = request.GET.get("rad", "").split(",")
    sammanhang["bitar"] = [finns[id_] for id_ in begarda if id_ in finns]
    sammanhang["sidbit"] = finns.get(request.GET.get("aven", ""))
    return pa_plats(render(request, "cykel/redigera_bitar.html", sammanhang))


def utkast(request: InloggadRequest, pk: int) -> tuple[Verksamhetsplan, PlanVersion]:
    plan = plan_i_omfang(request, pk)
    prova(request.user, Rattighet.PLAN_SKRIVA, plan)
    return plan, version_i_arbete(plan)


def _ovrigt_kvar(version: PlanVersion, kort: list[Kort], request: InloggadRequest) -> list[Punkt]:
    """What the sending in asks for beside the goals; told when the goals themselves are done."""
    if version.lage != Versionslage.UTKAST or any(ett.kvar for ett in kort):
        return []
    punkter = aterstar(PLANVERSION, version, "skicka", av=request.user)
    return [punkt for punkt in punkter if not punkt.klar]

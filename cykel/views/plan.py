"""The plan page: the hub from which everything about a plan is reached."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cykel.models import PlanVersion, Verksamhetsplan
from cykel.tillstand import Fas, Versionslage
from cykel.views import planens_delar, plansida
from cykel.views.hamta import plan_i_omfang
from cykel.views.nivaserie import trappa
from kvalitet.behorighet import far, kraver
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest


@require_safe
@kraver(Rattighet.PLAN_SE)
def plan(request: InloggadRequest, pk: int) -> HttpResponse:
    plan = plan_i_omfang(request, pk)
    versioner = _versioner(plan)
    version, i_arbete = _gallande(versioner), _i_arbete(versioner)
    varv = list(plan.varv.select_related("tillfalle", "godkand_av").order_by("nummer"))
    nu = varv[-1] if varv else None
    framat = plansida.framat(plan, i_arbete, request.user)
    remiss = plansida.aterremiss(i_arbete)
    sammanhang = {
        "plan": plan,
        "version": version,
        "varvnummer": nu.nummer if nu else None,
        "mening": plansida.lagesmening(plan, i_arbete, nu),
        "framat": framat,
        "knappar": planens_delar.aktknappar(
            plan,
            i_arbete,
            request.user,
            skrivet=plan.fas == Fas.PLANERA and bool(framat and framat.klart) and not remiss,
        ),
        "delar": planens_delar.delar(plan, i_arbete, request.user),
        "mal": plansida.malrader(plan, version, nu, request.user),
        "aktiviteter": plansida.aktivitetsrader(plan, version),
        "varvrader": plansida.varvrader(plan, varv, request.user),
        "remiss": remiss,
        "slutet": plansida.efter_slutet(plan),
        "aterskickade": plansida.aterskickade(plan),
        "rattelser": plansida.rattelser(plan),
        "far_ratta_aret": plan.fas == Fas.AVSLUTAD
        and far(request.user, Rattighet.UPPFOLJNING_GODKANNA, plan),
        "trappa": trappa(plan),
        "sprangen": plansida.sprang_pa_gang(plan),
        "handelser": plansida.historik(plan, versioner),
        "versioner": plansida.versionsrader(versioner),
        "nya_uppdrag": plansida.nya_uppdrag(plan, version),
    }
    return render(request, "cykel/plan.html", sammanhang)


def _versioner(plan: Verksamhetsplan) -> list[PlanVersion]:
    versioner = list(
        plan.versioner.select_related("ogonblick", "faststalld_av", "inskickad_av").order_by(
            "nummer"
        )
    )
    for version in versioner:
        version.plan = plan
    return versioner


def _gallande(versioner: list[PlanVersion]) -> PlanVersion:
    """Return the version in force; before there is one, the one that is written."""
    gallande = [v for v in versioner if v.lage == Versionslage.FASTSTALLD]
    return gallande[0] if gallande else versioner[-1]


def _i_arbete(versioner: list[PlanVersion]) -> PlanVersion:
    """Return the version that is written or reviewed, else that in force."""
    lagen = (Versionslage.UTKAST, Versionslage.GRANSKNING)
    pagar = [v for v in versioner if v.lage in lagen]
    return pagar[0] if pagar else _gallande(versioner)

"""The plan page: the hub from which everything about a plan is reached."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cykel.tillstand import Fas
from cykel.views import planens_delar, planlasning, plansida
from cykel.views.nivaserie import trappa
from kvalitet.behorighet import far, kraver
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest


@require_safe
@kraver(Rattighet.PLAN_SE)
def plan(request: InloggadRequest, pk: int) -> HttpResponse:
    last = planlasning.las(request, pk)
    plan, i_arbete, nu = last.plan, last.i_arbete, last.nu
    framat = plansida.framat(plan, i_arbete, request.user)
    remiss = plansida.aterremiss(i_arbete)
    mal, bedomda = plansida.malrader(last, request.user)
    sammanhang = {
        "plan": plan,
        "version": last.version,
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
        "mal": mal,
        "aktiviteter": plansida.aktiviteter(plan, last.version),
        "varvrader": plansida.varvrader(plan, last.varv, bedomda, request.user),
        "remiss": remiss,
        "slutet": plansida.efter_slutet(plan),
        "aterskickade": plansida.aterskickade(last),
        "rattelser": last.rattelser(),
        "far_ratta_aret": plan.fas == Fas.AVSLUTAD
        and far(request.user, Rattighet.UPPFOLJNING_GODKANNA, plan),
        "trappa": trappa(plan, last.varven, last.hojningar),
        "sprangen": last.sprang_pa_gang(),
        "handelser": plansida.historik(plan, last.versioner),
        "versioner": plansida.versionsrader(last.versioner),
        "nya_uppdrag": last.nya_uppdrag(),
    }
    return render(request, "cykel/plan.html", sammanhang)

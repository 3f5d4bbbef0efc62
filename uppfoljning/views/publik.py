"""Public page: how it goes for the goals. No sign-in, no cookie."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kvalitet import klocka
from kvalitet.laskopia import ur_laskopian
from kvalitet.sidminne import minns
from kvalitet.svenska import bara_svenska
from synpunkter.publikt import senaste
from uppfoljning import publikt


@login_not_required
@require_safe
@minns
@bara_svenska
@ur_laskopian
def sa_gar_det(request: HttpRequest) -> HttpResponse:
    """How it goes for the goals: approved judgements only, and how soon residents get answers."""
    dag = klocka.idag()
    namnder = publikt.namnder(dag)
    sammanhang = {
        "namnder": namnder,
        "utfall": publikt.sammanlagt(namnder),
        "lagesdag": publikt.lagesdag(namnder),
        "nisa": senaste(),
        "svarstider": publikt.svarstider(dag),
        "svarsperiod": publikt.svarsperiod(dag),
        "rapporter": publikt.rapporter(),
    }
    return render(request, "uppfoljning/sa_gar_det.html", sammanhang)

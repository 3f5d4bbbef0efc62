"""Coverage both ways on one page: goals without activity, activities without a goal."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cykel import tackning as fragor
from cykel.forms.tackning import TackningForm
from kvalitet.behorighet import kraver, omfang
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest


@require_safe
@kraver(Rattighet.PLAN_SE)
def tackning(request: InloggadRequest) -> HttpResponse:
    """Goals are decided in public, so all are shown; activities only of plans one may see."""
    filter_ = TackningForm(request.GET or None)
    namnd, ar = filter_.valt.get("namnd"), filter_.aret
    styrmodell = fragor.styrmodell_for(ar)
    mina = omfang(
        request.user, Rattighet.PLAN_SE, enhet="version__plan__enhet", namnd="version__plan__namnd"
    )
    losa = fragor.aktiviteter_utan_mal(ar, namnd, mina)
    sammanhang = {
        "filter": filter_,
        "ar": ar,
        "styrmodell": styrmodell,
        "luckor": fragor.mal_utan_aktivitet(styrmodell, ar, namnd) if styrmodell else [],
        "losa": losa,
        "fler": len(losa) == fragor.MEST,
    }
    return render(request, "cykel/tackning.html", sammanhang)

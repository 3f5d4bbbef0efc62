"""The whole municipality in a round: each nämnd's goals, from what is approved."""

from __future__ import annotations

from collections import Counter

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from cykel.models import Uppfoljningstillfalle
from kvalitet.behorighet import far, kraver
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from kvalitet.visning import utfallsrad
from uppfoljning.kommunen import namnderna


@require_safe
@kraver(Rattighet.PLAN_SE)
def kommunen(request: InloggadRequest, tillfalle_pk: int) -> HttpResponse:
    rundor = Uppfoljningstillfalle.objects.prefetch_related("namndtider")
    tillfalle = get_object_or_404(rundor, pk=tillfalle_pk)
    rader = namnderna(tillfalle, request.user)
    nu: Counter[str] = Counter()
    forra: Counter[str] = Counter()
    for rad in rader:
        nu.update(rad.nu)
        forra.update(rad.forra)
    sammanhang = {
        "tillfalle": tillfalle,
        "klara": [rad for rad in rader if rad.godkand],
        "saknas": [rad for rad in rader if not rad.godkand],
        "utfall": utfallsrad(dict(nu), dict(forra)),
        "flaggade": [(rad, ett) for rad in rader for ett in rad.mal if ett.flagga],
        "far_folja": far(request.user, Rattighet.UPPFOLJNING_FOLJA),
    }
    return render(request, "uppfoljning/kommunen.html", sammanhang)

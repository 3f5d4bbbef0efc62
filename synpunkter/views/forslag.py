"""How often the suggestions have been right, and each nämnd's switch."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from kvalitet.behorighet import far, kraver
from kvalitet.models import Namnd
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from synpunkter import inkorg
from synpunkter.actions.forslag import valj_forslag
from synpunkter.models import Forslagsmatning, Forslagsval


@dataclass(frozen=True)
class Namndrad:
    namnd: Namnd
    pa: bool
    matningar: list[Forslagsmatning]
    far_valja: bool


@require_safe
@kraver(Rattighet.SYNPUNKT_SE)
def forslag(request: InloggadRequest) -> HttpResponse:
    namnder = list(inkorg.namnder(request.user))
    av = set(Forslagsval.objects.filter(pa=False).values_list("namnd", flat=True))
    matningar: dict[int, list[Forslagsmatning]] = {}
    for ett in Forslagsmatning.objects.filter(namnd__in=namnder).order_by("namnd", "slag"):
        matningar.setdefault(ett.namnd_id, []).append(ett)
    rader = [
        Namndrad(n, n.pk not in av, matningar.get(n.pk, []), _far(request, n)) for n in namnder
    ]
    return render(request, "synpunkter/forslag.html", {"rader": rader})


@require_POST
@kraver(Rattighet.SYNPUNKT_SE)
def forslag_valj(request: InloggadRequest, pk: int) -> HttpResponse:
    namnd = get_object_or_404(inkorg.namnder(request.user), pk=pk)
    pa = request.POST.get("pa") == "1"
    valj_forslag(namnd, pa=pa, av=request.user)
    messages.success(request, f"Förslagen är {'på' if pa else 'av'} för {namnd}.")
    return redirect("synpunkter:forslag")


def _far(request: InloggadRequest, namnd: Namnd) -> bool:
    return far(request.user, Rattighet.SYNPUNKT_FORDELA, Forslagsval(namnd=namnd))

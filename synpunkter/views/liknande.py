"""Cases that may be about the same thing: a part of the case's page, or a page of its own."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kvalitet.behorighet import far, kraver
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from synpunkter.actions.synpunkt import KOPPLA, far_nagon
from synpunkter.forslag import forslag_for
from synpunkter.liknande import liknande as hitta
from synpunkter.liknande import stammarna
from synpunkter.models import Synpunkt
from synpunkter.tillstand import SYNPUNKT
from synpunkter.views.arende import hamta
from synpunkter.views.revisor import logga_lasning


@require_safe
@kraver(Rattighet.SYNPUNKT_SE)
def liknande(request: InloggadRequest, pk: int) -> HttpResponse:
    """Within the nämnd only. htmx fetches the part; without it the link leads to the page."""
    synpunkt = hamta(request, pk)
    stammar = stammarna(synpunkt)
    traffar = hitta(synpunkt, request.user, stammar)
    logga_lasning(request, synpunkt, [ett.synpunkt for ett in traffar])
    far_koppla = far_nagon(request.user, synpunkt, *KOPPLA)
    gissas = far_koppla and _ska_fordelas(synpunkt)
    sammanhang = {
        "synpunkt": synpunkt,
        "liknande": traffar,
        "forslag": forslag_for(synpunkt, stammar) if gissas else [],
        "far_koppla": far_koppla,
        "far_tilldela": far(request.user, Rattighet.SYNPUNKT_FORDELA, synpunkt),
    }
    mall = "synpunkter/liknande.html" + ("#delen" if request.htmx else "")
    return render(request, mall, sammanhang)


def _ska_fordelas(synpunkt: Synpunkt) -> bool:
    """Whether it may still be given to a unit: later nobody needs a suggestion."""
    return synpunkt.lage in SYNPUNKT.rad("tilldela").fran

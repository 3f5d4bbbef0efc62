"""Giving a case that is under way to another handler, or back to its unit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cykel.views.formular import lyckas
from kvalitet import klocka
from kvalitet.behorighet import kraver
from kvalitet.models import Anvandare
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from synpunkter.actions.franvaro import BYTER, byt_handlaggare
from synpunkter.actions.synpunkt import KOPPLA, prova_nagon
from synpunkter.bemanning import bemanning
from synpunkter.forms.handlagg import BytForm
from synpunkter.models import Synpunkt
from synpunkter.views.arende import hamta


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(Rattighet.SYNPUNKT_SE)
def byt(request: InloggadRequest, pk: int) -> HttpResponse:
    """Give the case to another handler, or back to its unit."""
    synpunkt = hamta(request, pk)
    prova_nagon(request.user, synpunkt, *KOPPLA)
    form = BytForm(request.POST or None, personer=list(_att_valja(synpunkt, request.user)))

    def akt(data: dict[str, Any]) -> None:
        byt_handlaggare(synpunkt, till=data["till"], av=request.user)

    if lyckas(form, akt):
        synpunkt.refresh_from_db()
        vem = synpunkt.handlaggare or synpunkt.enhet
        messages.success(request, f"Ärendet ligger nu hos {vem}.")
        return redirect("synpunkter:arende", synpunkt.pk)
    sammanhang = {
        "synpunkt": synpunkt,
        "form": form,
        "fel_lage": synpunkt.lage not in BYTER,
    }
    return render(request, "synpunkter/byt_handlaggare.html", sammanhang)


def _att_valja(synpunkt: Synpunkt, jag: Anvandare) -> Iterator[Anvandare]:
    """Give those who may handle the case and are there, oneself first."""
    folk = bemanning(klocka.idag(), vid=synpunkt.enhet)
    personer = folk.alla(Rattighet.SYNPUNKT_HANDLAGGA, synpunkt)
    inne = [p for p in personer if p.pk not in folk.borta or p.pk == jag.pk]
    yield from sorted(inne, key=lambda p: p.pk != jag.pk)

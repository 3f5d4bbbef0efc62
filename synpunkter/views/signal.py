"""Judging what words in a synpunkt may mean."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from cykel.views.formular import lyckas
from kvalitet.behorighet import kraver, prova
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from synpunkter.actions.signal import bedom as bedom_akt
from synpunkter.forms.utlamnande import BedomForm
from synpunkter.models import Meddelande, Signalbedomning
from synpunkter.views.arende import hamta


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(Rattighet.SYNPUNKT_SE)
def bedom(request: InloggadRequest, pk: int, bedomning_pk: int) -> HttpResponse:
    synpunkt = hamta(request, pk)
    bedomning = get_object_or_404(Signalbedomning, synpunkt=synpunkt, pk=bedomning_pk)
    prova(request.user, Rattighet.SIGNAL_BEDOMA, synpunkt)
    form = BedomForm(request.POST or None)

    def akt(data: dict[str, Any]) -> None:
        bedom_akt(bedomning, **data, av=request.user)

    if lyckas(form, akt):
        messages.success(request, "Bedömningen är sparad.")
        return redirect("synpunkter:arende", synpunkt.pk)
    skrivet = synpunkt.meddelanden.filter(riktning=Meddelande.Riktning.FRAN)
    sammanhang = {
        "synpunkt": synpunkt,
        "bedomning": bedomning,
        "texter": [synpunkt.text, *skrivet.values_list("text", flat=True)],
        "form": form,
    }
    return render(request, "synpunkter/bedom.html", sammanhang)

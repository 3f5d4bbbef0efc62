"""Closing what a person has read and found to be spam."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kvalitet.behorighet import kraver, prova
from kvalitet.fel import Regelbrott
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from synpunkter.actions import skrap as akter
from synpunkter.views.arende import hamta


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(Rattighet.SYNPUNKT_SE)
def avsluta_skrap(request: InloggadRequest, pk: int) -> HttpResponse:
    synpunkt = hamta(request, pk)
    prova(request.user, Rattighet.SYNPUNKT_FORDELA, synpunkt)
    if request.method == "POST":
        try:
            akter.avsluta_skrap(synpunkt, av=request.user)
        except Regelbrott as fel:
            messages.error(request, fel.mening)
            return redirect("synpunkter:arende", synpunkt.pk)
        messages.success(request, f"{synpunkt.referens} är avslutad som skräppost.")
        return redirect("synpunkter:inkorg")
    return render(request, "synpunkter/avsluta_skrap.html", {"synpunkt": synpunkt})

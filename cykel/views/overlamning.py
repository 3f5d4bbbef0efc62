"""The handover queue: what leavers have left, and who takes it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cykel.actions.overlamning import overlamna_allt
from cykel.forms.overlamning import OverlamnaForm
from cykel.forms.plan import aktiva
from cykel.views.formular import lyckas
from cykel.villkor.overlamning import RATT, Avgangen, att_overlamna
from kvalitet.behorighet import kraver
from kvalitet.typer import InloggadRequest
from kvalitet.visning import Tomt


@require_http_methods(["GET", "POST"])
@kraver(RATT)
def overlamning(request: InloggadRequest) -> HttpResponse:
    avgangna = att_overlamna(request.user)
    personer = [("", "Välj person"), *aktiva().values_list("pk", "namn")] if avgangna else []
    skickad = request.POST.get("person", "") if request.method == "POST" else ""
    rader: list[tuple[Avgangen, OverlamnaForm]] = []
    for ett in avgangna:
        data = request.POST if skickad == str(ett.person.pk) else None
        rader.append((ett, OverlamnaForm(data, avgangen=ett, personer=personer)))
    for ett, form in rader:

        def akt(data: dict[str, object], form: OverlamnaForm = form) -> None:
            overlamna_allt(form.valda, till=form.cleaned_data["till"], av=request.user)

        if lyckas(form, akt):
            messages.success(
                request, f"{form.cleaned_data['till']} har tagit över efter {ett.person}."
            )
            return redirect("cykel:overlamning")
    tomt = Tomt(
        "Allt har en ansvarig",
        "När någon slutar eller byter roll hamnar det personen ansvarade för här.",
    )
    sammanhang = {
        "rader": rader,
        "form": next((form for _, form in rader if form.is_bound), None),
        "tomt": None if rader else tomt,
    }
    return render(request, "cykel/overlamning.html", sammanhang)

"""What the groups of the municipality's sign-in give: the list, one more, one less."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from kvalitet.actions.grupper import koppla_grupp, koppla_loss
from kvalitet.behorighet import kraver, omfang, synliga_enheter
from kvalitet.fel import Regelbrott
from kvalitet.inloggningstid import gammal
from kvalitet.kontoforms import GrupprollForm
from kvalitet.models import Grupproll
from kvalitet.roller import Rattighet, Roll
from kvalitet.typer import InloggadRequest
from kvalitet.views.nyss import inte_nyss

RATT = Rattighet.KONTO_ANDRA


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(RATT)
def grupper(request: InloggadRequest) -> HttpResponse:
    if request.method == "POST" and (svar := inte_nyss(request, "grupper")):
        return svar
    enheter = synliga_enheter(request.user, RATT)
    form = GrupprollForm(request.POST or None, enheter=enheter, av=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            koppla_grupp(
                grupp=data["grupp"],
                roll=Roll(data["roll"]),
                enhet=data["enhet"],
                namnd=data["namnd"],
                av=request.user,
            )
        except Regelbrott as fel:
            form.add_error(None, fel.mening)
        else:
            messages.success(request, "Gruppen ger rollen från medlemmarnas nästa inloggning.")
            return redirect("grupper")
    rader = Grupproll.objects.filter(omfang(request.user, RATT)).select_related("enhet", "namnd")
    sammanhang = {
        "form": form,
        "rader": rader.order_by("grupp", "roll", "pk"),
        "inkopplad": settings.INLOGGNING.oidc,
        "gammal": gammal(request),
    }
    return render(request, "konton/grupper.html", sammanhang)


@require_POST
@kraver(RATT)
def grupp_bort(request: InloggadRequest, pk: int) -> HttpResponse:
    rad = get_object_or_404(Grupproll.objects.filter(omfang(request.user, RATT)), pk=pk)
    if svar := inte_nyss(request, "grupper"):
        return svar
    try:
        antal = koppla_loss(rad, av=request.user)
    except Regelbrott as fel:
        messages.error(request, fel.mening)
    else:
        messages.success(request, f"Gruppen ger inte längre rollen. Avslutade roller: {antal}.")
    return redirect("grupper")

"""Writing a dated correction of what is frozen."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cykel.actions import rattelse as akter
from cykel.forms.overgangar import RattelseForm
from cykel.models import Varv, Verksamhetsplan
from cykel.views.formular import lyckas
from cykel.views.hamta import plan_i_omfang
from kvalitet.behorighet import kraver, prova
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.UPPFOLJNING_GODKANNA)
def ratta_varv(request: InloggadRequest, pk: int, nummer: int) -> HttpResponse:
    """Of an approved lap."""
    plan = plan_i_omfang(request, pk)
    varv = get_object_or_404(
        plan.varv.select_related("tillfalle"), nummer=nummer, godkand__isnull=False
    )
    return _sida(request, plan, varv)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.UPPFOLJNING_GODKANNA)
def ratta_aret(request: InloggadRequest, pk: int) -> HttpResponse:
    """Of a closed year."""
    return _sida(request, plan_i_omfang(request, pk), None)


def _sida(request: InloggadRequest, plan: Verksamhetsplan, varv: Varv | None) -> HttpResponse:
    prova(request.user, Rattighet.UPPFOLJNING_GODKANNA, plan)
    form = RattelseForm(request.POST if request.method == "POST" else None)
    if lyckas(form, lambda data: akter.ratta(plan, varv=varv, **data, av=request.user)):
        messages.success(request, "Rättelsen är sparad. Den står bredvid det som rättas.")
        return redirect(reverse("cykel:plan", args=[plan.pk]) + "#rattelser")
    return render(request, "cykel/rattelse.html", {"plan": plan, "varv": varv, "form": form})

"""Who is away, and where their cases go."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from cykel.views.formular import lyckas
from kvalitet import klocka
from kvalitet.behorighet import kraver
from kvalitet.models import Anvandare
from kvalitet.roller import Rattighet
from kvalitet.texter import antal, datum
from kvalitet.typer import InloggadRequest
from synpunkter import inkorg as lada
from synpunkter.actions import franvaro as akter
from synpunkter.forms.handlagg import FranvaroForm
from synpunkter.models import Franvaro, Synpunkt
from synpunkter.tillstand import OPPNA

MEST = 50


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(Rattighet.SYNPUNKT_SE)
def franvaro(request: InloggadRequest) -> HttpResponse:
    """Note an absence; beside it, who is away now and what the chosen person has open."""
    skots = akter.handlaggare_att_skota(request.user)
    if request.method == "POST" and not skots:
        raise PermissionDenied("ingen handläggares frånvaro")
    form = FranvaroForm(
        request.POST or None, personer=skots, ersattare=akter.handlaggare(), jag=request.user
    )
    nya: list[Franvaro] = []

    def akt(data: dict[str, Any]) -> None:
        nya.append(akter.anmal_franvaro(**data, av=request.user))

    if lyckas(form, akt):
        messages.success(request, _besked(nya[0]))
        return redirect("synpunkter:franvaro")
    vald = _vald(request, skots)
    sammanhang = {
        "form": form if skots else None,
        "rader": _rader(skots),
        "vald": vald,
        "oppna": _oppna(request.user, vald)[:MEST] if vald else [],
        "skots": skots,
    }
    return render(request, "synpunkter/franvaro.html", sammanhang)


@require_POST
@kraver(Rattighet.SYNPUNKT_SE)
def franvaro_avbryt(request: InloggadRequest, pk: int) -> HttpResponse:
    skots = [p.pk for p in akter.handlaggare_att_skota(request.user)]
    rad = get_object_or_404(Franvaro.objects.filter(person__in=skots), pk=pk)
    akter.avbryt_franvaro(rad, av=request.user)
    messages.success(request, "Frånvaron är avslutad. Ärenden som har lämnats över ligger kvar.")
    return redirect("synpunkter:franvaro")


def _rader(skots: list[Anvandare]) -> QuerySet[Franvaro]:
    rader = Franvaro.objects.kommande(klocka.idag()).filter(person__in=[p.pk for p in skots])
    return rader.select_related("person", "ersattare").order_by("fran", "pk")


def _vald(request: InloggadRequest, skots: list[Anvandare]) -> Anvandare | None:
    """Return whose open cases are shown: the chosen person, else oneself as a handler."""
    skriven = request.POST.get("person") or request.GET.get("person") or str(request.user.pk)
    return next((p for p in skots if str(p.pk) == skriven), None)


def _oppna(anvandare: Anvandare, person: Anvandare) -> QuerySet[Synpunkt]:
    egna = lada.synliga(anvandare).filter(handlaggare=person, lage__in=OPPNA)
    return egna.order_by("svar_senast", "pk")


def _besked(rad: Franvaro) -> str:
    if rad.overlamnad is None:
        return f"Frånvaron är anmäld. Ärendena lämnas över {datum(rad.fran)}."
    kvar = Synpunkt.objects.filter(handlaggare=rad.ersattare, lage__in=OPPNA).count()
    if rad.ersattare is None:
        return "Frånvaron är anmäld. De öppna ärendena är tillbaka hos sina enheter."
    oppna = antal(kvar, "öppet ärende", "öppna ärenden")
    return f"Frånvaron är anmäld. {rad.ersattare} har nu {oppna}."

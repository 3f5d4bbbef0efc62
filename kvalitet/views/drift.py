"""How the site fares, for whoever looks after it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from kvalitet import drift as driften
from kvalitet.actions import drift as acts
from kvalitet.behorighet import kraver
from kvalitet.models import Jobbfel, Utskick
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest


@never_cache
@require_safe
@kraver(Rattighet.DRIFT_SKOTA)
def drift(request: InloggadRequest) -> HttpResponse:
    sammanhang = {
        "laget": driften.laget(),
        "fel": list(driften.senaste_fel()),
        "misslyckade": Utskick.objects.filter(status=Utskick.Status.MISSLYCKAD).exists(),
    }
    return render(request, "organisation/drift.html", sammanhang)


@require_POST
@kraver(Rattighet.DRIFT_SKOTA)
def forsok_utskick(request: InloggadRequest) -> HttpResponse:
    antal = acts.forsok_utskick(av=request.user)
    messages.success(request, f"{antal} mejl väntar nu på att skickas igen.")
    return redirect("drift")


@require_POST
@kraver(Rattighet.DRIFT_SKOTA)
def jobbfel_avklara(request: InloggadRequest, pk: int) -> HttpResponse:
    acts.avklara(get_object_or_404(Jobbfel, pk=pk), av=request.user)
    messages.success(request, "Felet är borttaget ur listan.")
    return redirect("drift")

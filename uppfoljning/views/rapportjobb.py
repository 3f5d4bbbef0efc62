"""Staff's page of the work behind the reports: what failed and why, and what is on its way."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from cykel.views.blad import bladdra
from kvalitet import klocka
from kvalitet.behorighet import far, kraver, omfang
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from kvalitet.visning import Tomt
from uppfoljning.actions import rapport as acts
from uppfoljning.models import Rapportjobb
from uppfoljning.models.rapport import RapportjobbQuerySet
from uppfoljning.rapportvisning import Jobbrad

VISAS = 100
"""Jobs on their way that the page lists; the oldest first, since they are the ones to look at."""


@require_safe
@kraver(Rattighet.RAPPORT_BESTALLA)
def jobb(request: InloggadRequest) -> HttpResponse:
    rader, blad = bladdra(request, _synliga(request).misslyckade(), ("-pk",))
    pa_vag = list(_synliga(request).pa_vag().order_by("skapad", "pk")[: VISAS + 1])
    nu = klocka.nu()
    sammanhang = {
        "misslyckade": [Jobbrad(ett, nu) for ett in rader],
        "blad": blad,
        "pa_vag": [Jobbrad(ett, nu) for ett in pa_vag[:VISAS]],
        "fler": len(pa_vag) > VISAS,
        "tomt": Tomt("Allt är klart", "Inga rapporter väntar och inga har misslyckats."),
    }
    return render(request, "uppfoljning/rapportjobb.html", sammanhang)


@require_POST
@kraver(Rattighet.RAPPORT_BESTALLA)
def igen(request: InloggadRequest, pk: int) -> HttpResponse:
    ett = get_object_or_404(_synliga(request), pk=pk)
    acts.forsok_igen(ett.rapport, av=request.user)
    messages.success(request, f"{ett.rapport} görs igen.")
    return redirect("uppfoljning:rapportjobb")


@require_POST
@kraver(Rattighet.RAPPORT_BESTALLA)
def alla_igen(request: InloggadRequest) -> HttpResponse:
    antal = acts.forsok_alla(av=request.user)
    if antal:
        messages.success(request, f"{antal} {'rapport' if antal == 1 else 'rapporter'} görs igen.")
    else:
        messages.info(request, "Det fanns inget att försöka igen.")
    return redirect("uppfoljning:rapportjobb")


@dataclass(frozen=True)
class Antal:
    misslyckade: int = 0
    pa_vag: int = 0


def antal_att_se(request: InloggadRequest) -> Antal:
    """What the list of reports tells of the jobs; nothing to who may not order."""
    if not far(request.user, Rattighet.RAPPORT_BESTALLA):
        return Antal()
    vantar = Q(lage__in=(Rapportjobb.Lage.KOAD, Rapportjobb.Lage.PAGAR))
    kvar = _inom(request).gallande().exclude(lage=Rapportjobb.Lage.KLAR)
    svar = kvar.aggregate(
        misslyckade=Count("pk", filter=Q(lage=Rapportjobb.Lage.MISSLYCKAD)),
        pa_vag=Count("pk", filter=vantar),
    )
    return Antal(**svar)


def _inom(request: InloggadRequest) -> RapportjobbQuerySet:
    villkor = omfang(
        request.user, Rattighet.RAPPORT_BESTALLA, enhet="rapport__enhet", namnd="rapport__namnd"
    )
    return Rapportjobb.objects.filter(villkor)


def _synliga(request: InloggadRequest) -> RapportjobbQuerySet:
    return _inom(request).select_related(
        "rapport__namnd", "rapport__enhet", "rapport__tillfalle", "bestalld_av"
    )

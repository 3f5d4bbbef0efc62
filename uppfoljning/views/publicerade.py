"""The public pages of published reports: the web page first, then the file."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from cykel.views.blad import bladdra
from kvalitet.visning import Tomt
from uppfoljning.models import Rapport
from uppfoljning.rapportvisning import Rapporttext
from uppfoljning.views.rapportfil import filsvar


@login_not_required
@require_safe
def publicerade(request: HttpRequest) -> HttpResponse:
    rader, blad = bladdra(request, _publicerade(), ("-publicerad", "-pk"))
    tomt = Tomt(
        "Inga rapporter än",
        "Den första rapporten publiceras här när nämnden har fastställt den.",
        ikon="Files",
    )
    sammanhang = {"rapporter": rader, "blad": blad, "tomt": tomt}
    return render(request, "uppfoljning/publicerade.html", sammanhang)


@login_not_required
@require_safe
def publicerad(request: HttpRequest, pk: int) -> HttpResponse:
    rapport = get_object_or_404(_publicerade().select_related("ogonblick"), pk=pk)
    text = Rapporttext.av(rapport, utkast=False)
    return render(request, "uppfoljning/publicerad.html", {"rapport": rapport, "text": text})


@login_not_required
@require_safe
def fil(request: HttpRequest, pk: int, sha256: str) -> HttpResponseBase:
    rapport = get_object_or_404(_publicerade(), pk=pk, fil=sha256)
    if rapport.fil is None:
        raise Http404
    return filsvar(request, rapport, rapport.fil, utkast=False, offentlig=True)


def _publicerade() -> QuerySet[Rapport]:
    return Rapport.objects.filter(publicerad__isnull=False).select_related(
        "namnd", "enhet", "tillfalle", "fil"
    )

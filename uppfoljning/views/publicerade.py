"""The public pages of published reports: the web page first, then the file."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cykel.views.blad import bladdra
from kvalitet import klocka
from kvalitet.laskopia import ur_laskopian
from kvalitet.models import Namnd
from kvalitet.svenska import bara_svenska
from kvalitet.visning import Tomt
from uppfoljning import publicerade as publika
from uppfoljning import publikt
from uppfoljning.publikforms import Rapportfilter
from uppfoljning.rapportvisning import Rapporttext
from uppfoljning.views.rapportfil import Filenborta, filsvar

ORDNING = ("-publicerad", "-pk")


@login_not_required
@require_safe
@ur_laskopian
def publicerade(request: HttpRequest) -> HttpResponse:
    form = Rapportfilter(request.GET)
    rader, blad = bladdra(request, publika.gallande().filter(**form.valt), ORDNING)
    sammanhang = {
        "form": form,
        "rapporter": rader,
        "blad": blad,
        "tomt": None if rader else form.tomt(),
    }
    mall = "uppfoljning/publicerade.html"
    return render(request, f"{mall}#lista" if request.htmx else mall, sammanhang)  # type: ignore[attr-defined]


@login_not_required
@require_safe
@bara_svenska
@ur_laskopian
def publicerad(request: HttpRequest, pk: int) -> HttpResponse:
    rapport = get_object_or_404(publika.publicerade().select_related("ogonblick"), pk=pk)
    sammanhang = {
        "rapport": rapport,
        "versioner": publika.versioner(rapport),
        "kod": publika.kort(rapport),
        "text": Rapporttext.av(rapport, utkast=False),
    }
    return render(request, "uppfoljning/publicerad.html", sammanhang)


@login_not_required
@require_safe
@bara_svenska
@ur_laskopian
def fil(request: HttpRequest, pk: int, sha256: str) -> HttpResponseBase:
    rapport = get_object_or_404(publika.publicerade(), pk=pk, fil=sha256)
    if rapport.fil is None:
        raise Http404
    try:
        return filsvar(request, rapport, rapport.fil, utkast=False, offentlig=True)
    except Filenborta:
        svar = render(request, "uppfoljning/fil_borta.html", {"rapport": rapport}, status=503)
        svar["Cache-Control"] = "no-store"
        return svar


@login_not_required
@require_safe
@bara_svenska
@ur_laskopian
def namnd(request: HttpRequest, kod: str) -> HttpResponse:
    """A nämnd to the public: its goals as last approved, its answer times and its reports."""
    namnden = get_object_or_404(Namnd, kod__iexact=kod)
    dag = klocka.idag()
    rader, blad = bladdra(request, publika.gallande().filter(namnd=namnden), ORDNING)
    sammanhang = {
        "namnd": namnden,
        "lagen": publikt.namnder(dag, namnden),
        "svarstider": publikt.svarstider(dag, namnden),
        "svarsperiod": publikt.svarsperiod(dag),
        "rapporter": rader,
        "blad": blad,
        "tomt": Tomt(
            "Inga rapporter än",
            "Nämndens första rapport visas här när den är publicerad.",
            "Files",
            reverse("uppfoljning:publicerade"),
            "Se alla nämnders rapporter",
        ),
    }
    return render(request, "uppfoljning/namnd.html", sammanhang)

"""Staff's pages of reports: the list, the order, one report, its decision and publication."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cykel.models import Varv
from cykel.views.blad import bladdra
from kvalitet.behorighet import far, kraver, omfang, prova
from kvalitet.fel import Regelbrott
from kvalitet.handelser import beratta
from kvalitet.models import Handelse
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from kvalitet.visning import Tomt
from uppfoljning.actions import rapport as acts
from uppfoljning.models import Rapport, Rapportjobb
from uppfoljning.rapportforms import BestallForm, FaststallForm
from uppfoljning.rapportvisning import Rapporttext, rapportrad, rapportsida
from uppfoljning.samlare.maluppfyllelse import omfang as omfang_for
from uppfoljning.views.rapportfil import filsvar


@require_safe
@kraver(Rattighet.RAPPORT_SE)
def rapporter(request: InloggadRequest) -> HttpResponse:
    """Every report that the person may see, the latest first."""
    jobb = Rapportjobb.objects.select_related("fil").order_by("pk")
    rader, blad = bladdra(
        request,
        _synliga(request).prefetch_related(Prefetch("jobb", jobb, to_attr="alla_jobb")),
        ("-pk",),
    )
    sammanhang = {
        "rader": [rapportrad(rad, rad.alla_jobb) for rad in rader],  # type: ignore[attr-defined]
        "blad": blad,
        "tomt": Tomt(
            "Inga rapporter än",
            "Den första kan skapas när ett kontor har godkänt sin uppföljning.",
            ikon="Files",
        ),
        "far_bestalla": far(request.user, Rattighet.RAPPORT_BESTALLA),
    }
    return render(request, "uppfoljning/rapporter.html", sammanhang)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.RAPPORT_BESTALLA)
def bestall(request: InloggadRequest) -> HttpResponse:
    form = BestallForm(request.POST or None, varv=_bestallbara(request))
    if request.method == "POST" and form.is_valid():
        try:
            rapport = acts.bestall(omfang_for(**form.cleaned_data), av=request.user)
        except Regelbrott as fel:
            form.add_error(None, fel.mening)
        else:
            return redirect("uppfoljning:rapport", pk=rapport.pk)
    return render(request, "uppfoljning/rapport_bestall.html", {"form": form})


@require_safe
def rapport(request: InloggadRequest, pk: int) -> HttpResponse:
    """The report on its way, or finished. htmx asks for the changing region alone."""
    rapport = _hamta(request, pk)
    sida = rapportsida(rapport, acts.jobb_for(rapport))
    handelser = Handelse.objects.om(rapport).select_related("av", "text")[:50]
    sammanhang = {
        "rapport": rapport,
        "sida": sida,
        "handelser": beratta(handelser),
        "far_bestalla": far(request.user, Rattighet.RAPPORT_BESTALLA, rapport),
        "far_faststalla": far(request.user, Rattighet.RAPPORT_FASTSTALLA, rapport),
    }
    del_av = "#lage" if request.htmx else ""
    return render(request, f"uppfoljning/rapport.html{del_av}", sammanhang)


@require_POST
def forsok_igen(request: InloggadRequest, pk: int) -> HttpResponse:
    rapport = _hamta(request, pk)
    acts.forsok_igen(rapport, av=request.user)
    return redirect("uppfoljning:rapport", pk=rapport.pk)


@require_safe
def las(request: InloggadRequest, pk: int) -> HttpResponse:
    """The report as a web page, from the same snapshot as the file."""
    rapport = _hamta(request, pk)
    text = Rapporttext.av(rapport, utkast=rapport.lage == Rapport.Lage.UTKAST)
    far_fraga = far(request.user, Rattighet.NAMNDFRAGA_STALLA, rapport)
    sammanhang = {"rapport": rapport, "text": text, "far_fraga": far_fraga}
    return render(request, "uppfoljning/rapport_las.html", sammanhang)


@require_safe
def fil(request: InloggadRequest, pk: int, sha256: str) -> HttpResponseBase:
    rapport = _hamta(request, pk)
    jobb = rapport.jobb.filter(fil=sha256).select_related("fil").order_by("pk").first()
    if jobb is None or jobb.fil is None:
        raise Http404
    utkast = jobb.ogonblick_id != rapport.ogonblick_id or rapport.lage == Rapport.Lage.UTKAST
    return filsvar(request, rapport, jobb.fil, utkast=utkast, offentlig=False)


@require_http_methods(["GET", "POST"])
def faststall(request: InloggadRequest, pk: int) -> HttpResponse:
    rapport = _hamta(request, pk)
    prova(request.user, Rattighet.RAPPORT_FASTSTALLA, rapport)
    if rapport.lage == Rapport.Lage.FASTSTALLD:
        messages.info(request, "Rapporten är redan fastställd.")
        return redirect("uppfoljning:rapport", pk=rapport.pk)
    form = FaststallForm(request.POST or None, initial={"dnr": rapport.dnr})
    if request.method == "POST" and form.is_valid():
        try:
            acts.faststall(rapport, **form.cleaned_data, av=request.user)
        except Regelbrott as fel:
            form.add_error(None, fel.mening)
        else:
            messages.success(request, "Rapporten är fastställd. Den slutliga filen skapas nu.")
            return redirect("uppfoljning:rapport", pk=rapport.pk)
    punkter = acts.kvarstar(rapport)
    sammanhang = {
        "rapport": rapport,
        "form": form,
        "punkter": punkter,
        "redo": all(punkt.klar for punkt in punkter),
    }
    return render(request, "uppfoljning/rapport_faststall.html", sammanhang)


@require_POST
def publicera(request: InloggadRequest, pk: int) -> HttpResponse:
    rapport = _hamta(request, pk)
    prova(request.user, Rattighet.RAPPORT_FASTSTALLA, rapport)
    try:
        acts.publicera(rapport, av=request.user)
    except Regelbrott as fel:
        messages.error(request, fel.mening)
    else:
        messages.success(request, "Rapporten är publicerad. Alla kan läsa den på webbplatsen.")
    return redirect("uppfoljning:rapport", pk=rapport.pk)


def _synliga(request: InloggadRequest) -> QuerySet[Rapport]:
    return Rapport.objects.filter(omfang(request.user, Rattighet.RAPPORT_SE)).select_related(
        "namnd", "enhet", "tillfalle"
    )


def _hamta(request: InloggadRequest, pk: int) -> Rapport:
    rader = _synliga(request).select_related("ogonblick")
    return get_object_or_404(rader, pk=pk)


def _bestallbara(request: InloggadRequest) -> QuerySet[Varv]:
    villkor = omfang(
        request.user, Rattighet.RAPPORT_BESTALLA, enhet="plan__enhet", namnd="plan__namnd"
    )
    return Varv.objects.filter(villkor, tillfalle__isnull=False)

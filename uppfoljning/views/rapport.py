"""Staff's pages of reports: the list, and one report with its file."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from cykel.views.blad import bladdra
from kvalitet.behorighet import far, kraver, omfang
from kvalitet.handelser import beratta
from kvalitet.models import Handelse
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from kvalitet.visning import Tomt, Traffar
from uppfoljning.actions import rapport as acts
from uppfoljning.models import Rapport, Rapportjobb
from uppfoljning.periodforms import SKRIVS
from uppfoljning.publicerade import med_ersatt
from uppfoljning.rapportforms import RapportfilterForm
from uppfoljning.rapportlivet import livet
from uppfoljning.rapportvisning import Rapporttext, rapportrad, rapportsida
from uppfoljning.views.rapportfil import filsvar
from uppfoljning.views.rapportjobb import antal_att_se

INGA_AN = Tomt(
    "Inga rapporter för dina verksamheter än",
    "Den första kan skapas när ett kontor har godkänt sin uppföljning.",
    ikon="Files",
)
INGEN_I_URVALET = Tomt(
    "Ingen rapport passar det du valde", "Välj färre saker i filtret.", ikon="Files"
)


@require_safe
@kraver(Rattighet.RAPPORT_SE)
def rapporter(request: InloggadRequest) -> HttpResponse:
    """Every report that the person may see, the latest first."""
    jobb = Rapportjobb.objects.select_related("fil").order_by("pk")
    alla = synliga(request)
    urval = RapportfilterForm(request.GET, rapporter=alla)
    rader, blad = bladdra(
        request,
        med_ersatt(urval.filtrera(alla)).prefetch_related(
            Prefetch("jobb", jobb, to_attr="alla_jobb")
        ),
        ("-pk",),
    )
    sammanhang = {
        "rader": [rapportrad(rad, rad.alla_jobb) for rad in rader],
        "blad": blad,
        "svar": Traffar(len(rader), "rapport", "rapporter", blad, "den senaste först"),
        "urval": urval,
        "tomt": INGEN_I_URVALET if urval.valt else INGA_AN,
        "far_bestalla": far(request.user, Rattighet.RAPPORT_BESTALLA),
        "koras": antal_att_se(request),
        "far_planera": far(request.user, Rattighet.RAPPORT_PLANERA),
    }
    return render(request, "uppfoljning/rapporter.html", sammanhang)


@require_safe
def rapport(request: InloggadRequest, pk: int) -> HttpResponse:
    """The report on its way, or finished. htmx asks for the changing region alone."""
    rapport = hamta(request, pk)
    sida = rapportsida(rapport, acts.jobb_for(rapport))
    handelser = Handelse.objects.om(rapport).select_related("av", "text")[:50]
    far_bestalla = far(request.user, Rattighet.RAPPORT_BESTALLA, rapport)
    sammanhang = {
        "rapport": rapport,
        "sida": sida,
        "handelser": beratta(handelser),
        "liv": livet(rapport, request.user),
        "far_bestalla": far_bestalla,
        "far_arkiv": far_bestalla or far(request.user, Rattighet.ARKIV_SE, rapport),
        "skrivs": rapport.slag in SKRIVS and not rapport.beslutad,
    }
    del_av = "#lage" if request.htmx else ""
    return render(request, f"uppfoljning/rapport.html{del_av}", sammanhang)


@require_POST
def forsok_igen(request: InloggadRequest, pk: int) -> HttpResponse:
    rapport = hamta(request, pk)
    acts.forsok_igen(rapport, av=request.user)
    return redirect("uppfoljning:rapport", pk=rapport.pk)


@require_safe
def las(request: InloggadRequest, pk: int) -> HttpResponse:
    """The report as a web page, from the same snapshot as the file."""
    rapport = hamta(request, pk)
    text = Rapporttext.av(rapport, utkast=not rapport.beslutad)
    far_fraga = far(request.user, Rattighet.NAMNDFRAGA_STALLA, rapport)
    sammanhang = {"rapport": rapport, "text": text, "far_fraga": far_fraga}
    return render(request, "uppfoljning/rapport_las.html", sammanhang)


@require_safe
def fil(request: InloggadRequest, pk: int, sha256: str) -> HttpResponseBase:
    rapport = hamta(request, pk)
    jobb = rapport.jobb.filter(fil=sha256).select_related("fil").order_by("pk").first()
    if jobb is None or jobb.fil is None:
        raise Http404
    utkast = jobb.ogonblick_id != rapport.ogonblick_id or not rapport.beslutad
    return filsvar(request, rapport, jobb.fil, utkast=utkast, offentlig=False)


def synliga(request: InloggadRequest) -> QuerySet[Rapport]:
    return Rapport.objects.filter(omfang(request.user, Rattighet.RAPPORT_SE)).select_related(
        "namnd", "enhet", "tillfalle"
    )


def hamta(request: InloggadRequest, pk: int) -> Rapport:
    rader = synliga(request).select_related("ogonblick")
    return get_object_or_404(rader, pk=pk)

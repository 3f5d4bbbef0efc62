"""An indicator's Kolada page: how the fetching stands, comparisons, and the question."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cykel.actions.definition import far_andra
from cykel.models import Indikator
from kvalitet.behorighet import far, kraver
from kvalitet.fel import Regelbrott
from kvalitet.nyckel import sokord
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from uppfoljning.actions import kolada as akter
from uppfoljning.koladaforms import FragesvarForm
from uppfoljning.koladaomraden import egen_kommun
from uppfoljning.koladasok import sok_omraden
from uppfoljning.koladavisning import hamtningslage, omradestabell
from uppfoljning.models import Koladafraga, Koladanyckeltal, Koladaomrade
from uppfoljning.models.kolada import RIKET

FLEST_FORSLAG = 30


def _indikator(pk: int) -> Indikator:
    rader = Indikator.objects.filter(kalla=Indikator.Kalla.KOLADA).select_related("agare")
    return get_object_or_404(rader, pk=pk)


@require_safe
@kraver(Rattighet.PLAN_SE)
def koladaindikator(request: InloggadRequest, pk: int) -> HttpResponse:
    """The values by area, and what they are compared with; `sok` looks for more areas."""
    en = _indikator(pk)
    far_skota = far_andra(request.user, en)
    sokt = sokord(request.GET.get("sok", ""))
    valda = list(
        Koladaomrade.objects.filter(pk__in=en.koladajamforelser.values("omrade")).order_by(
            "slag", "kod"
        )
    )
    besvarade = en.koladafragor.exclude(svar="").select_related("besvarad_av")
    sammanhang = {
        "indikator": en,
        "nyckeltal": Koladanyckeltal.objects.defer("sokvektor", "titelvektor")
        .filter(kod=en.kolada_id)
        .first(),
        "lage": hamtningslage(en),
        "tabell": omradestabell(en),
        "far_skota": far_skota,
        "far_soka": far(request.user, Rattighet.PLAN_SKRIVA),
        "valda": valda,
        "forslag": _forslag(sokt, valda) if far_skota else [],
        "sokt": sokt,
        "besvarade": list(besvarade.order_by("-besvarad", "-pk")),
    }
    return render(request, "uppfoljning/koladaindikator.html", sammanhang)


def _forslag(sokt: str, valda: list[Koladaomrade]) -> list[Koladaomrade]:
    """What is searched for; else riket and the groups that are made for our municipality."""
    if sokt:
        rader = sok_omraden(sokt)
    else:
        egen = egen_kommun()
        vara = Q(slag=Koladaomrade.Slag.GRUPP, namn__contains=f", {egen},") if egen else Q(pk=None)
        rader = Koladaomrade.objects.filter(Q(kod=RIKET) | vara, borttagen=None)
        rader = rader.order_by("-ar", "namn", "kod")
    rader = rader.exclude(pk__in=[o.pk for o in valda]).exclude(kod=settings.KOLADA_KOMMUN)
    return list(rader[:FLEST_FORSLAG])


@require_POST
@kraver(Rattighet.PLAN_SE)
def koladajamforelser(request: InloggadRequest, pk: int) -> HttpResponse:
    en = _indikator(pk)
    koder = [sokord(kod, mest=10) for kod in request.POST.getlist("omrade")[:100]]
    omraden = Koladaomrade.objects.filter(kod__in=koder).exclude(kod=settings.KOLADA_KOMMUN)
    try:
        akter.valj_jamforelser(en, omraden=list(omraden.order_by("kod")), av=request.user)
    except Regelbrott as fel:
        messages.error(request, fel.mening)
    else:
        messages.success(request, "Jämförelserna är sparade. Nya områden hämtas i natt.")
    return redirect("uppfoljning:koladaindikator", pk=pk)


@require_POST
@kraver(Rattighet.PLAN_SE)
def igen(request: InloggadRequest, pk: int) -> HttpResponse:
    en = _indikator(pk)
    try:
        akter.borja_igen(en, av=request.user)
    except Regelbrott as fel:
        messages.error(request, fel.mening)
    else:
        messages.success(request, "Indikatorn hämtas igen från och med i natt.")
    return redirect("uppfoljning:koladaindikator", pk=pk)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_SE)
def koladafraga(request: InloggadRequest, pk: int) -> HttpResponse:
    """The old words and the new side by side, and what the change means."""
    fraga = get_object_or_404(
        Koladafraga.objects.select_related("indikator__agare", "besvarad_av"), pk=pk
    )
    far_svara = far_andra(request.user, fraga.indikator)
    if request.method == "POST" and not far_svara:
        raise PermissionDenied(f"frågan om {fraga.indikator} är någon annans")
    form = FragesvarForm(request.POST if request.method == "POST" else None, fraga=fraga)
    if request.method == "POST" and form.is_valid():
        try:
            _svara(fraga, form, request)
        except Regelbrott as fel:
            form.add_error(None, fel.mening)
        else:
            messages.success(request, "Tack, svaret är sparat.")
            return redirect("uppfoljning:koladaindikator", pk=fraga.indikator_id)
    sammanhang = {
        "fraga": fraga,
        "form": form,
        "far_svara": far_svara and not fraga.svar,
        "sett": akter.ny_definition(fraga),
    }
    return render(request, "uppfoljning/koladafraga.html", sammanhang)


def _svara(fraga: Koladafraga, form: FragesvarForm, request: InloggadRequest) -> None:
    data, av, sett = form.cleaned_data, request.user, request.POST.get("sett", "")
    if data["svar"] == Koladafraga.Svar.SAMMA:
        akter.samma_matt(fraga, sett=sett, av=av)
    elif data["svar"] == Koladafraga.Svar.NYTT:
        akter.nytt_matt(fraga, fran=data["fran"], skal=data["skal"], sett=sett, av=av)
    else:
        akter.sluta_hamta(fraga, sett=sett, av=av)

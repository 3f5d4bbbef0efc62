"""Staff pages of surveys: the list, a new one, its result, closing it early."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cykel.views.blad import bladdra
from cykel.views.granne import gor_till_brist
from kvalitet import klocka
from kvalitet.behorighet import far, kraver, omfang, synliga_enheter
from kvalitet.fel import Regelbrott
from kvalitet.roller import Rattighet
from kvalitet.texter import datum
from kvalitet.typer import InloggadRequest
from kvalitet.visning import Tomt
from synpunkter.export import som_csv, som_xlsx
from uppfoljning import undersokning as berakning
from uppfoljning.actions.undersokning import skapa
from uppfoljning.actions.undersokning import stang as stang_undersokning
from uppfoljning.actions.undersokningsbrist import brist_ur_undersokning
from uppfoljning.enkatmallar import Mall
from uppfoljning.enkatvisning import filrader, fragevyer
from uppfoljning.frageindikator import indikatorrader
from uppfoljning.models import Svar, Undersokning
from uppfoljning.undersokningsforms import UndersokningForm
from uppfoljning.visning import undersokningsvy

FILTYPER = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class Rad:
    undersokning: Undersokning
    svar: int
    lage: str


@require_safe
@kraver(Rattighet.UNDERSOKNING_SE)
def undersokningar(request: InloggadRequest) -> HttpResponse:
    """The surveys of the units that the person may see, the latest first."""
    sida, blad = bladdra(request, _i_omfang(request), ("-oppnar", "-pk"))
    svar = Svar.objects.filter(undersokning__in=sida).order_by().values_list("undersokning")
    antal = dict(svar.annotate(n=Count("pk")))  # of the page's alone, not of every survey
    rader = [Rad(u, antal.get(u.pk, 0), lage(u)) for u in sida]
    far_skriva = far(request.user, Rattighet.UNDERSOKNING_SKRIVA)
    sammanhang = {
        "rader": rader,
        "blad": blad,
        "far_skriva": far_skriva,
        "tomt": None if rader else _tomt(far_skriva=far_skriva),
    }
    return render(request, "uppfoljning/undersokningar.html", sammanhang)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.UNDERSOKNING_SKRIVA)
def undersokning_ny(request: InloggadRequest) -> HttpResponse:
    enheter = synliga_enheter(request.user, Rattighet.UNDERSOKNING_SKRIVA)
    form = UndersokningForm(request.POST or None, enheter=enheter.order_by("sokvag", "pk"))
    if request.method == "POST" and form.is_valid():
        try:
            ny = skapa(**form.cleaned_data, av=request.user)
        except Regelbrott as fel:
            form.add_error(None, fel.mening)
        else:
            oppen = form.cleaned_data["mall"] != Mall.TOM and ny.oppnar <= klocka.idag()
            harnast = (
                "Dela adressen med dem ni frågar." if oppen else "Nu är det dags för frågorna."
            )
            messages.success(request, f"Undersökningen är skapad. {harnast}")
            return redirect("uppfoljning:undersokning" if oppen else "uppfoljning:fragor", pk=ny.pk)
    return render(request, "uppfoljning/undersokning_ny.html", {"form": form})


@require_safe
@kraver(Rattighet.UNDERSOKNING_SE)
def undersokning(request: InloggadRequest, pk: int) -> HttpResponse:
    """The result: answers, response rate, NKI with its interval, women and men."""
    u = get_object_or_404(_i_omfang(request), pk=pk)
    dag = klocka.idag()
    r = berakning.resultat([u], dag)[u.pk]
    skriver = far(request.user, Rattighet.UNDERSOKNING_SKRIVA, u)
    adress = settings.ADRESS + reverse("enkat:svara", args=[u.slug])
    sammanhang = {
        "u": u,
        "vy": undersokningsvy(r),
        "fragor": fragevyer(r),
        "resultat": r,
        "lage": lage(u),
        "adress": adress,
        "adressdelar": re.findall(r"[^/-]+[/-]*", adress),
        "far_notera": r.visas
        and u.brist is None
        and u.har_stangt(dag)
        and far(request.user, Rattighet.ATGARD_SKRIVA, u),
        "far_stanga": skriver and u.ar_oppen(dag),
        "far_skriva": skriver,
        "indikatorer": indikatorrader(u),
    }
    return render(request, "uppfoljning/undersokning.html", sammanhang)


@require_safe
@kraver(Rattighet.UNDERSOKNING_SE)
def undersokning_fil(request: InloggadRequest, pk: int, slag: str) -> HttpResponse:
    """The result as a file, with what the page shows and no more; nothing while it is open."""
    u = get_object_or_404(_i_omfang(request), pk=pk)
    if slag not in FILTYPER:
        raise Http404
    r = berakning.resultat([u], klocka.idag())[u.pk]
    if r.pagar:
        raise Regelbrott(f"Resultatet visas när undersökningen har stängt, {datum(u.stanger)}.")
    rader = list(filrader(r))
    innehall = b"".join(som_csv(rader)) if slag == "csv" else som_xlsx(rader)
    svar = HttpResponse(innehall, content_type=FILTYPER[slag])
    svar["Content-Disposition"] = f'attachment; filename="{u.slug}.{slag}"'
    svar["Cache-Control"] = "no-store"
    svar["X-Content-Type-Options"] = "nosniff"
    return svar


@require_POST
@kraver(Rattighet.ATGARD_SKRIVA)
def undersokning_brist(request: InloggadRequest, pk: int) -> HttpResponse:
    """Note what a closed survey shows as a brist of the unit's plan."""
    u = get_object_or_404(_i_omfang(request), pk=pk)
    return gor_till_brist(
        request,
        lambda: brist_ur_undersokning(u, rubrik=request.POST.get("rubrik", ""), av=request.user),
        annars=reverse("uppfoljning:undersokning", args=[u.pk]),
    )


@require_POST
@kraver(Rattighet.UNDERSOKNING_SKRIVA)
def stang(request: InloggadRequest, pk: int) -> HttpResponse:
    """Close it before its last day, so that its result is shown."""
    u = get_object_or_404(_i_omfang(request), pk=pk)
    try:
        stang_undersokning(u, av=request.user)
    except Regelbrott as fel:
        messages.error(request, fel.mening)
    else:
        messages.success(request, "Undersökningen är stängd. Nu visas resultatet.")
    return redirect("uppfoljning:undersokning", pk=u.pk)


def lage(u: Undersokning) -> str:
    dag = klocka.idag()
    if u.har_stangt(dag):
        return "Stängd"
    return "Öppen" if u.ar_oppen(dag) else "Inte öppen än"


def _i_omfang(request: InloggadRequest) -> QuerySet[Undersokning]:
    rader = Undersokning.objects.filter(omfang(request.user, Rattighet.UNDERSOKNING_SE))
    return rader.select_related("enhet", "namnd", "mal", "brist")


def _tomt(*, far_skriva: bool) -> Tomt:
    return Tomt(
        rubrik="Inga undersökningar än",
        text="Här samlas undersökningar som invånarna svarar på.",
        ikon="BarChart",
        lank=reverse("uppfoljning:undersokning_ny") if far_skriva else "",
        lanktext="Skapa en undersökning",
    )

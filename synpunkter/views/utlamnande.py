"""Handing out a public record: the requests, one request, and the acts on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cykel.views.blad import bladdra
from cykel.views.formular import lyckas
from kvalitet.behorighet import far, kraver, prova
from kvalitet.handelser import beratta
from kvalitet.models import Anvandare, Handelse
from kvalitet.overgang import knappar
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from kvalitet.visning import Tomt, Urvalsknapp
from synpunkter import inkorg, sekretess
from synpunkter.actions import utlamnande as akter
from synpunkter.arendehandling import far_med_anteckningar, handling, sok_for, traffar
from synpunkter.forms import utlamnande as formular
from synpunkter.models import Maskval, Utlamnande, Utlamnandefil
from synpunkter.tillstand_utlamnande import UTLAMNANDE, Lage
from synpunkter.views.arende import hamta

PER_SIDA = 50
INGA_ALLS = Tomt("Ingen har begärt handlingar", "En begäran antecknas på ärendets sida, under Mer.")
INGA_ATT_GORA = Tomt("Ingen begäran väntar", "Alla som har begärt en handling har fått besked.")
ACCEPT = ["GET", "HEAD", "POST"]


def synliga(anvandare: Anvandare) -> QuerySet[Utlamnande]:
    """Return the requests about cases that the person may read."""
    arenden = inkorg.synliga(anvandare).order_by().values("pk")
    return Utlamnande.objects.med_plats().filter(synpunkt__in=arenden)


def hamta_utlamnande(
    request: InloggadRequest, pk: int, ratt: Rattighet = Rattighet.UTLAMNANDE_PROVA
) -> Utlamnande:
    """Return the request, or 404; 403 for who has not the right. The reading of a marked case is
    put on record."""
    utlamnande = get_object_or_404(synliga(request.user), pk=pk)
    prova(request.user, ratt, utlamnande)
    sekretess.logga_lasning(request, utlamnande.synpunkt)
    return utlamnande


@require_safe
@kraver(Rattighet.SYNPUNKT_SE)
def utlamnanden(request: InloggadRequest) -> HttpResponse:
    alla = request.GET.get("alla") == "1"
    begarda = synliga(request.user)
    urval = begarda if alla else begarda.oppna()  # type: ignore[attr-defined]
    rader, blad = bladdra(request, urval, ("-pk",), antal=PER_SIDA)
    adress = reverse("synpunkter:utlamnanden")
    sammanhang = {
        "rader": rader,
        "blad": blad,
        "urval": [
            Urvalsknapp("Att göra", adress, not alla),
            Urvalsknapp("Alla", f"{adress}?alla=1", alla),
        ],
        "tomt": INGA_ALLS if alla else INGA_ATT_GORA,
    }
    return render(request, "synpunkter/utlamnanden.html", sammanhang)


@require_http_methods(ACCEPT)
@kraver(Rattighet.SYNPUNKT_SE)
def begar(request: InloggadRequest, pk: int) -> HttpResponse:
    synpunkt = hamta(request, pk)
    prova(request.user, Rattighet.UTLAMNANDE_PROVA, synpunkt)
    form = formular.BegaranForm(request.POST or None)
    nya: list[Utlamnande] = []

    def akt(data: dict[str, Any]) -> None:
        nya.append(akter.begar(synpunkt, **data, av=request.user))

    if lyckas(form, akt):
        messages.success(request, "Begäran är antecknad. Pröva den så snart det går.")
        return redirect("synpunkter:utlamnande", nya[0].pk)
    return render(request, "synpunkter/utlamnande_begar.html", {"synpunkt": synpunkt, "form": form})


@require_safe
@kraver(Rattighet.SYNPUNKT_SE)
def utlamnande(request: InloggadRequest, pk: int) -> HttpResponse:
    u = hamta_utlamnande(request, pk, Rattighet.SYNPUNKT_SE)
    far_se = far(request.user, Rattighet.UTLAMNANDE_SE, u)
    filer = u.gallande_filer
    tidigare = u.filer.exclude(provning=u.provning_id).defer("innehall").order_by("pk")
    handelser = list(Handelse.objects.om(u).select_related("av", "text")[:100])
    sammanhang = {
        "u": u,
        "synpunkt": u.synpunkt,
        "filer": filer if far_se else [],
        "tidigare": tidigare.select_related("provning") if far_se else [],
        "vantar": any(f.lage == Utlamnandefil.Lage.KOAD for f in filer),
        "akter": {rad.namn for rad in knappar(UTLAMNANDE, u, request.user)},
        "historik": beratta(handelser),
    }
    return render(request, "synpunkter/utlamnande.html", sammanhang)


@require_http_methods(ACCEPT)
@kraver(Rattighet.SYNPUNKT_SE)
def maska(request: InloggadRequest, pk: int) -> HttpResponse:
    """Read the masked case, hide more, or show what was masked without need."""
    u = hamta_utlamnande(request, pk)
    akt = request.POST.get("akt", "")
    dolj = formular.DoljForm(request.POST if akt == "dolj" else None)
    funna = traffar(u, sok_for(u))
    visa = formular.VisaForm(request.POST if akt == "visa" else None, traffar=funna)

    def gor_dolj(data: dict[str, Any]) -> None:
        akter.dolj(u, **data, av=request.user)

    def gor_visa(data: dict[str, Any]) -> None:
        akter.visa(u, text=data["traff"], skal=data["skal"], av=request.user)

    if lyckas(dolj, gor_dolj) or lyckas(visa, gor_visa):
        return redirect("synpunkter:maska", u.pk)
    sammanhang = {
        "u": u,
        "synpunkt": u.synpunkt,
        "form": visa if akt == "visa" else dolj,
        "dolj": dolj,
        "visa": visa,
        "handling": handling(u, maskad=True, anteckningar=far_med_anteckningar(u.synpunkt)),
        "val": u.maskval.select_related("av"),
        "oppen": u.lage == Lage.BEGARD,
    }
    return render(request, "synpunkter/maska.html", sammanhang)


@require_POST
@kraver(Rattighet.SYNPUNKT_SE)
def angra_maskval(request: InloggadRequest, pk: int, val_pk: int) -> HttpResponse:
    u = hamta_utlamnande(request, pk)
    akter.angra_maskval(get_object_or_404(Maskval, utlamnande=u, pk=val_pk), av=request.user)
    return redirect("synpunkter:maska", u.pk)


@require_http_methods(ACCEPT)
@kraver(Rattighet.SYNPUNKT_SE)
def prova_utlamnande(request: InloggadRequest, pk: int) -> HttpResponse:
    u = hamta_utlamnande(request, pk)
    form = formular.ProvaForm(request.POST or None)

    def akt(data: dict[str, Any]) -> None:
        if data["utfall"] == "nekas":
            akter.avsla(u, grund=data["grund"], skal=data["skal"], av=request.user)
        else:
            akter.bevilja(u, **data, av=request.user)

    return _sida(request, u, form, akt, "prova")


@require_http_methods(ACCEPT)
@kraver(Rattighet.SYNPUNKT_SE)
def lamna_ut(request: InloggadRequest, pk: int) -> HttpResponse:
    u = hamta_utlamnande(request, pk)
    form = formular.LamnaUtForm(request.POST or None, helt=u.helt)

    def akt(data: dict[str, Any]) -> None:
        akter.lamna_ut(u, **data, av=request.user)

    return _sida(request, u, form, akt, "lamna_ut")


@require_http_methods(ACCEPT)
@kraver(Rattighet.SYNPUNKT_SE)
def prova_om(request: InloggadRequest, pk: int) -> HttpResponse:
    u = hamta_utlamnande(request, pk)

    def akt(data: dict[str, Any]) -> None:
        akter.prova_om(u, **data, av=request.user)

    return _sida(request, u, formular.SkalForm(request.POST or None), akt, "prova_om")


@require_http_methods(ACCEPT)
@kraver(Rattighet.SYNPUNKT_SE)
def aterta(request: InloggadRequest, pk: int) -> HttpResponse:
    u = hamta_utlamnande(request, pk)

    def akt(data: dict[str, Any]) -> None:
        akter.aterta(u, **data, av=request.user)

    return _sida(request, u, formular.SkalForm(request.POST or None), akt, "aterta")


@require_safe
@kraver(Rattighet.SYNPUNKT_SE)
def fil(request: InloggadRequest, pk: int, fil_pk: int) -> HttpResponse:
    """Send a finished file. Never kept on the way: whoever asks again is tried again."""
    u = hamta_utlamnande(request, pk, Rattighet.UTLAMNANDE_SE)
    rad = get_object_or_404(u.filer.select_related("utlamnande__synpunkt"), pk=fil_pk)
    svar = HttpResponse(akter.hamta_fil(rad, av=request.user), content_type="application/pdf")
    namn = slugify(f"{u.synpunkt.referens} {rad.get_slag_display()}")
    svar["Content-Disposition"] = f'attachment; filename="{namn}.pdf"'
    svar["Cache-Control"] = "no-store"
    svar["X-Content-Type-Options"] = "nosniff"
    return svar


def _sida(
    request: InloggadRequest,
    u: Utlamnande,
    form: forms.Form,
    akt: Callable[[dict[str, Any]], None],
    namn: str,
) -> HttpResponse:
    rubrik, ingress, knapp, klart = ORD[namn]
    if lyckas(form, akt):
        messages.success(request, klart)
        return redirect("synpunkter:utlamnande", u.pk)
    sammanhang = {
        "u": u,
        "synpunkt": u.synpunkt,
        "form": form,
        "rubrik": rubrik,
        "ingress": ingress,
        "knapp": knapp,
    }
    return render(request, "synpunkter/utlamnande_akt.html", sammanhang)


ORD = {
    "prova": (
        "Pröva begäran",
        "Läs hela ärendet. Lämna ut allt som inte omfattas av sekretess. Väljer du att maska eller "
        "avslå skapas ett beslut som säger hur man överklagar.",
        "Spara beslutet",
        "Beslutet är sparat. Filerna skapas nu.",
    ),
    "lamna_ut": (
        "Anteckna att handlingen är lämnad",
        "Ladda ner filen, lämna den till personen och anteckna det sedan här.",
        "Spara",
        "Det är antecknat att handlingen är lämnad.",
    ),
    "prova_om": (
        "Pröva om",
        "Maskningen kan ändras och ett nytt beslut fattas. Det tidigare beslutet och dess filer "
        "finns kvar.",
        "Pröva om",
        "Begäran prövas om.",
    ),
    "aterta": (
        "Begäran återtas",
        "När personen inte längre vill ha handlingen.",
        "Återta begäran",
        "Begäran är återtagen.",
    ),
}
"""Heading, introduction, button, and what is said when it is done."""

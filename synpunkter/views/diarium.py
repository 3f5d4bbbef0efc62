"""The registrator's pages: what has no number, what waits for one, and how a nämnd numbers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kvalitet.behorighet import kraver, omfang, omfang_namnd, prova
from kvalitet.fel import Regelbrott
from kvalitet.inlasning import Inlasningsfel
from kvalitet.kalkyl import Kalkylfel
from kvalitet.models import Anvandare, Namnd
from kvalitet.nyckel import nyckel
from kvalitet.roller import Rattighet
from kvalitet.texter import tal
from kvalitet.typer import InloggadRequest
from kvalitet.visning import Blad, Urvalsknapp
from synpunkter import diarielager, inkorg
from synpunkter.actions import diarium as akter
from synpunkter.diariefil import las_svar
from synpunkter.forms.arkiv import InstallningForm, SvarsfilForm
from synpunkter.models import Diarieforing, Synpunkt
from synpunkter.tillstand import Lage
from synpunkter.views.arende import hamta

PER_SIDA = 50
RAKNAS = 1000
URVAL = {"": "Utan nummer", "vantar": "Väntar på nummer", "registrerade": "Registrerade"}
MIME = {"xml": "application/xml", "json": "application/json"}


def utan_nummer(av: Anvandare) -> QuerySet[Synpunkt]:
    """Return the cases that the person registers and that their nämnd has not registered."""
    forda = Diarieforing.objects.filter(synpunkt=OuterRef("pk"), namnd=OuterRef("namnd"))
    return (
        inkorg.synliga(av)
        .select_related(None)
        .select_related("enhet", "namnd")
        .filter(omfang(av, Rattighet.SYNPUNKT_FORDELA), ~Exists(forda), gallrad=None)
        .exclude(lage=Lage.KARANTAN)
    )


def foringar(av: Anvandare) -> QuerySet[Diarieforing]:
    inom = omfang(av, Rattighet.SYNPUNKT_FORDELA, enhet="synpunkt__enhet", namnd="synpunkt__namnd")
    synliga = inkorg.synliga(av).select_related(None)
    alla = Diarieforing.objects.filter(inom, synpunkt__in=synliga)
    return alla.select_related("synpunkt__enhet", "namnd")


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(Rattighet.SYNPUNKT_FORDELA)
def diarium(request: InloggadRequest) -> HttpResponse:
    if request.method == "POST":
        return _registrera_valda(request)
    visa = request.GET.get("visa", "")
    return _visa(request, visa if visa in URVAL else "")


@require_POST
@kraver(Rattighet.SYNPUNKT_FORDELA)
def diarium_svar(request: InloggadRequest) -> HttpResponse:
    form = SvarsfilForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            svar = las_svar(form.cleaned_data["svarsfil"].read())
            antal = akter.las_in_svar(svar, av=request.user)
        except Kalkylfel as fel:
            form.add_error("svarsfil", fel.mening)
        except Inlasningsfel as fel:
            form.add_error("svarsfil", fel.mening)
            for ett in fel.fel[:20]:
                form.add_error("svarsfil", f"Rad {ett.nummer}: {ett.mening}")
        else:
            messages.success(request, f"Filen är inläst. Nya diarienummer: {antal}.")
            return redirect(_adress("vantar"))
    return _visa(request, "vantar", form=form)


@require_POST
@kraver(Rattighet.SYNPUNKT_FORDELA)
def diarium_dnr(request: InloggadRequest, pk: int) -> HttpResponse:
    foring = get_object_or_404(foringar(request.user), pk=pk)
    try:
        foring = akter.satt_dnr(foring, dnr=request.POST.get("dnr", ""), av=request.user)
    except Regelbrott as fel:
        messages.error(request, fel.mening)
    else:
        messages.success(request, f"{foring.synpunkt} har fått numret {foring.dnr}.")
    return redirect(_adress("vantar"))


@require_safe
@kraver(Rattighet.SYNPUNKT_FORDELA)
def diarium_fil(request: InloggadRequest, pk: int) -> HttpResponse:
    """The file as it is handed over, for a register that a person feeds by hand."""
    foring = get_object_or_404(foringar(request.user).filter(satt="extern"), pk=pk)
    if foring.synpunkt.gallrad:
        raise Regelbrott("Ärendet är gallrat, och filen med det.")
    filformat = akter.installning_for(foring.namnd).filformat
    svar = HttpResponse(diarielager.innehall(foring, filformat), content_type=MIME[filformat])
    namn = f"{foring.nyckel}.{filformat}"
    svar["Content-Disposition"] = content_disposition_header(True, namn)
    svar["X-Content-Type-Options"] = "nosniff"
    return svar


@require_POST
@kraver(Rattighet.SYNPUNKT_SE)
def diariefor(request: InloggadRequest, pk: int) -> HttpResponse:
    """Register one case from its own page."""
    synpunkt = hamta(request, pk)
    prova(request.user, Rattighet.SYNPUNKT_FORDELA, synpunkt)
    try:
        _beratta(request, [akter.registrera(synpunkt, av=request.user)])
    except Regelbrott as fel:
        messages.error(request, fel.mening)
    return redirect("synpunkter:arende", synpunkt.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(Rattighet.ARKIV_SKOTA)
def diarieinstallning(request: InloggadRequest, pk: int) -> HttpResponse:
    namnd = get_object_or_404(skotta_namnder(request.user), pk=pk)
    installning = akter.installning_for(namnd)
    form = InstallningForm(request.POST or None, installning=installning)
    if form.is_bound and form.is_valid():
        try:
            akter.stall_in(namnd, **form.cleaned_data, av=request.user)
        except Regelbrott as fel:
            form.add_error(None, fel.mening)
        else:
            messages.success(request, "Inställningen är sparad.")
            return redirect("synpunkter:diarium")
    sammanhang = {"form": form, "namnd": namnd}
    return render(request, "synpunkter/diarieinstallning.html", sammanhang)


# --- Parts ----------------------------------------------------------------------------------------


def skotta_namnder(av: Anvandare) -> QuerySet[Namnd]:
    """Return the nämnder whose register and disposal the person looks after."""
    return Namnd.objects.filter(omfang_namnd(av, Rattighet.ARKIV_SKOTA, namnd="pk")).order_by(
        "namn", "pk"
    )


def _registrera_valda(request: InloggadRequest) -> HttpResponse:
    valda = [n for pk in request.POST.getlist("pk") if (n := nyckel(pk))][:PER_SIDA]
    synpunkter = list(utan_nummer(request.user).filter(pk__in=valda).order_by("pk"))
    if not synpunkter:
        messages.error(request, "Välj minst ett ärende att registrera.")
        return redirect("synpunkter:diarium")
    try:
        _beratta(request, akter.registrera_flera(synpunkter, av=request.user))
    except Regelbrott as fel:
        messages.error(request, fel.mening)
    return redirect("synpunkter:diarium")


def _beratta(request: InloggadRequest, nya: list[Diarieforing]) -> None:
    nummer = [foring.dnr for foring in nya if foring.dnr]
    if nummer:
        ord_ = nummer[0] if len(nummer) == 1 else f"{nummer[0]} till {nummer[-1]}"
        messages.success(request, f"Registrerat med diarienummer {ord_}.")
    if koade := len(nya) - len(nummer):
        ord_ = "Ett ärende lämnas" if koade == 1 else f"{koade} ärenden lämnas"
        messages.success(request, f"{ord_} till diariet, som ger numret.")


def _visa(request: InloggadRequest, visa: str, *, form: SvarsfilForm | None = None) -> HttpResponse:
    alla = foringar(request.user)
    per_flik: dict[str, QuerySet[Any]] = {
        "": utan_nummer(request.user),
        "vantar": alla.vantar(),  # type: ignore[attr-defined]
        "registrerade": alla.filter(status=Diarieforing.Status.REGISTRERAD),
    }
    rader, nasta = _sida(per_flik[visa], request.GET.get("efter", ""), nyast=visa != "")
    sammanhang = {
        "flikar": [_flik(nyckel, visa, per_flik[nyckel]) for nyckel in URVAL],
        "visa": visa,
        "rader": rader,
        "blad": Blad(nasta=f"{_adress(visa)}{'&' if visa else '?'}efter={nasta}" if nasta else ""),
        "form": (form or SvarsfilForm()) if visa == "vantar" else None,
        "namnder": skotta_namnder(request.user),
    }
    return render(request, "synpunkter/diarium.html", sammanhang)


def _flik(nyckel: str, visa: str, rader: QuerySet[Any]) -> Urvalsknapp:
    """How many there are, up to what anyone would work through: to count all is to read them."""
    antal = rader.order_by()[: RAKNAS + 1].count()
    namn = URVAL[nyckel]
    if antal > RAKNAS:
        return Urvalsknapp(f"{namn} (över {tal(RAKNAS)})", _adress(nyckel), nyckel == visa)
    return Urvalsknapp(namn, _adress(nyckel), nyckel == visa, antal)


def _sida(rader: QuerySet[Any], efter: str, *, nyast: bool) -> tuple[list[Any], str]:
    """Return a page by key and the key of the next; what has waited longest comes first among
    those without a number."""
    if (fran := nyckel(efter)) is not None:
        rader = rader.filter(**{"pk__lt" if nyast else "pk__gt": fran})
    sida = list(rader.order_by("-pk" if nyast else "pk")[: PER_SIDA + 1])
    return sida[:PER_SIDA], str(sida[PER_SIDA - 1].pk) if len(sida) > PER_SIDA else ""


def _adress(visa: str) -> str:
    bas = reverse("synpunkter:diarium")
    return f"{bas}?visa={visa}" if visa else bas

"""The files of a case for its staff: opened with the right to read it, put there, freed from
quarantine."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from kvalitet import klocka, logg
from kvalitet.behorighet import kraver, prova, roll_for
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare
from kvalitet.roller import Rattighet, Roll
from kvalitet.typer import InloggadRequest
from synpunkter import sekretess
from synpunkter.actions import bilaga as akter
from synpunkter.actions import personalbilaga as personalakter
from synpunkter.actions.synpunkt import KOPPLA, prova_nagon
from synpunkter.forms.handlaggning_bilaga import LaggTillForm, SlappFriForm
from synpunkter.models import Bilaga, Synpunkt
from synpunkter.views.arende import hamta
from synpunkter.views.arende_bilagor import synliga
from synpunkter.views.filer import lamna_ut, med_filer


@require_safe
@kraver(Rattighet.SYNPUNKT_SE)
def bilaga(request: InloggadRequest, pk: int, bilaga_pk: int) -> HttpResponse:
    synpunkt = hamta(request, pk, visas=False)
    svar = lamna_ut(_bilaga(request, synpunkt, bilaga_pk))
    if request.method == "GET":
        _logga(request.user, synpunkt, bilaga_pk)
    return svar


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(Rattighet.SYNPUNKT_SE)
def slapp_bilaga(request: InloggadRequest, pk: int, bilaga_pk: int) -> HttpResponse:
    """Let a file out of quarantine, with the reason that one knows it is safe."""
    synpunkt = hamta(request, pk)
    prova(request.user, Rattighet.SYNPUNKT_FORDELA, synpunkt)
    fil = _bilaga(request, synpunkt, bilaga_pk)
    form = SlappFriForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            akter.slapp_fri(fil, skal=form.cleaned_data["skal"], av=request.user)
        except Regelbrott as fel:
            form.add_error(None, fel.mening)
        else:
            messages.success(request, f"”{fil.namn}” går nu att öppna.")
            return redirect("synpunkter:arende", synpunkt.pk)
    sammanhang = {"synpunkt": synpunkt, "bilaga": fil, "form": form}
    return render(request, "synpunkter/slapp_bilaga.html", sammanhang)


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(Rattighet.SYNPUNKT_SE)
def lagg_till(request: InloggadRequest, pk: int) -> HttpResponse:
    """Put files in the case, as a letter that was scanned, or papers of our own."""
    synpunkt = hamta(request, pk)
    prova_nagon(request.user, synpunkt, *KOPPLA)
    form = LaggTillForm()
    if request.method == "POST":
        data, filfel = med_filer(request, slut=True, personal=True)
        form = LaggTillForm(data)
        form.filfel = filfel
    if form.is_valid():
        try:
            personalakter.lagg_till_filer(
                synpunkt,
                nycklar=form.nycklar,
                riktning=form.cleaned_data["riktning"],
                av=request.user,
            )
        except Regelbrott as fel:
            form.add_error(None, fel.mening)
        else:
            messages.success(request, "Filerna är inlagda i ärendet.")
            return redirect("synpunkter:arende", synpunkt.pk)
    sammanhang = {"synpunkt": synpunkt, "form": form}
    return render(request, "synpunkter/lagg_till_bilagor.html", sammanhang)


def _bilaga(request: InloggadRequest, synpunkt: Synpunkt, pk: int) -> Bilaga:
    return get_object_or_404(synliga(synpunkt, request.user), pk=pk)


def _logga(anvandare: Anvandare, synpunkt: Synpunkt, bilaga_pk: int) -> None:
    """Log that a file of a marked case was fetched; and that a revisor opened any: they read across
    the nämnder, and it is on record."""
    if synpunkt.markt:
        sekretess.skriv_lasning(sekretess.FIL_HAMTAD, synpunkt, av=anvandare, bilaga=str(bilaga_pk))
        return
    if roll_for(anvandare, Rattighet.SYNPUNKT_SE, synpunkt) != Roll.REVISOR:
        return
    data = {"bilaga": bilaga_pk}
    with transaction.atomic():
        logg.skriv(
            "synpunkt.bilaga_last",
            synpunkt,
            av=anvandare,
            nu=klocka.nu(),
            roll=Roll.REVISOR,
            data=data,
        )

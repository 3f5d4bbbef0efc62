"""The pages under "Mer" on a case: merging, splitting, forwarding, linking, impartiality."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kvalitet.behorighet import kraver, prova
from kvalitet.fel import Regelbrott
from kvalitet.formular import fel_att_ratta
from kvalitet.roller import Rattighet
from kvalitet.texter import antal
from kvalitet.typer import InloggadRequest
from kvalitet.visning import Tomt
from synpunkter import epost, inkorg, kampanj
from synpunkter import samman as lasning
from synpunkter.actions import lagen as akter
from synpunkter.actions.synpunkt import KOPPLA, prova_nagon
from synpunkter.forms import lagen as formular
from synpunkter.models import Synpunkt
from synpunkter.tillstand import FORDELAS, HUVUD
from synpunkter.views.arende import hamta
from synpunkter.villkor_lagen import MINST_DELAR, berorda_av


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(Rattighet.SYNPUNKT_FORDELA)
def sla_ihop(request: InloggadRequest, pk: int) -> HttpResponse:
    synpunkt = _att_fordela(request, pk)
    synliga = inkorg.synliga(request.user)
    form = formular.SlaIhopForm(
        request.POST or None,
        lika=kampanj.lika(synpunkt, request.user),
        synliga=synliga,
    )
    if request.method == "POST" and form.is_valid():
        valda = list(synliga.filter(pk__in=form.cleaned_data["valda"]))
        if _lyckas(form, lambda: akter.sla_ihop(synpunkt, valda, av=request.user)):
            n = antal(len(valda), "ärende är sammanslaget", "ärenden är sammanslagna")
            messages.success(request, f"{n} med det här. Svaret går till alla avsändarna.")
            return redirect("synpunkter:arende", synpunkt.pk)
    return _sida(request, "sla_ihop", synpunkt, form, kan=synpunkt.lage in HUVUD)


@require_POST
@kraver(Rattighet.SYNPUNKT_FORDELA)
def ta_ur(request: InloggadRequest, pk: int) -> HttpResponse:
    synpunkt = _att_fordela(request, pk)
    try:
        akter.ta_ur(synpunkt, av=request.user)
    except Regelbrott as fel:
        messages.error(request, _mening(fel))
    else:
        messages.success(request, f"{synpunkt.referens} är ett eget ärende igen.")
    return redirect("synpunkter:arende", synpunkt.pk)


@require_safe
@kraver(Rattighet.SYNPUNKT_SE)
def sammanslagna(request: InloggadRequest, pk: int) -> HttpResponse:
    """List the cases that are answered through this one, with their own words."""
    synpunkt = hamta(request, pk)
    sida = inkorg.sida(
        inkorg.synliga(request.user).filter(huvud=synpunkt),
        nyast=True,
        efter=request.GET.get("efter", ""),
        fore=request.GET.get("fore", ""),
    )
    sammanhang = {"synpunkt": synpunkt, "rader": sida.rader, "blad": sida.blad("?")}
    return render(request, "synpunkter/lagen_sammanslagna.html", sammanhang)


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(Rattighet.SYNPUNKT_FORDELA)
def dela(request: InloggadRequest, pk: int) -> HttpResponse:
    synpunkt = _att_fordela(request, pk)
    onskade = _heltal(request.POST.get("antal", ""), MINST_DELAR)
    if request.POST.get("steg") == "fler":
        onskade += 1
    delar = formular.delar_formular(request.POST or None, onskade)
    fel = forms.Form({} if request.POST else None)
    if request.POST.get("steg") == "dela" and _hela(delar, fel):
        egna = delar.delar(synpunkt.namnd)
        if _lyckas(fel, lambda: akter.dela(synpunkt, delar=egna, av=request.user)):
            messages.success(request, f"Ärendet är delat i {len(egna)} delar.")
            return redirect("synpunkter:arende", synpunkt.pk)
    if request.POST.get("steg") == "fler":
        delar = _fler(request, delar.total_form_count() + 1)
    return _sida(request, "dela", synpunkt, fel, kan=synpunkt.lage in FORDELAS, delar=delar)


def _hela(delar: Any, fel: forms.Form) -> bool:
    """Say whether every part is whole; what is wrong is told above the page too."""
    if delar.is_valid() and fel.is_valid():
        return True
    for nummer, form in enumerate(delar.forms, start=1):
        for mening, _ in fel_att_ratta(form):
            fel.add_error(None, f"Del {nummer}: {mening}")
    return False


def _fler(request: InloggadRequest, antal_delar: int) -> Any:
    """Show one part more, with what is already written and no complaints about the rest."""
    nya = formular.delar_formular(None, antal_delar)
    for form in nya.forms:
        form.initial = {namn: request.POST.get(form.add_prefix(namn), "") for namn in form.fields}
    return nya


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(Rattighet.SYNPUNKT_FORDELA)
def vidarebefordra(request: InloggadRequest, pk: int) -> HttpResponse:
    """Write, read as the sender will, then send."""
    synpunkt = _att_fordela(request, pk)
    form = formular.VidarebefordraForm(request.POST or None, synpunkt=synpunkt)
    steg = request.POST.get("steg", "")
    if steg == "skicka" and form.is_valid():
        data = form.cleaned_data
        if _lyckas(form, lambda: akter.vidarebefordra(synpunkt, **data, av=request.user)):
            messages.success(request, "Ärendet är vidarebefordrat och avslutat här.")
            return redirect("synpunkter:arende", synpunkt.pk)
    if steg == "granska" and form.is_valid():
        return _granska(request, synpunkt, form)
    if steg == "andra":
        skrivet = request.POST.dict()
        form = formular.VidarebefordraForm(synpunkt=synpunkt, initial=skrivet)
    return _sida(request, "vidarebefordra", synpunkt, form, kan=synpunkt.lage in FORDELAS)


def _granska(request: InloggadRequest, synpunkt: Synpunkt, form: forms.Form) -> HttpResponse:
    text = form.cleaned_data.get("meddelande", "")
    med_epost = synpunkt.svarsval == Synpunkt.Svarsval.EPOST
    sammanhang = {
        "synpunkt": synpunkt,
        "form": form,
        "text": text,
        "gomda": [(namn, form.cleaned_data[namn]) for namn in form.fields],
        "brev": epost.forhandsvisa("synpunkt_vidarebefordrad", synpunkt, text=text)
        if med_epost
        else None,
        "till_flera": lasning.mottagare_i_ord(synpunkt),
    }
    return render(request, "synpunkter/lagen_granska.html", sammanhang)


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(Rattighet.SYNPUNKT_FORDELA)
def galler(request: InloggadRequest, pk: int) -> HttpResponse:
    synpunkt = _att_fordela(request, pk)
    nu = synpunkt.galler_person.epost if synpunkt.galler_person else ""
    form = formular.GallerForm(request.POST or None, initial={"epost": nu})
    if request.method == "POST" and form.is_valid():
        person = form.cleaned_data["epost"]
        if _lyckas(form, lambda: akter.peka_ut(synpunkt, person=person, av=request.user)):
            ord_ = f"{person} handlägger inte ärendet." if person else "Ingen är spärrad längre."
            messages.success(request, f"Sparat. {ord_}")
            return redirect("synpunkter:arende", synpunkt.pk)
    return _sida(request, "galler", synpunkt, form)


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(Rattighet.SYNPUNKT_SE)
def lanka(request: InloggadRequest, pk: int) -> HttpResponse:
    synpunkt = hamta(request, pk)
    prova_nagon(request.user, synpunkt, *KOPPLA)
    form = formular.LankaForm(request.POST or None, synliga=inkorg.synliga(request.user))
    if request.method == "POST" and form.is_valid():
        annan = form.cleaned_data["referens"]
        if _lyckas(form, lambda: akter.lanka(synpunkt, annan, av=request.user)):
            messages.success(request, f"Ärendet är länkat till {annan.referens}.")
            return redirect("synpunkter:arende", synpunkt.pk)
    return _sida(request, "lanka", synpunkt, form)


@require_POST
@kraver(Rattighet.SYNPUNKT_SE)
def lanka_loss(request: InloggadRequest, pk: int, annan_pk: int) -> HttpResponse:
    synpunkt = hamta(request, pk)
    annan = get_object_or_404(inkorg.synliga(request.user), pk=annan_pk)
    try:
        akter.lanka_loss(synpunkt, annan, av=request.user)
    except Regelbrott as fel:
        messages.error(request, _mening(fel))
    return redirect("synpunkter:arende", synpunkt.pk)


@require_safe
@kraver(Rattighet.SYNPUNKT_FORDELA)
def kampanjer(request: InloggadRequest) -> HttpResponse:
    """Show which open cases say the same, so that they can be answered together."""
    tomt = Tomt(
        "Inga öppna synpunkter är lika just nu",
        "När flera skriver samma sak visas de här, så att ni kan svara alla på en gång.",
        lank=reverse("synpunkter:inkorg"),
        lanktext="Till synpunkterna",
    )
    sammanhang = {"grupper": kampanj.grupper(request.user)[:100], "tomt": tomt}
    return render(request, "synpunkter/lagen_kampanjer.html", sammanhang)


@require_safe
@kraver(Rattighet.SYNPUNKT_SE)
def overlamnat(request: InloggadRequest) -> HttpResponse:
    """Show what has left the person's nämnder: numbers only."""
    tomt = Tomt(
        "Inget har lämnats över",
        "När ett ärende går till någon annan står det här hur många det är och vart de gick.",
        lank=reverse("synpunkter:inkorg"),
        lanktext="Till synpunkterna",
    )
    sammanhang = {"rader": lasning.overlamnat(request.user), "tomt": tomt}
    return render(request, "synpunkter/lagen_overlamnat.html", sammanhang)


def _att_fordela(request: InloggadRequest, pk: int) -> Synpunkt:
    """Return the case for triage: 404 outside the scope, 403 without the right or when it is
    about the very person."""
    synpunkt = hamta(request, pk)
    prova(request.user, Rattighet.SYNPUNKT_FORDELA, synpunkt)
    if request.user.pk in berorda_av(synpunkt):
        raise PermissionDenied("the case is about the person")
    return synpunkt


def _sida(
    request: InloggadRequest,
    namn: str,
    synpunkt: Synpunkt,
    form: forms.Form,
    *,
    kan: bool = True,
    **mer: Any,
) -> HttpResponse:
    sammanhang = {"synpunkt": synpunkt, "form": form, "kan": kan, **mer}
    return render(request, f"synpunkter/lagen_{namn}.html", sammanhang)


def _lyckas(form: forms.Form, akt: Callable[[], Any]) -> bool:
    try:
        akt()
    except Regelbrott as fel:
        for mening in [p.mening for p in fel.punkter if not p.klar] or [fel.mening]:
            form.add_error(None, mening)
        return False
    return True


def _mening(fel: Regelbrott) -> str:
    return " ".join(p.mening for p in fel.punkter if not p.klar) or fel.mening


def _heltal(skrivet: str, annars: int) -> int:
    return int(skrivet) if skrivet.isdecimal() and len(skrivet) < 3 else annars

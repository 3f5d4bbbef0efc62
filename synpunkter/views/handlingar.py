"""The acts on a case: a page each, with what it asks for; posted, then back to the case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from kvalitet.behorighet import kraver, prova
from kvalitet.fel import Regelbrott
from kvalitet.nyckel import sokord
from kvalitet.overgang import Overgang
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from synpunkter import epost, samman, sekretess
from synpunkter.actions import synpunkt as akter
from synpunkter.actions.personalbilaga import skicka_med_filer
from synpunkter.effekter import BREV
from synpunkter.forms import handlaggning as formular
from synpunkter.forms.koppla import KopplaForm
from synpunkter.models import Synpunkt
from synpunkter.tillstand import SYNPUNKT
from synpunkter.views.arende import hamta
from synpunkter.views.filer import med_filer
from synpunkter.views.handlagg import mallar, med_mall

Utfor = Callable[[Synpunkt, dict[str, Any]], Any]


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(Rattighet.SYNPUNKT_SE)
def tilldela(request: InloggadRequest, pk: int) -> HttpResponse:
    synpunkt = _hamta_for(request, pk, "tilldela")
    form = formular.TilldelaForm(request.POST or None, synpunkt=synpunkt)

    def utfor(s: Synpunkt, data: dict[str, Any]) -> None:
        akter.tilldela(s, **data, av=request.user)

    return _sida(request, synpunkt, "tilldela", form, utfor)


@require_POST
@kraver(Rattighet.SYNPUNKT_SE)
def ta_hand_om(request: InloggadRequest, pk: int) -> HttpResponse:
    synpunkt = hamta(request, pk)
    prova(request.user, Rattighet.SYNPUNKT_HANDLAGGA, synpunkt)
    try:
        akter.ta_hand_om(synpunkt, av=request.user)
    except Regelbrott as fel:
        if synpunkt.handlaggare_id != request.user.pk:  # twice by the same hand is once
            mening = " ".join(p.mening for p in fel.punkter if not p.klar) or fel.mening
            messages.error(request, mening)
    else:
        messages.success(request, "Du har tagit hand om ärendet.")
    return redirect("synpunkter:arende", synpunkt.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(Rattighet.SYNPUNKT_SE)
def besvara(request: InloggadRequest, pk: int) -> HttpResponse:
    return _meddelande(request, pk, "besvara", akter.besvara)


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(Rattighet.SYNPUNKT_SE)
def begar_komplettering(request: InloggadRequest, pk: int) -> HttpResponse:
    return _meddelande(request, pk, "begar_komplettering", akter.begar_komplettering)


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(Rattighet.SYNPUNKT_SE)
def komplettera(request: InloggadRequest, pk: int) -> HttpResponse:
    synpunkt = _hamta_for(request, pk, "komplettera")
    form = formular.KompletteraForm(request.POST or None)
    return _sida(
        request,
        synpunkt,
        "komplettera",
        form,
        lambda s, data: akter.komplettera(s, text=data["text"], av=request.user),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(Rattighet.SYNPUNKT_SE)
def avsluta(request: InloggadRequest, pk: int) -> HttpResponse:
    synpunkt = _hamta_for(request, pk, "avsluta")
    form = formular.AvslutaForm(request.POST or None)
    return _sida(
        request,
        synpunkt,
        "avsluta",
        form,
        lambda s, data: akter.avsluta(s, av=request.user, **data),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(Rattighet.SYNPUNKT_SE)
def ateroppna(request: InloggadRequest, pk: int) -> HttpResponse:
    synpunkt = _hamta_for(request, pk, "ateroppna")
    form = formular.AteroppnaForm(request.POST or None)
    return _sida(
        request,
        synpunkt,
        "ateroppna",
        form,
        lambda s, data: akter.ateroppna(s, skal=data["skal"], av=request.user),
    )


@require_POST
@kraver(Rattighet.SYNPUNKT_SE)
def anteckna(request: InloggadRequest, pk: int) -> HttpResponse:
    synpunkt = hamta(request, pk)
    form = formular.AnteckningForm(request.POST)
    akter.prova_nagon(request.user, synpunkt, *akter.ANTECKNA)
    if form.is_valid() and _utfor(
        form, synpunkt, lambda s, data: akter.anteckna(s, text=data["text"], av=request.user)
    ):
        messages.success(request, "Anteckningen är sparad. Avsändaren ser den inte.")
        return redirect("synpunkter:arende", synpunkt.pk)
    return render(request, "synpunkter/anteckna.html", {"synpunkt": synpunkt, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(Rattighet.SYNPUNKT_SE)
def koppla(request: InloggadRequest, pk: int) -> HttpResponse:
    synpunkt = hamta(request, pk)
    akter.prova_nagon(request.user, synpunkt, *akter.KOPPLA)
    brister = akter.brister_att_koppla(synpunkt, request.user)
    sokt = sokord(request.GET.get("sok", ""))
    form = KopplaForm(request.POST or None, brister=brister, synpunkt=synpunkt, sokt=sokt)
    if request.method == "POST" and form.is_valid():
        try:
            akter.koppla_brist(synpunkt, form.cleaned_data["brist"], av=request.user)
        except Regelbrott as fel:
            form.add_error(None, fel.mening)
        else:
            messages.success(request, "Synpunkten är kopplad till bristen.")
            return redirect("synpunkter:arende", synpunkt.pk)
    return render(request, "synpunkter/koppla.html", {"synpunkt": synpunkt, "form": form})


def _hamta_for(request: InloggadRequest, pk: int, rad: str) -> Synpunkt:
    """Return the case for an act: 404 outside the scope, 403 without the act's right."""
    synpunkt = hamta(request, pk)
    ratt = SYNPUNKT.rad(rad).ratt
    assert ratt is not None  # noqa: S101 - every row of this table has its right
    prova(request.user, ratt, synpunkt)
    return synpunkt


def _sida(
    request: InloggadRequest, synpunkt: Synpunkt, namn: str, form: forms.Form, utfor: Utfor
) -> HttpResponse:
    """Show the act's form, or take the act and go back to the case."""
    rad = SYNPUNKT.rad(namn)
    if request.method == "POST" and form.is_valid() and _utfor(form, synpunkt, utfor):
        messages.success(request, KLART[namn])
        return _tillbaka(request, synpunkt)
    return _visa(request, synpunkt, rad, form)


def _visa(
    request: InloggadRequest, synpunkt: Synpunkt, rad: Overgang, form: forms.Form
) -> HttpResponse:
    sammanhang = {
        "synpunkt": synpunkt,
        "rad": rad,
        "form": form,
        "ingress": INGRESS[rad.namn],
        "fel_lage": synpunkt.lage not in rad.fran,
        "till_flera": _till_flera(synpunkt, rad.namn),
        "till_avsandaren": rad.namn in BREV,
        "mallar": list(mallar(synpunkt)) if rad.namn in BREV else [],
    }
    return render(request, "synpunkter/handling.html", sammanhang)


def _meddelande(
    request: InloggadRequest, pk: int, namn: str, akt: Callable[..., Any]
) -> HttpResponse:
    """Write a message with its files, read it as the sender will, then send it."""
    synpunkt = _hamta_for(request, pk, namn)
    if request.method != "POST":
        return _visa(request, synpunkt, SYNPUNKT.rad(namn), formular.MeddelandeForm())
    steg = request.POST.get("steg", "")
    data, filfel = med_filer(request, slut=steg == "skicka", personal=True)
    form = formular.MeddelandeForm(data)
    form.filfel = filfel

    def utfor(s: Synpunkt, ifyllt: dict[str, Any]) -> None:
        skicka_med_filer(
            akt,
            s,
            meddelande=ifyllt["meddelande"],
            nycklar=form.nycklar,
            avtryck=data.get("avtryck", ""),
            av=request.user,
        )

    if steg == "skicka":
        return _sida(request, synpunkt, namn, form, utfor)
    if steg == "granska" and form.is_valid():
        return _forhandsvisa(request, synpunkt, namn, form)
    if steg in ("andra", "mall"):
        form = _skriv_vidare(request, synpunkt, data, filfel)
    return _visa(request, synpunkt, SYNPUNKT.rad(namn), form)


def _skriv_vidare(
    request: InloggadRequest, synpunkt: Synpunkt, data: dict[str, str], filfel: tuple[str, ...]
) -> formular.MeddelandeForm:
    """Return the form with what is written and chosen, not judged; with a template if one is."""
    skriven = data.get("meddelande", "")
    if data["steg"] == "mall":
        skriven = med_mall(synpunkt, skriven, data.get("mall", ""), request.user)
    form = formular.MeddelandeForm(initial={"meddelande": skriven, "bilagor": data["bilagor"]})
    form.filfel = filfel
    return form


def _forhandsvisa(
    request: InloggadRequest, synpunkt: Synpunkt, namn: str, form: formular.MeddelandeForm
) -> HttpResponse:
    text, filer = form.cleaned_data["meddelande"], len(form.nycklar)
    med_epost = synpunkt.svarsval == Synpunkt.Svarsval.EPOST
    sammanhang = {
        "synpunkt": synpunkt,
        "rad": SYNPUNKT.rad(namn),
        "text": text,
        "form": form,
        "brev": epost.forhandsvisa(BREV[namn], synpunkt, text=text, filer=filer)
        if med_epost
        else None,
        "till_flera": _till_flera(synpunkt, namn),
        "avtryck": akter.avtryck(synpunkt, namn, text, filer),
    }
    return render(request, "synpunkter/forhandsvisa.html", sammanhang)


def _till_flera(synpunkt: Synpunkt, namn: str) -> str:
    """Say whom the words reach, when others are merged with the case."""
    if namn == "begar_komplettering":
        return samman.fragans_mottagare_i_ord(synpunkt)
    return samman.mottagare_i_ord(synpunkt) if namn in TILL_ALLA else ""


def _utfor(form: forms.Form, synpunkt: Synpunkt, utfor: Utfor) -> bool:
    try:
        utfor(synpunkt, form.cleaned_data)
    except Regelbrott as fel:
        for mening in [p.mening for p in fel.punkter if not p.klar] or [fel.mening]:
            form.add_error(None, mening)
        return False
    return True


def _tillbaka(request: InloggadRequest, synpunkt: Synpunkt) -> HttpResponse:
    """Go back to the case, or to the inbox when it now belongs where the person cannot read."""
    synpunkt.refresh_from_db()
    if sekretess.far_lasa(request.user, synpunkt):
        return redirect("synpunkter:arende", synpunkt.pk)
    return redirect("synpunkter:inkorg")


TILL_ALLA = ("besvara", "avsluta")
"""Acts whose words reach the senders of merged cases too."""
INGRESS = {
    "tilldela": "Enheten får ärendet i sin inkorg. Datumet som avsändaren är lovad ändras inte. "
    "Går ärendet till en annan nämnd prövar du om uppgifterna får lämnas dit. Era anteckningar "
    "och kopplingar till brister följer inte med.",
    "begar_komplettering": "Klockan stannar tills avsändaren har svarat.",
    "komplettera": "Gå vidare när du har fått veta det du behöver på annat sätt.",
    "besvara": "Svara på det som avsändaren undrar. Säg vad ni gör, och när.",
    "avsluta": "Välj hur det blev. Att ärendet är avslutat betyder inte att felet är rättat.",
    "ateroppna": "Avsändaren får ett nytt datum för svar, räknat från i dag.",
}
KLART = {
    "tilldela": "Ärendet är tilldelat.",
    "begar_komplettering": "Frågan är skickad. Klockan står still tills avsändaren svarar.",
    "komplettera": "Klockan går igen.",
    "besvara": "Svaret är skickat.",
    "avsluta": "Ärendet är avslutat.",
    "ateroppna": "Ärendet är öppet igen.",
}

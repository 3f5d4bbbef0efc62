"""The pages of what is told: to the senders, and to everybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cykel.views.blad import bladdra
from cykel.views.formular import lyckas, mening
from kvalitet.behorighet import far, kraver, prova
from kvalitet.fel import Regelbrott
from kvalitet.overgang import knappar
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from kvalitet.visning import Tomt
from synpunkter import epost, inkorg
from synpunkter.actions import aterkoppling as akter
from synpunkter.effekter_slinga import mottagare_av
from synpunkter.forms.slinga import BeskedForm, PubliceringForm, SkalForm
from synpunkter.models import Aterkoppling, Publicering, Slag, Tema
from synpunkter.slinga import synliga_besked, synliga_publiceringar
from synpunkter.tillstand_slinga import ATERKOPPLING, PUBLICERING, Beskedslage, Publiceringslage


@require_safe
@kraver(Rattighet.SYNPUNKT_SE)
def aterkopplingar(request: InloggadRequest) -> HttpResponse:
    besked = synliga_besked(request.user)
    vantar = besked.filter(lage=Beskedslage.UTKAST).order_by("senast", "pk")[:50]
    gjorda = besked.exclude(lage=Beskedslage.UTKAST)
    rader, blad = bladdra(request, gjorda, ("-skapad", "-pk"))
    tomt = Tomt(
        "Inga besked än",
        "Ett förslag kommer hit när det är bedömt om en åtgärd hjälpte, eller när det är beslutat "
        "att inget görs åt en brist som synpunkter ligger bakom.",
    )
    sammanhang = {"vantar": vantar, "rader": rader, "blad": blad, "tomt": tomt}
    return render(request, "synpunkter/aterkopplingar.html", sammanhang)


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(Rattighet.SYNPUNKT_SE)
def aterkoppling(request: InloggadRequest, pk: int) -> HttpResponse:
    """Read the proposed words, change them, read the mail, and approve it."""
    besked = _besked(request, pk)
    if request.method == "POST":
        prova(request.user, Rattighet.SYNPUNKT_ATERKOPPLA, besked)
    form = BeskedForm(request.POST or None, initial={"text": besked.text})
    steg = request.POST.get("steg", "")
    if steg == "skicka" and lyckas(
        form, lambda data: akter.skicka_besked(besked, **data, av=request.user)
    ):
        messages.success(request, "Beskedet är skickat.")
        return redirect("synpunkter:aterkoppling", besked.pk)
    if steg == "granska" and lyckas(
        form, lambda data: akter.skriv_besked(besked, **data, av=request.user)
    ):
        return _granska(request, besked, form.cleaned_data["text"])
    sammanhang = {
        "besked": besked,
        "form": form,
        "mottagare": len(mottagare_av(besked.brist)),
        "rader": {rad.namn for rad in knappar(ATERKOPPLING, besked, request.user)},
        "far_publicera": far(request.user, Rattighet.SYNPUNKT_ATERKOPPLA, besked),
        "publiceringar": synliga_publiceringar(request.user)
        .filter(aterkoppling=besked)
        .order_by("pk"),
    }
    return render(request, "synpunkter/aterkoppling.html", sammanhang)


def _granska(request: InloggadRequest, besked: Aterkoppling, text: str) -> HttpResponse:
    mottagare = mottagare_av(besked.brist)
    forsta = inkorg.synliga(request.user).filter(pk__in=[s.pk for s in mottagare]).first()
    brev = epost.forhandsvisa(epost.ATERKOPPLING, forsta, text=text) if forsta else None
    sammanhang = {"besked": besked, "text": text, "brev": brev, "mottagare": len(mottagare)}
    return render(request, "synpunkter/aterkoppling_granska.html", sammanhang)


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(Rattighet.SYNPUNKT_SE)
def aterkoppling_stryk(request: InloggadRequest, pk: int) -> HttpResponse:
    besked = _besked(request, pk)
    prova(request.user, Rattighet.SYNPUNKT_ATERKOPPLA, besked)
    form = SkalForm(request.POST or None)
    if lyckas(form, lambda data: akter.stryk_besked(besked, **data, av=request.user)):
        messages.success(request, "Inget besked skickas.")
        return redirect("synpunkter:aterkoppling", besked.pk)
    return render(request, "synpunkter/aterkoppling_stryk.html", {"besked": besked, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(Rattighet.SYNPUNKT_SE)
def publicera(request: InloggadRequest, pk: int) -> HttpResponse:
    """Write the text for the public page."""
    besked = _besked(request, pk)
    prova(request.user, Rattighet.SYNPUNKT_ATERKOPPLA, besked)
    finns = besked.publiceringar.exclude(lage=Publiceringslage.TILLBAKADRAGEN).first()
    gjordes = besked.slag == Slag.GJORDE
    form = PubliceringForm(request.POST or None, initial=_ord(besked, finns), gjordes=gjordes)
    nya: list[Publicering] = []

    def akt(data: dict[str, Any]) -> None:
        nya.append(akter.skriv_publicering(besked, **data, av=request.user))

    if lyckas(form, akt):
        return redirect("synpunkter:publicering", nya[0].pk)
    sammanhang = {"besked": besked, "form": form, "teman": Tema.objects.order_by("namn")}
    return render(request, "synpunkter/publicera.html", sammanhang)


def _ord(besked: Aterkoppling, finns: Publicering | None) -> dict[str, Any]:
    if finns is not None:
        return {"tema": finns.tema, "ni_sa": finns.ni_sa, "vi_gjorde": finns.vi_gjorde}
    monster = getattr(besked.brist, "monster", None)
    gjort = besked.atgard.rubrik if besked.atgard else besked.brist.ingen_atgard_skal
    return {"tema": monster.tema if monster else "", "ni_sa": "", "vi_gjorde": gjort}


@require_safe
@kraver(Rattighet.SYNPUNKT_SE)
def publiceringar(request: InloggadRequest) -> HttpResponse:
    rader, blad = bladdra(request, synliga_publiceringar(request.user), ("-skapad", "-pk"))
    tomt = Tomt(
        "Inga texter än",
        "Skriv en text från ett besked som är skickat till avsändarna.",
    )
    sammanhang = {"rader": rader, "blad": blad, "tomt": tomt}
    return render(request, "synpunkter/publiceringar.html", sammanhang)


@require_safe
@kraver(Rattighet.SYNPUNKT_SE)
def publicering(request: InloggadRequest, pk: int) -> HttpResponse:
    p = _publicering(request, pk)
    return _visa(request, p, SkalForm())


def _visa(
    request: InloggadRequest, p: Publicering, form: SkalForm, hinder: str = ""
) -> HttpResponse:
    sammanhang = {
        "p": p,
        "form": form,
        "hinder": hinder,
        "rader": {rad.namn for rad in knappar(PUBLICERING, p, request.user)},
        "egen": p.forfattare_id == request.user.pk,
        "lagen": Publiceringslage,
    }
    return render(request, "synpunkter/publicering.html", sammanhang)


@require_POST
@kraver(Rattighet.SYNPUNKT_SE)
def publicering_akt(request: InloggadRequest, pk: int, akt: str) -> HttpResponse:
    """Take one step with the text; what stands in the way is told on its page, by the words."""
    p = _publicering(request, pk)
    if ratt := PUBLICERING.rad(akt.replace("-", "_")).ratt:
        prova(request.user, ratt, p)
    form = SkalForm(request.POST)
    utfor: Callable[[], object]
    if akt in MED_SKAL:
        if not form.is_valid():
            return _visa(request, p, form)
        utfor = lambda: MED_SKAL[akt](p, skal=form.cleaned_data["skal"], av=request.user)  # noqa: E731
    else:
        utfor = lambda: UTAN_SKAL[akt](p, av=request.user)  # noqa: E731
    try:
        utfor()
    except Regelbrott as fel:
        return _visa(request, p, SkalForm(), mening(fel))
    messages.success(request, KLART[akt])
    return redirect("synpunkter:publicering", p.pk)


UTAN_SKAL: dict[str, Callable[..., object]] = {
    "begar-godkannande": akter.begar_godkannande,
    "godkann": akter.godkann,
}
MED_SKAL: dict[str, Callable[..., object]] = {
    "skicka-tillbaka": akter.skicka_tillbaka,
    "dra-tillbaka": akter.dra_tillbaka,
}
KLART = {
    "begar-godkannande": "Texten väntar nu på att någon annan godkänner den.",
    "godkann": "Texten är publicerad.",
    "skicka-tillbaka": "Texten är skickad tillbaka.",
    "dra-tillbaka": "Texten är borttagen från den publika sidan.",
}


def _besked(request: InloggadRequest, pk: int) -> Aterkoppling:
    return get_object_or_404(synliga_besked(request.user), pk=pk)


def _publicering(request: InloggadRequest, pk: int) -> Publicering:
    return get_object_or_404(synliga_publiceringar(request.user), pk=pk)

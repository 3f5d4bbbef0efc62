"""Reading in a survey's file: upload, see what was understood, mend that, and take it in.

The file lies in memory between the steps (uppfoljning.externlager) and goes when it has been read
in or given up.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kvalitet.behorighet import far, kraver
from kvalitet.enhetsnamn import nyckel
from kvalitet.fel import Regelbrott
from kvalitet.kalkyl import Kalkylfel
from kvalitet.models import Enhet
from kvalitet.roller import Rattighet
from kvalitet.texter import tal
from kvalitet.typer import InloggadRequest
from uppfoljning import externlager as lager
from uppfoljning import externlasning as lasning
from uppfoljning import externvisning as visning
from uppfoljning.actions.extern import Inlast, Omgangsdata, las_in
from uppfoljning.externfil import tabell
from uppfoljning.externfil.tolkning import Slag, Tolkning
from uppfoljning.externfil.utdrag import Fel, Utdrag
from uppfoljning.externforms import OmgangForm
from uppfoljning.externlager import Uppladdning
from uppfoljning.externlasning import Last
from uppfoljning.externtolkform import TolkningForm
from uppfoljning.models import Externfraga, Externresultat, Externundersokning
from uppfoljning.views.extern import lank_till, synliga

MEST_FEL = 100
FORSTA_RADER = 12
MEST_NAMN = 100
GLOMD = (
    "Filen är inte kvar. Den är redan inläst, eller har legat längre än en timme. Välj den igen."
)
ANNAN = (
    "Filen, eller hur den läses, är ändrad i en annan flik. Ingenting är inläst. Granska det som "
    "står här nu."
)


@dataclass(frozen=True)
class Felgrupp:
    rader: str
    """Their numbers in the file."""
    kolumn: str
    mening: str


@dataclass
class Granskning:
    """What is read now, and what would come of it."""

    upp: Uppladdning
    last: Last
    omgang: Omgangsdata
    saknas: list[str]
    utdrag: Utdrag = field(default_factory=Utdrag)
    inlast: Inlast | None = None
    hinder: str = ""

    @property
    def gar_bra(self) -> bool:
        return self.inlast is not None

    @property
    def okanda(self) -> list[str]:
        """Names in the file to pair with units: the unknown ones, and those paired before."""
        okanda = {nyckel(namn): namn for namn in self.utdrag.okanda_enheter}
        valda = {namn: namn for namn in self.last.tolkning.enheter}
        return sorted((valda | okanda).values(), key=str.casefold)[:MEST_NAMN]


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.UNDERSOKNING_SKRIVA)
def extern_fil(request: InloggadRequest, pk: int) -> HttpResponse:
    u = _min(request, pk)
    form = OmgangForm(request.POST, request.FILES) if request.method == "POST" else OmgangForm()
    if form.is_bound and form.is_valid():
        try:
            upp = _ta_emot(form)
            lager.spara(upp, u, request.user)
        except Kalkylfel as fel:
            form.add_error("fil", fel.mening)
        except Regelbrott as brott:
            form.add_error("fil", brott.mening)
        else:
            return redirect("uppfoljning:extern_granska", pk=u.pk)
    return render(request, "uppfoljning/extern_fil.html", {"u": u, "form": form})


@require_safe
@kraver(Rattighet.UNDERSOKNING_SKRIVA)
def extern_granska(request: InloggadRequest, pk: int) -> HttpResponse:
    """Try the whole import and take it back: what it would do, and what stands in the way."""
    u = _min(request, pk)
    upp = _upp(request, u)
    if upp is None:
        return redirect("uppfoljning:extern_fil", pk=u.pk)
    g = _granska(request, u, upp)
    return _sida(request, u, g, _form(u, g))


@require_POST
@kraver(Rattighet.UNDERSOKNING_SKRIVA)
def extern_tolka(request: InloggadRequest, pk: int) -> HttpResponse:
    """Keep how a person says that the file is to be read, and look again."""
    u = _min(request, pk)
    upp = _upp(request, u)
    if upp is None:
        return redirect("uppfoljning:extern_fil", pk=u.pk)
    if _annan(request, upp):
        return redirect("uppfoljning:extern_granska", pk=u.pk)
    g = _granska(request, u, upp)
    form = _form(u, g, request.POST)
    if not form.is_valid():
        return _sida(request, u, g, form)
    ny: Tolkning = form.vald
    if (nytt := form.nytt_ark) is not None:
        nr, rad, slag = nytt
        # Another sheet is guessed anew; another kind or row is what the person says it is.
        samma = nr != g.last.tolkning.ark and slag == g.last.tolkning.slag
        ny = lasning.forsta(upp.fil, u, nr=nr, rad=rad, slag="" if samma else slag).tolkning
    lager.spara_val(replace(upp, tolkning=ny.till_data()), u, request.user)
    return redirect("uppfoljning:extern_granska", pk=u.pk)


@require_POST
@kraver(Rattighet.UNDERSOKNING_SKRIVA)
def extern_las_in(request: InloggadRequest, pk: int) -> HttpResponse:
    """Take the file in and let go of it. With faults in it only when the person says so."""
    u = _min(request, pk)
    upp = _upp(request, u)
    if upp is None:
        return redirect("uppfoljning:extern_fil", pk=u.pk)
    if _annan(request, upp):
        return redirect("uppfoljning:extern_granska", pk=u.pk)
    last, omgang = _las(u, upp), _omgang(upp)
    try:
        if lasning.saknas(last):
            raise Regelbrott("Ange vad kolumnerna är först.")
        utdrag = lasning.utdrag(last, u, ar=omgang.ar, ram=omgang.ram)
        if utdrag.antal_fel and request.POST.get("delvis") != "ja":
            raise Regelbrott("Filen behöver rättas. Ingenting är inläst.")
        inlast = las_in(
            u,
            uppladdning=upp.nyckel,
            omgang=omgang,
            utdrag=utdrag,
            mappning=(last.tolkning.slag, lasning.att_spara(last, u.troskel)),
            av=request.user,
        )
    except Regelbrott as fel:
        messages.error(request, fel.mening)
        return redirect("uppfoljning:extern_granska", pk=u.pk)
    lager.kasta(u, request.user)
    messages.success(request, _besked(upp, inlast))
    return redirect(lank_till(u, omgang.ar))


@require_POST
@kraver(Rattighet.UNDERSOKNING_SKRIVA)
def extern_kasta(request: InloggadRequest, pk: int) -> HttpResponse:
    u = _min(request, pk)
    lager.kasta(u, request.user)
    messages.info(request, "Filen är borttagen. Ingenting är inläst.")
    return redirect("uppfoljning:extern", pk=u.pk)


# --- Parts ------------------------------------------------------------------------------------


def _min(request: InloggadRequest, pk: int) -> Externundersokning:
    u = get_object_or_404(synliga(request), pk=pk)
    if not far(request.user, Rattighet.UNDERSOKNING_SKRIVA, u):
        raise PermissionDenied("undersökningen är en annan enhets")
    return u


def _upp(request: InloggadRequest, u: Externundersokning) -> Uppladdning | None:
    upp = lager.hamta(u, request.user)
    if upp is None:
        messages.info(request, GLOMD)
    return upp


def _annan(request: InloggadRequest, upp: Uppladdning) -> bool:
    """Whether the page that was sent shows something else than what lies there now."""
    annan = request.POST.get("stampel", upp.stampel) != upp.stampel
    if annan:
        messages.error(request, ANNAN)
    return annan


def _ta_emot(form: OmgangForm) -> Uppladdning:
    data = form.cleaned_data
    fil = tabell.las(data["fil"].read())
    omgang = {namn: str(varde) for namn, varde in data.items() if namn != "fil"}
    return Uppladdning(uuid.uuid4(), form.filnamn, fil, omgang)


def _omgang(upp: Uppladdning) -> Omgangsdata:
    o = upp.omgang
    dagar = {namn: date.fromisoformat(o[namn]) for namn in ("period_fran", "period_till")}
    tal_ = {namn: None if o[namn] == "None" else int(o[namn]) for namn in ("urval", "ram")}
    return Omgangsdata(
        ar=int(o["ar"]),
        matdatum=date.fromisoformat(o["matdatum"]),
        overtackning=int(o["overtackning"]),
        urval=tal_["urval"],
        ram=tal_["ram"],
        **dagar,
    )


def _las(u: Externundersokning, upp: Uppladdning) -> Last:
    if upp.tolkning is None:
        return lasning.forsta(upp.fil, u)
    return lasning.enligt(upp.fil, Tolkning.fran_data(upp.tolkning))


def _granska(request: InloggadRequest, u: Externundersokning, upp: Uppladdning) -> Granskning:
    last = _las(u, upp)
    g = Granskning(upp, last, _omgang(upp), lasning.saknas(last))
    if g.saknas:
        return g
    try:
        g.utdrag = lasning.utdrag(last, u, ar=g.omgang.ar, ram=g.omgang.ram)
        with transaction.atomic():
            g.inlast = las_in(
                u,
                uppladdning=upp.nyckel,
                omgang=g.omgang,
                utdrag=g.utdrag,
                bara_prov=True,
                av=request.user,
            )
            _fyll_i(g.inlast.nya)
            transaction.set_rollback(True)
    except Regelbrott as fel:
        g.hinder = fel.mening
    return g


def _fyll_i(nya: list[Externresultat]) -> None:
    """The names of what is shown, while the rows are there to be asked."""
    del nya[FORSTA_RADER * 3 :]
    enheter = Enhet.objects.in_bulk({r.enhet_id for r in nya})
    fragor = Externfraga.objects.in_bulk({r.fraga_id for r in nya})
    for r in nya:
        r.enhet, r.fraga = enheter[r.enhet_id], fragor[r.fraga_id]


def _form(u: Externundersokning, g: Granskning, data: object = None) -> TolkningForm:
    return TolkningForm(
        data, last=g.last, fil=g.upp.fil, okanda=g.okanda, enheter=lasning.enheter_i(u)
    )


def _sida(
    request: InloggadRequest, u: Externundersokning, g: Granskning, form: TolkningForm
) -> HttpResponse:
    nya = g.inlast.nya if g.inlast else []
    sammanhang = {
        "u": u,
        "g": g,
        "form": form,
        "rader": visning.rader(nya)[:FORSTA_RADER],
        "fel": _grupper(g.utdrag.fel)[:MEST_FEL],
        "noter": _noter(g),
        "svar": g.last.tolkning.slag == Slag.SVAR,
        "enhetsnamn": sorted(set(form.namn.values())),
    }
    return render(request, "uppfoljning/extern_granska.html", sammanhang)


def _grupper(fel: list[Fel]) -> list[Felgrupp]:
    """The same fault in many rows is told once, with the first of the rows."""
    rader: dict[tuple[str, str], list[int]] = defaultdict(list)
    for ett in fel:
        rader[ett.kolumn, ett.mening].append(ett.rad)
    return [
        Felgrupp(", ".join(map(str, alla[:5])) + (" med flera" if alla[5:] else ""), *nyckel_)
        for nyckel_, alla in rader.items()
    ]


def _noter(g: Granskning) -> list[str]:
    """What was left out and why, in sentences."""
    d = g.utdrag
    par = [
        (d.ofullstandiga, "svar är inte avslutade och räknas inte."),
        (d.andra_ar, f"rader gäller andra år än {g.omgang.ar} och hoppas över."),
        (d.bortvalda, "rader gäller enheter som du har valt att inte ta med."),
        (d.annat_kon, "rader gäller annat kön än kvinnor och män. De ingår i totalen."),
        (d.utan_antal, "värden för kvinnor och män saknar antal svar och sparas inte."),
    ]
    noter = [f"{tal(antal)} {ord_}" for antal, ord_ in par if antal]
    if g.upp.fil.dolda:
        noter.append(f"Dolda blad läses inte: {', '.join(g.upp.fil.dolda)}.")
    if g.inlast and g.inlast.dolda:
        noter.append(
            f"{tal(g.inlast.dolda)} siffror visas som .. och sparas inte: svaren är för få, "
            "eller så gick de annars att räkna ut."
        )
    if g.inlast and g.inlast.kvar:
        noter.append(f"{tal(g.inlast.kvar)} siffror från tidigare filer för året står kvar.")
    return noter


def _besked(upp: Uppladdning, inlast: Inlast) -> str:
    if inlast.redan:
        return f"{upp.namn} är redan inläst. Ingenting ändrades."
    delar = [f"{upp.namn} är inläst och borttagen.", inlast.utfall.mening]
    if inlast.indikatorvarden:
        delar.append(f"{tal(inlast.indikatorvarden)} indikatorvärden är införda.")
    return " ".join(del_ for del_ in delar if del_)

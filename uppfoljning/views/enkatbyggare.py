"""Staff pages of a survey's questions: write, order, preview, put to use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kvalitet import klocka
from kvalitet.behorighet import far, kraver, omfang, prova
from kvalitet.fel import Regelbrott
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from uppfoljning.actions import enkat
from uppfoljning.actions.undersokning import andra as andra_uppgifter
from uppfoljning.enkatflode import flode
from uppfoljning.models import Enkatversion, Fraga, Undersokning
from uppfoljning.undersokningsforms import FragaForm, UndersokningAndraForm


@dataclass(frozen=True)
class Fragerad:
    """A question in the list; `saknar`: the languages that it is not in."""

    fraga: Fraga
    saknar: tuple[str, ...]
    forst: bool
    sist: bool


@require_safe
@kraver(Rattighet.UNDERSOKNING_SE)
def fragor(request: InloggadRequest, pk: int) -> HttpResponse:
    """The questions of the draft, or of the version in use."""
    u = _hamta(request, pk)
    version = _version(u)
    alla = list(version.fragor.prefetch_related("alternativ").order_by("ordning"))
    skriver = far(request.user, Rattighet.UNDERSOKNING_SKRIVA, u)
    stangt = u.har_stangt(klocka.idag())
    sammanhang = {
        "u": u,
        "version": version,
        "rader": [_rad(f, nr, len(alla)) for nr, f in enumerate(alla)],
        "slag": Fraga.Slag.choices,
        "far_andra": skriver and not stangt and version.far_andras(klocka.idag()),
        "far_ny_version": skriver and not stangt and not version.far_andras(klocka.idag()),
        "far_kasta": skriver and version.utkast and version.nummer > 1,
        "sprak": settings.LANGUAGES,
    }
    return render(request, "uppfoljning/enkat_fragor.html", sammanhang)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.UNDERSOKNING_SKRIVA)
def fraga_ny(request: InloggadRequest, pk: int, slag: str) -> HttpResponse:
    if slag not in Fraga.Slag:
        raise Http404
    return _fraga(request, _hamta(request, pk, Rattighet.UNDERSOKNING_SKRIVA), slag, None)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.UNDERSOKNING_SKRIVA)
def fraga_andra(request: InloggadRequest, pk: int, nyckel: str) -> HttpResponse:
    u = _hamta(request, pk, Rattighet.UNDERSOKNING_SKRIVA)
    fraga = get_object_or_404(_version(u).fragor.prefetch_related("alternativ"), nyckel=nyckel)
    return _fraga(request, u, fraga.slag, fraga)


@require_POST
@kraver(Rattighet.UNDERSOKNING_SKRIVA)
def fraga_flytta(request: InloggadRequest, pk: int, nyckel: str) -> HttpResponse:
    upp = "upp" in request.POST
    svar = _gor(request, pk, lambda v: enkat.flytta(v, nyckel=nyckel, upp=upp, av=request.user), "")
    # The question that moved, so that the next press of Tab comes to its buttons again.
    return redirect(f"{svar.url}#{nyckel}")


@require_POST
@kraver(Rattighet.UNDERSOKNING_SKRIVA)
def fraga_ta_bort(request: InloggadRequest, pk: int, nyckel: str) -> HttpResponse:
    mening = "Frågan är borttagen."
    return _gor(request, pk, lambda v: enkat.ta_bort(v, nyckel=nyckel, av=request.user), mening)


@require_POST
@kraver(Rattighet.UNDERSOKNING_SKRIVA)
def version_ny(request: InloggadRequest, pk: int) -> HttpResponse:
    mening = "Här är ett utkast. De som svarar ser det först när du börjar använda det."
    return _gor(request, pk, lambda v: enkat.ny_version(v.undersokning, av=request.user), mening)


@require_POST
@kraver(Rattighet.UNDERSOKNING_SKRIVA)
def version_anvand(request: InloggadRequest, pk: int) -> HttpResponse:
    mening = "Frågorna används nu."
    return _gor(request, pk, lambda v: enkat.borja_anvanda(v, av=request.user), mening)


@require_POST
@kraver(Rattighet.UNDERSOKNING_SKRIVA)
def version_kasta(request: InloggadRequest, pk: int) -> HttpResponse:
    mening = "Utkastet är borta. Frågorna är som de var."
    return _gor(request, pk, lambda v: enkat.kasta_utkast(v.undersokning, av=request.user), mening)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.UNDERSOKNING_SE)
def forhandsvisa(request: InloggadRequest, pk: int, sprak: str) -> HttpResponse:
    """The residents' page as they will see it, errors and steps too; nothing is saved."""
    u = _hamta(request, pk)
    if sprak not in dict(settings.LANGUAGES):
        raise Http404
    post = request.POST if request.method == "POST" else None
    with translation.override(sprak):
        f = flode(u, _version(u), post, sprak=sprak)
        sammanhang = {
            "u": u,
            "flode": f,
            "form": f.form,
            "forhandsvisning": True,
            "sprak": settings.LANGUAGES,
            "valt": sprak,
        }
        mall = "uppfoljning/forhandsvisad.html" if f.klar else "uppfoljning/svara.html"
        return render(request, mall, sammanhang)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.UNDERSOKNING_SKRIVA)
def undersokning_andra(request: InloggadRequest, pk: int) -> HttpResponse:
    """The particulars: what may still change."""
    u = _hamta(request, pk, Rattighet.UNDERSOKNING_SKRIVA)
    dag = klocka.idag()
    form = UndersokningAndraForm(
        request.POST or None, u=u, oppnat=dag >= u.oppnar, stangt=u.har_stangt(dag)
    )
    if request.method == "POST" and form.is_valid():
        try:
            andra_uppgifter(u, uppgifter=form.uppgifter(), av=request.user)
        except Regelbrott as fel:
            form.add_error(None, fel.mening)
        else:
            messages.success(request, "Uppgifterna är sparade.")
            return redirect("uppfoljning:undersokning", pk=u.pk)
    return render(request, "uppfoljning/undersokning_andra.html", {"u": u, "form": form})


def _fraga(
    request: InloggadRequest, u: Undersokning, slag: str, fraga: Fraga | None
) -> HttpResponse:
    form = FragaForm(request.POST or None, slag=slag, fraga=fraga)
    if request.method == "POST" and form.is_valid():
        try:
            enkat.spara_fraga(
                _version(u),
                nyckel=fraga.nyckel if fraga else "",
                uppgifter=form.uppgifter(),
                alternativ=form.alternativen(),
                av=request.user,
            )
        except Regelbrott as fel:
            form.add_error(None, fel.mening)
        else:
            messages.success(request, "Frågan är sparad.")
            return redirect("uppfoljning:fragor", pk=u.pk)
    slagnamn = Fraga.Slag(slag).label
    sammanhang = {"u": u, "form": form, "fraga": fraga, "slagnamn": slagnamn}
    return render(request, "uppfoljning/enkat_fraga.html", sammanhang)


def _gor(
    request: InloggadRequest, pk: int, akt: Callable[[Enkatversion], object], mening: str
) -> HttpResponseRedirect:
    u = _hamta(request, pk, Rattighet.UNDERSOKNING_SKRIVA)
    try:
        akt(_version(u))
    except Regelbrott as fel:
        messages.error(request, fel.mening)
    else:
        if mening:
            messages.success(request, mening)
    return redirect("uppfoljning:fragor", pk=u.pk)


def _hamta(
    request: InloggadRequest, pk: int, rattighet: Rattighet = Rattighet.UNDERSOKNING_SE
) -> Undersokning:
    """Fetch one that the person may see; who sees it but lacks the right is refused."""
    rader: QuerySet[Undersokning] = Undersokning.objects.filter(
        omfang(request.user, Rattighet.UNDERSOKNING_SE)
    )
    u = get_object_or_404(rader.select_related("enhet", "namnd"), pk=pk)
    prova(request.user, rattighet, u)
    return u


def _version(u: Undersokning) -> Enkatversion:
    """The draft, or the version in use."""
    return u.versioner.order_by("-utkast", "-nummer").select_related("undersokning")[0]


def _rad(fraga: Fraga, nr: int, antal: int) -> Fragerad:
    saknar = tuple(
        namn
        for namn, falt in (("engelska", "text_en"), ("lättläst", "text_lattlast"))
        if not all(getattr(x, falt) for x in (fraga, *fraga.alternativ.all()))
    )
    return Fragerad(fraga, saknar, forst=nr == 0, sist=nr == antal - 1)

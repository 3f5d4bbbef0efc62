"""Indicators: the list, a new one, and the values of one with a form for the next."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from cykel.actions.indikator import infor_varde, skapa_indikator
from cykel.forms.indikator import IndikatorForm, MatvardeForm
from cykel.maltext import med_matt, periodnamn
from cykel.models import Aterskick, Indikator, Matvarde, Nivahojning
from cykel.niva import Nivalage, hojningsmening, nivalage
from cykel.periodvarden import periodvarde
from cykel.views.blad import bladdra
from cykel.views.indikatorbild import indikatorbild
from cykel.views.nivaserie import serie
from kvalitet.behorighet import far, kraver, omfang, prova, synliga_enheter
from kvalitet.databas import SvNyckel
from kvalitet.diagram import Linjediagram
from kvalitet.fel import Regelbrott
from kvalitet.handelser import Rad, beratta
from kvalitet.models import Enhet, Handelse
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from kvalitet.visning import Tomt

FLEST_HANDELSER = 30
FLEST_KURVOR = 3
"""Of raised levels that are drawn; all of them stand in the table."""
VARDEN = 100


@dataclass(frozen=True)
class Varderad:
    """A unit's period: total, women, men, or why there is none."""

    enhet: Enhet
    period: str
    total: str
    kvinnor: str
    man: str
    kalla: str
    niva: Nivalage | None = None
    hojning: str = ""
    """The raised level from which this value is the first."""


@dataclass(frozen=True)
class Nivakurva:
    """A unit whose level a leap has raised: the step in words and drawn."""

    enhet: Enhet
    sprang_pk: int
    mening: str
    diagram: Linjediagram | None

    @property
    def id(self) -> str:
        return f"niva-{self.enhet.pk}"


@require_safe
@kraver(Rattighet.PLAN_SE)
def indikatorer(request: InloggadRequest) -> HttpResponse:
    alla = Indikator.objects.select_related("agare").annotate(
        namnnyckel=SvNyckel("namn"),
        antal_planer=Count("planindikatorer__version__plan", distinct=True),
    )
    rader, blad = bladdra(request, alla, ("namnnyckel", "pk"))
    far_skriva = far(request.user, Rattighet.PLAN_SKRIVA)
    tomt = Tomt(
        "Inga indikatorer än",
        "En indikator säger hur ni vet om ett mål nås.",
        "BarChart",
        reverse("cykel:indikator_ny") if far_skriva else "",
        "Lägg till en indikator",
    )
    sammanhang = {
        "rader": rader,
        "blad": blad,
        "far_skriva": far_skriva,
        "tomt": None if rader else tomt,
    }
    return render(request, "cykel/indikatorer.html", sammanhang)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_SKRIVA)
def indikator_ny(request: InloggadRequest) -> HttpResponse:
    form = IndikatorForm(request.POST or None, av=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            ny = skapa_indikator(**form.cleaned_data, av=request.user)
        except Regelbrott as fel:
            form.add_error(None, fel.mening)
        else:
            messages.success(request, f"Indikatorn ”{ny}” är tillagd.")
            return redirect("cykel:indikator", pk=ny.pk)
    return render(request, "cykel/indikator_ny.html", {"form": form})


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_SE)
def indikator(request: InloggadRequest, pk: int) -> HttpResponse:
    """The definition and the values in the person's units; who may, enters the next value."""
    en = get_object_or_404(Indikator.objects.select_related("agare"), pk=pk)
    if request.method == "POST":
        prova(request.user, Rattighet.UPPFOLJNING_SKRIVA)
    form = _vardeform(request, en)
    if request.method == "POST" and form and form.is_valid():
        try:
            _infor(en, form, request)
        except Regelbrott as fel:
            form.add_error(None, fel.mening)
        else:
            messages.success(request, "Värdet är infört.")
            return redirect("cykel:indikator", pk=pk)
    hojda = _hojda(request, en)
    sammanhang = {
        "indikator": en,
        "varden": _varden(request, en, hojda),
        "nivaer": _nivakurvor(en, hojda),
        "bild": indikatorbild(
            en, _synliga_varden(request, en), hojda, request.GET.get("enhet", "")
        ),
        "form": form,
        "aterskick": _aterskick(request, en),
        "handelser": _historik(request, en),
    }
    return render(request, "cykel/indikator.html", sammanhang)


def _historik(request: InloggadRequest, en: Indikator) -> list[Rad]:
    """What has happened to the indicator and to its values in the units that the person sees.

    Totals only, and those that are shown: a value by sex, or one that was hidden later, must not
    be read from its history.
    """
    enheter = synliga_enheter(request.user, Rattighet.PLAN_SE)
    varden = Matvarde.objects.filter(
        indikator=en, enhet__in=enheter, kon=Matvarde.Kon.T, varde__isnull=False
    ).values("pk")
    om_den = Q(objekttyp=en._meta.label_lower, objekt_id=en.pk)
    om_varden = Q(objekttyp=Matvarde._meta.label_lower, objekt_id__in=varden)
    handelser = Handelse.objects.filter(om_den | om_varden).select_related("av", "text")
    return beratta(handelser.order_by("-tid", "-pk")[:FLEST_HANDELSER])


def _vardeform(request: InloggadRequest, en: Indikator) -> MatvardeForm | None:
    if not far(request.user, Rattighet.UPPFOLJNING_SKRIVA):
        return None
    enheter = synliga_enheter(request.user, Rattighet.UPPFOLJNING_SKRIVA).verksamma().i_ordning()  # type: ignore[attr-defined]
    enhet = request.GET.get("enhet", "")
    return MatvardeForm(
        request.POST if request.method == "POST" else None,
        indikator=en,
        enheter=enheter,
        enhet=int(enhet) if enhet.isdecimal() and len(enhet) < 18 else None,
    )


@transaction.atomic
def _infor(en: Indikator, form: MatvardeForm, request: InloggadRequest) -> None:
    """All the sexes or none."""
    gemensamt: dict[str, Any] = {
        namn: form.cleaned_data[namn]
        for namn in ("enhet", "period_fran", "period_till", "matdatum", "kalla")
    }
    for v in form.varden:
        orsak = form.cleaned_data["bortfallsorsak"] if v.varde is None else ""
        infor_varde(
            en, **gemensamt, kon=v.kon, varde=v.varde, bortfallsorsak=orsak, av=request.user
        )


def _aterskick(request: InloggadRequest, en: Indikator) -> list[Aterskick]:
    """Values of the indicator that are sent back, in the plans that the person sees."""
    synliga = omfang(request.user, Rattighet.PLAN_SE, enhet="plan__enhet", namnd="plan__namnd")
    rader = en.aterskick.oppna().filter(synliga).select_related("av", "till", "plan__enhet")
    return list(rader.order_by("senast", "pk"))


Hojda = dict[int, list[Nivahojning]]
"""The raised levels by unit, the oldest first."""


def _hojda(request: InloggadRequest, en: Indikator) -> Hojda:
    enheter = synliga_enheter(request.user, Rattighet.PLAN_SE)
    rader = Nivahojning.objects.filter(indikator=en, enhet__in=enheter)
    per: Hojda = {}
    for rad in rader.select_related("indikator", "enhet", "sprang").order_by("fran_datum", "pk"):
        per.setdefault(rad.enhet_id, []).append(rad)
    return per


def _nivakurvor(en: Indikator, hojda: Hojda) -> list[Nivakurva]:
    """The units whose level was raised last, with their series."""
    senast = sorted(hojda.values(), key=lambda rader: rader[-1].fran_datum)[-FLEST_KURVOR:]
    varden: dict[int, list[Matvarde]] = {}
    fraga = Matvarde.objects.filter(
        indikator=en, kon="T", enhet__in=[rader[-1].enhet_id for rader in senast]
    )
    for v in fraga.order_by("period_till", "period_fran", "pk"):
        varden.setdefault(v.enhet_id or 0, []).append(v)
    return [
        Nivakurva(
            rader[-1].enhet,
            rader[-1].sprang_id,
            hojningsmening(rader[-1]),
            serie(en, varden.get(rader[-1].enhet_id, []), rader).diagram,
        )
        for rader in reversed(senast)
    ]


def _synliga_varden(request: InloggadRequest, en: Indikator) -> QuerySet[Matvarde]:
    enheter = synliga_enheter(request.user, Rattighet.PLAN_SE)
    return Matvarde.objects.filter(indikator=en, enhet__in=enheter)


def _varden(request: InloggadRequest, en: Indikator, hojda: Hojda) -> list[Varderad]:
    """The latest hundred values in the units that the person sees, by period and unit."""
    varden = _synliga_varden(request, en).select_related("enhet")
    ordnade = varden.order_by("-period_till", "-period_fran", "enhet", "kon")
    rader = list(ordnade[: VARDEN + 1])
    forsta = _forsta_efter(rader, hojda)

    def grupp(v: Matvarde) -> tuple[Any, ...]:
        return v.period_till, v.period_fran, v.enhet_id

    # A group that is cut in two may have lost the row that says that it is to be hidden.
    hela = [list(syskon) for _, syskon in groupby(rader, grupp)]
    if len(rader) > VARDEN:
        hela.pop()
    return [_varderad(en, syskon, hojda, forsta.get(grupp(syskon[0]), "")) for syskon in hela]


def _forsta_efter(varden: list[Matvarde], hojda: Hojda) -> dict[tuple[Any, ...], str]:
    """The rows that come first after a raise, and what they say of it."""
    ut: dict[tuple[Any, ...], str] = {}
    for enhet, rader in hojda.items():
        for rad in rader:
            efter = [v for v in varden if v.enhet_id == enhet and v.period_till >= rad.fran_datum]
            if efter:
                v = efter[-1]
                ut[v.period_till, v.period_fran, enhet] = hojningsmening(rad)
    return ut


def _varderad(en: Indikator, rader: list[Matvarde], hojda: Hojda, hojning: str) -> Varderad:
    forsta = rader[0]
    assert forsta.enhet is not None  # noqa: S101 - filtered on unit
    per_kon, dolda = {v.kon: v for v in rader}, periodvarde(rader).dolda

    def text(kon: str) -> str:
        if kon in dolda:
            return ".. för få svar"
        v = per_kon.get(kon)
        return "" if v is None else v.bortfallsorsak or med_matt(v.varde, en)

    total = per_kon.get("T")
    return Varderad(
        forsta.enhet,
        periodnamn(forsta.period_fran, forsta.period_till),
        text("T"),
        text("K"),
        text("M"),
        forsta.kalla,
        nivalage(total, hojda.get(forsta.enhet.pk, [])) if total else None,
        hojning,
    )

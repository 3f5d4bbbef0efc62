"""Indicators: the list, a new one, and the values of one with a form for the next."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib import messages
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.views.decorators.http import require_http_methods, require_safe

from cykel.actions.definition import far_andra
from cykel.actions.indikator import infor_varde, skapa_indikator
from cykel.forms.filter import IndikatorfilterForm
from cykel.forms.indikator import IndikatorForm, MatvardeForm
from cykel.models import Aterskick, Definitionsversion, Indikator, Matvarde, Seriebrott
from cykel.periodvarden import FOR_FA
from cykel.vardekontroll import gransmening
from cykel.views.blad import bladdra
from cykel.views.indikatorbild import indikatorbild
from cykel.views.indikatorvarden import (
    hojda,
    nivakurvor,
    synliga_varden,
    varderader,
    vardetabell,
)
from cykel.visning import Indikatordel
from kvalitet.behorighet import (
    Roller,
    far,
    kraver,
    omfang_av,
    prova,
    rollerna,
    synliga_enheter,
)
from kvalitet.databas import SvNyckel
from kvalitet.fel import Regelbrott
from kvalitet.handelser import beratta
from kvalitet.kvarfraga import Kvarfraga
from kvalitet.models import Handelse
from kvalitet.nyckel import nyckel
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from kvalitet.visning import Tomt, Traffar

FLEST_HANDELSER = 30
FLEST_KURVOR = 3
"""Of raised levels that are drawn; all of them stand in the table."""
VARDEN = 100


@require_safe
@kraver(Rattighet.PLAN_SE)
def indikatorer(request: InloggadRequest) -> HttpResponse:
    alla = Indikator.objects.select_related("agare").annotate(namnnyckel=SvNyckel("namn"))
    filter_ = IndikatorfilterForm(request.GET or None)
    rader, blad = bladdra(request, filter_.filtrera(alla), ("namnnyckel", "pk"))
    far_skriva = far(request.user, Rattighet.PLAN_SKRIVA)
    tomt = Tomt("Inga indikatorer passar", "Ändra filtret för att se fler.", "BarChart", "", "")
    if not filter_.valt:
        tomt = Tomt(
            "Inga indikatorer än",
            "En indikator säger hur ni vet om ett mål nås.",
            "BarChart",
            reverse("cykel:indikator_ny") if far_skriva else "",
            "Lägg till en indikator",
        )
    sammanhang = {
        "rader": _med_antal_planer(rader),
        "blad": blad,
        "svar": Traffar(len(rader), "indikator", "indikatorer", blad, "i bokstavsordning"),
        "filter": filter_,
        "far_skriva": far_skriva,
        "kallor": [k for s in settings.INDIKATORKALLOR for k in import_string(s)(request.user)],
        "tomt": None if rader else tomt,
    }
    return render(request, "cykel/indikatorer.html", sammanhang)


_ANTAL_PLANER = """
    with svar as (
        select indikator_id, count(*) as antal from cykel_planindikator
        where indikator_id = any(%(valda)s) group by indikator_id
    ), igen as (
        select rad.indikator_id, count(*) as antal
        from cykel_planversion ny join cykel_planindikator rad on rad.version_id = ny.id
        where ny.nummer > 1 and rad.indikator_id = any(%(valda)s) and exists (
            select from cykel_planversion fore
            join cykel_planindikator samma on samma.version_id = fore.id
            where fore.plan_id = ny.plan_id and fore.nummer < ny.nummer
                and samma.indikator_id = rad.indikator_id
        )
        group by rad.indikator_id
    )
    select indikator_id, svar.antal - coalesce(igen.antal, 0)
    from svar left join igen using (indikator_id)
"""
"""All rows, from the index alone, less those of a later version whose plan had it in an earlier:
few plans are revised, so that each plan is counted once without looking at all versions."""


def _med_antal_planer(rader: list[Any]) -> list[Any]:
    """Tell each how many plans are followed up by it. Counted for the rows that are shown: in the
    list's own query every indicator's plans were counted before thirty of them were taken."""
    with connection.cursor() as markor:
        markor.execute(_ANTAL_PLANER, {"valda": [rad.pk for rad in rader]})
        antal = dict(markor.fetchall())
    for rad in rader:
        rad.antal_planer = antal.get(rad.pk, 0)
    return rader


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


FORS_IN = (Indikator.Kalla.MANUELL, Indikator.Kalla.FIL)
"""Sources whose values somebody enters; the others come by themselves, so no grid is offered."""


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_SE)
def indikator(request: InloggadRequest, pk: int) -> HttpResponse:
    """The definition and the values in the person's units; who may, enters the next value."""
    en = _indikator(pk)
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
            if varning := form.varning:
                messages.warning(request, varning)
            return redirect("cykel:indikator", pk=pk)
    roller = rollerna(request.user, Rattighet.PLAN_SE)
    hojningar, brotten = hojda(roller, en), _BROTTEN.rader(pk)
    sammanhang = {
        "indikator": en,
        "varden": vardetabell(varderader(roller, en, hojningar, brotten), kon=en.konsuppdelad),
        "nivaer": nivakurvor(en, hojningar, brotten),
        "definitioner": _DEFINITIONERNA.rader(pk),
        "brotten": brotten,
        "granser": gransmening(en),
        "far_andra": far_andra(request.user, en),
        "far_fora_in": en.kalla in FORS_IN and (form is not None or en.agare_id == request.user.pk),
        "delar": _delar(request, en),
        "bild": indikatorbild(en, roller, hojningar, brotten, request.GET.get("enhet", "")),
        "form": form,
        "aterskick": _ATERSKICKEN.rader(pk, under=roller),
        "handelser": beratta(_HANDELSERNA.rader(pk, under=roller)),
    }
    return render(request, "cykel/indikator.html", sammanhang)


def _delar(request: InloggadRequest, en: Indikator) -> list[Indikatordel]:
    """What higher rooms say of the indicator."""
    return [
        del_ for s in settings.INDIKATORSIDANS_DELAR for del_ in import_string(s)(en, request.user)
    ]


def _indikator(pk: int) -> Indikator:
    rader = _INDIKATOREN.rader(pk)
    if not rader:
        raise Http404
    return rader[0]


def _handelserna(pk: int, roller: Roller) -> QuerySet[Handelse]:
    """What has happened to the indicator and to its values in the units that the person sees.

    A total that is hidden now, and the sexes of a period in which one has ever been hidden, must
    not be read from their history. Women and men are told of when their value was put right.
    """
    varden = synliga_varden(pk, roller).filter(varde__isnull=False)
    totaler = varden.filter(kon=Matvarde.Kon.T).values("pk")
    delar = varden.exclude(kon=Matvarde.Kon.T).exclude(Exists(_nagonsin_dold())).values("pk")
    om_den = Q(objekttyp=Indikator._meta.label_lower, objekt_id=pk)
    vardetyp = Matvarde._meta.label_lower
    om_varden = Q(objekttyp=vardetyp, objekt_id__in=totaler) | Q(
        objekttyp=vardetyp, objekt_id__in=delar, slag="matvarde.rattat"
    )
    handelser = Handelse.objects.filter(om_den | om_varden).select_related("av", "text")
    return handelser.order_by("-tid", "-pk")[:FLEST_HANDELSER]


def _nagonsin_dold() -> QuerySet[Any]:
    """The pictures, past and present, of the outer value's period in which a value is hidden."""
    dold = Q(bortfallsorsak__istartswith=FOR_FA[0]) | Q(bortfallsorsak__istartswith=FOR_FA[1])
    samma = Matvarde.objects.filter(
        **{f: OuterRef(f) for f in ("indikator", "enhet", "period_fran", "period_till")}
    )
    historik = apps.get_model("cykel", "MatvardeHistorik")
    forr = historik._default_manager.filter(dold, pgh_obj=OuterRef("pk"))
    return samma.filter(dold | Q(Exists(forr)))


def _vardeform(request: InloggadRequest, en: Indikator) -> MatvardeForm | None:
    if not far(request.user, Rattighet.UPPFOLJNING_SKRIVA):
        return None
    enheter = synliga_enheter(request.user, Rattighet.UPPFOLJNING_SKRIVA).verksamma().i_ordning()  # type: ignore[attr-defined]
    return MatvardeForm(
        request.POST if request.method == "POST" else None,
        indikator=en,
        enheter=enheter,
        enhet=nyckel(request.GET.get("enhet", "")),
    )


@transaction.atomic
def _infor(en: Indikator, form: MatvardeForm, request: InloggadRequest) -> None:
    """All the sexes or none."""
    gemensamt: dict[str, Any] = {
        namn: form.cleaned_data[namn]
        for namn in ("enhet", "period_fran", "period_till", "matdatum", "kalla", "skal")
    }
    for v in form.varden:
        orsak = form.cleaned_data["bortfallsorsak"] if v.varde is None else ""
        infor_varde(
            en,
            **gemensamt,
            kon=v.kon,
            varde=v.varde,
            bortfallsorsak=orsak,
            osakerhet=v.osakerhet,
            av=request.user,
        )


def _aterskicken(pk: int, roller: Roller) -> QuerySet[Aterskick]:
    """Values of the indicator that are sent back, in the plans that the person sees."""
    synliga = omfang_av(roller, enhet="plan__enhet", namnd="plan__namnd")
    rader = Aterskick.objects.oppna().filter(synliga, indikator=pk)
    return rader.select_related("av", "till", "plan__enhet").order_by("senast", "pk")


def _indikatorn(pk: int) -> QuerySet[Indikator]:
    return Indikator.objects.filter(pk=pk).select_related("agare")


def _brotten(pk: int) -> QuerySet[Seriebrott]:
    rader = Seriebrott.objects.filter(indikator=pk).select_related("definition")
    return rader.order_by("datum", "pk")


def _definitionerna(pk: int) -> QuerySet[Definitionsversion]:
    rader = Definitionsversion.objects.filter(indikator=pk).select_related("av")
    return rader.order_by("-nummer")


_INDIKATOREN = Kvarfraga(_indikatorn, forberedd=True)
_BROTTEN = Kvarfraga(_brotten, forberedd=True)
_DEFINITIONERNA = Kvarfraga(_definitionerna, forberedd=True)
_ATERSKICKEN, _HANDELSERNA = Kvarfraga(_aterskicken), Kvarfraga(_handelserna)

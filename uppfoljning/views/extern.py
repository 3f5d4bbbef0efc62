"""Pages of the surveys that others make: the list, a new one, its figures, its indicators."""

from __future__ import annotations

import csv
from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header, urlencode
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cykel.views.blad import bladdra
from kvalitet.behorighet import far, kraver, omfang, synliga_enheter
from kvalitet.exportcell import ofarlig
from kvalitet.fel import Regelbrott
from kvalitet.kalkylmall import mall as gor_mall
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from kvalitet.visning import Tomt
from uppfoljning import externvisning as visning
from uppfoljning.actions.extern import koppla, skapa
from uppfoljning.externforms import VALBARA, ExternForm, KopplaForm
from uppfoljning.externmall import INGRESS, KOLUMNER
from uppfoljning.models import Externfraga, Externomgang, Externresultat, Externundersokning

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PER_BLAD = 100


@require_safe
@kraver(Rattighet.UNDERSOKNING_SE)
def externa(request: InloggadRequest) -> HttpResponse:
    """The surveys with figures of units that the person may see."""
    egna = synliga(request).annotate(senast=Max("omgangar__ar"))
    rader, blad = bladdra(request, egna, ("namn", "pk"))
    far_skriva = far(request.user, Rattighet.UNDERSOKNING_SKRIVA)
    sammanhang = {
        "rader": rader,
        "blad": blad,
        "far_skriva": far_skriva,
        "tomt": None if rader else _tomt(far_skriva=far_skriva),
    }
    return render(request, "uppfoljning/externa.html", sammanhang)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.UNDERSOKNING_SKRIVA)
def extern_ny(request: InloggadRequest) -> HttpResponse:
    enheter = synliga_enheter(request.user, Rattighet.UNDERSOKNING_SKRIVA)
    form = ExternForm(request.POST or None, enheter=enheter.order_by("sokvag", "pk"))
    if request.method == "POST" and form.is_valid():
        try:
            ny = skapa(**form.cleaned_data, av=request.user)
        except Regelbrott as fel:
            form.add_error(None, fel.mening)
        else:
            messages.success(request, "Undersökningen är upplagd. Välj nu filen med resultat.")
            return redirect("uppfoljning:extern_fil", pk=ny.pk)
    return render(request, "uppfoljning/extern_ny.html", {"form": form})


@require_safe
@kraver(Rattighet.UNDERSOKNING_SE)
def extern(request: InloggadRequest, pk: int) -> HttpResponse:
    """The figures of a round: all questions of a unit, or all units of a question."""
    u = get_object_or_404(synliga(request), pk=pk)
    omgangar = list(u.omgangar.order_by("-ar"))
    omgang = _vald_omgang(omgangar, request.GET.get("ar", ""))
    far_skriva = far(request.user, Rattighet.UNDERSOKNING_SKRIVA, u)
    fragor = list(u.fragor.select_related("indikator").order_by("ordning", "pk"))
    sammanhang = {
        "u": u,
        "omgangar": omgangar,
        "omgang": omgang,
        "fragor": fragor,
        "far_skriva": far_skriva,
        "kopplaform": far_skriva and bool(fragor),
        "indikatorer": list(VALBARA.all()) if far_skriva and fragor else [],
    }
    if omgang is not None:
        omgang.undersokning = u
        sammanhang |= _figurer(request, u, omgang, omgangar, fragor)
    return render(request, "uppfoljning/extern.html", sammanhang)


@require_safe
@kraver(Rattighet.UNDERSOKNING_SE)
def extern_csv(request: InloggadRequest, pk: int) -> HttpResponse:
    """All figures of the survey that the person may see, as they are kept."""
    u = get_object_or_404(synliga(request), pk=pk)
    svar = HttpResponse(content_type="text/csv; charset=utf-8")
    namn = f"{slugify(u.namn) or 'undersokning'}.csv"
    svar["Content-Disposition"] = content_disposition_header(True, namn)
    svar["Cache-Control"] = "no-store"
    svar.write("\ufeff")
    ut = csv.writer(svar, delimiter=";")
    ut.writerow(["År", "Enhet", "Kod", "Fråga", "Mått", "Kön", "Antal svar", "Värde", "Nedre",
                 "Övre", "Varför inget värde"])  # fmt: skip
    for r in _resultat(request, u).order_by("omgang__ar", "enhet__sokvag", "fraga__ordning", "pk"):
        tal = [_tal(x) for x in (r.n, r.varde, r.undre, r.ovre)]
        ord_ = (r.enhet.namn, r.fraga.kod, r.fraga.text, r.fraga.get_matt_display())
        celler = [ofarlig(text) for text in ord_]
        ut.writerow([r.omgang.ar, *celler, r.kon, *tal, r.get_orsak_display()])
    return svar


@require_safe
@kraver(Rattighet.UNDERSOKNING_SKRIVA)
def extern_mall(request: InloggadRequest) -> HttpResponse:
    """The template file for figures; always the same bytes for the same columns."""
    svar = HttpResponse(gor_mall("Undersökningsresultat", INGRESS, KOLUMNER), content_type=XLSX)
    svar["Content-Disposition"] = content_disposition_header(True, "mall-undersokning.xlsx")
    return svar


@require_POST
@kraver(Rattighet.UNDERSOKNING_SKRIVA)
def extern_koppla(request: InloggadRequest, pk: int) -> HttpResponse:
    """Let a question feed an indicator, or no longer."""
    fraga = get_object_or_404(
        Externfraga.objects.select_related("undersokning__enhet"),
        pk=pk,
        undersokning__in=synliga(request),
    )
    if not far(request.user, Rattighet.UNDERSOKNING_SKRIVA, fraga.undersokning):
        raise PermissionDenied("undersökningen är en annan enhets")
    form = KopplaForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Indikatorn går inte att välja. Välj en i listan.")
    else:
        try:
            antal = koppla(fraga, form.cleaned_data["indikator"], av=request.user)
        except Regelbrott as fel:
            messages.error(request, fel.mening)
        else:
            messages.success(request, _kopplat(form.cleaned_data["indikator"], antal))
    return redirect("uppfoljning:extern", pk=fraga.undersokning_id)


# --- Parts ------------------------------------------------------------------------------------


def synliga(request: InloggadRequest) -> QuerySet[Externundersokning]:
    """Surveys of the person's units, and those with figures of them."""
    ratt = Rattighet.UNDERSOKNING_SE
    egna = Externresultat.objects.filter(
        omfang(request.user, ratt, namnd="omgang__undersokning__namnd"),
        omgang__undersokning=OuterRef("pk"),
    )
    return Externundersokning.objects.filter(
        omfang(request.user, ratt) | Exists(egna.order_by())
    ).select_related("enhet", "namnd", "mal")


def _resultat(request: InloggadRequest, u: Externundersokning) -> QuerySet[Externresultat]:
    """The figures of the units that the person may see."""
    return Externresultat.objects.filter(
        omfang(request.user, Rattighet.UNDERSOKNING_SE, namnd="omgang__undersokning__namnd"),
        omgang__undersokning=u,
    ).select_related("enhet", "fraga", "omgang")


def _vald_omgang(omgangar: list[Externomgang], ar: str) -> Externomgang | None:
    vald = next((o for o in omgangar if str(o.ar) == ar), None)
    return vald or next(iter(omgangar), None)


def _figurer(
    request: InloggadRequest,
    u: Externundersokning,
    omgang: Externomgang,
    omgangar: list[Externomgang],
    fragor: list[Externfraga],
) -> dict[str, object]:
    egna = _resultat(request, u)
    enheter = list(
        egna.filter(omgang=omgang)
        .order_by("enhet__sokvag", "enhet")
        .values_list("enhet", "enhet__namn")
        .distinct()
    )
    fraga = next((f for f in fragor if str(f.pk) == request.GET.get("fraga")), None)
    valda = [pk for pk, _ in enheter if str(pk) == request.GET.get("enhet")]
    enhet = valda[0] if valda else (enheter[0][0] if enheter else None)
    urval = egna.filter(fraga=fraga) if fraga else egna.filter(enhet=enhet)
    fore = next((o for o in omgangar if o.ar < omgang.ar), None)
    alla = list(
        urval.filter(omgang__in=[o.pk for o in (omgang, fore) if o]).order_by(
            "enhet__sokvag", "enhet", "fraga__ordning", "fraga", "kon"
        )
    )
    nu = [r for r in alla if r.omgang_id == omgang.pk]
    rader = visning.rader(nu, [r for r in alla if fore and r.omgang_id == fore.pk])
    return {
        "rader": rader,
        "fore": fore,
        "enheter": enheter,
        "enhet_pk": enhet,
        "enhet_namn": next((namn for pk, namn in enheter if pk == enhet), ""),
        "fraga": fraga,
        "frekvens": visning.svarsfrekvens(omgang, nu, u.enhet_id),
        "har_dolda": any(rad.orsak for rad in rader),
        "har_kon": any("K" in rad.per_kon or "M" in rad.per_kon for rad in rader),
    }


def _tal(varde: object) -> str:
    return "" if varde is None else str(varde).replace(".", ",")


def _kopplat(indikator: object, antal: int) -> str:
    if indikator is None:
        return "Frågan ger inte längre värden till någon indikator. Värden som redan finns är kvar."
    if antal:
        return f"{indikator} hämtas från frågan. {antal} värden är införda."
    return f"{indikator} hämtas från frågan. Värden förs in när en fil läses in."


def _tomt(*, far_skriva: bool) -> Tomt:
    return Tomt(
        rubrik="Inga externa undersökningar än",
        text="Här samlas resultat från undersökningar som andra gör, till exempel Skolenkäten.",
        ikon="BarChart",
        lank=reverse("uppfoljning:extern_ny") if far_skriva else "",
        lanktext="Lägg upp en undersökning",
    )


def lank_till(u: Externundersokning, ar: int) -> str:
    return f"{reverse('uppfoljning:extern', args=[u.pk])}?{urlencode({'ar': cast(str, ar)})}"

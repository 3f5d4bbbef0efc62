"""A round's board: who has what left in it, as a page and as a file; and the reminder."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cykel.models import Uppfoljningstillfalle, Varv, Verksamhetsplan
from cykel.tillstand import Fas
from kvalitet import klocka
from kvalitet.behorighet import far, kraver, omfang
from kvalitet.exportcell import ofarlig
from kvalitet.models import Namnd
from kvalitet.roller import Rattighet
from kvalitet.texter import rakneord
from kvalitet.typer import InloggadRequest
from uppfoljning.actions.rundan import Paminda
from uppfoljning.actions.rundan import paminn as paminn_alla
from uppfoljning.rapportforms import LagesfilterForm
from uppfoljning.rundan import KOLUMNER, Rundgrupp, Rundrad, rundans_varv, tavla


@require_safe
@kraver(Rattighet.UPPFOLJNING_FOLJA)
def laget(request: InloggadRequest, tillfalle_pk: int) -> HttpResponse:
    """The board, by kontor and nämnd, late ones first."""
    tillfalle = _tillfalle(tillfalle_pk)
    alla = list(_varv(request, tillfalle))
    vald = _vald_namnd(request, alla)
    filter_ = LagesfilterForm(request.GET or None, namnder=_namnder(alla))
    bara_kvar = bool(filter_.valt.get("kvar"))
    valda = [varv for varv in alla if vald is None or varv.plan.namnd_id == vald.pk]
    grupper = tavla(valda, tillfalle, klocka.idag())
    rader = [rad for grupp in grupper for rad in grupp.rader]
    sammanhang = {
        "tillfalle": tillfalle,
        "grupper": _bara_kvar(grupper) if bara_kvar else grupper,
        "kolumner": [rubrik for _, rubrik, _, _ in KOLUMNER],
        "antal": _antal(rader),
        "filter": filter_,
        "vald": vald,
        "oppnade_inte": _oppnade_inte(request, tillfalle, vald),
        "far_leda": far(request.user, Rattighet.UPPFOLJNING_LEDA),
        "far_paminna": far(request.user, Rattighet.UPPFOLJNING_PAMINNA),
        "far_godkanna": far(request.user, Rattighet.UPPFOLJNING_GODKANNA),
        "fraga": request.GET.urlencode(),
    }
    return render(request, "uppfoljning/laget.html", sammanhang)


@require_safe
@kraver(Rattighet.UPPFOLJNING_FOLJA)
def laget_fil(request: InloggadRequest, tillfalle_pk: int) -> HttpResponse:
    """The board as CSV, with the same filter: a line for each person in each follow-up."""
    tillfalle = _tillfalle(tillfalle_pk)
    alla = list(_varv(request, tillfalle))
    vald = _vald_namnd(request, alla)
    valda = [varv for varv in alla if vald is None or varv.plan.namnd_id == vald.pk]
    ut = io.StringIO()
    skrivare = csv.writer(ut, delimiter=";", lineterminator="\r\n")
    skrivare.writerows(_rader(tavla(valda, tillfalle, klocka.idag())))
    svar = HttpResponse("\ufeff" + ut.getvalue(), content_type="text/csv; charset=utf-8")
    namn = f"laget-{tillfalle.slag}-{tillfalle.ar}.csv"
    svar.headers["Content-Disposition"] = f'attachment; filename="{namn}"'
    return svar


@require_POST
@kraver(Rattighet.UPPFOLJNING_PAMINNA)
def paminn(request: InloggadRequest, tillfalle_pk: int) -> HttpResponse:
    """Remind those with something left: in one follow-up, in a nämnd, or in all that one sees."""
    tillfalle = _tillfalle(tillfalle_pk)
    alla = list(_varv(request, tillfalle))
    vald = _vald_namnd(request, alla)
    valda = [varv for varv in alla if vald is None or varv.plan.namnd_id == vald.pk]
    if ett := request.POST.get("varv"):
        valda = [varv for varv in alla if str(varv.pk) == ett]
        if not valda:
            raise Http404
    utfall = paminn_alla(tillfalle, varven=valda, av=request.user)
    messages.success(request, _besked(utfall))
    sidan = reverse("uppfoljning:laget", args=[tillfalle.pk])
    return redirect(f"{sidan}?{request.GET.urlencode()}" if request.GET else sidan)


def _besked(utfall: Paminda) -> str:
    redan = f"{_personer(utfall.redan)} har redan fått en påminnelse i dag."
    if utfall.nu:
        paminda = f"{_personer(utfall.nu)} får en påminnelse med mejl."
        return f"{paminda} {redan}" if utfall.redan else paminda
    return redan if utfall.redan else "Ingen har något kvar att göra, så ingen påmindes."


def _personer(antal_: int) -> str:
    return f"{rakneord(antal_).capitalize()} {'person' if antal_ == 1 else 'personer'}"


def _tillfalle(pk: int) -> Uppfoljningstillfalle:
    return get_object_or_404(Uppfoljningstillfalle.objects.prefetch_related("namndtider"), pk=pk)


def _varv(request: InloggadRequest, tillfalle: Uppfoljningstillfalle) -> QuerySet[Varv]:
    """The laps that the person follows: the board shows and reminds of no others."""
    i_omfang = omfang(
        request.user, Rattighet.UPPFOLJNING_FOLJA, enhet="plan__enhet", namnd="plan__namnd"
    )
    return rundans_varv(tillfalle).filter(i_omfang)


def _namnder(varven: Sequence[Varv]) -> list[Namnd]:
    return sorted({varv.plan.namnd for varv in varven}, key=lambda namnd: namnd.namn)


def _vald_namnd(request: InloggadRequest, varven: Sequence[Varv]) -> Namnd | None:
    """The nämnd that the filter names; 404 when the person follows nothing of it."""
    vald = request.GET.get("namnd", "")
    if not vald:
        return None
    for namnd in _namnder(varven):
        if str(namnd.pk) == vald:
            return namnd
    raise Http404


def _antal(rader: Sequence[Rundrad]) -> dict[str, int]:
    return {
        "alla": len(rader),
        "godkanda": sum(rad.godkand for rad in rader),
        "sena": sum(rad.sen for rad in rader),
        "vantar": sum(rad.vantar_pa_chef for rad in rader),
    }


def _bara_kvar(grupper: Sequence[Rundgrupp]) -> list[Rundgrupp]:
    valda = (
        Rundgrupp(g.namnd, g.kontor, tuple(rad for rad in g.rader if not rad.godkand))
        for g in grupper
    )
    return [grupp for grupp in valda if grupp.rader]


def _oppnade_inte(
    request: InloggadRequest, tillfalle: Uppfoljningstillfalle, vald: Namnd | None
) -> list[Verksamhetsplan]:
    """The plans at work in the period that are not opened in the round."""
    if tillfalle.oppnar > klocka.idag():
        return []
    planer = Verksamhetsplan.objects.filter(
        omfang(request.user, Rattighet.UPPFOLJNING_FOLJA),
        fas=Fas.GENOMFORA,
        period_fran__lte=tillfalle.matdatum,
        period_till__gte=tillfalle.matdatum,
    ).exclude(varv__tillfalle=tillfalle)
    valda = planer if vald is None else planer.filter(namnd=vald)
    return list(valda.select_related("enhet").order_by("enhet__sokvag", "pk"))


def _rader(grupper: Sequence[Rundgrupp]) -> Iterator[list[str]]:
    yield [
        "nämnd",
        "kontor",
        "enhet",
        "klart senast",
        "läge",
        *(f"{rubrik.lower()} {vad}" for _, rubrik, _, _ in KOLUMNER for vad in ("klara", "av")),
        "vem",
        "har kvar",
    ]
    for grupp in grupper:
        for rad in grupp.rader:
            tal = [str(n) for cell in rad.celler for n in (cell.klara, cell.antal)]
            plan = rad.varv.plan
            grund = [plan.namnd.namn, grupp.kontor, plan.enhet.namn, rad.senast.isoformat()]
            for vem, vad in [(k.person.namn, k.vad) for k in rad.kvar] or [("", "")]:
                vad = vad.replace("\N{NO-BREAK SPACE}", " ")
                yield [ofarlig(cell) for cell in [*grund, rad.lage, *tal, vem, vad]]

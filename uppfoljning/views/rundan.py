"""A round's board: who has what left in it, as a page and as a file; and the reminder."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.db.models import Count, QuerySet, Window
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
from kvalitet.visning import Blad
from uppfoljning.actions.rundan import Paminda
from uppfoljning.actions.rundan import paminn as paminn_alla
from uppfoljning.rapportforms import LagesfilterForm
from uppfoljning.rundan import (
    KOLUMNER,
    Namndlage,
    Rundgrupp,
    i_ordning,
    i_rundan,
    per_namnd,
    rundans_varv,
    sidans_varv,
    tavla,
)
from uppfoljning.views.rundrader import Gruppvy, Ritare

PER_SIDA = 15
MANGA = 65
"""Above so many a person opens one nämnd, and reads its units some at a time."""
SOM_NAMNS = 20
"""Units that the round has not opened in, by name; the rest are counted."""


@require_safe
@kraver(Rattighet.UPPFOLJNING_FOLJA)
def laget(request: InloggadRequest, tillfalle_pk: int) -> HttpResponse:
    """The board: the nämnder when there is much, else each unit, late ones first."""
    tillfalle = _tillfalle(tillfalle_pk)
    alla = per_namnd(_varv(request, i_rundan(tillfalle)), tillfalle, klocka.idag())
    vald = _vald_namnd(request, [ett.namnd for ett in alla])
    filter_ = LagesfilterForm(request.GET or None, namnder=[ett.namnd for ett in alla])
    valda = [ett for ett in alla if vald is None or ett.namnd == vald]
    lage = _lage(request, tillfalle, valda, bara_kvar=bool(filter_.valt.get("kvar")))
    ritare = Ritare(request, tillfalle)
    sammanhang = {
        "tillfalle": tillfalle,
        "lage": lage,
        "kolumner": [rubrik for _, rubrik, _, _ in KOLUMNER],
        "filter": filter_,
        "vald": vald,
        "oppnade_inte": _oppnade_inte(request, tillfalle, vald),
        "far_leda": far(request.user, Rattighet.UPPFOLJNING_LEDA),
        "ritare": ritare,
        "grupper": [Gruppvy(grupp, ritare) for grupp in lage.grupper],
        "fraga": request.GET.urlencode(),
    }
    return render(request, "uppfoljning/laget.html", sammanhang)


@dataclass(frozen=True)
class Lage:
    """What the board shows of the round: the nämnder, or the units of this page."""

    antal: int
    godkanda: int
    sena: int
    vantar: int = 0
    """Told only where every unit is shown."""
    namnder: tuple[Namndlage, ...] = ()
    grupper: tuple[Rundgrupp, ...] = ()
    blad: Blad | None = None
    """Set where the units are more than a page."""


def _lage(
    request: InloggadRequest,
    tillfalle: Uppfoljningstillfalle,
    valda: Sequence[Namndlage],
    *,
    bara_kvar: bool,
) -> Lage:
    dag = klocka.idag()
    antal, godkanda = sum(n.antal for n in valda), sum(n.godkanda for n in valda)
    lage = Lage(antal, godkanda, sum(n.sena for n in valda))
    if antal > MANGA and len(valda) > 1:
        kvar = (ett for ett in valda if not bara_kvar or ett.antal > ett.godkanda)
        return replace(lage, namnder=tuple(kvar))
    if antal <= MANGA:
        varven = _varv(request, rundans_varv(tillfalle)).filter(
            plan__namnd__in=[ett.namnd for ett in valda]
        )
        grupper = tavla(list(varven), tillfalle, dag)
        vantar = sum(rad.vantar_pa_chef for grupp in grupper for rad in grupp.rader)
        visas = _bara_kvar(grupper) if bara_kvar else grupper
        return replace(lage, vantar=vantar, grupper=tuple(visas))
    nycklar = _varv(request, i_rundan(tillfalle))
    if bara_kvar:
        nycklar = nycklar.filter(godkand=None)
    sidan, blad = _bladdra(request, antal - godkanda if bara_kvar else antal)
    sida = i_ordning(nycklar, valda[0].namnd, tillfalle, dag)[sidan]
    grupper = tavla(sidans_varv(sida), tillfalle, dag)
    return replace(lage, grupper=tuple(grupper), blad=blad)


def _bladdra(request: InloggadRequest, antal: int) -> tuple[slice, Blad]:
    skriven = request.GET.get("sida", "")
    nr = int(skriven) if skriven.isascii() and skriven.isdigit() and len(skriven) < 7 else 1
    sidor = max(1, -(-antal // PER_SIDA))
    nr = min(max(nr, 1), sidor)

    def adress(till: int) -> str:
        fraga = request.GET.copy()
        fraga["sida"] = str(till)
        return f"?{fraga.urlencode()}"

    blad = Blad(
        foregaende=adress(nr - 1) if nr > 1 else "",
        nasta=adress(nr + 1) if nr < sidor else "",
        text=f"Sida {nr} av {sidor}",
    )
    return slice((nr - 1) * PER_SIDA, nr * PER_SIDA), blad


@require_safe
@kraver(Rattighet.UPPFOLJNING_FOLJA)
def laget_fil(request: InloggadRequest, tillfalle_pk: int) -> HttpResponse:
    """The board as CSV, with the same filter: a line for each person in each follow-up."""
    tillfalle = _tillfalle(tillfalle_pk)
    alla = list(_varv(request, rundans_varv(tillfalle)))
    vald = _vald_namnd(request, _namnder(alla))
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
    alla = list(_varv(request, rundans_varv(tillfalle)))
    vald = _vald_namnd(request, _namnder(alla))
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


def _varv(request: InloggadRequest, varven: QuerySet[Varv]) -> QuerySet[Varv]:
    """The laps that the person follows: the board shows and reminds of no others."""
    return varven.filter(
        omfang(request.user, Rattighet.UPPFOLJNING_FOLJA, enhet="plan__enhet", namnd="plan__namnd")
    )


def _namnder(varven: Sequence[Varv]) -> list[Namnd]:
    return sorted({varv.plan.namnd for varv in varven}, key=lambda namnd: namnd.namn)


def _vald_namnd(request: InloggadRequest, namnder: Sequence[Namnd]) -> Namnd | None:
    """The nämnd that the filter names; 404 when the person follows nothing of it."""
    vald = request.GET.get("namnd", "")
    if not vald:
        return None
    for namnd in namnder:
        if str(namnd.pk) == vald:
            return namnd
    raise Http404


def _bara_kvar(grupper: Sequence[Rundgrupp]) -> list[Rundgrupp]:
    valda = (
        Rundgrupp(g.namnd, g.kontor, tuple(rad for rad in g.rader if not rad.godkand))
        for g in grupper
    )
    return [grupp for grupp in valda if grupp.rader]


@dataclass(frozen=True)
class Oppnade:
    """Plans that are not in the round though they should be: how many, and the first by name."""

    antal: int
    planer: Sequence[Verksamhetsplan]

    @property
    def fler(self) -> int:
        return self.antal - len(self.planer)


def _oppnade_inte(
    request: InloggadRequest, tillfalle: Uppfoljningstillfalle, vald: Namnd | None
) -> Oppnade:
    """The plans at work in the period that are not opened in the round."""
    if tillfalle.oppnar > klocka.idag():
        return Oppnade(0, ())
    planer = Verksamhetsplan.objects.filter(
        omfang(request.user, Rattighet.UPPFOLJNING_FOLJA),
        fas=Fas.GENOMFORA,
        period_fran__lte=tillfalle.matdatum,
        period_till__gte=tillfalle.matdatum,
    ).exclude(varv__tillfalle=tillfalle)
    valda = planer if vald is None else planer.filter(namnd=vald)
    rader: QuerySet[Any] = valda.order_by("enhet__sokvag", "pk")  # keys first: most often none
    forst = list(rader.values_list("pk", Window(Count("pk")))[:SOM_NAMNS])
    if not forst:
        return Oppnade(0, ())
    med_namn = valda.filter(pk__in=[pk for pk, _ in forst]).select_related("enhet")
    return Oppnade(forst[0][1], list(med_namn.order_by("enhet__sokvag", "pk")))


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

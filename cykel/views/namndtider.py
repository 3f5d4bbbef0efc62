"""The nämnder's own days in a round, and its lock; and a part that is opened after it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cykel.actions import runda
from cykel.forms.namndtider import NamndtiderForm, OppnaDelForm
from cykel.models import Namndtider, Rundlas, Uppfoljningstillfalle
from cykel.views.formular import lyckas
from cykel.views.hamta import plan_i_omfang
from cykel.villkor.aterskick import delar
from cykel.villkor.las import las_for
from cykel.villkor.varv import oppet_varv
from kvalitet.behorighet import kraver, omfang_namnd, prova
from kvalitet.models import Namnd
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest

FALT = ("enheter_senast", "kontor_senast", "namnd_senast")


@dataclass(frozen=True)
class Namndrad:
    """A nämnd's days in the round: its own, or the municipality's."""

    namnd: Namnd
    egna: Namndtider | None
    dagar: tuple[date, date, date]
    las: Rundlas | None


@require_safe
@kraver(Rattighet.UPPFOLJNING_LEDA)
def namndtider(request: InloggadRequest, pk: int) -> HttpResponse:
    tillfalle = _tillfalle(pk)
    namnder = list(_namnder(request))
    las = {rad.namnd_id: rad for rad in tillfalle.las.galler().order_by("pk")}
    rader = [
        Namndrad(namnd, tillfalle.tider_for(namnd.pk), _dagar(tillfalle, namnd), las.get(namnd.pk))
        for namnd in namnder
    ]
    forslag = runda.foreslagna_tider(tillfalle)
    sammanhang = {
        "tillfalle": tillfalle,
        "rader": rader,
        "att_kopiera": sum(rad.egna is None and rad.namnd.pk in forslag for rad in rader),
    }
    return render(request, "cykel/namndtider.html", sammanhang)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.UPPFOLJNING_LEDA)
def namndens_tider(request: InloggadRequest, pk: int, namnd_pk: int) -> HttpResponse:
    """Set a nämnd's days; what is suggested comes from last year, on the same weekdays."""
    tillfalle, namnd = _tillfalle(pk), _namnd(request, namnd_pk)
    forslag = runda.foreslagna_tider(tillfalle).get(namnd.pk)
    egna = tillfalle.tider_for(namnd.pk)
    start = dict(zip(FALT, _dagar(tillfalle, namnd), strict=True))
    form = NamndtiderForm(
        request.POST if request.method == "POST" else None,
        start=start if egna or not forslag else forslag,
    )
    if lyckas(form, lambda data: runda.satt_tider(tillfalle, namnd=namnd, **data, av=request.user)):
        messages.success(request, f"Tiderna för {namnd} är sparade.")
        return redirect("cykel:namndtider", pk=tillfalle.pk)
    sammanhang = {
        "tillfalle": tillfalle,
        "namnd": namnd,
        "form": form,
        "ur_forra_aret": forslag is not None and egna is None,
    }
    return render(request, "cykel/namndens_tider.html", sammanhang)


@require_POST
@kraver(Rattighet.UPPFOLJNING_LEDA)
def namndtider_kopiera(request: InloggadRequest, pk: int) -> HttpResponse:
    tillfalle = _tillfalle(pk)
    fick, inte = runda.kopiera_tider(tillfalle, namnder=_namnder(request), av=request.user)
    if fick:
        messages.success(request, f"Förra årets tider är kopierade för {_namn(fick)}.")
    if inte:
        messages.warning(
            request,
            f"Förra årets tider ryms inte i {tillfalle} för {_namn(inte)}. Välj dagar för hand.",
        )
    if not fick and not inte:
        messages.info(request, "Det finns inga tider att kopiera.")
    return redirect("cykel:namndtider", pk=tillfalle.pk)


@require_POST
@kraver(Rattighet.UPPFOLJNING_LEDA)
def las_runda(request: InloggadRequest, pk: int, namnd_pk: int) -> HttpResponse:
    tillfalle, namnd = _tillfalle(pk), _namnd(request, namnd_pk)
    runda.las_runda(tillfalle, namnd=namnd, av=request.user)
    messages.success(request, f"{tillfalle} är låst för {namnd}.")
    return redirect("cykel:namndtider", pk=tillfalle.pk)


@require_POST
@kraver(Rattighet.UPPFOLJNING_LEDA)
def las_upp_runda(request: InloggadRequest, pk: int, namnd_pk: int) -> HttpResponse:
    tillfalle, namnd = _tillfalle(pk), _namnd(request, namnd_pk)
    runda.las_upp_runda(tillfalle, namnd=namnd, av=request.user)
    messages.success(request, f"{tillfalle} är öppen igen för {namnd}.")
    return redirect("cykel:namndtider", pk=tillfalle.pk)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.UPPFOLJNING_LEDA)
def oppna_del(request: InloggadRequest, pk: int) -> HttpResponse:
    """Open one part of a locked follow-up: why, and until when."""
    plan = plan_i_omfang(request, pk)
    prova(request.user, Rattighet.UPPFOLJNING_LEDA, plan)
    varv = oppet_varv(plan)
    form = OppnaDelForm(
        request.POST if request.method == "POST" else None,
        delar=delar(plan),
        vald=request.GET.get("del", ""),
    )
    if lyckas(form, lambda data: runda.oppna_del(plan, **data, av=request.user)):
        del_ = form.cleaned_data["del_"]
        messages.success(request, f"”{del_.namn}” är öppen. {del_.till} får ett mejl.")
        return redirect("cykel:plan", pk=plan.pk)
    sammanhang = {"plan": plan, "form": form, "las": las_for(varv, plan) if varv else None}
    return render(request, "cykel/oppna_del.html", sammanhang)


def _tillfalle(pk: int) -> Uppfoljningstillfalle:
    return get_object_or_404(Uppfoljningstillfalle.objects.prefetch_related("namndtider"), pk=pk)


def _namnder(request: InloggadRequest) -> Iterable[Namnd]:
    """The nämnder whose rounds the person leads as a whole."""
    i_omfang = omfang_namnd(request.user, Rattighet.UPPFOLJNING_LEDA, namnd="pk")
    return Namnd.objects.filter(i_omfang).order_by("namn", "pk")


def _namnd(request: InloggadRequest, pk: int) -> Namnd:
    i_omfang = omfang_namnd(request.user, Rattighet.UPPFOLJNING_LEDA, namnd="pk")
    return get_object_or_404(Namnd.objects.filter(i_omfang), pk=pk)


def _dagar(tillfalle: Uppfoljningstillfalle, namnd: Namnd) -> tuple[date, date, date]:
    if egna := tillfalle.tider_for(namnd.pk):
        return egna.enheter_senast, egna.kontor_senast, egna.namnd_senast
    kontor = tillfalle.kontor_senast or tillfalle.stanger
    return tillfalle.enheter_senast, kontor, tillfalle.stanger


def _namn(namnder: list[Namnd]) -> str:
    return ", ".join(namnd.namn for namnd in namnder)

"""Egenkontroll: the checklists, filling one in, and what was answered."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cykel.actions import egenkontroll as akter
from cykel.actions.kallor import brist_ur_egenkontroll
from cykel.forms.granne import ChecklistaForm, EgenkontrollForm
from cykel.models import Checklista, Egenkontroll, Egenkontrollsvar
from cykel.views.blad import bladdra
from cykel.views.formular import lyckas
from cykel.views.granne import enheter_for, enheter_som_binder, gor_till_brist, namnd_for
from kvalitet import klocka
from kvalitet.behorighet import far, kraver, omfang
from kvalitet.databas import SvNyckel
from kvalitet.handelser import beratta
from kvalitet.models import Handelse
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from kvalitet.visning import Tomt


@require_safe
@kraver(Rattighet.PLAN_SE)
def egenkontroller(request: InloggadRequest) -> HttpResponse:
    """The checklists in use, and what has been gone through, the latest first."""
    nej = Q(svar__svar=Egenkontrollsvar.Svar.NEJ)
    gjorda = _gjorda(request).annotate(
        nej=Count("svar", filter=nej), oppna=Count("svar", filter=nej & Q(svar__brist=None))
    )
    sida, blad = bladdra(
        request, gjorda.select_related("checklista", "enhet", "av"), ("-datum", "-pk")
    )
    far_skriva = far(request.user, Rattighet.KONTROLL_SKRIVA)
    listor = _listor(request).filter(avslutad=None).annotate(antal=Count("punkter"))
    sammanhang = {
        "listor": listor.select_related("enhet").order_by(SvNyckel("namn"), "pk")[:100],
        "gjorda": sida,
        "blad": blad,
        "far_skriva": far_skriva,
        "tomt": _tomt(far_skriva=far_skriva),
    }
    return render(request, "cykel/egenkontroller.html", sammanhang)


def _tomt(*, far_skriva: bool) -> Tomt:
    return Tomt(
        "Inga checklistor än",
        "En checklista håller det som ska stämma i vardagen. Den som går igenom den ser vad som "
        "brister.",
        "Tasklist",
        reverse("cykel:checklista_ny") if far_skriva else "",
        "Skriv en checklista",
    )


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.KONTROLL_SKRIVA)
def checklista_ny(request: InloggadRequest) -> HttpResponse:
    form = ChecklistaForm(
        request.POST if request.method == "POST" else None,
        enheter=enheter_for(request, Rattighet.KONTROLL_SKRIVA),
    )
    nya: list[Checklista] = []

    def akt(data: dict[str, Any]) -> None:
        nya.append(akter.skapa_checklista(**data, av=request.user))

    if lyckas(form, akt):
        messages.success(request, "Checklistan är skriven.")
        return redirect("cykel:checklista", pk=nya[0].pk)
    return render(request, "cykel/checklista_form.html", {"form": form})


@require_safe
@kraver(Rattighet.PLAN_SE)
def checklista(request: InloggadRequest, pk: int) -> HttpResponse:
    lista = _hamta_lista(request, pk)
    handelser = Handelse.objects.om(lista).select_related("av", "text")[:50]
    sammanhang = {
        "lista": lista,
        "punkter": lista.punkter.order_by("ordning"),
        "far_gora": lista.avslutad is None and far(request.user, Rattighet.KONTROLL_SKRIVA),
        "far_avsluta": lista.avslutad is None
        and far(request.user, Rattighet.KONTROLL_SKRIVA, lista.enhet),
        "handelser": beratta(handelser),
    }
    return render(request, "cykel/checklista.html", sammanhang)


@require_POST
@kraver(Rattighet.KONTROLL_SKRIVA)
def checklista_avsluta(request: InloggadRequest, pk: int) -> HttpResponse:
    lista = _hamta_lista(request, pk)
    akter.avsluta_checklista(lista, av=request.user)
    messages.success(request, "Checklistan används inte längre. Det som är gjort finns kvar.")
    return redirect("cykel:checklista", pk=lista.pk)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.KONTROLL_SKRIVA)
def egenkontroll_ny(request: InloggadRequest, pk: int) -> HttpResponse:
    """Fill in a checklist."""
    lista = _hamta_lista(request, pk)
    enheter = enheter_for(request, Rattighet.KONTROLL_SKRIVA)
    enheter = enheter.filter(sokvag__startswith=lista.enhet.sokvag)
    forsta = enheter.order_by("sokvag", "pk").first()
    form = EgenkontrollForm(
        request.POST if request.method == "POST" else None,
        lista=lista,
        enheter=enheter,
        initial={"enhet": forsta, "namnd": namnd_for(forsta), "datum": klocka.idag()},
    )
    nya: list[Egenkontroll] = []

    def akt(_: dict[str, Any]) -> None:
        nya.append(akter.utfor(lista, **form.svar(), av=request.user))

    if lyckas(form, akt):
        messages.success(request, "Egenkontrollen är sparad.")
        return redirect("cykel:egenkontroll", pk=nya[0].pk)
    return render(request, "cykel/egenkontroll_form.html", {"form": form, "lista": lista})


@require_safe
@kraver(Rattighet.PLAN_SE)
def egenkontroll(request: InloggadRequest, pk: int) -> HttpResponse:
    kontroll = _hamta(request, pk)
    svar = kontroll.svar.select_related("punkt", "brist").order_by("punkt__ordning")
    handelser = Handelse.objects.om(kontroll).select_related("av", "text")[:50]
    sammanhang = {
        "kontroll": kontroll,
        "svar": svar,
        "far_notera": far(request.user, Rattighet.ATGARD_SKRIVA, kontroll),
        "handelser": beratta(handelser),
    }
    return render(request, "cykel/egenkontroll.html", sammanhang)


@require_POST
@kraver(Rattighet.ATGARD_SKRIVA)
def egenkontroll_brist(request: InloggadRequest, pk: int, svar_pk: int) -> HttpResponse:
    kontroll = _hamta(request, pk)
    rader = kontroll.svar.select_related(
        "egenkontroll__checklista", "egenkontroll__enhet", "egenkontroll__namnd"
    )
    svar = get_object_or_404(rader, pk=svar_pk)
    return gor_till_brist(
        request,
        lambda: brist_ur_egenkontroll(svar, av=request.user),
        annars=reverse("cykel:egenkontroll", args=[kontroll.pk]),
    )


def _gjorda(request: InloggadRequest) -> QuerySet[Egenkontroll]:
    return Egenkontroll.objects.filter(omfang(request.user, Rattighet.PLAN_SE))


def _hamta(request: InloggadRequest, pk: int) -> Egenkontroll:
    rader = _gjorda(request).select_related("checklista", "enhet", "namnd", "av")
    return get_object_or_404(rader, pk=pk)


def _listor(request: InloggadRequest) -> QuerySet[Checklista]:
    """The checklists of the person's units, and of the units above them."""
    return Checklista.objects.filter(enheter_som_binder(request))


def _hamta_lista(request: InloggadRequest, pk: int) -> Checklista:
    return get_object_or_404(_listor(request).select_related("enhet"), pk=pk)

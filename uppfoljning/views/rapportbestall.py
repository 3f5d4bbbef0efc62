"""Ordering a report of any kind, and looking at one that is not saved."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from cykel.views.formular import mening
from cykel.villkor.varv import skriver_i
from kvalitet import klocka
from kvalitet.behorighet import kraver, prova
from kvalitet.fel import Regelbrott
from kvalitet.roller import Rattighet
from kvalitet.texter import datum
from kvalitet.typer import InloggadRequest
from uppfoljning.actions import rapport as acts
from uppfoljning.models import Rapport
from uppfoljning.ogonblick import bygg, for_rapport
from uppfoljning.periodforms import SKRIVS
from uppfoljning.rapportforms import BestallForm
from uppfoljning.rapportval import bestallbart, slagen
from uppfoljning.rapportvisning import Rapporttext
from uppfoljning.rostdoljning import dolj_rost
from uppfoljning.samlare.alla import SAMLARE
from uppfoljning.samlare.omfang import Rapportomfang
from uppfoljning.samlare.val import omfang_for
from uppfoljning.views.hamta import varv_i_omfang


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.RAPPORT_BESTALLA)
def bestall(request: InloggadRequest) -> HttpResponse:
    """Choose the kind (a link), then what it is about. What people write in comes before the
    order."""
    fragan = request.POST if request.method == "POST" else request.GET
    slag = _slaget(request, fragan)
    form = _formen(request, slag, request.POST if request.method == "POST" else None)
    if "forhandsvisa" in request.POST:
        return redirect(_forhandsvisning(request, slag, form))
    if request.method == "POST" and form.is_valid():
        try:
            om = omfang_for(slag, **form.cleaned_data)
            if slag in SKRIVS:
                return redirect(
                    "uppfoljning:rapporttexter", slag, om.namnd.pk, om.period_fran, om.period_till
                )
            rapport = _bestall(request, om)
        except Regelbrott as fel:
            form.add_error(None, mening(fel))
        else:
            return redirect("uppfoljning:rapport", pk=rapport.pk)
    return _sidan(request, slag, form)


def _bestall(request: InloggadRequest, omfang: Rapportomfang) -> Rapport:
    """Order it, and say so when nothing has changed and it is the same report again."""
    nu = klocka.nu()
    rapport = acts.bestall(omfang, av=request.user)
    if rapport.bestalld < nu:
        sedan = datum(rapport.bestalld)
        messages.info(request, f"Inget har ändrats sedan {sedan}. Det här är samma rapport.")
    return rapport


@require_safe
@kraver(Rattighet.RAPPORT_BESTALLA)
def forhandsvisa(request: InloggadRequest) -> HttpResponse:
    """The report as it would be now, from its collector. Nothing is saved."""
    slag = _slaget(request, request.GET)
    form = _formen(request, slag, request.GET)
    if not form.is_valid():
        return _sidan(request, slag, form)
    try:
        omfang = omfang_for(slag, **form.cleaned_data)
        prova(request.user, Rattighet.RAPPORT_BESTALLA, omfang.rapport())
        underlag = SAMLARE[slag].samla(omfang, nu=klocka.nu())
    except Regelbrott as fel:
        form.add_error(None, mening(fel))
        return _sidan(request, slag, form)
    sammanhang = {
        "rubrik": str(omfang.rapport()),
        "text": Rapporttext.osparad(slag, underlag),
        "varv": None,
        "slag": slag,
        "form": form,
        "skrivs": slag in SKRIVS,
    }
    return render(request, "uppfoljning/rapport_forhandsvisad.html", sammanhang)


@require_safe
@kraver(Rattighet.PLAN_SE)
def forhandsvisa_varv(request: InloggadRequest, varv_pk: int) -> HttpResponse:
    """The report of a follow-up while it is written, with what is missing and who owns it."""
    varv = varv_i_omfang(request, varv_pk)
    if not skriver_i(request.user, varv.plan):
        prova(request.user, Rattighet.RAPPORT_BESTALLA, varv.plan)
    nu = klocka.nu()
    underlag = for_rapport(varv, nu=nu) if varv.godkand else dolj_rost(bygg(varv, nu=nu))
    assert varv.tillfalle is not None  # noqa: S101 - of an opened lap
    omfang = Rapportomfang.i_rundan(
        Rapport.Slag.MALUPPFYLLELSE, varv.plan.namnd, varv.plan.enhet, varv.tillfalle
    )
    sammanhang = {
        "rubrik": f"{omfang.rapport().namn}, {varv.plan.enhet}",
        "text": Rapporttext.osparad(omfang.slag, underlag),
        "varv": varv,
    }
    return render(request, "uppfoljning/rapport_forhandsvisad.html", sammanhang)


def _slaget(request: InloggadRequest, fragan: QueryDict) -> str:
    """The kind that was chosen; the first one when none was. 404 for one that there is not."""
    erbjudna = [slag.value for slag in slagen(request.user)]
    slag = fragan.get("slag", "") or erbjudna[0]
    if slag not in erbjudna:
        raise Http404
    return slag


def _forhandsvisning(request: InloggadRequest, slag: str, form: BestallForm) -> str:
    """The preview's address, with what was chosen and nothing else of the form."""
    valt = {namn: request.POST.get(namn, "") for namn in form.fields}
    return f"{reverse('uppfoljning:rapport_forhandsvisa')}?{urlencode({'slag': slag, **valt})}"


def _formen(request: InloggadRequest, slag: str, data: QueryDict | None) -> BestallForm:
    return BestallForm(data, slag=slag, val=bestallbart(slag, request.user))


def _sidan(request: InloggadRequest, slag: str, form: BestallForm) -> HttpResponse:
    sammanhang: dict[str, Any] = {
        "slag": Rapport.Slag(slag),
        "slagen": slagen(request.user),
        "skrivs": slag in SKRIVS,
        "form": form,
    }
    return render(request, "uppfoljning/rapport_bestall.html", sammanhang)

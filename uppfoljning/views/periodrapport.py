"""Reports of a period: written in by those who answer, and ordered."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from kvalitet import klocka
from kvalitet.behorighet import omfang, prova
from kvalitet.fel import Regelbrott
from kvalitet.models import Namnd, NamndAnsvar
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from uppfoljning.actions import rapport as acts
from uppfoljning.actions import rapporttext
from uppfoljning.models import Rapport
from uppfoljning.periodforms import SKRIVS, TexterForm
from uppfoljning.rapport.avsnitt import SYNPUNKTER
from uppfoljning.rapport.perioddelar import Period
from uppfoljning.samlare import perioder
from uppfoljning.samlare.kvalitet import lagen
from uppfoljning.samlare.omfang import Rapportomfang


@require_http_methods(["GET", "POST"])
def rapporttexter(
    request: InloggadRequest, slag: str, namnd_pk: int, fran: str, till: str
) -> HttpResponse:
    """Write the report's own texts, and make it when they are there."""
    om = _omfang(request, slag, namnd_pk, fran, till)
    prova(request.user, Rattighet.RAPPORT_BESTALLA, om.rapport())
    form = _form(request, om)
    if request.method == "POST" and form.is_valid():
        try:
            rapporttext.skriv(om, form.andrade(), sags=form.sags(), av=request.user)
            if "lag" in form.changed_data:
                rapporttext.valj_lag(om, form.cleaned_data["lag"], av=request.user)
            if "skapa" in request.POST:
                return redirect("uppfoljning:rapport", acts.bestall(om, av=request.user).pk)
        except Regelbrott as fel:
            form.add_error(None, fel.mening)
        else:
            messages.success(request, "Texterna är sparade.")
            return redirect(request.path)
    return render(
        request, "uppfoljning/rapport_texter.html", {"form": form, "rapport": om.rapport()}
    )


def _form(request: InloggadRequest, om: Rapportomfang) -> TexterForm:
    lag = lagen(om.namnd) if om.slag == Rapport.Slag.KVALITET else None
    skrivna = dict(perioder.rader(om).values_list("avsnitt", "text").order_by("pk"))
    return TexterForm(
        request.POST or None,
        avsnitt=lag.texter if lag else SYNPUNKTER,
        skrivna=skrivna,
        lag=lag.nyckel if lag else "",
    )


def _omfang(
    request: InloggadRequest, slag: str, namnd_pk: int, fran: str, till: str
) -> Rapportomfang:
    namnd = get_object_or_404(_namnder(request, Rattighet.RAPPORT_SE), pk=namnd_pk)
    try:
        p = Period(fran=date.fromisoformat(fran), till=date.fromisoformat(till))
    except ValueError as fel:
        raise Http404 from fel
    if slag not in SKRIVS or p.fran > p.till:
        raise Http404
    return perioder.omfang(slag, namnd, p)


def _namnder(request: InloggadRequest, ratt: Rattighet) -> QuerySet[Namnd]:
    """The nämnder whose units the person holds the right in."""
    ansvar = NamndAnsvar.objects.filter(omfang(request.user, ratt), giltig__contains=klocka.idag())
    return Namnd.objects.filter(pk__in=ansvar.values("namnd"))

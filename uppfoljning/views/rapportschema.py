"""A nämnd's reports by themselves: which it gets and when, and who is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cykel.models import Uppfoljningstillfalle
from cykel.views.formular import lyckas
from kvalitet import klocka
from kvalitet.behorighet import kraver
from kvalitet.models import Namnd
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from uppfoljning.actions import rapportmottagare
from uppfoljning.actions.rapportschema import satt_schema
from uppfoljning.models import Rapport, Rapportmottagare, Rapportschema
from uppfoljning.rapportforms import MottagareForm, SchemaForm
from uppfoljning.rapportperioder import PERIODER, spann_med
from uppfoljning.rapportutskick import mottagare
from uppfoljning.rapportval import namnder_med
from uppfoljning.samlare.alla import SAMLARE

FORVAL: dict[str, tuple[str, int]] = {
    "manad": ("manad", 10),
    "kvalitet": ("ar", 40),
    "synpunkter": ("kvartal", 20),
}
"""How often and how many days after, until somebody has chosen: the kvalitetsberättelse is made in
February and is ready before 1 March."""


@dataclass(frozen=True)
class Schemarad:
    """A kind that the nämnd can get by itself."""

    slag: Rapport.Slag
    schema: Rapportschema | None
    nasta: date | None
    """The day on which the next one is made."""

    @property
    def pa(self) -> bool:
        return self.schema is not None and self.schema.fran is not None


@dataclass(frozen=True)
class Rundrad:
    """A round to come, and the nämnd's last day in it."""

    tillfalle: Uppfoljningstillfalle
    dag: date
    egen: bool


@require_safe
@kraver(Rattighet.RAPPORT_PLANERA)
def rapportscheman(request: InloggadRequest) -> HttpResponse:
    namnder = namnder_med(request.user, Rattighet.RAPPORT_PLANERA)
    per_namnd: dict[int, list[Rapportschema]] = {namnd.pk: [] for namnd in namnder}
    for schema in Rapportschema.objects.pa().filter(namnd__in=namnder).order_by("slag"):
        per_namnd[schema.namnd_id].append(schema)
    rader = [(namnd, per_namnd[namnd.pk]) for namnd in namnder]
    return render(request, "uppfoljning/rapportscheman.html", {"rader": rader})


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.RAPPORT_PLANERA)
def rapportschema(request: InloggadRequest, namnd_pk: int) -> HttpResponse:
    """What the nämnd gets and who is told; a post adds someone to the list."""
    namnd = _namnd(request, namnd_pk)
    form = MottagareForm(request.POST if request.method == "POST" else None)
    if lyckas(form, lambda data: rapportmottagare.lagg_till(namnd, **data, av=request.user)):
        messages.success(request, f"{form.cleaned_data['namn']} står nu på listan.")
        return redirect("uppfoljning:rapportschema", namnd_pk=namnd.pk)
    sammanhang = {
        "namnd": namnd,
        "rader": list(_rader(namnd)),
        "rundor": list(_rundor(namnd)),
        "mottagare": mottagare(namnd),
        "form": form,
    }
    return render(request, "uppfoljning/rapportschema.html", sammanhang)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.RAPPORT_PLANERA)
def rapportschema_andra(request: InloggadRequest, namnd_pk: int, slag: str) -> HttpResponse:
    namnd = _namnd(request, namnd_pk)
    if slag not in PERIODER or slag not in SAMLARE:
        raise Http404
    schema = Rapportschema.objects.filter(namnd=namnd, slag=slag).first()
    data = request.POST if request.method == "POST" else None
    form = SchemaForm(data, slag=slag, schema=schema, forval=FORVAL[slag])
    if lyckas(form, lambda data: satt_schema(namnd, slag=slag, **data, av=request.user)):
        messages.success(request, "Schemat är sparat.")
        return redirect("uppfoljning:rapportschema", namnd_pk=namnd.pk)
    sammanhang = {"namnd": namnd, "slag": Rapport.Slag(slag), "form": form}
    return render(request, "uppfoljning/rapportschema_andra.html", sammanhang)


@require_POST
@kraver(Rattighet.RAPPORT_PLANERA)
def rapportmottagare_bort(request: InloggadRequest, namnd_pk: int, pk: int) -> HttpResponse:
    namnd = _namnd(request, namnd_pk)
    rad = Rapportmottagare.objects.select_related("namnd").filter(namnd=namnd, pk=pk).first()
    if rad is not None:
        rapportmottagare.ta_bort(rad, av=request.user)
        messages.success(request, f"{rad.namn} står inte längre på listan.")
    return redirect("uppfoljning:rapportschema", namnd_pk=namnd.pk)


def _namnd(request: InloggadRequest, pk: int) -> Namnd:
    mina = [namnd.pk for namnd in namnder_med(request.user, Rattighet.RAPPORT_PLANERA)]
    return get_object_or_404(Namnd.objects.filter(pk__in=mina), pk=pk)


def _rader(namnd: Namnd) -> Iterator[Schemarad]:
    scheman = {schema.slag: schema for schema in namnd.rapportscheman.order_by("pk")}
    for slag in PERIODER:
        if slag in SAMLARE:
            schema = scheman.get(slag)
            yield Schemarad(Rapport.Slag(slag), schema, _nasta(schema))


def _nasta(schema: Rapportschema | None) -> date | None:
    if schema is None or schema.fran is None:
        return None
    idag = klocka.idag()
    spann = spann_med(max(schema.fran, idag - timedelta(days=schema.dagar)), schema.period)
    dag = spann.till + timedelta(days=schema.dagar)
    if dag < idag:
        spann = spann_med(spann.till + timedelta(days=1), schema.period)
        dag = spann.till + timedelta(days=schema.dagar)
    return dag


def _rundor(namnd: Namnd) -> Iterator[Rundrad]:
    """The rounds that are open or to come, each with its report when it is approved."""
    kommande = Uppfoljningstillfalle.objects.filter(stanger__gte=klocka.idag())
    for tillfalle in kommande.prefetch_related("namndtider").order_by("oppnar", "pk")[:3]:
        egna = tillfalle.tider_for(namnd.pk)
        dag = egna.namnd_senast if egna else tillfalle.stanger
        yield Rundrad(tillfalle, dag, egna is not None)

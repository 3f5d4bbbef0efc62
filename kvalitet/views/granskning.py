"""The auditor's page: all that has happened, who has read what is secret, and the log as a file.

Every look at the log is itself put on record, as are the looks at the cases that it leads to.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction
from django.db.models import Max, QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_safe

from cykel.views.blad import bladdra
from kvalitet import klocka, logg
from kvalitet.behorighet import kraver, roll_for
from kvalitet.models import Handelse
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from kvalitet.views import granskningslogg as loggen
from kvalitet.visning import Tomt, Traffar
from synpunkter.export import som_csv

TYPER = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson; charset=utf-8"}
FORMER = (("csv", "kalkylblad (csv)"), ("jsonl", "data för andra program (jsonl)"))
INGA = Tomt(
    "Inget i loggen stämmer med det du valde", "Välj färre saker i filtret.", "MagnifyingGlass"
)


@require_safe
@kraver(Rattighet.HISTORIK_SE)
def granskning(request: InloggadRequest) -> HttpResponse:
    form = loggen.GranskningForm(request.GET)
    urval = form.filtrera(loggen.synliga(request.user))
    sida, blad = bladdra(request, urval, ("-tid", "-pk"))
    rader = loggen.rader(sida)
    if request.method == "GET":
        _logga(request, loggen.LAST, form, antal=len(rader))
    sammanhang = {
        "rader": rader,
        "blad": blad,
        "filter": form,
        "svar": Traffar(len(rader), "händelse", "händelser", blad, "den senaste först"),
        "tomt": INGA,
        "fraga": _fraga(request),
        "former": FORMER,
    }
    return render(request, "granskning.html", sammanhang)


@require_GET
@kraver(Rattighet.HISTORIK_SE)
def granskning_fil(request: InloggadRequest, form: str) -> HttpResponseBase:
    """Send what the page shows with the same filter, all of it, row by row."""
    if form not in TYPER:
        raise Http404
    filter_ = loggen.GranskningForm(request.GET)
    urval = filter_.filtrera(loggen.synliga(request.user))
    till = urval.order_by().aggregate(sist=Max("pk"))["sist"] or 0
    _logga(request, loggen.HAMTAD, filter_, fil=form)
    svar = StreamingHttpResponse(_innehall(form, urval, till), content_type=TYPER[form])
    namn = f"handelser-{klocka.idag().isoformat()}.{form}"
    svar["Content-Disposition"] = f'attachment; filename="{namn}"'
    svar["Cache-Control"] = "no-store"
    svar["X-Content-Type-Options"] = "nosniff"
    return svar


def _innehall(form: str, urval: QuerySet[Handelse], till: int) -> Iterator[bytes]:
    rader = loggen.filrader(urval, till)
    return som_csv(loggen.celler(rader)) if form == "csv" else loggen.som_jsonl(rader)


def _logga(
    request: InloggadRequest, slag: str, form: loggen.GranskningForm, **data: int | str
) -> None:
    """Put on record who read the log and what was asked for, in codes; no name that was typed."""
    valt = form.valt
    data |= {namn: valt[namn] for namn in ("visa", "om", "nummer") if namn in valt}
    data["personsokning"] = int("person" in valt)
    roll = roll_for(request.user, Rattighet.HISTORIK_SE, Handelse()) or ""
    with transaction.atomic():
        logg.skriv(slag, request.user, av=request.user, nu=klocka.nu(), roll=roll, data=data)


def _fraga(request: InloggadRequest) -> str:
    fraga = request.GET.copy()
    for namn in ("fore", "efter"):
        fraga.pop(namn, None)
    return fraga.urlencode()

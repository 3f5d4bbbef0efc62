"""The organisation: the tree, one unit, moving it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from kvalitet import klocka
from kvalitet.actions.organisation import flytta as flytta_enhet
from kvalitet.behorighet import far, kraver, synliga_enheter, tilldelningar
from kvalitet.fel import Regelbrott
from kvalitet.forms import FlyttForm
from kvalitet.handelser import beratta
from kvalitet.models import Enhet, Handelse, NamndAnsvar
from kvalitet.nyckel import nyckel
from kvalitet.roller import Rattighet
from kvalitet.trad import i_tradordning
from kvalitet.typer import InloggadRequest

HELA_TRADET = 400
"""Units at most for the whole tree to stand in the page at once."""
ALLTID = 2
"""Levels below the root that are always shown."""


@dataclass(frozen=True)
class Tradrad:
    enhet: Enhet
    namnder: str
    oppen: bool
    """Whether the person may open the unit's own page."""
    gomda: int = 0
    """Units right below that are shown only when the person asks for them."""


@dataclass(frozen=True)
class Gren:
    """A unit just below the root, with everything under it in the order of the tree."""

    topp: Tradrad
    under: list[Tradrad]
    egen: bool
    """Whether it holds a unit that the person has a role in; shown open."""


@require_safe
@kraver(Rattighet.ORGANISATION_SE)
def organisation(request: InloggadRequest) -> HttpResponse:
    """The tree; names of units are public, so anyone who works here may read it."""
    egna = {t.sokvag for t in tilldelningar(request.user) if t.sokvag.count(".") > 1}
    egna |= _vald(request)
    visas, gomda = _synliga_grenar(egna)
    enheter = Enhet.objects.verksamma().i_ordning()
    if visas is not None:
        enheter = enheter.filter(pk__in=visas)
    tradet = i_tradordning(enheter)
    oppna = set(
        _oppningsbara(request).filter(pk__in=[e.pk for e in tradet]).values_list("pk", flat=True)
    )
    ansvar = _ansvar_per_enhet()
    rader = [
        Tradrad(enhet, ", ".join(ansvar.get(enhet.pk, ())), enhet.pk in oppna, gomda[enhet.pk])
        for enhet in tradet
    ]
    sammanhang = {
        "rot": next(iter(rader), None),
        "grenar": list(_grenar(rader, egna)),
        "far_skota_konton": far(request.user, Rattighet.KONTO_ANDRA),
        "far_se_breven": far(request.user, Rattighet.ORGANISATION_ANDRA),
        "far_skota_driften": far(request.user, Rattighet.DRIFT_SKOTA),
        "far_installa": far(request.user, Rattighet.SYNPUNKT_INSTALLA),
    }
    return render(request, "organisation/organisation.html", sammanhang)


@require_safe
@kraver(Rattighet.ORGANISATION_SE)
def enhet(request: InloggadRequest, pk: int) -> HttpResponse:
    enhet = get_object_or_404(_oppningsbara(request), pk=pk)
    handelser = Handelse.objects.om(enhet).select_related("av", "text")[:50]
    sammanhang = {
        "enhet": enhet,
        "placeringar": enhet.placeringar.select_related("foralder").order_by("-giltig"),
        "ansvar": enhet.ansvar.filter(giltig__contains=klocka.idag()).select_related("namnd"),
        "roller": enhet.tilldelningar.giltiga(klocka.idag())
        .select_related("anvandare", "namnd")
        .order_by("anvandare__namn"),
        "handelser": beratta(handelser),
        "omorganisation": enhet.omorganisationer.filter(angrad__isnull=True)
        .select_related("mottagare", "av")
        .first(),
        "far_flytta": far(request.user, Rattighet.ORGANISATION_ANDRA, enhet),
    }
    return render(request, "organisation/enhet.html", sammanhang)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.ORGANISATION_ANDRA)
def flytta(request: InloggadRequest, pk: int) -> HttpResponse:
    flyttbara = synliga_enheter(request.user, Rattighet.ORGANISATION_ANDRA)
    enhet = get_object_or_404(flyttbara, pk=pk)
    form = FlyttForm(request.POST or None, enhet=enhet, mal=flyttbara)
    if request.method == "POST" and form.is_valid():
        try:
            flytta_enhet(
                enhet,
                under=form.cleaned_data["under"],
                fran=form.cleaned_data["fran"],
                av=request.user,
            )
        except Regelbrott as fel:
            form.add_error(None, fel.mening)
        else:
            messages.success(request, f"{enhet} är flyttad.")
            return redirect("enhet", pk=enhet.pk)
    return render(request, "organisation/flytta.html", {"enhet": enhet, "form": form})


def _grenar(rader: list[Tradrad], egna: set[str]) -> Iterator[Gren]:
    for topp in (rad for rad in rader if rad.enhet.djup == 1):
        sokvag = topp.enhet.sokvag
        under = [rad for rad in rader if rad.enhet.sokvag.startswith(sokvag) and rad is not topp]
        yield Gren(topp, under, any(egen.startswith(sokvag) for egen in egna))


def _vald(request: InloggadRequest) -> set[str]:
    """The path of the unit whose level the address asks for."""
    pk = nyckel(request.GET.get("oppen", ""))
    if pk is None:
        return set()
    return set(Enhet.objects.filter(pk=pk).exclude(sokvag="").values_list("sokvag", flat=True))


def _synliga_grenar(oppna: set[str]) -> tuple[set[int] | None, Counter[int]]:
    """Choose what is shown of the tree: all of it while it is small, else two levels below the
    root and the levels along the paths in `oppna`, with how many units each hides.

    Five thousand units in one page were 430 kB and half a second.
    """
    rader = list(Enhet.objects.verksamma().exclude(sokvag="").values_list("pk", "sokvag"))
    if len(rader) <= HELA_TRADET:
        return None, Counter()
    utfallda = {sokvag[: i + 1] for sokvag in oppna for i, t in enumerate(sokvag) if t == "."}
    visas: set[int] = set()
    gomda: Counter[int] = Counter()
    for pk, sokvag in rader:
        ovanfor = sokvag[: sokvag.rfind(".", 0, -1) + 1]
        if sokvag.count(".") <= ALLTID + 1 or ovanfor in utfallda:
            visas.add(pk)
        else:
            gomda[int(ovanfor.split(".")[-2])] += 1
    return visas, gomda


def _oppningsbara(request: InloggadRequest) -> QuerySet[Enhet]:
    """Units whose page the person may open: those in the subtree of a role of theirs."""
    return synliga_enheter(request.user, Rattighet.ORGANISATION_SE)


def _ansvar_per_enhet() -> dict[int, list[str]]:
    ansvar: dict[int, list[str]] = {}
    rader = NamndAnsvar.objects.filter(giltig__contains=klocka.idag())
    for enhet_id, namn in rader.values_list("enhet_id", "namnd__namn").order_by("namnd__namn"):
        ansvar.setdefault(enhet_id, []).append(namn)
    return ansvar

"""The pages of disposal: rules, the dry run, the list to approve, and the protocol."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kvalitet import klocka, logg
from kvalitet.behorighet import far, kraver, omfang_namnd, prova, roll_for
from kvalitet.fel import Regelbrott
from kvalitet.handelser import beratta
from kvalitet.models import Gallring, Handelse, Namnd
from kvalitet.roller import Rattighet, Roll
from kvalitet.typer import InloggadRequest
from synpunkter.actions import gallring as akter
from synpunkter.forms.arkiv import AvslaForm, AvslutaRegelForm, RegelForm
from synpunkter.gallringsprotokoll import protokoll, som_csv
from synpunkter.gallringsurval import prov
from synpunkter.models import Gallringspost, Gallringsregel
from synpunkter.views.diarium import skotta_namnder

LAST = "gallring.last"
"""Of the read log: told to auditors, not in the disposal's own history."""
VISAS = 50
"""Cases listed on a page; the protocol's files list all."""


@dataclass(frozen=True)
class Namndrad:
    """A nämnd with its rules and disposals."""

    namnd: Namnd
    regler: list[Gallringsregel]
    gallringar: list[Gallring]
    skots: bool
    """Whether the person writes in its rules; an auditor reads them."""


@require_safe
@kraver(Rattighet.ARKIV_SE)
def gallring(request: InloggadRequest) -> HttpResponse:
    inom = Namnd.objects.filter(omfang_namnd(request.user, Rattighet.ARKIV_SE, namnd="pk"))
    namnder = list(inom.order_by("namn", "pk"))
    skotta = set(skotta_namnder(request.user).values_list("pk", flat=True))
    regler = Gallringsregel.objects.filter(namnd__in=namnder).order_by("-galler_fran", "pk")
    gallringar = _mina(request).annotate(
        arenden=Count("poster", filter=~Q(poster__status=Gallringspost.Status.UNDANTAGEN))
    )
    gallringar = gallringar.order_by("-foreslagen", "-pk")[:VISAS]
    per_namnd = [
        Namndrad(
            namnd,
            [r for r in regler if r.namnd_id == namnd.pk],
            [g for g in gallringar if g.namnd_id == namnd.pk],
            namnd.pk in skotta,
        )
        for namnd in namnder
    ]
    sammanhang = {
        "per_namnd": [rad for rad in per_namnd if rad.regler or rad.gallringar],
        "far_skriva": bool(skotta),
        "utan": [rad.namnd for rad in per_namnd if not rad.regler and not rad.gallringar],
    }
    return render(request, "synpunkter/gallring.html", sammanhang)


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(Rattighet.ARKIV_SKOTA)
def gallringsregel_ny(request: InloggadRequest) -> HttpResponse:
    form = RegelForm(request.POST or None, namnder=skotta_namnder(request.user))
    if form.is_bound and form.is_valid():
        try:
            akter.besluta_regel(form.regel(), av=request.user)
        except Regelbrott as fel:
            form.add_error(None, fel.mening)
        else:
            messages.success(request, "Regeln är inskriven.")
            return redirect("synpunkter:gallring")
    return render(request, "synpunkter/gallringsregel_ny.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(Rattighet.ARKIV_SKOTA)
def gallringsregel_avsluta(request: InloggadRequest, pk: int) -> HttpResponse:
    inom = Gallringsregel.objects.filter(omfang_namnd(request.user, Rattighet.ARKIV_SKOTA))
    regel = get_object_or_404(inom.select_related("namnd"), pk=pk)
    form = AvslutaRegelForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            akter.avsluta_regel(regel, **form.cleaned_data, av=request.user)
        except Regelbrott as fel:
            form.add_error(None, fel.mening)
        else:
            messages.success(request, "Regelns sista dag är sparad.")
            return redirect("synpunkter:gallring")
    return render(request, "synpunkter/gallringsregel_avsluta.html", {"form": form, "regel": regel})


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(Rattighet.ARKIV_SKOTA)
def gallring_prova(request: InloggadRequest, pk: int) -> HttpResponse:
    """Show what would go, and what is held back and why; posted, propose it."""
    namnd = get_object_or_404(skotta_namnder(request.user), pk=pk)
    if request.method == "POST":
        try:
            ny = akter.foresla(namnd, av=request.user)
        except Regelbrott as fel:
            messages.error(request, fel.mening)
        else:
            messages.success(request, "Gallringen är föreslagen. Någon annan behöver godkänna den.")
            return redirect("synpunkter:gallringen", ny.pk)
        return redirect("synpunkter:gallring_prova", pk)
    utfall = prov(namnd, dag=klocka.idag())
    pagar = Gallring.objects.filter(namnd=namnd, status__in=["forslag", "godkand"]).first()
    sammanhang = {
        "namnd": namnd,
        "prov": utfall,
        "regler": [(regel, utfall.per_regel[regel.pk]) for regel in utfall.regler],
        "gar": utfall.gar[:VISAS],
        "halls": utfall.halls[:VISAS],
        "pagar": pagar,
    }
    return render(request, "synpunkter/gallring_prova.html", sammanhang)


@require_safe
@kraver(Rattighet.ARKIV_SE)
def gallringen(request: InloggadRequest, pk: int) -> HttpResponse:
    ett = _hamta(request, pk)
    forslag = ett.status == Gallring.Status.FORSLAG
    godkanner = forslag and far(request.user, Rattighet.GALLRING_GODKANNA, ett)
    handelser = Handelse.objects.om(ett).exclude(slag=LAST).select_related("av", "text")[:20]
    poster = ett.poster.select_related("synpunkt", "regel").order_by("pk")[:VISAS]
    _logga_revisor(request, ett, synpunkter=[post.synpunkt_id for post in poster])
    sammanhang = {
        "gallring": ett,
        "protokoll": None if forslag else protokoll(ett),
        "poster": poster,
        "antal": _antal(ett),
        "visas": VISAS,
        "far_godkanna": godkanner and ett.foreslagen_av_id != request.user.pk,
        "far_avsla": godkanner,
        "handelser": beratta(handelser),
        "har_pdf": Gallring.objects.filter(pk=pk).exclude(protokoll=None).exists(),
    }
    return render(request, "synpunkter/gallringen.html", sammanhang)


@require_POST
@kraver(Rattighet.ARKIV_SKOTA)
def gallring_godkann(request: InloggadRequest, pk: int) -> HttpResponse:
    ett = _hamta(request, pk)
    prova(request.user, Rattighet.GALLRING_GODKANNA, ett)
    try:
        akter.godkann(ett, av=request.user)
    except Regelbrott as fel:
        messages.error(request, fel.mening)
    else:
        messages.success(request, "Gallringen är godkänd och börjar inom en minut.")
    return redirect("synpunkter:gallringen", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(Rattighet.ARKIV_SKOTA)
def gallring_avsla(request: InloggadRequest, pk: int) -> HttpResponse:
    ett = _hamta(request, pk)
    prova(request.user, Rattighet.GALLRING_GODKANNA, ett)
    form = AvslaForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            akter.avsla(ett, **form.cleaned_data, av=request.user)
        except Regelbrott as fel:
            form.add_error(None, fel.mening)
        else:
            messages.success(request, "Gallringen är avslagen. Ingenting är gallrat.")
            return redirect("synpunkter:gallringen", pk)
    return render(request, "synpunkter/gallring_avsla.html", {"form": form, "gallring": ett})


@require_safe
@kraver(Rattighet.ARKIV_SE)
def gallring_pdf(request: InloggadRequest, pk: int) -> HttpResponse:
    ett = _klar(request, pk)
    if ett.protokoll is None:
        raise Http404
    _logga_revisor(request, ett, fil="pdf")
    return _fil(bytes(ett.protokoll), pk, "pdf", "application/pdf")


@require_safe
@kraver(Rattighet.ARKIV_SE)
def gallring_csv(request: InloggadRequest, pk: int) -> HttpResponse:
    ett = _klar(request, pk)
    _logga_revisor(request, ett, fil="csv")
    return _fil(som_csv(protokoll(ett)), pk, "csv", "text/csv; charset=utf-8")


# --- Parts ----------------------------------------------------------------------------------------


def _mina(request: InloggadRequest) -> QuerySet[Gallring]:
    inom = Gallring.objects.filter(omfang_namnd(request.user, Rattighet.ARKIV_SE))
    return inom.select_related("namnd", "foreslagen_av", "avgjord_av").defer("protokoll")


def _hamta(request: InloggadRequest, pk: int) -> Gallring:
    return get_object_or_404(_mina(request), pk=pk)


def _klar(request: InloggadRequest, pk: int) -> Gallring:
    """A protocol is of what is done: until then there is a page and no file."""
    return get_object_or_404(_mina(request).filter(status=Gallring.Status.KLAR), pk=pk)


def _logga_revisor(request: InloggadRequest, ett: Gallring, **data: str | list[int]) -> None:
    """Put on record that a revisor read of the cases, a secret one perhaps among them."""
    if request.method == "GET" and roll_for(request.user, Rattighet.ARKIV_SE, ett) == Roll.REVISOR:
        with transaction.atomic():
            logg.skriv(
                LAST, ett, av=request.user, nu=klocka.nu(), roll=Roll.REVISOR, data=dict(data)
            )


def _antal(ett: Gallring) -> dict[str, int]:
    per_status = ett.poster.values_list("status").annotate(antal=Count("pk")).order_by("status")
    return {str(status): 0 for status in Gallringspost.Status} | dict(per_status)


def _fil(innehall: bytes, pk: int, slag: str, mime: str) -> HttpResponse:
    svar = HttpResponse(innehall, content_type=mime)
    namn = f"gallringsprotokoll-{pk}.{slag}"
    svar["Content-Disposition"] = content_disposition_header(True, namn)
    svar["X-Content-Type-Options"] = "nosniff"
    return svar

"""A nämnd's own page: for its members first, and for those who prepare its meetings."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cykel.views.blad import bladdra
from cykel.views.formular import lyckas
from kvalitet import klocka
from kvalitet.behorighet import far, kraver, prova
from kvalitet.fel import Regelbrott
from kvalitet.models import Namnd
from kvalitet.roller import Rattighet
from kvalitet.texter import antal
from kvalitet.typer import InloggadRequest
from kvalitet.visning import Tomt
from uppfoljning import namnden as bilden
from uppfoljning.actions import sammantrade as acts
from uppfoljning.models import Sammantrade
from uppfoljning.models.namndfraga import NamndfragaQuerySet
from uppfoljning.namndforms import SammantradenForm
from uppfoljning.tillstand_namndfraga import Fragelage

FRAGOR = 5
"""Questions on the nämnd's page; the rest on a page of their own."""


@require_safe
@kraver(Rattighet.NAMND_FOLJA)
def namnden(request: InloggadRequest) -> HttpResponse:
    """Straight to the person's nämnd; whoever follows several chooses."""
    namnder = list(bilden.synliga_namnder(request.user))
    if len(namnder) == 1:
        return redirect("uppfoljning:namndsida", namnder[0].pk)
    return render(request, "uppfoljning/namnden.html", {"namnder": namnder})


@require_safe
@kraver(Rattighet.NAMND_FOLJA)
def namndsida(request: InloggadRequest, pk: int) -> HttpResponse:
    ett, dag = _namnd(request, pk), klocka.idag()
    rapporter = bilden.rapporterna(request.user, ett)
    fragor = bilden.synliga_fragor(request.user).filter(namnd=ett)
    senaste = bilden.senaste(rapporter)
    sammanhang = {
        "namnd": ett,
        "senaste": senaste,
        "rapporter": [bilden.rapportrad(r) for r in rapporter[: bilden.MEST]],
        "sammantrade": bilden.nasta_sammantrade(ett, dag),
        "vantar": list(_vantar(fragor)[:FRAGOR]),
        "besvarade": list(_besvarade(fragor)[:FRAGOR]),
        "uppdrag": bilden.oppna_uppdrag(request.user, ett, dag)[: bilden.MEST],
        "idag": dag,
        "far_stalla": senaste is not None
        and far(request.user, Rattighet.NAMNDFRAGA_STALLA, senaste.rapport),
        "far_skota": far(request.user, Rattighet.SAMMANTRADE_SKOTA, Sammantrade(namnd=ett)),
    }
    return render(request, "uppfoljning/namndens_sida.html", sammanhang)


@require_safe
@kraver(Rattighet.NAMND_FOLJA)
def namndfragor(request: InloggadRequest, pk: int) -> HttpResponse:
    """Every question of the nämnd: those that wait, the latest first, then the others."""
    ett = _namnd(request, pk)
    fragor = bilden.synliga_fragor(request.user).filter(namnd=ett)
    rader, blad = bladdra(
        request, fragor.exclude(lage=Fragelage.STALLD).med_allt(), ("-stalld", "-pk")
    )
    sammanhang = {
        "namnd": ett,
        "vantar": [] if blad.foregaende else list(_vantar(fragor)),
        "rader": rader,
        "blad": blad,
        "idag": klocka.idag(),
        "tomt": Tomt(
            "Inga frågor än",
            "Nämndens ledamöter kan fråga kontoret om rapporterna. Frågor och svar står här.",
            ikon="Questionmark",
        ),
    }
    return render(request, "uppfoljning/namndfragor.html", sammanhang)


@require_safe
@kraver(Rattighet.NAMND_FOLJA)
def sammantrade(request: InloggadRequest, pk: int) -> HttpResponse:
    """All questions and answers for a meeting, calm enough to print and follow."""
    rader = Sammantrade.objects.filter(namnd__in=bilden.synliga_namnder(request.user).order_by())
    ett = get_object_or_404(rader.select_related("namnd"), pk=pk)
    alla = bilden.synliga_fragor(request.user).filter(namnd=ett.namnd)
    aktuella = alla.exclude(lage=Fragelage.ATERTAGEN)
    aldre = alla.obesvarade().filter(sammantrade__dag__lt=ett.dag)
    sammanhang = {
        "sammantrade": ett,
        "fragor": list(aktuella.filter(sammantrade=ett).med_allt().order_by("stalld", "pk")),
        "aldre": list(aldre.med_allt().order_by("besvaras_senast", "pk")),
        "idag": klocka.idag(),
    }
    return render(request, "uppfoljning/sammantrade.html", sammanhang)


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(Rattighet.NAMND_FOLJA)
def sammantraden(request: InloggadRequest, pk: int) -> HttpResponse:
    """The days of the nämnd's meetings. Its secretary adds one, or pastes the year's."""
    ett, dag = _namnd(request, pk), klocka.idag()
    far_skota = far(request.user, Rattighet.SAMMANTRADE_SKOTA, Sammantrade(namnd=ett))
    if request.method == "POST":
        prova(request.user, Rattighet.SAMMANTRADE_SKOTA, Sammantrade(namnd=ett))
    form = SammantradenForm(request.POST or None)
    nya = 0

    def akt(data: dict[str, object]) -> None:
        nonlocal nya
        nya = acts.lagg_in(ett, dagar=form.cleaned_data["dagar"], av=request.user)

    if lyckas(form, akt):
        messages.success(request, _inlagda(nya))
        return redirect("uppfoljning:sammantraden", ett.pk)
    rader = ett.sammantraden.order_by("dag", "pk")
    sammanhang = {
        "namnd": ett,
        "kommande": list(rader.filter(dag__gte=dag)),
        "tidigare": list(rader.filter(dag__lt=dag).order_by("-dag", "-pk")[:12]),
        "form": form if far_skota else None,
    }
    return render(request, "uppfoljning/sammantraden.html", sammanhang)


@require_POST
def sammantrade_ta_bort(request: InloggadRequest, pk: int) -> HttpResponse:
    namnder = bilden.synliga_namnder(request.user).order_by()
    ett = get_object_or_404(
        Sammantrade.objects.filter(namnd__in=namnder).select_related("namnd"), pk=pk
    )
    prova(request.user, Rattighet.SAMMANTRADE_SKOTA, ett)
    try:
        acts.ta_bort(ett, av=request.user)
    except Regelbrott as fel:
        messages.error(request, fel.mening)
    else:
        messages.success(request, "Sammanträdet är borttaget.")
    return redirect("uppfoljning:sammantraden", ett.namnd_id)


def _inlagda(nya: int) -> str:
    if not nya:
        return "Dagarna fanns redan. Inget nytt lades in."
    return f"{antal(nya, 'sammanträde', 'sammanträden').capitalize()} lades in."


def _vantar(fragor: NamndfragaQuerySet) -> NamndfragaQuerySet:
    return fragor.obesvarade().med_allt().order_by("besvaras_senast", "pk")


def _besvarade(fragor: NamndfragaQuerySet) -> NamndfragaQuerySet:
    rader = fragor.filter(lage=Fragelage.BESVARAD).med_allt()
    return rader.order_by("-besvarad", "-pk")


def _namnd(request: InloggadRequest, pk: int) -> Namnd:
    return get_object_or_404(bilden.synliga_namnder(request.user), pk=pk)

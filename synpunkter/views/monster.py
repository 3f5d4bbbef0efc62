"""The pages of mönster: what several synpunkter have in common."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cykel.views.blad import bladdra
from cykel.views.formular import lyckas
from kvalitet.behorighet import far, kraver, prova
from kvalitet.nyckel import nyckel
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from kvalitet.visning import Tomt
from synpunkter import inkorg
from synpunkter.actions import monster as akter
from synpunkter.actions.synpunkt import KOPPLA, far_nagon, prova_nagon
from synpunkter.forms.malval import planens_mal
from synpunkter.forms.slinga import MonsterbristForm, MonsterForm, MonstervalForm
from synpunkter.models import Monster, Synpunkt, Tema
from synpunkter.slinga import synliga_besked, synliga_monster, tal_i_andra_namnder
from synpunkter.views.revisor import logga_lasning

VISADE = 100
"""Cases that the page of a mönster lists; it says how many there are in all."""


@require_safe
@kraver(Rattighet.SYNPUNKT_SE)
def monster_lista(request: InloggadRequest) -> HttpResponse:
    synliga = synliga_monster(request.user).annotate(antal=Count("kopplingar"))
    rader, blad = bladdra(request, synliga, ("-skapad", "-pk"))
    tomt = Tomt(
        "Inga mönster än",
        "Markera synpunkter om samma sak i inkorgen och lägg dem i ett mönster.",
        ikon="Link",
        lank=reverse("synpunkter:inkorg"),
        lanktext="Till inkorgen",
    )
    sammanhang = {
        "rader": rader,
        "blad": blad,
        "tomt": tomt,
        "andra": tal_i_andra_namnder(request.user),
    }
    return render(request, "synpunkter/monster_lista.html", sammanhang)


@require_safe
@kraver(Rattighet.SYNPUNKT_SE)
def monster(request: InloggadRequest, pk: int) -> HttpResponse:
    ett = _hamta(request, pk)
    synpunkter = inkorg.synliga(request.user).filter(monsterkopplingar__monster=ett)
    alla = ett.kopplingar.count()
    visade = list(synpunkter.order_by("-inkom", "-pk")[:VISADE])
    logga_lasning(request, ett, visade)
    far_koppla = far_nagon(request.user, ett, *KOPPLA)
    sammanhang = {
        "monster": ett,
        "synpunkter": visade,
        "antal": alla,
        "enheter": sorted({str(s.enhet) for s in visade}),
        "besked": synliga_besked(request.user).filter(brist=ett.brist_id).order_by("pk"),
        "far_koppla": far_koppla,
        "far_notera": far_koppla and far(request.user, Rattighet.ATGARD_SKRIVA, ett),
        "ser_planen": ett.brist is not None and far(request.user, Rattighet.PLAN_SE, ett.brist),
    }
    return render(request, "synpunkter/monster.html", sammanhang)


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(Rattighet.SYNPUNKT_SE)
def monster_valj(request: InloggadRequest) -> HttpResponse:
    """Put the chosen cases (?s=) into a mönster that is there, or into a new one."""
    if not any(far(request.user, ratt) for ratt in KOPPLA):
        raise PermissionDenied("den som läser samlar inte")
    valda = _valda(request)
    for synpunkt in valda:
        prova_nagon(request.user, synpunkt, *KOPPLA)
    i_namnden = synliga_monster(request.user).filter(namnd__in={s.namnd_id for s in valda})
    form = MonstervalForm(request.POST or None, monster=i_namnden.order_by("namn", "pk"))
    klara: list[Monster] = []

    def akt(data: dict[str, Any]) -> None:
        fanns = data.pop("monster")
        if fanns is not None:
            akter.lagg_till(fanns, valda, av=request.user)
        klara.append(fanns or akter.skapa_monster(valda, **data, av=request.user))

    if lyckas(form, akt):
        messages.success(request, f"Synpunkterna ligger nu i mönstret ”{klara[0]}”.")
        return _till(request, klara[0])
    sammanhang = {"form": form, "valda": valda, "teman": _teman(), "finns": i_namnden.exists()}
    return render(request, "synpunkter/monster_valj.html", sammanhang)


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(Rattighet.SYNPUNKT_SE)
def monster_andra(request: InloggadRequest, pk: int) -> HttpResponse:
    ett = _hamta(request, pk)
    prova_nagon(request.user, ett, *KOPPLA)
    nu = {"namn": ett.namn, "beskrivning": ett.beskrivning, "tema": ett.tema}
    form = MonsterForm(request.POST or None, initial=nu)
    if lyckas(form, lambda data: akter.andra_monster(ett, **data, av=request.user)):
        messages.success(request, "Mönstret är ändrat.")
        return redirect("synpunkter:monster", ett.pk)
    sammanhang = {"monster": ett, "form": form, "teman": _teman()}
    return render(request, "synpunkter/monster_andra.html", sammanhang)


@require_POST
@kraver(Rattighet.SYNPUNKT_SE)
def monster_ta_bort(request: InloggadRequest, pk: int, synpunkt_pk: int) -> HttpResponse:
    ett = _hamta(request, pk)
    synpunkt = get_object_or_404(inkorg.synliga(request.user), pk=synpunkt_pk)
    akter.ta_bort(ett, synpunkt, av=request.user)
    messages.success(request, f"{synpunkt.referens} är borttagen ur mönstret.")
    return redirect("synpunkter:monster", ett.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(Rattighet.SYNPUNKT_SE)
def monster_brist(request: InloggadRequest, pk: int) -> HttpResponse:
    ett = _hamta(request, pk)
    prova_nagon(request.user, ett, *KOPPLA)
    prova(request.user, Rattighet.ATGARD_SKRIVA, ett)
    form = MonsterbristForm(
        request.POST or None,
        initial={"rubrik": ett.namn},
        malen=planens_mal(ett.enhet, ett.namnd),
    )
    if lyckas(form, lambda data: akter.brist_ur_monster(ett, **data, av=request.user)):
        messages.success(request, "Mönstret är nu en brist i enhetens verksamhetsplan.")
        return redirect("synpunkter:monster", ett.pk)
    sammanhang = {"monster": ett, "form": form, "antal": ett.kopplingar.count()}
    return render(request, "synpunkter/monster_brist.html", sammanhang)


def _hamta(request: InloggadRequest, pk: int) -> Monster:
    return get_object_or_404(synliga_monster(request.user), pk=pk)


def _valda(request: InloggadRequest) -> list[Synpunkt]:
    """The cases of the address; what the person may not read is not there."""
    nycklar = [n for pk in request.GET.getlist("s") if (n := nyckel(pk))]
    valda = inkorg.synliga(request.user).filter(pk__in=nycklar[: akter.FLEST])
    return list(valda.order_by("-inkom", "-pk"))


def _teman() -> QuerySet[Tema]:
    return Tema.objects.order_by("namn")


def _till(request: InloggadRequest, ett: Monster) -> HttpResponse:
    """To the mönster, unless it has grown beyond what the person reads."""
    if synliga_monster(request.user).filter(pk=ett.pk).exists():
        return redirect("synpunkter:monster", ett.pk)
    return redirect("synpunkter:monster_lista")

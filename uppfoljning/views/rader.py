"""The rows behind the figures of a goal page: an indicator's values, and the cases counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cykel.models import Indikator, Mal, Varv
from kvalitet import klocka
from kvalitet.behorighet import kraver, prova
from kvalitet.nyckel import nyckel
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from synpunkter import inkorg
from synpunkter.models import Monster, Synpunkt, Tema
from synpunkter.statistik import som_vill_ha_svar, svarsvillkor
from synpunkter.views.revisor import logga_lasning
from uppfoljning import larande, malrost, underlag
from uppfoljning.beraknadvisning import indikatordelar
from uppfoljning.fryst import godkant, mal_id
from uppfoljning.matrader import matrader as hamta_matrader
from uppfoljning.rapport import modell
from uppfoljning.underlag import tillfalle_for
from uppfoljning.views.hamta import varv_i_omfang
from uppfoljning.visning_indikator import indikatorvy

Rad = TypeVar("Rad", Mal, Monster, Tema)

URVAL = {
    "lovade": "där någon skulle ha fått svar",
    "besvarade": "där någon har fått svar",
    "i_tid": "där någon fick svar i tid",
}


@require_safe
@kraver(Rattighet.PLAN_SE)
def matrader(
    request: InloggadRequest, varv_pk: int, mal_pk: int, indikator_pk: int
) -> HttpResponse:
    """What an indicator's figure was read from; of an approved lap, beside what was frozen."""
    varv = varv_i_omfang(request, varv_pk)
    levande = _levande(varv, mal_pk, indikator_pk)
    fryst = _fryst(varv, mal_pk, str(indikator_pk))
    post = fryst or levande
    if post is None:
        raise Http404
    da, nu = indikatorvy(post), indikatorvy(levande or post)
    indikator = Indikator.objects.select_related("namnare").get(pk=indikator_pk)
    rader = hamta_matrader(indikator, varv, post.period)
    sammanhang = {
        "varv": varv,
        "mal": Mal.objects.select_related("niva").get(pk=mal_pk),
        "indikator": indikator,
        "vy": da,
        "fryst": fryst is not None,
        "nu": nu.varde if nu.varde != da.varde else "",
        "delar": indikatordelar(indikator, request.user, rader.dagar),
        "rader": rader,
    }
    return render(request, "uppfoljning/matrader.html", sammanhang)


def _levande(varv: Varv, mal: int, indikator: int) -> modell.Indikator | None:
    """The indicator as it stands now; None when the plan no longer has it."""
    alla = (i for ett in underlag.malen(varv) if ett.mal.pk == mal for i in ett.indikatorer)
    return next((i.post for i in alla if i.rad.indikator_id == indikator), None)


def _fryst(varv: Varv, mal: int, indikator: str) -> modell.Indikator | None:
    fryst = godkant(varv)
    malen = fryst.mal if fryst else ()
    post = next((m for m in malen if m.id == mal_id(mal)), None)
    return next((i for i in post.indikatorer if i.id == indikator), None) if post else None


# --- cases ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fallurval:
    """Which of the round's cases were counted, in the words of the figure."""

    rader: QuerySet[Synpunkt]
    mening: str
    fraga: str


@require_safe
@kraver(Rattighet.SYNPUNKT_SE)
def synpunktsrader(request: InloggadRequest, varv_pk: int) -> HttpResponse:
    """Exactly the cases behind a figure; those that the person may not read are counted only."""
    varv = varv_i_omfang(request, varv_pk)
    prova(request.user, Rattighet.SYNPUNKT_SE, varv.plan)
    valt = _valt(varv, request.GET)
    synliga = inkorg.synliga(request.user).filter(pk__in=valt.rader.values("pk"))
    sida = inkorg.sida(
        synliga,
        nyast=True,
        efter=request.GET.get("efter", ""),
        fore=request.GET.get("fore", ""),
    )
    logga_lasning(request, varv.plan, sida.rader)
    antal = valt.rader.count()
    adress = reverse("uppfoljning:synpunktsrader", args=[varv.pk])
    sammanhang = {
        "varv": varv,
        "valt": valt,
        "antal": antal,
        "dolda": antal - synliga.count(),
        "rader": sida.rader,
        "blad": sida.blad(f"{adress}?{valt.fraga}"),
    }
    return render(request, "uppfoljning/synpunktsrader.html", sammanhang)


def _valt(varv: Varv, data: QueryDict) -> Fallurval:
    """Keep what the address asks for; what it asks for that does not exist is 404."""
    rader = malrost.i_perioden(varv.plan, tillfalle_for(varv))
    delar = {n: varde for n in ("mal", "typ", "tema", "monster", "urval") if (varde := data.get(n))}
    ord_: list[str] = []
    if typ := delar.get("typ"):
        rader = rader.filter(typ=typ)
        ord_.append(_typ(typ))
    rader = _i_malet(rader, varv, delar, ord_)
    if urval := delar.get("urval"):
        if urval not in URVAL:
            raise Http404
        rader = som_vill_ha_svar(rader).filter(svarsvillkor(klocka.idag())[urval])
        ord_.append(URVAL[urval])
    return Fallurval(rader, ", ".join(ord_), f"{urlencode(delar)}&" if delar else "")


def _i_malet(
    rader: QuerySet[Synpunkt], varv: Varv, delar: dict[str, str], ord_: list[str]
) -> QuerySet[Synpunkt]:
    """Keep a goal's cases, a theme's, or a mönster's; with a goal, its own mönster only."""
    planer = larande.planer(varv)
    monster: QuerySet[Monster] = Monster.objects.filter(namnd=varv.plan.namnd_id)
    if "mal" in delar:
        mal = _hamta(Mal.objects.all(), delar["mal"])
        ord_.append(f"bakom en brist i mål {mal.nummer}")
        if not {"tema", "monster"} & delar.keys():
            return malrost.kopplade(rader, planer, mal.pk)
        monster = malrost.malets_monster(planer, mal.pk).filter(namnd=varv.plan.namnd_id)
    if "tema" in delar:
        tema = _hamta(Tema.objects.all(), delar["tema"])
        ord_.append(f"om temat {tema}")
        return malrost.i_monster(rader, monster.filter(tema=tema))
    if "monster" in delar:
        ett = _hamta(monster, delar["monster"])
        ord_.append(f"i mönstret {ett}")
        return malrost.i_monster(rader, monster.filter(pk=ett.pk))
    return rader


def _typ(typ: str) -> str:
    if typ not in Synpunkt.Typ.values:
        raise Http404
    return str(Synpunkt.Typ(typ).label).lower()


def _hamta(rader: QuerySet[Rad], skrivet: str) -> Rad:
    rad = rader.filter(pk=nyckel(skrivet) or 0).first()
    if rad is None:
        raise Http404
    return rad

"""The voices of a round: what residents said, gone through one part at a time."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cykel.models import Varv
from cykel.villkor import las
from kvalitet import klocka
from kvalitet.behorighet import far, kraver, prova
from kvalitet.fel import Regelbrott
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from uppfoljning import underlag, visning
from uppfoljning.actions import bedomning as akter
from uppfoljning.forms import RostForm
from uppfoljning.models import Rostgenomgang
from uppfoljning.underlag import Rost
from uppfoljning.views.hamta import ar_oppet, varv_i_omfang


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_SE)
def roster(request: InloggadRequest, varv_pk: int) -> HttpResponse:
    """What residents said in the period, and what the unit sees in it."""
    varv = varv_i_omfang(request, varv_pk)
    last = las.las_for(varv, varv.plan)
    oppet = ar_oppet(varv) and far(request.user, Rattighet.BEDOMNING_SKRIVA, varv.plan)
    skickad: RostForm | None = None
    if request.method == "POST":
        prova(request.user, Rattighet.BEDOMNING_SKRIVA, varv.plan)
        skickad = RostForm(request.POST, prefix=request.POST.get("del", ""))
        if skickad.is_valid():
            try:
                akter.granska_roster(varv, **skickad.cleaned_data, av=request.user)
            except Regelbrott as fel:
                skickad.add_error(None, fel.mening)
            else:
                messages.success(request, "Genomgången är sparad.")
                return redirect("uppfoljning:roster", varv_pk=varv.pk)
    rosten = underlag.rosten(varv, klocka.idag())
    sammanhang = {
        "varv": varv,
        "rosten": rosten,
        "staplar": visning.staplar(rosten.synpunkter.per_typ),
        "enheter": visning.staplar(rosten.synpunkter.vanligaste),
        "enkater": [visning.undersokningsvy(r) for r in rosten.undersokningar],
        "delar": _rostdelar(varv, rosten, skickad, oppet),
        "fel": skickad if skickad is not None and skickad.errors else None,
        "last": last,
    }
    return render(request, "uppfoljning/roster.html", sammanhang)


@dataclass(frozen=True)
class Rostdel:
    """One of the two parts to go through: the form, or what was concluded."""

    vad: str
    namn: str
    gjord: Rostgenomgang | None
    form: RostForm | None
    nya: int
    """How many have come since it was gone through."""


def _rostdelar(varv: Varv, rosten: Rost, skickad: RostForm | None, oppet: bool) -> list[Rostdel]:
    gjorda = {g.vad: g for g in varv.genomgangar.select_related("av").order_by("pk")}
    antal = {
        Rostgenomgang.Del.SYNPUNKTER: rosten.synpunkter.antal or 0,
        Rostgenomgang.Del.UNDERSOKNINGAR: sum(r.n for r in rosten.undersokningar),
    }
    ut = []
    for vad, n in antal.items():
        gjord = gjorda.get(vad)
        form = RostForm(
            prefix=vad, initial={"vad": vad, "slutsats": gjord.slutsats if gjord else ""}
        )
        if skickad is not None and skickad.prefix == vad:
            form = skickad
        nya = max(0, n - gjord.antal) if gjord else 0
        ut.append(Rostdel(vad, vad.label, gjord, form if oppet else None, nya))
    return ut

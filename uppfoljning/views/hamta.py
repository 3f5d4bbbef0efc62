"""Fetching a lap and its goal through what the person may see."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404

from cykel.models import Varv
from cykel.tillstand import Fas
from kvalitet.behorighet import omfang
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from uppfoljning.underlag import Malunderlag


def varv_i_omfang(request: InloggadRequest, pk: int) -> Varv:
    """Return an opened lap of a plan that the person may see, else 404."""
    return get_object_or_404(
        Varv.objects.filter(
            omfang(request.user, Rattighet.PLAN_SE, enhet="plan__enhet", namnd="plan__namnd"),
            tillfalle__isnull=False,
        ).select_related(
            "tillfalle",
            "ogonblick",
            "plan__enhet",
            "plan__namnd",
            "plan__styrmodell",
            "plan__planansvarig",
        ),
        pk=pk,
    )


def ett_av(malen: list[Malunderlag], mal_pk: int) -> Malunderlag:
    ett = next((m for m in malen if m.mal.pk == mal_pk), None)
    if ett is None:
        raise Http404
    return ett


def ar_oppet(varv: Varv) -> bool:
    return varv.plan.fas == Fas.FOLJA_UPP and varv.avslutades is None and varv.godkand is None

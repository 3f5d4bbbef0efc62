"""What the pages of the neighbours share: scope, and the press that makes a brist."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect

from cykel.models import Brist
from kvalitet import klocka
from kvalitet.behorighet import far, synliga_enheter, tilldelningar
from kvalitet.fel import Regelbrott
from kvalitet.models import Enhet, Namnd, NamndAnsvar
from kvalitet.roller import ROLLER, Rattighet
from kvalitet.typer import InloggadRequest


def enheter_for(request: InloggadRequest, ratt: Rattighet) -> QuerySet[Enhet]:
    """The working units in which the person has the right."""
    return synliga_enheter(request.user, ratt).verksamma()  # type: ignore[attr-defined,no-any-return]


def enheter_som_binder(request: InloggadRequest) -> Q:
    """Keep what belongs to the person's units, or to the units above, whose rules bind them."""
    ovanfor = {
        int(pk)
        for t in tilldelningar(request.user)
        if Rattighet.PLAN_SE in ROLLER[t.roll]
        for pk in t.sokvag.split(".")
        if pk
    }
    return Q(enhet__in=synliga_enheter(request.user, Rattighet.PLAN_SE)) | Q(enhet__in=ovanfor)


def namnd_for(enhet: Enhet | None) -> Namnd | None:
    """The nämnd that answers for a unit, or for the nearest unit above that has one; a proposal
    for a form, since one kontor may serve several."""
    ovanfor = [int(pk) for pk in enhet.sokvag.split(".") if pk] if enhet else []
    rader = NamndAnsvar.objects.filter(enhet__in=ovanfor, giltig__contains=klocka.idag())
    valda = sorted(
        rader.select_related("namnd").order_by("pk"), key=lambda r: ovanfor.index(r.enhet_id)
    )
    return valda[-1].namnd if valda else None


def gor_till_brist(
    request: InloggadRequest, akt: Callable[[], Brist], *, annars: str
) -> HttpResponse:
    """Take the act and go to the brist; a broken rule is told on the page `annars`."""
    try:
        brist = akt()
    except Regelbrott as fel:
        messages.error(request, fel.mening)
        return redirect(annars)
    messages.success(request, "Bristen är noterad i planen.")
    if not far(request.user, Rattighet.PLAN_SE, brist):
        return redirect(annars)
    return redirect("cykel:brist", pk=brist.plan_id, brist_pk=brist.pk)

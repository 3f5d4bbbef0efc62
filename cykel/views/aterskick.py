"""Sending a part of the follow-up back (row 7)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from cykel.actions import aterskick as akter
from cykel.forms.overgangar import SkickaAterForm
from cykel.tillstand import PLAN
from cykel.views.akt import akt
from cykel.views.hamta import plan_i_omfang
from cykel.villkor.aterskick import delar
from kvalitet.behorighet import kraver
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.UPPFOLJNING_SKICKA_ATER)
def skicka_ater(request: InloggadRequest, pk: int) -> HttpResponse:
    plan = plan_i_omfang(request, pk)
    alla = delar(plan)

    def utfor(data: dict[str, Any]) -> str:
        akter.skicka_ater(plan, **data, av=request.user)
        return f"”{data['del_'].namn}” är skickad åter. {data['del_'].till} får ett mejl."

    return akt(
        request,
        plan,
        PLAN,
        "skicka_ater",
        lambda data: SkickaAterForm(data, delar=alla, vald=request.GET.get("del", "")),
        utfor,
        ingress="Den som lämnade delen får göra om den. Uppföljningen kan inte godkännas förrän "
        "det är gjort.",
    )

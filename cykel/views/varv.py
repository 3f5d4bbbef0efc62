"""The two acts that end a lap: on to the wedge (row 8), and the next lap (row 9)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from cykel.actions import varv as varvakter
from cykel.forms.akter import TomForm
from cykel.tillstand import PLAN
from cykel.views.akt import akt
from cykel.views.hamta import plan_i_omfang
from kvalitet.behorighet import kraver
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_FORA_VIDARE)
def kvalitetssakra(request: InloggadRequest, pk: int) -> HttpResponse:
    plan = plan_i_omfang(request, pk)

    def utfor(data: dict[str, Any]) -> str:
        varvakter.kvalitetssakra(plan, av=request.user)
        return "Planen är i kvalitetssäkring. Kontrollera nu om åtgärderna hjälpte."

    return akt(
        request,
        plan,
        PLAN,
        "kvalitetssakra",
        TomForm,
        utfor,
        ingress="När varje brist har en åtgärd kontrollerar ni om åtgärderna hjälper, och "
        "skriver ner vad ni har lärt er.",
    )


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.VARV_AVSLUTA)
def nasta_varv(request: InloggadRequest, pk: int) -> HttpResponse:
    plan = plan_i_omfang(request, pk)

    def utfor(data: dict[str, Any]) -> str:
        varvakter.nasta_varv(plan, av=request.user)
        return "Kilen är lagd. Lärdomarna är säkrade och nästa varv har börjat."

    return akt(
        request,
        plan,
        PLAN,
        "nasta_varv",
        TomForm,
        utfor,
        ingress="Lärdomar vars effekt är kontrollerad säkras. Nästa plan kan inte fastställas "
        "förrän den har svarat på dem. En lärdom där det är för tidigt att säga följer med in i "
        "nästa varv.",
        mall="cykel/nasta_varv.html",
    )

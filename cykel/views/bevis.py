"""The file of a report: sent only to those who may read the plan, always as a download."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from cykel.models import Bevisfil
from cykel.views.hamta import plan_i_omfang
from kvalitet.behorighet import kraver
from kvalitet.fel import Regelbrott
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest


@require_safe
@kraver(Rattighet.PLAN_SE)
def bevis(request: InloggadRequest, pk: int, bevis_pk: int) -> HttpResponseBase:
    plan = plan_i_omfang(request, pk)
    fil = get_object_or_404(Bevisfil, pk=bevis_pk, lage__plan=plan)
    try:
        innehall = default_storage.open(fil.stig)
    except FileNotFoundError as fel:
        raise Regelbrott(
            "Filen finns inte kvar i lagret. Be driften läsa tillbaka den från säkerhetskopian."
        ) from fel
    svar = FileResponse(innehall, as_attachment=True, filename=fil.namn, content_type=fil.slag)
    svar["X-Content-Type-Options"] = "nosniff"
    svar["Cache-Control"] = "private, no-store"
    return svar

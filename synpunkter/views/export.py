"""The inbox's selection as a file, with its own filter, rights and record."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction
from django.db.models import Model
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_GET

from kvalitet import klocka, logg
from kvalitet.behorighet import kraver, roll_for
from kvalitet.fel import Regelbrott
from kvalitet.roller import Rattighet
from kvalitet.texter import tal
from kvalitet.typer import InloggadRequest
from synpunkter import export as fil
from synpunkter import inkorg as lada
from synpunkter.forms.handlaggning import FilterForm
from synpunkter.inkorgsval import utbud
from synpunkter.tillstand import Lage

TYPER = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_GET
@kraver(Rattighet.SYNPUNKT_SE)
def export(request: InloggadRequest) -> HttpResponseBase:
    """Send what the inbox shows with the same filter. CSV is streamed, row by row."""
    slag = request.GET.get("format", "csv")
    slag = slag if slag in TYPER else "csv"
    form = _filter(request)
    val = lada.urval(request.user, klocka.idag())
    valt = form.cleaned_data.get("urval", "")
    traffar = lada.filtrera(
        lada.synliga(request.user), form.cleaned_data, val.get(valt, val[""])[1]
    )
    nycklar = list(
        fil.utan_hemliga(traffar).order_by("svar_senast", "pk").values_list("pk", flat=True)
    )
    if len(nycklar) > fil.MEST:
        raise Regelbrott(
            f"Urvalet har {tal(len(nycklar))} ärenden, och en fil tar högst {tal(fil.MEST)}. "
            "Välj en enhet, en nämnd eller ett läge först."
        )
    hemliga = fil.antal_hemliga(traffar)
    _logga(request, form, slag, nycklar, hemliga)
    return _svar(request, slag, nycklar, hemliga)


def _filter(request: InloggadRequest) -> FilterForm:
    form = FilterForm(
        request.GET,
        utbud=utbud(request.user, request.GET.get("enhet", "")),
        lagen=[("", ""), *((str(lage), lage.label) for lage in Lage), ("alla", "Alla lägen")],
    )
    form.is_valid()
    return form


def _logga(
    request: InloggadRequest, form: FilterForm, slag: str, nycklar: list[int], hemliga: int
) -> None:
    """Put on record who took what, before the first byte: on the unit's timeline, as a reading
    of the list. The words that were searched for are not kept."""
    om: Model = form.cleaned_data.get("enhet") or next(iter(form.enhetslista), request.user)
    data = {
        "antal": len(nycklar),
        "hemliga": hemliga,
        "format": slag,
        "synpunkter": nycklar,
        "sokning": bool(form.cleaned_data.get("q")),
    }
    roll = roll_for(request.user, Rattighet.SYNPUNKT_SE, om) or ""
    with transaction.atomic():
        logg.skriv(
            "synpunkt.exporterade", om, av=request.user, nu=klocka.nu(), roll=roll, data=data
        )


def _svar(
    request: InloggadRequest, slag: str, nycklar: list[int], hemliga: int
) -> HttpResponseBase:
    def alla() -> Iterator[list[str]]:
        yield list(fil.KOLUMNER)
        yield from fil.rader(nycklar, request.user)
        if hemliga:
            yield fil.slutrad(hemliga)

    svar: HttpResponseBase
    if slag == "csv":
        svar = StreamingHttpResponse(fil.som_csv(alla()), content_type=TYPER[slag])
    else:
        svar = HttpResponse(fil.som_xlsx(alla()), content_type=TYPER[slag])
    namn = f"synpunkter-{klocka.idag().isoformat()}.{slag}"
    svar["Content-Disposition"] = f'attachment; filename="{namn}"'
    svar["Cache-Control"] = "no-store"
    svar["X-Content-Type-Options"] = "nosniff"
    return svar

"""A report as Excel, Word and CSV, and the archive package of a decided one.

Made when asked for, from the snapshot: nothing is rendered to PDF here. Who has the file already
is answered that it is the same, and nothing is made.
"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from kvalitet.behorighet import far, kraver, omfang, prova
from kvalitet.laskopia import ur_laskopian
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from uppfoljning import rapportexport
from uppfoljning.actions.rapport import jobb_for
from uppfoljning.export.format import FORMAT, Exportformat
from uppfoljning.export.underlag import Exportfil
from uppfoljning.models import Rapport


@require_safe
@kraver(Rattighet.RAPPORT_SE)
def export(request: InloggadRequest, pk: int, form: str) -> HttpResponseBase:
    synliga = Rapport.objects.filter(omfang(request.user, Rattighet.RAPPORT_SE))
    rapport = get_object_or_404(synliga.select_related("namnd", "tillfalle", "ogonblick"), pk=pk)
    return _exportsvar(request, rapport, _format(form), offentlig=False)


@login_not_required
@require_safe
@ur_laskopian
def publicerad_export(request: HttpRequest, pk: int, form: str) -> HttpResponseBase:
    publicerade = Rapport.objects.filter(publicerad__isnull=False)
    rapport = get_object_or_404(
        publicerade.select_related("namnd", "tillfalle", "ogonblick"), pk=pk
    )
    return _exportsvar(request, rapport, _format(form), offentlig=True)


@require_safe
def arkivpaket(request: InloggadRequest, pk: int) -> HttpResponseBase:
    """For the archive and the auditor, and for those who order reports, since the package holds
    nothing that a fastställd report does not make public."""
    synliga = Rapport.objects.filter(omfang(request.user, Rattighet.RAPPORT_SE))
    rapport = get_object_or_404(
        synliga.select_related("namnd", "tillfalle", "ogonblick", "fil"), pk=pk
    )
    if not far(request.user, Rattighet.ARKIV_SE, rapport):
        prova(request.user, Rattighet.RAPPORT_BESTALLA, rapport)

    def gor() -> Exportfil:
        data = rapportexport.arkivera(rapport, jobb_for(rapport))
        return Exportfil(data, "zip", "application/zip")

    return _svar(request, None, gor, lambda fil: f"arkiv-{rapportexport.filnamn(rapport, 'zip')}")


def _format(nyckel: str) -> Exportformat:
    if nyckel not in FORMAT:
        raise Http404
    return FORMAT[nyckel]


def _exportsvar(
    request: HttpRequest, rapport: Rapport, form: Exportformat, *, offentlig: bool
) -> HttpResponseBase:
    svar = _svar(
        request,
        rapportexport.etag(rapport, form.nyckel),
        lambda: rapportexport.exportera(rapport, form),
        lambda fil: rapportexport.filnamn(
            rapport, fil.andelse, *(["csv"] if fil.andelse == "zip" else [])
        ),
    )
    # The address stays while what it holds may change: kept, and asked about each time.
    svar["Cache-Control"] = f"{'public' if offentlig else 'private'}, no-cache"
    return svar


def _svar(
    request: HttpRequest,
    etag: str | None,
    gor: Callable[[], Exportfil],
    namn: Callable[[Exportfil], str],
) -> HttpResponseBase:
    svar: HttpResponseBase | None = get_conditional_response(request, etag=etag) if etag else None
    if svar is None:
        fil = gor()
        svar = HttpResponse(fil.data, content_type=fil.typ)
        svar["Content-Disposition"] = f'attachment; filename="{namn(fil)}"'
    if etag:
        svar["ETag"] = etag
    svar["X-Content-Type-Options"] = "nosniff"
    return svar

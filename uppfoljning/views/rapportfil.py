"""Sending a finished report. The address names the hash, so the answer never changes."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.text import slugify

from kvalitet.fel import Regelbrott
from uppfoljning import lager
from uppfoljning.models import Rapport, Rapportfil

ETT_AR = 31_536_000


def filsvar(
    request: HttpRequest, rapport: Rapport, fil: Rapportfil, *, utkast: bool, offentlig: bool
) -> HttpResponseBase:
    """The caller has tried the right to it."""
    etag = f'"{fil.sha256}"'
    svar: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if svar is None:
        svar = _hela(rapport, fil, utkast)
    svar["ETag"] = etag
    svar["Cache-Control"] = f"{'public' if offentlig else 'private'}, max-age={ETT_AR}, immutable"
    svar["X-Content-Type-Options"] = "nosniff"
    return svar


def _hela(rapport: Rapport, fil: Rapportfil, utkast: bool) -> HttpResponseBase:
    try:
        innehall = lager.oppna(fil)
    except FileNotFoundError as fel:
        raise Regelbrott(
            "Filen finns inte kvar i lagret. Be driften läsa tillbaka den från säkerhetskopian."
        ) from fel
    return FileResponse(
        innehall,
        as_attachment=True,
        filename=filnamn(rapport, utkast),
        content_type="application/pdf",
    )


def filnamn(rapport: Rapport, utkast: bool) -> str:
    """delarsrapport-2026-von-v1-utkast.pdf"""
    namn = slugify(f"{rapport.namn} {rapport.namnd.kod} v{rapport.version}")
    return f"{namn}{'-utkast' if utkast else ''}.pdf"

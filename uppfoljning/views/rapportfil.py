"""Sending a finished report. The address names the hash, so the answer never changes."""

from __future__ import annotations

import logging

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.text import slugify

from kvalitet.fel import Regelbrott
from uppfoljning import lager
from uppfoljning.models import Rapport, Rapportfil

ETT_AR = 31_536_000
journal = logging.getLogger(__name__)


class Filenborta(Regelbrott):
    """The storage does not give the file."""


def filsvar(
    request: HttpRequest, rapport: Rapport, fil: Rapportfil, *, utkast: bool, offentlig: bool
) -> HttpResponseBase:
    """The caller has tried the right to it. What is public opens in the browser; a file for
    staff is one to keep. Raises `Filenborta`."""
    etag = f'"{fil.sha256}"'
    svar: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if svar is None:
        svar = _hela(rapport, fil, filnamn(rapport, utkast), spara=not offentlig)
    svar["ETag"] = etag
    svar["Cache-Control"] = f"{'public' if offentlig else 'private'}, max-age={ETT_AR}, immutable"
    svar["X-Content-Type-Options"] = "nosniff"
    # The site's own policy forbids objects, and with them the browser's reader of PDF files.
    svar["Content-Security-Policy"] = "frame-ancestors 'none'"
    return svar


def _hela(rapport: Rapport, fil: Rapportfil, namn: str, *, spara: bool) -> HttpResponseBase:
    try:
        innehall = lager.oppna(fil)
    except OSError as fel:
        journal.error("filen %s till rapport %s: %s", fil, rapport.pk, type(fel).__name__)
        raise Filenborta(
            "Filen finns inte kvar i lagret. Be driften läsa tillbaka den från säkerhetskopian."
        ) from fel
    return FileResponse(
        innehall, as_attachment=spara, filename=namn, content_type="application/pdf"
    )


def filnamn(rapport: Rapport, utkast: bool) -> str:
    """delarsrapport-2026-von-v1-utkast.pdf"""
    namn = slugify(f"{rapport.namn} {rapport.namnd.kod} v{rapport.version}")
    return f"{namn}{'-utkast' if utkast else ''}.pdf"

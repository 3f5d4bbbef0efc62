"""Health for load balancers and for people: alive, and ready."""

from __future__ import annotations

from datetime import timedelta

from celery import current_app
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from kvalitet import klocka
from kvalitet.models import Puls

TYST = timedelta(seconds=60)
"""How long a worker may be silent before it counts as gone (its pulse comes every 5 s)."""


@login_not_required
@never_cache
@require_safe
def halsa(request: HttpRequest) -> HttpResponse:
    return HttpResponse("Webbservern lever.\n", content_type="text/plain; charset=utf-8")


@login_not_required
@never_cache
@require_safe
def redo(request: HttpRequest) -> HttpResponse:
    """Answer 200 when everything is in place, else 503 with a line for each thing missing."""
    brister = [brist for prov in (_databas, _ko) if (brist := prov())]
    rader = brister or ["Allt är redo."]
    return HttpResponse(
        "\n".join(rader) + "\n",
        status=503 if brister else 200,
        content_type="text/plain; charset=utf-8",
    )


def _databas() -> str:
    """Tell what is wrong with the database, or with the worker whose pulse stands in it."""
    try:
        puls = Puls.objects.filter(namn="arbetare").first()
    except (DatabaseError, InterfaceError):
        return "Databasen svarar inte."
    if puls is None or klocka.nu() - puls.tid > TYST:
        return "Ingen bakgrundsarbetare har hörts av den senaste minuten."
    return ""


def _ko() -> str:
    try:
        with current_app.connection_for_write() as forbindelse:
            forbindelse.ensure_connection(max_retries=0, timeout=1)
    except (KombuError, RedisError, OSError):
        return "Meddelandekön svarar inte."
    return ""

"""Health for load balancers and for people: alive, and ready."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kvalitet import drift


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
        prov = drift.puls()
    except (DatabaseError, InterfaceError):
        return "Databasen svarar inte."
    return prov.mening if prov.lage is drift.Lage.FEL else ""


def _ko() -> str:
    prov = drift.ko()
    return prov.mening if prov.lage is drift.Lage.FEL else ""

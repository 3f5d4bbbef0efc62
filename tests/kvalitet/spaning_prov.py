"""A process with something to hide: its request fails, its database complains, its task fails.

Run by test_spaning.py; ends when all that is to be sent has been sent.
"""

from __future__ import annotations

import logging
import os

from django.http import HttpRequest, HttpResponse

HEMLIGT = "anna.hemlig@kommun.example"
NAMN = "Anna Hemlig"
"""A name, which no pattern finds."""
URLS = __name__


def trasig(request: HttpRequest, nyckel: str) -> HttpResponse:
    from kvalitet.models import Anvandare

    lokal = f"{NAMN} {HEMLIGT} {request.POST.get('text')}"
    assert not Anvandare.objects.filter(epost=HEMLIGT).exists()
    raise RuntimeError(f"fel för {lokal}")


def logga() -> None:
    """Lines with the name in their values, in their words, and in the fault that they tell of."""
    egen, annans = logging.getLogger("kvalitet.prov"), logging.getLogger("prov")
    annans.error("Gick inte för %s", f"{NAMN} {HEMLIGT}", extra={"vem": NAMN})
    annans.error(f"{NAMN} gick inte")  # a library's way
    egen.error("Arbetet är inte klart")
    try:
        raise LookupError(f"{NAMN} finns inte")
    except LookupError as fel:
        egen.exception("Raden om %s saknas", NAMN)
        annans.error(fel)


def main() -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.contrib.auth.decorators import login_not_required
    from django.test import Client
    from django.urls import path

    from kvalitet import spaning

    global urlpatterns
    urlpatterns = [path("trasig/<str:nyckel>/", login_not_required(trasig), name="trasig")]
    settings.ROOT_URLCONF = __name__
    spaning.starta(settings.SPANING, lage=settings.LAGE)
    client = Client(raise_request_exception=False)
    client.cookies["kaka"] = HEMLIGT
    client.post(
        f"/trasig/{HEMLIGT}/?epost={HEMLIGT}",
        {"text": HEMLIGT},
        headers={"X-Request-ID": "spanad-0001", "User-Agent": HEMLIGT},
    )
    logga()
    if settings.SPANING.sentry:
        import sentry_sdk

        sentry_sdk.flush(10)
    if settings.SPANING.otel:
        from opentelemetry import trace

        trace.get_tracer_provider().force_flush(10_000)  # type: ignore[attr-defined]
    os._exit(0)


if __name__ == "__main__":
    main()

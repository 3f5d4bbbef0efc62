"""Request types for the type checker."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from kvalitet.models import Anvandare


class InloggadRequest(HttpRequest):
    """A request behind sign-in, which `InloggningMiddleware` guarantees."""

    user: Anvandare
    htmx: HtmxDetails


class PublikRequest(HttpRequest):
    """A request on a public page."""

    htmx: HtmxDetails

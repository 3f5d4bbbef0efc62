"""Error pages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_fel(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old or cookies are off; nothing was saved, and the page says what to do."""
    return render(request, "403_csrf.html", status=403)

"""What the inbox is compared with: bare Django, signed in, 50 rows and the open ones counted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.test import Client, override_settings
from django.urls import path

from bench.inkorgen import inloggad
from synpunkter.models import Synpunkt
from synpunkter.tillstand import OPPNA

MELLANLAGER = [
    f"{__name__}.egna_adresser",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
MALL = Engine().from_string(
    "<!doctype html><html lang=sv><title>Synpunkter</title><h1>Synpunkter</h1><ul>"
    "{% for a in antal %}<li>{{ a.lage }}: {{ a.antal }}</li>{% endfor %}</ul><table>"
    "{% for s in rader %}<tr><th><a href='/{{ s.pk }}/'>{{ s.listrubrik }}</a> {{ s.referens }}"
    "<td>{{ s.get_typ_display }}<td>{{ s.enhet }}<td>{{ s.get_lage_display }} {{ s.handlaggare }}"
    "<td>{{ s.inkom|date:'j F Y' }}<td>{{ s.svar_senast|date:'j F Y' }}</tr>{% endfor %}</table>"
)


def egna_adresser(svara: Callable[[HttpRequest], HttpResponse]) -> Any:
    """Said of each request: a setting of another ROOT_URLCONF empties what is kept of all."""

    def inre(request: HttpRequest) -> HttpResponse:
        request.urlconf = __name__  # type: ignore[attr-defined]
        return svara(request)

    return inre


@login_required
def bar(request: HttpRequest) -> HttpResponse:
    rader = Synpunkt.objects.select_related("enhet", "handlaggare").defer("sokvektor")
    antal = Synpunkt.objects.filter(lage__in=OPPNA).values("lage").annotate(antal=Count("pk"))
    sammanhang = {"rader": rader.order_by("-inkom", "-pk")[:50], "antal": antal.order_by("lage")}
    return HttpResponse(MALL.render(Context(sammanhang)))


urlpatterns = [path("", bar)]


def sida() -> Callable[[], object]:
    with override_settings(MIDDLEWARE=MELLANLAGER):
        klient = inloggad(Client(HTTP_HOST="127.0.0.1"), "kv")
        klient.get("/")  # its handler is made with the middleware of the first request

    def hamta() -> None:
        svar = klient.get("/")
        if svar.status_code != 200:
            raise RuntimeError(f"golvet svarade {svar.status_code}")

    return hamta

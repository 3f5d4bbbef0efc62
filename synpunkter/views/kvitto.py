"""The receipt: a shell for each language and kind of answer, and the sender's own words in it."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language

from kvalitet.skal import Skal, for_alla, hal
from kvalitet.texter import veckodatum_ar
from kvalitet.visning import Steg
from synpunkter.actions.mottagning import Kvitto
from synpunkter.models import Synpunkt
from synpunkter.views.steg import steg_pa_kvitto

_skal: dict[tuple[str | None, object, str], Skal] = {}


def visa(request: HttpRequest, kvitto: Kvitto, *, epost: str) -> HttpResponse:
    synpunkt = kvitto.synpunkt
    steg = steg_pa_kvitto(synpunkt, epost=epost)
    ord_ = {
        "referens": synpunkt.referens,
        "kod": kvitto.kod,
        "dag": veckodatum_ar(synpunkt.svar_senast),
        "namnd": str(synpunkt.namnd),
        "enhet": str(synpunkt.enhet),
        **{f"steg{nr}": ett.text for nr, ett in enumerate(steg)},
    }
    return HttpResponse(_skalet(request, synpunkt.svarsval, steg).fyll(ord_))


def _skalet(request: HttpRequest, svarsval: str, steg: list[Steg]) -> Skal:
    """Kept for those who are not signed in; the head of the page is another's for who is."""
    if not for_alla(request):
        return _rendera(request, svarsval, steg)
    nyckel = (get_language(), settings.ORGANISATION, svarsval)
    if nyckel not in _skal:
        _skal[nyckel] = _rendera(request, svarsval, steg)
    return _skal[nyckel]


def _rendera(request: HttpRequest, svarsval: str, steg: list[Steg]) -> Skal:
    sammanhang = {
        "synpunkt": {n: hal(n) for n in ("referens", "dag", "namnd", "enhet")},
        "vill_ha_svar": svarsval != Synpunkt.Svarsval.NEJ,
        "kod": hal("kod"),
        "steg": [replace(ett, text=hal(f"steg{nr}")) for nr, ett in enumerate(steg)],
        "foljadress": settings.ADRESS + reverse("synpunkter:folj"),
    }
    return Skal(render_to_string("synpunkter/kvittens.html", sammanhang, request))

"""The receipt: a shell for each language and kind of answer, and the sender's own words in it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language

from kvalitet.skal import Skal, for_alla, hal
from kvalitet.texter import veckodatum_ar
from synpunkter.actions.mottagning import Kvitto
from synpunkter.models import Synpunkt
from synpunkter.views.steg import ord_i_stegen, steg_pa_kvitto

_skal: dict[tuple[str | None, object, str, bool], Skal] = {}
_STEGENS = ("inkom", "klockan", "epost", "tas_om_hand", "svar")


def visa(request: HttpRequest, kvitto: Kvitto, *, epost: str) -> HttpResponse:
    synpunkt = kvitto.synpunkt
    ord_ = {
        "referens": synpunkt.referens,
        "kod": kvitto.kod,
        "dag": veckodatum_ar(synpunkt.svar_senast),
        "namnd": str(synpunkt.namnd),
        "enhet": str(synpunkt.enhet),
        **ord_i_stegen(synpunkt, epost=epost),
    }
    return HttpResponse(_skalet(request, synpunkt.svarsval, bool(epost)).fyll(ord_))


def _skalet(request: HttpRequest, svarsval: str, med_epost: bool) -> Skal:
    """Kept for those who are not signed in; the head of the page is another's for who is."""
    if not for_alla(request):
        return _rendera(request, svarsval, med_epost)
    nyckel = (get_language(), settings.ORGANISATION, svarsval, med_epost)
    if nyckel not in _skal:
        _skal[nyckel] = _rendera(request, svarsval, med_epost)
    return _skal[nyckel]


def _rendera(request: HttpRequest, svarsval: str, med_epost: bool) -> Skal:
    ord_ = {namn: hal(namn) for namn in _STEGENS}
    sammanhang = {
        "synpunkt": {n: hal(n) for n in ("referens", "dag", "namnd", "enhet")},
        "vill_ha_svar": svarsval != Synpunkt.Svarsval.NEJ,
        "kod": hal("kod"),
        "steg": steg_pa_kvitto(ord_, svarsval=svarsval, med_epost=med_epost),
        "foljadress": settings.ADRESS + reverse("synpunkter:folj"),
    }
    return Skal(render_to_string("synpunkter/kvittens.html", sammanhang, request))

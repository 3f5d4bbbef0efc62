"""The same rows from the link in a mail: no sign-in, only those rows, only that person."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods

from cykel import uppdateringslank
from cykel.models import Varv
from cykel.tillstand import RAPPORTERAS_I
from cykel.uppdateringslank import Oppnad
from cykel.views.uppdatera import visa
from cykel.villkor.uppdatera import rader_for
from kvalitet import klocka
from kvalitet.behorighet import far
from kvalitet.models import Anvandare
from kvalitet.roller import Rattighet


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def uppdatera(request: HttpRequest, signerad: str) -> HttpResponse:
    oppnad = uppdateringslank.oppna(signerad)
    if oppnad is None:
        raise Http404
    person = Anvandare.objects.filter(pk=oppnad.person).first()
    oppna = _oppna_varv(oppnad)
    if oppnad.for_gammal or person is None or not far(person, Rattighet.PLAN_SE) or not oppna:
        svar = render(request, "cykel/uppdatera_lank_slut.html", status=410)
    else:
        rader = [
            rad
            for rad in rader_for(person, klocka.idag())
            if oppnad.varv.get(rad.nyckel) == rad.varv.pk and rad.varv.pk in oppna
        ]
        mall = "cykel/uppdatera_lank.html"
        svar = visa(request, mall, rader, av=person, via_lank=True)
    add_never_cache_headers(svar)
    svar["Cache-Control"] = "no-store, private"
    svar["X-Robots-Tag"] = "noindex"
    return svar


def _oppna_varv(oppnad: Oppnad) -> set[int]:
    """Return the laps of the link that still turn and whose round is open."""
    pagar = Varv.objects.filter(
        pk__in=set(oppnad.varv.values()), avslutades=None, plan__fas__in=RAPPORTERAS_I
    )
    i_tid = pagar.filter(Q(tillfalle=None) | Q(tillfalle__stanger__gte=klocka.idag()))
    return set(i_tid.values_list("pk", flat=True))

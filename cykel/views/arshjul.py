"""Årshjulet: the municipality's year, month by month, and a person's own calendar."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_POST, require_safe

from cykel import arshjul as aret
from cykel import kalenderfil
from cykel.actions.kalender import ny_kalenderadress
from cykel.models import Kalenderadress, Uppfoljningstillfalle
from cykel.villkor.kalender import poster
from kvalitet import klocka, laskopia
from kvalitet.behorighet import far, kraver
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest


@require_safe
@kraver(Rattighet.PLAN_SE)
def arshjul(request: InloggadRequest) -> HttpResponse:
    idag = klocka.idag()
    skrivet = request.GET.get("ar", "")
    ar = int(skrivet) if skrivet.isdecimal() and len(skrivet) == 4 else idag.year
    tillfallen = Uppfoljningstillfalle.objects.filter(ar__in=(ar - 1, ar, idag.year - 1, idag.year))
    alla = aret.poster(tillfallen.order_by("pk"))
    adress = Kalenderadress.objects.filter(person=request.user).first()
    manader = aret.manader(alla, ar, idag)
    sammanhang = {
        "ar": ar,
        "manader": manader,
        "tomt_ar": not any(manad.poster for manad in manader),
        "lagdagar": [
            (post, aret.nedrakning(post.dag, idag))
            for post in alla
            if post.lag and post.dag >= idag
        ],
        "kalender": kalenderfil.adress(adress) if adress else "",
        "far_lagga_upp": far(request.user, Rattighet.UPPFOLJNING_OPPNA, Uppfoljningstillfalle()),
    }
    return render(request, "cykel/arshjul.html", sammanhang)


@require_POST
@kraver(Rattighet.PLAN_SE)
def arshjul_adress(request: InloggadRequest) -> HttpResponse:
    """Make the person's calendar address, or replace it."""
    rad = ny_kalenderadress(av=request.user)
    bytt = "Den gamla adressen slutade gälla nu." if rad.nummer > 1 else ""
    messages.success(request, f"Din kalenderadress är klar. {bytt}".strip())
    return redirect("cykel:arshjul")


@login_not_required
@require_safe
def kalender(request: HttpRequest, signerad: str) -> HttpResponse:
    """The person's own days, to whoever holds the secret address; dead when they have left."""
    rad = kalenderfil.oppna(signerad)
    if rad is None or not far(rad.person, Rattighet.PLAN_SE):
        raise Http404
    person = rad.person
    egna = laskopia.las(lambda: poster(person, klocka.idag()))
    innehall = kalenderfil.fil(egna, nu=klocka.nu())
    svar = HttpResponse(innehall, content_type="text/calendar; charset=utf-8")
    add_never_cache_headers(svar)
    svar["Cache-Control"] = "no-store, private"
    svar["X-Robots-Tag"] = "noindex"
    svar["Content-Disposition"] = 'attachment; filename="forbattringshjulet.ics"'
    return svar

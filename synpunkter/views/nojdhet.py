"""How content the sender is: from the mail or from the follow page, one press on a page.

The link of a mail only opens the page. Programs that fetch every link of a mail beforehand
would otherwise answer for people.
"""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from kvalitet import tak
from kvalitet.fel import Regelbrott
from synpunkter.actions.nojdhet import svara_nojdhet
from synpunkter.forms.nojdhet import SVAR, NojdhetForm
from synpunkter.views.folj import arende, for_gammal, oppna
from synpunkter.views.svar import publik


@login_not_required
@publik
@require_http_methods(["GET", "HEAD", "POST"])
def nojdhet(request: HttpRequest, signerad: str) -> HttpResponse:
    oppnad = oppna(signerad)
    if oppnad.for_gammal:
        return for_gammal(request, oppnad, signerad)
    synpunkt = arende(oppnad)
    form = NojdhetForm(request.POST or None)
    if request.method == "POST" and tak.for_manga(request, "skriv"):
        return render(request, "synpunkter/for_manga.html", status=429)
    if request.method == "POST" and form.is_valid():
        try:
            svara_nojdhet(synpunkt, poang=form.cleaned_data["poang"])
        except Regelbrott as fel:
            form.add_error(None, gettext(fel.mening))
        else:
            return redirect(f"{reverse('synpunkter:folj_arende', args=[signerad])}#nojdhet")
    sammanhang = {"synpunkt": synpunkt, "signerad": signerad, "form": form, "svaren": SVAR}
    return render(request, "synpunkter/nojdhet.html", sammanhang)

"""Public pages: answering a survey, and how it goes for the goals. No sign-in, no cookie."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from kvalitet import klocka
from kvalitet.fel import Regelbrott
from uppfoljning import publikt
from uppfoljning.actions.svarskod import Kodfel
from uppfoljning.actions.undersokning import ny_token
from uppfoljning.actions.undersokning import svara as ta_emot_svar
from uppfoljning.forms import SvarForm
from uppfoljning.models import Undersokning
from uppfoljning.views.kodgrind import fraga_om, kodgrind, medford_kod


@login_not_required
# The signed one-time token of the page does what the CSRF cookie would, and leaves no cookie
# with someone who was promised anonymity.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def svara(request: HttpRequest, slug: str) -> HttpResponse:
    """The survey: open, not open yet, or closed."""
    u = get_object_or_404(Undersokning, slug=slug)
    if not u.ar_oppen(klocka.idag()):
        return render(
            request, "uppfoljning/svara_stangd.html", {"u": u, "kommer": klocka.idag() < u.oppnar}
        )
    if u.kraver_kod and request.method == "GET" and (grind := kodgrind(request, u)) is not None:
        return grind
    form = SvarForm(request.POST or None, om=u.om, token=ny_token(u))
    kodform, status = medford_kod(request, u), 200
    if request.method == "POST" and form.is_valid():
        try:
            ta_emot_svar(u, **form.cleaned_data, kod=request.POST.get("kod", ""))
        except Kodfel as fel:
            status = fraga_om(request, kodform, fel)
            form.med_ny_token(ny_token(u))
        except Regelbrott as fel:
            form.add_error(None, fel.mening)
            form.med_ny_token(ny_token(u))
        else:
            return redirect("uppfoljning:tack", slug=u.slug)
    sammanhang = {"u": u, "form": form, "kodform": kodform}
    return render(request, "uppfoljning/svara.html", sammanhang, status=status)


@login_not_required
@require_safe
def tack(request: HttpRequest, slug: str) -> HttpResponse:
    u = get_object_or_404(Undersokning, slug=slug)
    return render(request, "uppfoljning/tack.html", {"u": u})


@login_not_required
@require_safe
def sa_gar_det(request: HttpRequest) -> HttpResponse:
    """How it goes for the goals: approved judgements only, and how soon residents get answers."""
    dag = klocka.idag()
    namnder = publikt.namnder(dag)
    sammanhang = {
        "namnder": namnder,
        "utfall": publikt.sammanlagt(namnder),
        "svarstider": publikt.svarstider(dag),
        "svarsperiod": publikt.svarsperiod(dag),
        "rapporter": publikt.rapporter(),
    }
    return render(request, "uppfoljning/sa_gar_det.html", sammanhang)

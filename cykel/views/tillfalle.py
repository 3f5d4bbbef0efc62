"""Follow-up rounds: the calendar of the whole municipality."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from cykel.actions.tillfalle import skapa_tillfalle
from cykel.forms.tillfalle import TillfalleForm
from cykel.models import Uppfoljningstillfalle, Varv
from cykel.views.blad import bladdra
from kvalitet import klocka
from kvalitet.behorighet import far, kraver
from kvalitet.fel import Regelbrott
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from kvalitet.visning import Tomt

FYRA_AR = 12


@require_safe
@kraver(Rattighet.PLAN_SE)
def tillfallen(request: InloggadRequest) -> HttpResponse:
    alla = Uppfoljningstillfalle.objects.all()
    rader, blad = bladdra(request, alla, ("-oppnar", "-pk"), antal=FYRA_AR)
    varv = Varv.objects.filter(tillfalle__in=rader).order_by().values_list("tillfalle")
    antal = {
        pk: (antal, klara) for pk, antal, klara in varv.annotate(n=Count("pk"), k=Count("godkand"))
    }
    for ett in rader:
        ett.antal, ett.antal_klara = antal.get(ett.pk, (0, 0))  # type: ignore[attr-defined]
    far_skapa = far(request.user, Rattighet.UPPFOLJNING_OPPNA, Uppfoljningstillfalle())
    tomt = Tomt(
        "Inga uppföljningar planerade",
        "Lägg upp årets kvartal, delår och helår, så öppnar de av sig själva.",
        "Calendar",
        reverse("cykel:tillfalle_nytt") if far_skapa else "",
        "Lägg upp ett tillfälle",
    )
    sammanhang = {
        "rader": rader,
        "blad": blad,
        "idag": klocka.idag(),
        "far_skapa": far_skapa,
        "far_folja": far(request.user, Rattighet.UPPFOLJNING_FOLJA),
        "far_leda": far(request.user, Rattighet.UPPFOLJNING_LEDA),
        "tomt": None if rader else tomt,
    }
    return render(request, "cykel/tillfallen.html", sammanhang)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.UPPFOLJNING_OPPNA)
def tillfalle_nytt(request: InloggadRequest) -> HttpResponse:
    form = TillfalleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            nytt = skapa_tillfalle(**form.cleaned_data, av=request.user)
        except Regelbrott as fel:
            form.add_error(None, fel.mening)
        else:
            messages.success(request, f"{nytt} är upplagt.")
            return redirect("cykel:tillfallen")
    return render(request, "cykel/tillfalle_nytt.html", {"form": form})

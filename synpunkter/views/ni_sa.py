"""The public page "Ni sa – vi gjorde": what came of synpunkter, by theme and unit."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cykel.views.blad import bladdra
from kvalitet import klocka
from kvalitet.laskopia import ur_laskopian
from kvalitet.models import Enhet
from kvalitet.svenska import bara_svenska
from kvalitet.visning import Tomt
from synpunkter import publikt
from synpunkter.forms.slinga import NiSaFilter
from synpunkter.models import Tema


@login_not_required
@require_safe
@bara_svenska
@ur_laskopian
def ni_sa(request: HttpRequest) -> HttpResponse:
    publika = publikt.publicerade()
    form = NiSaFilter(
        request.GET,
        teman=Tema.objects.filter(Exists(publika.filter(tema=OuterRef("pk")))).order_by("namn"),
        enheter=Enhet.objects.filter(Exists(publika.filter(enhet=OuterRef("pk")))).order_by(
            "namn", "pk"
        ),
    )
    form.is_valid()
    for namn in ("tema", "enhet"):
        if varde := form.cleaned_data.get(namn):
            publika = publika.filter(**{namn: varde})
    ordning = ("tema__namn", "tema", "enhet__namn", "enhet", "-publicerad", "-pk")
    rader, blad = bladdra(request, publika, ordning)
    sammanhang = {
        "form": form,
        "grupper": publikt.grupper(rader),
        "blad": blad,
        "utfall": publikt.utfall(klocka.idag()),
        "period": publikt.period(klocka.idag()),
        "tomt": Tomt(
            "Inget att visa än",
            "Här berättar vi vad synpunkter har lett till, och varför vi ibland inte gjorde något.",
        ),
    }
    return render(request, "synpunkter/ni_sa.html", sammanhang)

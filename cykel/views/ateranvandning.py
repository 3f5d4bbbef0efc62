"""A secured learning to read in the whole municipality, and to take up in one's own plan.

Secured learnings are about how the work is done, and are plan content: who may see plans
somewhere may read them all. What lies round them (plan, åtgärd) keeps its own scope.
"""

from __future__ import annotations

from typing import cast

from django import forms
from django.contrib import messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cykel.actions.ateranvandning import ateranvand
from cykel.models import Ateranvandning, Lardom, LardomSvar, Verksamhetsplan
from cykel.tillstand import Lardomslage
from cykel.views.formular import lyckas
from cykel.views.hamta import planer_i_omfang
from kvalitet.behorighet import far, kraver, prova
from kvalitet.databas import bland
from kvalitet.formular import UrvalsValj
from kvalitet.kvarfraga import Kvarfraga
from kvalitet.nyckel import sokord
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest

FLEST_PLANER = 100
"""In the choice: the name of a unit finds others."""


class AnvandForm(forms.Form):
    """Which of the person's living plans takes the learning up."""

    plan = UrvalsValj(
        label="Plan som tar upp lärdomen",
        help_text="Planen svarar sedan på den som på en ärvd lärdom: inarbetad eller avvisad.",
        queryset=Verksamhetsplan.objects.none(),
        empty_label="Välj en plan",
        error_messages={"required": "Välj vilken plan som tar upp lärdomen."},
    )

    def __init__(self, request: InloggadRequest, lardom: Lardom) -> None:
        super().__init__(request.POST if request.method == "POST" else None)
        egna = planer_i_omfang(request, Rattighet.PLAN_SKRIVA).levande()  # type: ignore[attr-defined]
        redan = lardom.ateranvandningar.values("plan")
        falt = cast(UrvalsValj, self.fields["plan"])
        falt.queryset = (
            egna.exclude(pk=lardom.plan_id)
            .exclude(foregangare=lardom.plan_id)
            .exclude(pk__in=redan)
            .order_by(*_I_ORDNING)
        )
        self.sokt = sokord(request.GET.get("enhet", ""))
        falt.urval = _de_forsta(falt.queryset, self.sokt)
        self.kan_soka = bool(self.sokt) or len(falt.urval) == FLEST_PLANER
        self.kan_valja = bool(falt.urval)


_I_ORDNING = ("enhet__namn", "-period_fran", "pk")


def _de_forsta(planer: QuerySet[Verksamhetsplan], sokt: str) -> list[Verksamhetsplan]:
    """Those that are shown, with their units: all are put in order by their keys alone."""
    traffar = planer.filter(enhet__namn__icontains=sokt) if sokt else planer
    nycklar = traffar.select_related(None).values("pk")[:FLEST_PLANER]
    rader = Verksamhetsplan.objects.filter(bland("pk", nycklar)).select_related("enhet")
    return list(rader.order_by(*_I_ORDNING))


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.PLAN_SE)
def lardom_las(request: InloggadRequest, pk: int) -> HttpResponse:
    lardom = next(iter(_LARDOMEN.rader(pk)), None)
    if lardom is None:
        raise Http404
    if request.method == "POST":
        prova(request.user, Rattighet.PLAN_SKRIVA)
    form = AnvandForm(request, lardom) if far(request.user, Rattighet.PLAN_SKRIVA) else None
    if form is not None and lyckas(
        form, lambda data: ateranvand(lardom, plan=data["plan"], av=request.user)
    ):
        plan = form.cleaned_data["plan"]
        messages.success(request, "Lärdomen finns nu i er plan. Svara på den här.")
        return redirect(f"{reverse('cykel:lardomar', args=[plan.pk])}#lardom-{lardom.pk}")
    sammanhang = {
        "lardom": lardom,
        "form": form,
        "anvands": _anvands(lardom),
        "ser_planen": far(request.user, Rattighet.PLAN_SE, lardom),
        "upprepningar": lardom.upprepningar.exclude(lage=Lardomslage.UTKAST).count()
        + lardom.upprepade_brister.count(),
    }
    return render(request, "cykel/lardom_las.html", sammanhang)


def _lardomen(pk: int) -> QuerySet[Lardom]:
    rader = Lardom.objects.sakrade().filter(pk=pk)
    return rader.select_related(
        "plan__enhet", "plan__namnd", "atgard__verifierad_av", "rutin", "upprepar", "sakrad_av"
    )


_LARDOMEN = Kvarfraga(_lardomen, forberedd=True)


def _anvands(lardom: Lardom) -> list[Ateranvandning]:
    """Who has taken it up, with their answer as `svaret` ("" while they have not answered)."""
    svar = LardomSvar.objects.filter(lardom=OuterRef("lardom"), plan=OuterRef("plan"))
    rader = lardom.ateranvandningar.annotate(svaret=Subquery(svar.values("svar")[:1]))
    return list(rader.select_related("plan__enhet", "av").order_by("tid", "pk"))

"""Seeing a pattern: several synpunkter of a unit, or a single grave one, noted as a brist."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cykel.models import Brist, Mal
from cykel.views.formular import lyckas
from kvalitet.behorighet import far, kraver, prova
from kvalitet.formular import Kryssval
from kvalitet.roller import Rattighet
from kvalitet.texter import datum
from kvalitet.typer import InloggadRequest
from synpunkter import inkorg
from synpunkter.actions import synpunkt as akter
from synpunkter.actions.brist import brist_ur_synpunkter
from synpunkter.forms.malval import malfalt, planens_mal
from synpunkter.models import Synpunkt
from synpunkter.views.arende import hamta

SENASTE = timedelta(days=365)
FLEST = 50


class Synpunktsval(forms.ModelMultipleChoiceField[Synpunkt]):
    def label_from_instance(self, obj: Synpunkt) -> str:
        return f"{obj.referens}, {datum(obj.inkom)}: {obj.listrubrik}"


class SynpunktsbristForm(forms.Form):
    andra = Synpunktsval(
        label="Fler synpunkter om samma sak",
        help_text="Från samma enhet under det senaste året.",
        queryset=Synpunkt.objects.none(),
        required=False,
        widget=Kryssval(),
    )
    rubrik = forms.CharField(
        label="Vad brister?",
        help_text="En mening, till exempel ”Ändrade tider meddelas inte”.",
        max_length=160,
        error_messages={"required": "Skriv vad som brister."},
    )
    mening = forms.CharField(
        label="Vad handlar synpunkterna om?",
        help_text="Med egna ord. Bristen läses av fler än synpunkten, så citera inte och skriv "
        "inget som pekar ut någon.",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Skriv vad synpunkterna handlar om, med egna ord."},
    )
    mal = malfalt()

    def __init__(
        self, data: Any = None, *, andra: QuerySet[Synpunkt], malen: QuerySet[Mal]
    ) -> None:
        super().__init__(data)
        cast("forms.ModelChoiceField[Mal]", self.fields["mal"]).queryset = malen
        cast(Synpunktsval, self.fields["andra"]).queryset = andra


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(Rattighet.SYNPUNKT_SE)
def brist(request: InloggadRequest, pk: int) -> HttpResponse:
    synpunkt = hamta(request, pk)
    akter.prova_nagon(request.user, synpunkt, *akter.KOPPLA)
    prova(request.user, Rattighet.ATGARD_SKRIVA, synpunkt)
    form = SynpunktsbristForm(
        request.POST or None,
        andra=_andra(request, synpunkt),
        malen=planens_mal(synpunkt.enhet, synpunkt.namnd),
    )
    nya: list[Brist] = []

    def akt(data: dict[str, Any]) -> None:
        alla = [synpunkt, *data.pop("andra")]
        nya.append(brist_ur_synpunkter(alla, **data, av=request.user))

    if lyckas(form, akt):
        messages.success(request, "Bristen är noterad och synpunkterna är kopplade till den.")
        if far(request.user, Rattighet.PLAN_SE, nya[0]):
            return redirect("cykel:brist", pk=nya[0].plan_id, brist_pk=nya[0].pk)
        return redirect("synpunkter:arende", synpunkt.pk)
    return render(request, "synpunkter/brist.html", {"synpunkt": synpunkt, "form": form})


def _andra(request: InloggadRequest, synpunkt: Synpunkt) -> QuerySet[Synpunkt]:
    rader = inkorg.synliga(request.user).filter(
        enhet=synpunkt.enhet_id,
        namnd=synpunkt.namnd_id,
        inkom__gte=synpunkt.inkom - SENASTE,
    )
    egna = rader.exclude(pk=synpunkt.pk).order_by("-inkom", "-pk").values("pk")[:FLEST]
    return Synpunkt.objects.filter(pk__in=egna).order_by("-inkom", "-pk")

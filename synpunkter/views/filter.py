"""A person's own filters of the inbox: saved under a name, shown beside the ready-made ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from cykel.views.formular import lyckas
from kvalitet.behorighet import kraver
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from synpunkter.actions.filter import MEST_FRAGA, MEST_NAMN, spara_filter
from synpunkter.forms.handlaggning import FilterForm
from synpunkter.inkorgsval import utbud
from synpunkter.models import SparatFilter

FALT = tuple(FilterForm.base_fields)
"""What a filter may hold; whatever else stands in an address is left out."""


@dataclass(frozen=True)
class Filterknapp:
    pk: int
    namn: str
    url: str
    vald: bool


class FilternamnForm(forms.Form):
    namn = forms.CharField(
        label="Filtrets namn",
        help_text="Till exempel ”Klagomål i Hemtjänst”.",
        max_length=MEST_NAMN,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Ge filtret ett namn.",
            "max_length": f"Skriv namnet kortare, högst {MEST_NAMN} tecken.",
        },
    )
    fraga = forms.CharField(required=False, widget=forms.HiddenInput)


def knappar(request: InloggadRequest, egna: Iterable[SparatFilter]) -> list[Filterknapp]:
    nu = fraga(request.GET)
    adress = reverse("synpunkter:inkorg")
    return [Filterknapp(f.pk, f.namn, f"{adress}?{f.fraga}", f.fraga == nu) for f in egna]


def fraga(data: QueryDict) -> str:
    """Return the filter of an address, in an order of its own, so that two can be compared."""
    par = [(namn, str(data.get(namn, "")).strip()) for namn in FALT]
    return urlencode([(namn, varde) for namn, varde in par if varde])


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(Rattighet.SYNPUNKT_SE)
def filter(request: InloggadRequest) -> HttpResponse:
    """One's own filters; with a search in the address, the form that gives it a name."""
    vald = fraga(QueryDict(request.POST.get("fraga", "")[: 2 * MEST_FRAGA]))
    form = FilternamnForm(request.POST or None, initial={"fraga": fraga(request.GET)})

    def akt(data: dict[str, Any]) -> None:
        spara_filter(namn=data["namn"], fraga=vald, av=request.user)

    if lyckas(form, akt):
        messages.success(request, f"Filtret ”{form.cleaned_data['namn']}” är sparat.")
        return redirect(f"{reverse('synpunkter:inkorg')}?{vald}")
    sammanhang = {
        "form": form,
        "fraga": vald or fraga(request.GET),
        "filter": knappar(request, utbud(request.user).filter),
    }
    return render(request, "synpunkter/filter.html", sammanhang)


@require_POST
@kraver(Rattighet.SYNPUNKT_SE)
def filter_ta_bort(request: InloggadRequest, pk: int) -> HttpResponse:
    filtret = get_object_or_404(SparatFilter, pk=pk, agare=request.user)
    filtret.delete()
    messages.success(request, f"Filtret ”{filtret}” är borttaget.")
    return redirect("synpunkter:inkorg")

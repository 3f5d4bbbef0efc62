"""Forms of reports."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from cykel.models import Uppfoljningstillfalle, Varv
from kvalitet import klocka
from kvalitet.databas import SvNyckel
from kvalitet.forms import Datumfalt
from kvalitet.models import Namnd


class BestallForm(forms.Form):
    namnd = forms.ModelChoiceField(
        label="Nämnd",
        queryset=Namnd.objects.none(),
        empty_label="Välj nämnd",
        error_messages={"required": "Välj vilken nämnd rapporten gäller."},
    )
    tillfalle = forms.ModelChoiceField(
        label="Uppföljning",
        queryset=Uppfoljningstillfalle.objects.none(),
        empty_label="Välj uppföljning",
        error_messages={"required": "Välj vilken uppföljning rapporten gäller."},
    )

    def __init__(self, data: Any = None, *, varv: QuerySet[Varv]) -> None:
        """`varv`: the laps that the person may order a report of."""
        super().__init__(data)
        namnder = Namnd.objects.filter(pk__in=varv.values("plan__namnd"))
        tillfallen = Uppfoljningstillfalle.objects.filter(pk__in=varv.values("tillfalle"))
        self._val("namnd").queryset = namnder.order_by(SvNyckel("namn"), "pk")
        self._val("tillfalle").queryset = tillfallen.order_by("-matdatum", "-pk")

    def _val(self, namn: str) -> forms.ModelChoiceField[Any]:
        return cast("forms.ModelChoiceField[Any]", self.fields[namn])


class FaststallForm(forms.Form):
    beslut_datum = Datumfalt(
        label="Beslutsdatum",
        help_text="Den dag nämnden fattade beslutet.",
        error_messages={"required": "Skriv vilken dag beslutet togs."},
    )
    beslut_paragraf = forms.CharField(
        label="Paragraf",
        help_text="Bara numret, till exempel 112.",
        max_length=20,
        widget=forms.TextInput(attrs={"class": "smalt"}),
        error_messages={"required": "Skriv beslutets paragraf i protokollet."},
    )
    dnr = forms.CharField(
        label="Diarienummer",
        max_length=40,
        widget=forms.TextInput(attrs={"class": "smalt"}),
        error_messages={"required": "Skriv ärendets diarienummer."},
    )

    def clean_beslut_datum(self) -> Any:
        dag = self.cleaned_data["beslut_datum"]
        if dag > klocka.idag():
            raise forms.ValidationError("Beslutsdatumet kan inte ligga i framtiden.")
        return dag

    def clean_beslut_paragraf(self) -> str:
        paragraf: str = self.cleaned_data["beslut_paragraf"]
        return paragraf.removeprefix("§").strip()

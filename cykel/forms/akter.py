"""Forms of the acts that move a plan."""

from __future__ import annotations

from typing import Any, cast

from django import forms

from cykel.models import Uppfoljningstillfalle
from kvalitet import klocka
from kvalitet.forms import Datumfalt


class TomForm(forms.Form):
    """An act that asks for nothing but to be confirmed."""


class KommentarForm(forms.Form):
    kommentar = forms.CharField(
        label="Motivering",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Skriv varför. Den som får tillbaka planen behöver veta det."},
    )


class FaststallForm(forms.Form):
    """The decision as it stands in the minutes."""

    beslut_datum = Datumfalt(
        label="Beslutsdatum",
        error_messages={"required": "Skriv vilken dag beslutet togs."},
    )
    beslut_paragraf = forms.CharField(
        label="Paragraf",
        help_text="Som den står i protokollet, till exempel § 8.",
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"class": "smalt"}),
    )
    dnr = forms.CharField(
        label="Diarienummer",
        help_text="Till exempel VON 2026/0118.",
        max_length=40,
        widget=forms.TextInput(attrs={"class": "smalt"}),
        error_messages={"required": "Skriv planens diarienummer."},
    )
    mbl_datum = Datumfalt(label="Samverkan enligt MBL", required=False)
    mbl_berors_inte = forms.BooleanField(label="Samverkan berörs inte", required=False)

    def __init__(self, data: Any = None, *, dnr: str = "", paragraf_kravs: bool) -> None:
        super().__init__(data, initial={"beslut_datum": klocka.idag(), "dnr": dnr})
        falt = self.fields["beslut_paragraf"]
        falt.required = paragraf_kravs
        falt.error_messages["required"] = "Skriv vilken paragraf nämndens beslut har."

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "mbl_datum" not in self.errors and bool(data.get("mbl_datum")) == bool(
            data.get("mbl_berors_inte")
        ):
            self.add_error(
                "mbl_datum", "Skriv när samverkan skedde, eller kryssa för att den inte berörs."
            )
        return data


class OppnaForm(forms.Form):
    tillfalle = forms.ModelChoiceField(
        label="Uppföljningstillfälle",
        queryset=Uppfoljningstillfalle.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": "Välj vilket tillfälle som öppnas."},
    )

    def __init__(self, data: Any = None, *, tillfallen: list[Uppfoljningstillfalle]) -> None:
        super().__init__(data, initial={"tillfalle": next(iter(tillfallen), None)})
        falt = cast("forms.ModelChoiceField[Uppfoljningstillfalle]", self.fields["tillfalle"])
        falt.queryset = Uppfoljningstillfalle.objects.filter(
            pk__in=[tillfalle.pk for tillfalle in tillfallen]
        ).order_by("oppnar", "pk")

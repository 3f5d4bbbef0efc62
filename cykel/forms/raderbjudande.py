"""Forms of rows that go from a kontor's plan to its units'."""

from __future__ import annotations

from typing import Any

from django import forms

from cykel.models import Aktivitet, Planindikator, Verksamhetsplan
from kvalitet.formular import Kryssval

Rader = dict[str, Aktivitet | Planindikator]


class SkickaRaderForm(forms.Form):
    visa_frivilligt = False

    def __init__(self, data: Any = None, *, rader: Rader, planer: list[Verksamhetsplan]) -> None:
        super().__init__(data)
        self._rader = rader
        self._planer = {str(plan.pk): plan for plan in planer}
        self.fields["rader"] = forms.MultipleChoiceField(
            label="Rader",
            choices=[(nyckel, str(rad)) for nyckel, rad in rader.items()],
            widget=Kryssval(
                beskrivningar={nyckel: str(rad.planmal) for nyckel, rad in rader.items()}, stor=True
            ),
            error_messages={"required": "Välj minst en rad."},
        )
        self.fields["planer"] = forms.MultipleChoiceField(
            label="Enheter",
            choices=[(pk, plan.enhet.namn) for pk, plan in self._planer.items()],
            widget=Kryssval(rad=True, stor=True),
            error_messages={"required": "Välj minst en enhet."},
        )

    @property
    def valda_rader(self) -> list[Aktivitet | Planindikator]:
        return [self._rader[nyckel] for nyckel in self.cleaned_data["rader"]]

    @property
    def valda_planer(self) -> list[Verksamhetsplan]:
        return [self._planer[pk] for pk in self.cleaned_data["planer"]]


class AvbojForm(forms.Form):
    visa_frivilligt = False

    skal = forms.CharField(
        label="Varför inte?",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Skriv varför ni inte tar med raden."},
    )

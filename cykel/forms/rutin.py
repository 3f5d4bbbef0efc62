"""Forms of routines."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from cykel.forms.atgard import textfalt
from cykel.forms.lardom import RutinForm
from kvalitet.forms import Datumfalt, EnhetValj
from kvalitet.models import Enhet


class HelRutinForm(RutinForm):
    """A version with its words or where they are, and the day for looking it over."""

    text = textfalt("Så gör ni", rader=8, max_length=20_000, required=False)
    dokument = forms.CharField(
        label="Eller var dokumentet finns",
        help_text="En adress, ett diarienummer eller namnet i dokumentsystemet.",
        max_length=300,
        required=False,
    )
    ses_over_senast = Datumfalt(
        label="Ses över senast",
        help_text="Oftast inom ett år. Rutiner som inte ses över i tid visas som sena.",
        error_messages={"required": "Skriv när rutinen senast ska ses över."},
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("text") and not data.get("dokument"):
            self.add_error("text", "Skriv rutinen, eller ange var dokumentet finns.")
        return data


class NyRutinForm(HelRutinForm):
    enhet = EnhetValj(
        label="Enhet",
        help_text="Rutinen gäller enheten och de som ligger under den.",
        queryset=Enhet.objects.none(),
        empty_label="Välj en enhet",
        error_messages={"required": "Välj vilken enhet rutinen gäller."},
    )
    field_order = ("enhet", "namn")

    def __init__(self, data: Any = None, *, enheter: Any) -> None:
        super().__init__(data)
        self.fields["enhet"].queryset = enheter  # type: ignore[attr-defined]


class NyVersionForm(HelRutinForm):
    """The next version: the name is the series' own."""

    def __init__(self, data: Any = None, *, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        del self.fields["namn"]


class SeOverForm(forms.Form):
    ses_over_senast = Datumfalt(
        label="Ses över igen senast",
        error_messages={"required": "Skriv när rutinen ska ses över igen."},
    )


def om_ett_ar(dag: date) -> date:
    """The same day next year; the 28th for a leap day."""
    return dag.replace(year=dag.year + 1, day=28 if (dag.month, dag.day) == (2, 29) else dag.day)

"""Form of the handover: what, and to whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms

from cykel.forms.plan import personfalt
from cykel.villkor.overlamning import Avgangen, Innehav
from kvalitet.formular import Kryssval


class OverlamnaForm(forms.Form):
    """All that one person has left; everything is ticked to begin with."""

    vad = forms.MultipleChoiceField(
        label="Det här lämnas över",
        widget=Kryssval,
        error_messages={
            "required": "Kryssa för vad som ska lämnas över.",
            "invalid_choice": "Listan har ändrats. Kontrollera vad som är kryssat.",
        },
    )
    till = personfalt("Ny ansvarig", error_messages={"required": "Välj vem som tar över."})

    def __init__(self, data: Any = None, *, avgangen: Avgangen, personer: Sequence[Any]) -> None:
        super().__init__(data, prefix=f"p{avgangen.person.pk}")
        self._innehav = {ett.nyckel: ett for ett in avgangen.innehav}
        vad = cast(forms.MultipleChoiceField, self.fields["vad"])
        vad.choices = [(ett.nyckel, ett.rubrik) for ett in avgangen.innehav]
        vad.initial = list(self._innehav)
        cast(Kryssval, vad.widget).beskrivningar = {
            ett.nyckel: f"{ett.vad}, {ett.var}" for ett in avgangen.innehav
        }
        # The people are the same in every form of the page: read once.
        self.fields["till"].widget.choices = personer

    @property
    def valda(self) -> list[Innehav]:
        return [self._innehav[nyckel] for nyckel in self.cleaned_data["vad"]]

"""The forms by which staff put files in a case, and let one out of quarantine."""

from __future__ import annotations

from typing import Any

from django import forms

from kvalitet.formular import Radioval
from synpunkter.actions.personalbilaga import LAGGS_TILL
from synpunkter.forms.bilaga import BilagorForm

VEMS = ("Avsändarens, till exempel ett inskannat brev", "Våra egna, interna")


class LaggTillForm(BilagorForm):
    visa_frivilligt = False
    riktning = forms.ChoiceField(
        label="Vems är filerna?",
        choices=list(zip(LAGGS_TILL, VEMS, strict=True)),
        widget=Radioval(
            beskrivningar={
                "fran": "Avsändaren kan öppna dem på sin sida.",
                "intern": "Syns aldrig för avsändaren.",
            }
        ),
        error_messages={"required": "Välj vems filerna är."},
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.filfel and not self.valda:
            self.add_error("filer", "Välj minst en fil.")
        return data


class SlappFriForm(forms.Form):
    skal = forms.CharField(
        label="Hur vet du att filen är säker?",
        help_text="Till exempel vem som har kontrollerat den, och hur. Sparas i ärendets historik.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=400,
        error_messages={
            "required": "Skriv hur du vet att filen är säker.",
            "max_length": "Texten är för lång. Korta den till högst 400 tecken.",
        },
    )

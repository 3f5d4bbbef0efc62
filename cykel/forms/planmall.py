"""Forms of templates."""

from __future__ import annotations

from typing import Any

from django import forms

from cykel.forms.plan import personfalt
from cykel.models import Mal, Mallaktivitet, Mallindikator, Verksamhetsplan
from kvalitet.models import Enhet


class NyMallForm(forms.Form):
    namn = forms.CharField(
        label="Mallens namn",
        help_text="Så att andra känner igen den, till exempel ”Hemtjänstgrupp”.",
        max_length=80,
        error_messages={"required": "Skriv vad mallen ska heta."},
    )
    enhetsslag = forms.ChoiceField(
        label="För",
        choices=Enhet.Slag.choices,
        error_messages={"required": "Välj vilket slags enhet mallen är för."},
    )


class AnvandMallForm(forms.Form):
    """Under which goal each row goes; a row without one stays out."""

    visa_frivilligt = False

    def __init__(
        self,
        data: Any = None,
        *,
        rader: list[Mallaktivitet | Mallindikator],
        mal: list[Mal],
        plan: Verksamhetsplan,
    ) -> None:
        super().__init__(data)
        val = [("", "Ta inte med"), *((str(ett.pk), str(ett)) for ett in mal)]
        enda = str(mal[0].pk) if len(mal) == 1 else ""
        self._mal = {str(ett.pk): ett for ett in mal}
        self._nycklar = {f"rad_{rad.nyckel}": str(rad.nyckel) for rad in rader}
        for rad in rader:
            self.fields[f"rad_{rad.nyckel}"] = forms.ChoiceField(
                label=str(rad), choices=val, required=False, initial=enda
            )
        aktiv = plan.planansvarig if plan.planansvarig.is_active else None
        self.fields["ansvarig"] = personfalt(
            "Ansvarig för aktiviteterna",
            initial=aktiv,
            help_text="Går att ändra på varje aktivitet efteråt.",
            error_messages={"required": "Välj vem som ansvarar för aktiviteterna."},
        )

    @property
    def placering(self) -> dict[str, Mal]:
        valda = {nyckel: self.cleaned_data[namn] for namn, nyckel in self._nycklar.items()}
        return {nyckel: self._mal[val] for nyckel, val in valda.items() if val}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not any(data.get(namn) for namn in self._nycklar):
            self.add_error(None, "Välj mål för minst en rad.")
        return data

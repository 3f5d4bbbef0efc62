"""Forms of copying: which rows, and who takes over from those who have left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms

from cykel.forms.plan import aktiva, personfalt
from cykel.models import Styrmodell
from cykel.villkor.kopiering import Kopia, slutade
from kvalitet.filterform import Lastval
from kvalitet.models import Anvandare


class KopieraForm(forms.Form):
    """The rows are boxes in the page's own lists, all chosen from the start."""

    def __init__(self, data: Any = None, *, rader: list[Kopia]) -> None:
        super().__init__(data)
        self.fields["rader"] = forms.MultipleChoiceField(
            choices=[(rad.id, rad.rubrik) for rad in rader] if self.is_bound else (),
            initial=[rad.id for rad in rader if not rad.hinder],
            error_messages={
                "required": "Välj minst en rad.",
                "invalid_choice": "Förra planen har ändrats. Välj på nytt bland raderna nedan.",
            },
        )
        self._slutade = slutade(rader)
        self._rader = rader
        # Read once, however many have left.
        self._personer = {str(p.pk): p for p in aktiva()} if self._slutade else {}
        val = [("", "Välj en person"), *((pk, p.namn) for pk, p in self._personer.items())]
        for person in self._slutade:
            self.fields[f"ersattare_{person.pk}"] = forms.ChoiceField(
                label=f"Tar över efter {person}", choices=val, required=False
            )

    @property
    def valda(self) -> set[str]:
        return set(self["rader"].value() or [])

    @property
    def personfalten(self) -> list[forms.BoundField]:
        return [self[f"ersattare_{person.pk}"] for person in self._slutade]

    @property
    def ersattare(self) -> dict[int, Anvandare]:
        nya = {p.pk: self.cleaned_data.get(f"ersattare_{p.pk}") for p in self._slutade}
        return {pk: self._personer[ny] for pk, ny in nya.items() if ny}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        valda = set(data.get("rader", ()))
        for person in slutade([rad for rad in self._rader if rad.id in valda]):
            namn = f"ersattare_{person.pk}"
            if not data.get(namn) and namn not in self.errors:
                self.add_error(namn, f"{person} har slutat. Välj vem som tar över.")
        return data


class NastaArForm(KopieraForm):
    visa_frivilligt = False

    def __init__(
        self,
        data: Any = None,
        *,
        rader: list[Kopia],
        styrmodell: Styrmodell,
        planansvarig: Anvandare,
    ) -> None:
        super().__init__(data, rader=rader)
        self.fields["rader"].required = False
        self.fields["planansvarig"] = personfalt(
            "Planansvarig",
            initial=planansvarig if planansvarig.is_active else None,
            error_messages={"required": "Välj vem som ansvarar för planen."},
        )
        self.fields["styrmodell"] = forms.ModelChoiceField(
            Styrmodell.objects.filter(pk=styrmodell.pk),
            initial=styrmodell,
            widget=forms.HiddenInput,
        )


class StyrmodellForm(forms.Form):
    """Which styrmodell the next plan follows; the preview is of that one."""

    visa_frivilligt = False

    styrmodell: Lastval[Styrmodell] = Lastval(
        label="Styrmodell", queryset=Styrmodell.objects.none(), empty_label=None
    )

    def __init__(self, data: Any = None, *, val: Sequence[Styrmodell], vald: Styrmodell) -> None:
        super().__init__(data, initial={"styrmodell": vald})
        cast(Lastval[Styrmodell], self.fields["styrmodell"]).las(val)
